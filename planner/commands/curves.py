"""planner curves: what visits are worth, drawn."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.screen import (
    examples,
    json_option,
    print_findings,
    print_json,
    territory_argument,
)


@click.command(
    short_help="Response curves, drawn, and what is odd about them.",
    epilog=examples(
        "planner curves my-territory",
        "planner curves my-territory A001 --svg a001.svg",
    ),
)
@territory_argument
@click.argument("account_id", metavar="[ACCOUNT]", required=False)
@click.option(
    "--svg",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the account's chart as SVG, too.",
)
@json_option
def command(folder: Path, account_id: str | None, svg: Path | None, as_json: bool) -> None:
    """Draw expected sales over visits: each class's curve of the territory in DIR, or ACCOUNT's.

    Warns of answers that imply an elasticity above 1, of curves that fall, and of curves that are
    worth nothing.
    """
    if svg is not None and account_id is None:
        raise click.UsageError("--svg needs an ACCOUNT.")
    from planner.accounts import classify
    from planner.accounts.shapes import curve_warnings
    from planner.domain import BadInput, Finding, Tier
    from planner.files.writing import write_file
    from planner.readers import read_territory
    from planner.readers.wording import did_you_mean
    from planner.reports.charts import as_svg, in_letters
    from planner.reports.curves import account_chart, account_steps, tier_chart

    territory = read_territory(folder, tolerate_rep_faults=True).territory
    tiers = classify(territory)
    if account_id is not None and account_id not in territory.account:
        raise BadInput(
            [
                Finding(
                    code="account-unknown",
                    message="No account of this id is planned",
                    remedy=did_you_mean(account_id, territory.account),
                    value=account_id,
                )
            ]
        )
    warnings = list(curve_warnings(territory, tiers))
    steps: list[str] = []
    if account_id is None:
        charts = [tier_chart(territory.policy, tier) for tier in Tier]
    else:
        account = territory.account[account_id]
        warnings = [one for one in warnings if one.row == account.row]
        charts = [account_chart(account, tiers[account_id], territory)]
        steps = account_steps(account, tiers[account_id], territory)
    if svg is not None:
        write_file(svg, as_svg(charts[0]))
    if as_json:
        print_json(
            {
                "status": "done",
                "exit_code": 0,
                "curves": [{"title": chart.title, "points": list(chart.line)} for chart in charts],
                "warnings": [str(warning) for warning in warnings],
            }
        )
        return
    for chart in charts:
        click.echo("\n".join(in_letters(chart)) + "\n")
    for step in steps:
        click.echo(step)
    print_findings(warnings)
    if svg is not None:
        click.echo(f"Written to {svg}")

"""planner classify: key, secondary, target, lead."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.screen import (
    Number,
    console,
    examples,
    json_option,
    print_findings,
    print_json,
    recovered,
)


@click.command(
    short_help="Class accounts: key, secondary, target, lead.",
    epilog=examples(
        "planner classify accounts.csv",
        "planner classify my-territory --by profit --top 0.25",
        "planner classify accounts.csv --cumulative 0.8 --last accounts-2025.csv -o classed.xlsx",
    ),
)
@click.argument("source", metavar="FILE|DIR", type=click.Path(path_type=Path, exists=True),
                callback=recovered)  # fmt: skip
@click.option(
    "--by",
    type=click.Choice(["revenue", "profit"]),
    help="What accounts are ranked by; revenue, or as the territory says.",
)
@click.option(
    "--top",
    type=Number(0, 1),
    metavar="SHARE",
    help="Key: this share of the accounts that buy; 0.20, or the territory's.",
)
@click.option(
    "--cumulative",
    type=Number(0, 1),
    metavar="SHARE",
    help="Key: the top accounts that bring this share, instead of --top.",
)
@click.option(
    "--last",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="The last classification: no account flips for one dollar.",
)
@click.option(
    "--band",
    type=Number(0, 0.9),
    default=0.1,
    show_default=True,
    metavar="SHARE",
    help="How far past the line a class is kept.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="New file, .csv or .xlsx; NAME.classified.csv by default.",
)
@click.option("--force", is_flag=True, help="Replace an earlier output.")
@json_option
def command(
    source: Path, by: str | None, top: float | None, cumulative: float | None, last: Path | None,
    band: float, output: Path | None, force: bool, as_json: bool,
) -> None:  # fmt: skip
    """Class the accounts of FILE, or of the territory in DIR, and show who brings what.

    Writes a new file: the list as it is, with its column tier filled in. The list itself is never
    changed.
    """
    if top is not None and cumulative is not None:
        raise click.UsageError("--top and --cumulative cannot be given together: choose one.")
    from fractions import Fraction

    from planner.domain import Measure
    from planner.portfolio.classifying import Wish, class_accounts, write_classes
    from planner.reports.classes import classes_document, print_classes

    def exact(share: float | None) -> Fraction | None:
        return None if share is None else Fraction(str(share))

    wish = Wish(
        measure=Measure(by) if by else None,
        accounts=exact(top),
        cumulative=exact(cumulative),
        band=Fraction(str(band)),
    )
    classed = class_accounts(source, wish, last)
    out = output or classed.source.with_name(f"{classed.source.stem}.classified.csv")
    write_classes(classed, out, force=force)
    print_findings(classed.findings)
    if as_json:
        print_json(
            {
                "status": "done",
                "exit_code": 0,
                "file": str(out),
                "left_out": classed.left_out,
                **classes_document(classed.classification, classed.currency),
            }
        )
        return
    print_classes(console(), classed.classification, classed.currency)
    rows = len(classed.table.rows)
    click.echo(f"\nWritten to {out}: {rows:,} rows, column {classed.tier_heading}")
    if classed.left_out:
        click.echo(f"{classed.left_out:,} rows are left out of the territory; their class stays.")

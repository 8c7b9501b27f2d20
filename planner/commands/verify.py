"""planner verify: every rule that a plan breaks, and every figure in it that is wrong."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from planner.commands.overlays import overlay_options
from planner.commands.replanning import checked_day
from planner.commands.screen import examples, json_option, print_json, recovered, territory_argument


@click.command(
    short_help="Check a plan, also one edited by hand.",
    epilog=examples(
        "planner verify my-territory/out/plan.json my-territory",
        "planner verify my-territory/out/whatif/quota-70/plan.json my-territory "
        "--overlay quota-70.toml",
        "planner verify new/plan.json my-territory --previous my-territory/out/plan.json",
    ),
)
@click.argument("plan_file", metavar="PLAN", callback=recovered,
                type=click.Path(path_type=Path, exists=True, dir_okay=False))  # fmt: skip
@territory_argument
@click.option(
    "--previous",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    callback=recovered,
    metavar="PLAN",
    help="The plan that it was made anew from.",
)
@click.option(
    "--from",
    "today",
    metavar="YYYY-MM-DD",
    callback=checked_day,
    help="The day of the re-plan, where PLAN does not say it.",
)
@overlay_options
@json_option
def command(
    plan_file: Path,
    folder: Path,
    previous: Path | None,
    today: date | None,
    overlays: tuple[Path, ...],
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Check PLAN, also one edited by hand, against the territory in DIR.

    Every rule is checked and every figure derived anew from the territory's files, by code that
    shares nothing with the planning. Ends with 3 if a rule is broken or a figure is wrong. A
    scenario's plan is checked with its overlay. With --previous the plan is also held against
    the one that it was made anew from: days up to --from are as they were, no more visits have
    left their day than --changes allowed, and visits that stay keep their ids.
    """
    from planner.reports.words import count
    from planner.scenarios.whatif.files import overlay_named
    from planner.verdicts import verify_plan

    verdict = verify_plan(
        plan_file,
        folder,
        overlay_named(folder, overlays, settings),
        previous=previous,
        today=today,
    )
    if as_json:
        print_json(
            {
                "status": "failed-check" if verdict.breaches else "done",
                "exit_code": int(verdict.exit_code),
                "notes": list(verdict.notes),
                "breaches": [
                    {**asdict(breach), "day": str(breach.day) if breach.day else None}
                    for breach in verdict.breaches
                ],
            }
        )
    else:
        for note in verdict.notes:
            click.echo(f"note: {note}", err=True)
        for breach in verdict.breaches:
            click.echo(f"{breach.rule}: {breach.message}")
        breaches, visits = len(verdict.breaches), len(verdict.plan.visits)
        kept = f"{count(visits, 'visit')}, no rule broken"
        click.echo(count(breaches, "breach", "breaches") if breaches else kept)
    click.get_current_context().exit(int(verdict.exit_code))

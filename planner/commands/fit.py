"""planner fit: the best openings for one more visit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from planner.commands.replanning import checked_day, today_option
from planner.commands.screen import (
    console,
    examples,
    json_option,
    print_json,
    recovered,
    territory_argument,
)


@click.command(
    short_help="The best openings for one more visit.",
    epilog=examples(
        "planner fit my-territory A012 --from 2026-12-10",
        "planner fit my-territory A012 --from 2026-12-10 --visit 2026-12-15 --pin 1",
    ),
)
@territory_argument
@click.argument("account")
@today_option("The day it is: openings are looked for after it.")
@click.option("--visit", "instead_of", metavar="YYYY-MM-DD", callback=checked_day,
              help="Move the planned visit of this day, instead of adding one.")  # fmt: skip
@click.option("--plan", "plan_file", type=click.Path(path_type=Path), metavar="PLAN",
              callback=recovered,
              help="The plan; DIR/out/plan.json by default.")  # fmt: skip
@click.option("--most", type=click.IntRange(min=1), default=5, show_default=True, metavar="N",
              help="How many openings.")  # fmt: skip
@click.option("--pin", "chosen", type=click.IntRange(min=1), metavar="N",
              help="Make the N-th opening an appointment, in by-hand.toml.")  # fmt: skip
@json_option
def command(
    folder: Path, account: str, today: date, instead_of: date | None, plan_file: Path | None,
    most: int, chosen: int | None, as_json: bool,
) -> None:  # fmt: skip
    """List when a visit to ACCOUNT would fit best into the plan of the territory in DIR.

    Each opening with its day and time, the driving that it adds, whom it displaces, and what the
    plan is worth more with it. An opening keeps every rule.
    """
    from planner.files.lock import locked
    from planner.plan import read_plan
    from planner.readers import read_territory
    from planner.reports.openings import openings_json, print_openings
    from planner.underway.fitting import openings, pin_opening
    from planner.underway.syncing import month_of

    if chosen is not None:
        click.get_current_context().with_resource(locked(folder))
    plan_file = plan_file or folder / "out" / "plan.json"
    plan = read_plan(plan_file)
    territory = read_territory(folder, month=month_of(plan), tolerate_rep_faults=True).territory
    found = openings(territory, plan, account, today=today, instead_of=instead_of, most=most)
    if chosen is not None and chosen > len(found):
        raise click.UsageError(f"{_among(len(found))}: --pin {chosen} is none of them.")
    if chosen is not None:
        pin_opening(folder, found[chosen - 1])
    if as_json:
        print_json({"status": "done", "exit_code": 0, "openings": openings_json(found)})
        return
    print_openings(console(), found, territory, account)
    if chosen is not None:
        click.echo(f"Opening {chosen} is an appointment now. Next: planner plan {folder} "
                   f"--previous {plan_file} --from {today}")  # fmt: skip


def _among(openings: int) -> str:
    return "There is 1 opening" if openings == 1 else f"There are {openings} openings"

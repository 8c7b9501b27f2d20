"""planner contracts: kept, due, overdue."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.screen import (
    console,
    examples,
    json_option,
    month_option,
    print_findings,
    print_json,
    recovered,
    territory_argument,
)

if TYPE_CHECKING:
    from planner.domain import Visit


@click.command(
    short_help="Contracts: kept, due, overdue.",
    epilog=examples(
        "planner contracts my-territory",
        "planner contracts my-territory --month 2026-12 --plan my-territory/out/plan.json",
    ),
)
@territory_argument
@month_option("Month to look at, instead of the territory's period.")
@click.option(
    "--plan",
    "plan_file",
    callback=recovered,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="PLAN",
    help="Show on which days this plan.json keeps them.",
)
@json_option
def command(folder: Path, month: str | None, plan_file: Path | None, as_json: bool) -> None:
    """List the contracts of the territory in DIR as its period begins.

    Overdue: the next visit was due before the period. Due: the period owes a visit. Kept: it owes
    none. Dates run from the column last_visit.
    """
    from planner.accounts import classify
    from planner.accounts.contracts import contract_standings
    from planner.plan import read_plan
    from planner.readers import read_territory
    from planner.reports.contracts import contracts_document, print_contracts

    reading = read_territory(folder, month=month, tolerate_rep_faults=True)
    print_findings(reading.findings)
    standings = contract_standings(reading.territory)
    planned: dict[str, list[Visit]] | None = None
    if plan_file is not None:
        planned = {}
        for visit in read_plan(plan_file).visits:
            planned.setdefault(visit.account_id, []).append(visit)
    if as_json:
        print_json(
            {
                "status": "done",
                "exit_code": 0,
                "period": str(reading.territory.period),
                "contracts": contracts_document(standings, planned),
            }
        )
        return
    tiers = classify(reading.territory)
    print_contracts(console(), standings, reading.territory, tiers, planned)

"""planner check: all problems of the input, and whether the month can hold it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from planner.commands.screen import (
    console,
    examples,
    json_option,
    month_option,
    print_findings,
    print_json,
    territory_argument,
)


@click.command(
    short_help="All problems of the input, and the hours.",
    epilog=examples("planner check my-territory", "planner check my-territory --month 2026-12"),
)
@territory_argument
@month_option("Month to look at, instead of the territory's period.")
@json_option
def command(folder: Path, month: str | None, as_json: bool) -> None:
    """List all problems of the territory in DIR, and the hours that there are and are needed.

    Every problem is named with its file, row, column, value and a remedy. Then, rep by rep and
    week by week: hours there are, hours that contracts need, hours that the quota leaves to each
    class. Ends with 1 if the input has an error.
    """
    from planner.capacity import capacity_verdict
    from planner.planning import findings_of_reps
    from planner.readers import read_territory
    from planner.reports.capacity import print_capacity

    reading = read_territory(folder, month=month, tolerate_rep_faults=True)
    territory = reading.territory
    findings = (*reading.findings, *findings_of_reps(territory))
    capacity = capacity_verdict(territory)
    errors = sum(finding.fatal for finding in findings)
    if as_json:
        print_json(
            {
                "status": "bad-input" if errors else "done",
                "exit_code": int(errors > 0),
                "findings": [asdict(finding) for finding in findings],
                "capacity": asdict(capacity),
            }
        )
    else:
        print_findings(findings, err=False)
        print_capacity(console(), capacity, territory)
        click.echo(f"\nErrors: {errors}, warnings: {len(findings) - errors}")
    click.get_current_context().exit(int(errors > 0))

"""The table of hours that there are and that are needed, for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from planner.domain import Territory
from planner.domain.capacity import Capacity, RepCapacity, TierHours


def print_capacity(console: Console, capacity: Capacity, territory: Territory) -> None:
    """Print every rep's weeks, classes and verdict."""
    for rep in capacity.reps:
        name = territory.rep[rep.rep].name
        title = rep.rep if name == rep.rep else f"{rep.rep} ({name})"
        console.print()
        console.print(f"Capacity of {title}, {territory.period}", style="bold", markup=False)
        console.print(_weeks(rep))
        console.print()
        console.print(_classes(rep))
        for line in rep.verdict:
            console.print(line, markup=False)


def _weeks(rep: RepCapacity) -> Table:
    table = Table("Week from", box=None, pad_edge=False, show_footer=True)
    table.columns[0].footer = "All weeks"
    contracts = rep.contract_minutes + rep.contract_drive
    for heading, total in (
        ("Working days", str(sum(week.days for week in rep.weeks))),
        ("Hours there are", _hours(rep.there)),
        ("For visits, about", _hours(rep.visits)),
        ("Contracts with drives, about", _hours(contracts)),
    ):
        table.add_column(heading, total, justify="right")
    for week in rep.weeks:
        table.add_row(
            f"{week.monday:%a} {week.monday}",
            str(week.days),
            _hours(week.there),
            _hours(week.visits),
            _hours(week.contracts),
        )
    return table


def _classes(rep: RepCapacity) -> Table:
    table = Table("Class", box=None, pad_edge=False)
    for heading in ("Accounts", "Contracts", "Most visits", "Quota: at least", "Quota: at most"):
        table.add_column(heading, justify="right")
    for hours in rep.tiers:
        table.add_row(
            hours.tier.value,
            str(hours.accounts),
            _hours(hours.contracts),
            _hours(hours.wanted),
            "" if hours.at_least is None else _hours(hours.at_least),
            "" if hours.at_most is None else f"{_hours(hours.at_most)} {_shared(rep, hours)}",
        )
    return table


def _shared(rep: RepCapacity, hours: TierHours) -> str:
    """Says that a limit is for several classes together."""
    alike = sum(other.at_most == hours.at_most for other in rep.tiers)
    return "together" if alike > 1 else ""


def _hours(minutes: int) -> str:
    return f"{minutes / 60:,.1f} h"

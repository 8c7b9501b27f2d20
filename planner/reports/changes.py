"""How a plan differs from the one before, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.domain import Breach, Territory, Visit, money
from planner.domain.difference import ChangedVisit, Difference
from planner.reports.words import count, day

MOST_BROKEN = 20
"""Broken rules of the plan before that are named one by one."""


def print_changes(console: Console, changes: Difference, territory: Territory) -> None:
    """What moved, was dropped or added, why, and what it gains."""
    if not changes.visits:
        console.print(f"Nothing has changed: {count(changes.kept, 'visit')} as before.")
        return
    table = Table(title="Changes against the plan before", title_justify="left")
    for heading in ("", "Account", "Before", "Now", "Why"):
        table.add_column(heading, overflow="fold")
    for one in changes.visits:
        name = territory.account[one.account_id].name if one.account_id in territory.account else ""
        table.add_row(
            str(one.change),
            escape(f"{one.account_id} {name}".strip()),
            _when(one.before, ends=_lasts_otherwise(one)),
            _when(one.after, ends=_lasts_otherwise(one)),
            escape(one.why),
        )
    console.print(table)
    said = f"{count(changes.kept, 'visit')} kept as they were"
    if changes.gain_cents is None:
        gain = "the plan before could not go on as it was"
    else:
        worth = money(changes.gain_cents, territory.currency)
        gain = f"worth {worth} more than what was left of the plan before"
    console.print(f"{said}; {gain}.")


def changes_json(changes: Difference) -> Mapping[str, Any]:
    """The difference as one JSON object."""
    return {
        "kept": changes.kept,
        "gain_cents": changes.gain_cents,
        "visits": [_entry(one) for one in changes.visits],
    }


def broken_lines(broken: Sequence[Breach]) -> list[str]:
    """Lines that name the rules which the plan before breaks on the days to come."""
    if not broken:
        return []
    head = (
        f"The plan before breaks rules on the days to come ({count(len(broken), 'place')}); it is "
        "planned anew around them:"
    )
    more = len(broken) - MOST_BROKEN
    lines = [f"  {breach.rule}: {breach.message}" for breach in broken[:MOST_BROKEN]]
    return [head, *lines, *([f"  and {more} more"] if more > 0 else [])]


def broken_json(broken: Sequence[Breach]) -> list[Mapping[str, Any]]:
    """The same for programs."""
    return [
        {
            "rule": breach.rule,
            "message": breach.message,
            "rep": breach.rep,
            "account_id": breach.account_id,
            "day": breach.day.isoformat() if breach.day else None,
        }
        for breach in broken
    ]


def _entry(one: ChangedVisit) -> Mapping[str, Any]:
    return {
        "change": str(one.change),
        "account_id": one.account_id,
        "before": one.before.start.isoformat() if one.before else None,
        "after": one.after.start.isoformat() if one.after else None,
        "why": one.why,
    }


def _lasts_otherwise(one: ChangedVisit) -> bool:
    """Returns True if a visit begins as before and ends at another time."""
    before, after = one.before, one.after
    if before is None or after is None:
        return False
    return before.start == after.start and before.end != after.end


def _when(visit: Visit | None, *, ends: bool = False) -> str:
    if visit is None:
        return "-"
    end = f"-{visit.end:%H:%M}" if ends else ""
    return f"{day(visit.start.date())} {visit.start:%H:%M}{end}"

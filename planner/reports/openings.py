"""Openings for a visit, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.domain import Territory, money
from planner.reports.words import day


class Opening(Protocol):
    """A time at which a visit could be."""

    @property
    def start(self) -> datetime:
        """When it begins."""

    @property
    def end(self) -> datetime:
        """When it ends."""

    @property
    def gain_cents(self) -> int:
        """What the plan is worth more with it."""

    @property
    def driving(self) -> int:
        """Minutes of driving that it adds."""

    @property
    def displaces(self) -> str | None:
        """Account whose visit leaves the day."""


def print_openings(
    console: Console, found: Sequence[Opening], territory: Territory, account_id: str
) -> None:
    """One line an opening, best first."""
    name = territory.account[account_id].name
    if not found:
        console.print(
            f"No day of the plan has room for {name}, even without one of its visits, within the "
            "rules.",
            markup=False,
        )
        return
    table = Table(title=f"Openings for {escape(name)}", title_justify="left")
    for heading in ("", "Day", "Time", "Driving", "Displaces", "Worth"):
        right = heading in ("", "Driving", "Worth")
        table.add_column(heading, justify="right" if right else "left")
    for number, one in enumerate(found, start=1):
        other = territory.account[one.displaces].name if one.displaces else "-"
        table.add_row(
            str(number), day(one.start.date()), f"{one.start:%H:%M}-{one.end:%H:%M}",
            f"{one.driving:+d} min", escape(other), money(one.gain_cents, territory.currency),
        )  # fmt: skip
    console.print(table)


def openings_json(found: Sequence[Opening]) -> list[Mapping[str, Any]]:
    """Openings as JSON objects, best first."""
    return [
        {
            "start": one.start.isoformat(),
            "end": one.end.isoformat(),
            "gain_cents": one.gain_cents,
            "driving_minutes": one.driving,
            "displaces": one.displaces,
        }
        for one in found
    ]

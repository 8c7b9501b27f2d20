"""What a rep changed by hand, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.domain import Territory, Visit
from planner.reports.words import day


class _Held(Protocol):
    @property
    def start(self) -> datetime: ...

    @property
    def end(self) -> datetime: ...


class Changed(Protocol):
    """A visit that a rep changed."""

    @property
    def hand(self) -> str:
        """What was done to it."""

    @property
    def visit(self) -> Visit:
        """As it was planned."""

    @property
    def held(self) -> _Held | None:
        """As it is in the calendar."""

    @property
    def cost_cents(self) -> int | None:
        """What it costs."""

    @property
    def driving(self) -> int | None:
        """Minutes of driving that it adds."""

    @property
    def trouble(self) -> str:
        """Why it cannot be kept."""

    def words(self, currency: str) -> str:
        """Its price."""


def print_hand(console: Console, changes: Sequence[Changed], territory: Territory) -> None:
    """One line a change."""
    if not changes:
        console.print("The calendar is as it was planned.")
        return
    table = Table(title="Changed in the calendar", title_justify="left")
    for heading in ("", "Account", "Planned", "Now", "Price"):
        table.add_column(heading, overflow="fold")
    for one in changes:
        account = territory.account.get(one.visit.account_id)
        name = f"{one.visit.account_id} {account.name if account else ''}".strip()
        held = _when(one.held.start, one.held.end) if one.held else "-"
        table.add_row(
            str(one.hand), escape(name), _when(one.visit.start, one.visit.end), held,
            escape(one.words(territory.currency)),
        )  # fmt: skip
    console.print(table)


def hand_json(changes: Iterable[Changed]) -> list[Mapping[str, Any]]:
    """The changes as JSON objects."""
    return [
        {
            "hand": str(one.hand),
            "account_id": one.visit.account_id,
            "planned": one.visit.start.isoformat(),
            "now": one.held.start.isoformat() if one.held else None,
            "cost_cents": one.cost_cents,
            "driving_minutes": one.driving,
            "trouble": one.trouble,
        }
        for one in changes
    ]


def _when(start: datetime, end: datetime) -> str:
    return f"{day(start.date())} {start:%H:%M}-{end:%H:%M}"

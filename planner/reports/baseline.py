"""A plan beside what would have been done without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.domain import money
from planner.domain.uplift import Scored, Uplift
from planner.reports.words import hours, listed, percent


def print_uplift(console: Console, uplift: Uplift, currency: str) -> None:
    """One sentence, both sides in figures, and what the comparison rests on."""
    console.print(sentence(uplift, currency), markup=False, emoji=False)
    table = Table()
    table.add_column("")
    for scored in (uplift.baseline, uplift.plan):
        table.add_column(escape(scored.name), justify="right")
    for row in _rows(uplift, currency):
        table.add_row(*row)
    console.print()
    console.print(table)
    for heading, lines in (("Not kept there", uplift.breaks), ("Assumed", uplift.assumptions)):
        if lines:
            console.print(f"\n{heading}:")
        for line in lines:
            console.print(f"  {line}", markup=False, emoji=False)


def sentence(uplift: Uplift, currency: str) -> str:
    """In one: ``This plan is worth 8.1 % ($1,234) more than an even round of all accounts.``."""
    gain, share = uplift.gain_cents, uplift.share
    whose = f" of {listed(uplift.reps, 5)}" if len(uplift.reps) > 1 else ""
    more = "more" if gain >= 0 else "less"
    figure = money(abs(gain), currency)
    if share is not None:
        figure = f"{percent(abs(share))} ({figure})"
    return f"This plan{whose} is worth {figure} {more} than {uplift.baseline.name}."


def _rows(uplift: Uplift, currency: str) -> Iterator[tuple[str, str, str]]:
    shown: Sequence[tuple[str, Callable[[Scored], str]]] = (
        ("Worth", lambda one: money(one.worth_cents, currency)),
        ("  gain of the visits", lambda one: money(one.value_cents, currency)),
        ("  less driving", lambda one: money(one.drive_cents, currency)),
        ("Visits", lambda one: f"{one.visits:,.0f}"),
        ("Accounts visited", lambda one: f"{one.accounts:,}"),
        ("Time at accounts", lambda one: hours(one.visit_minutes)),
        ("Key accounts' share of it", lambda one: percent(one.key_share)),
        ("Driving", lambda one: hours(one.drive_minutes)),
    )
    for name, of in shown:
        yield name, of(uplift.baseline), of(uplift.plan)


def uplift_json(uplift: Uplift) -> Mapping[str, Any]:
    """A comparison as JSON objects: cents, minutes, shares of 1."""
    document = asdict(uplift)
    for side in ("plan", "baseline"):
        document[side]["worth_cents"] = getattr(uplift, side).worth_cents
    return document | {"gain_cents": uplift.gain_cents, "share": uplift.share}

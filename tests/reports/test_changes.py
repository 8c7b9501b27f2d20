"""How a plan differs from the one before, on the screen."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console

from planner.domain import Visit
from planner.domain.difference import Change, ChangedVisit, Difference
from planner.reports.changes import print_changes
from tests.territories import account, territory

START = datetime(2026, 12, 8, 15, tzinfo=ZoneInfo("America/Chicago"))
VISIT = Visit(
    rep="r1", account_id="A1", start=START, end=START + timedelta(minutes=90),
    value_cents=100, travel_minutes_before=5, travel_km_before=1.0, uid="u",
)  # fmt: skip


def shown(after: Visit) -> str:
    """The table of one visit that changed."""
    console = Console(width=120, file=io.StringIO(), record=True)
    one = ChangedVisit(change=Change.SHIFTED, before=VISIT, after=after, why="its length")
    print_changes(console, Difference(visits=(one,), kept=0, gain_cents=0), territory(account()))
    return console.export_text()


def test_a_visit_that_is_shorter_shows_its_ends() -> None:
    text = shown(replace(VISIT, end=VISIT.end - timedelta(minutes=30)))
    assert "Tue 8 Dec 15:00-16:30" in text
    assert "Tue 8 Dec 15:00-16:00" in text


def test_a_visit_at_another_time_shows_its_starts() -> None:
    later = timedelta(minutes=30)
    text = shown(replace(VISIT, start=VISIT.start + later, end=VISIT.end + later))
    assert "Tue 8 Dec 15:30" in text
    assert "16:30" not in text

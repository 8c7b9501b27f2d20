"""Visits are neither too close nor too far apart."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain import BadInput, Contract
from planner.rules import compile_rep
from planner.rules.conflicts import most_apart
from planner.rules.spacing import close_days
from tests.rules.agreement import kept, planned
from tests.territories import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    account,
    pin,
    territory,
    week,
)

MORNING = ("10:00", 60)


@pytest.mark.parametrize(
    ("second", "is_kept"), [(TUESDAY, False), (WEDNESDAY, True), (THURSDAY, True)]
)
def test_fewest_days(second: date, is_kept: bool) -> None:
    place = territory(account(min_gap_days=2))
    visits = (("A", MONDAY, *MORNING), ("A", second, *MORNING))
    assert kept("spacing", place, *visits) is is_kept


@pytest.mark.parametrize(("day", "is_kept"), [(MONDAY, False), (TUESDAY, True), (FRIDAY, True)])
def test_fewest_days_since_the_last_visit(day: date, is_kept: bool) -> None:
    place = territory(account(min_gap_days=7, last_visit=date(2026, 12, 1)))
    assert kept("spacing", place, ("A", day, *MORNING)) is is_kept


@pytest.mark.parametrize(
    ("days", "is_kept"),
    [
        ([WEDNESDAY], True),  # one visit in Mon-Wed, Tue-Thu and Wed-Fri
        ([TUESDAY], False),
        ([THURSDAY], False),
        ([TUESDAY, FRIDAY], True),
        ([MONDAY, FRIDAY], False),
        ([], False),
    ],
)
def test_most_days(days: list[date], is_kept: bool) -> None:
    place = territory(account(max_gap_days=3))
    assert kept("spacing", place, *(("A", day, *MORNING) for day in days)) is is_kept


@pytest.mark.parametrize(
    ("last_visit", "day", "is_kept"),
    [
        (date(2026, 12, 3), TUESDAY, True),  # due within 5 days, by Tuesday
        (date(2026, 12, 3), WEDNESDAY, False),
        (date(2026, 12, 2), MONDAY, True),  # due by Monday, the first day
        (date(2026, 12, 2), TUESDAY, False),
        (date(2026, 12, 6), FRIDAY, True),
        (date(2026, 12, 1), FRIDAY, True),  # overdue before the period: the week is one span
    ],
)
def test_most_days_since_the_last_visit(last_visit: date, day: date, is_kept: bool) -> None:
    place = territory(account(max_gap_days=5, last_visit=last_visit))
    assert kept("spacing", place, ("A", day, *MORNING)) is is_kept


def test_a_gap_that_ends_after_the_period_owes_nothing() -> None:
    compiled = compile_rep(territory(account(max_gap_days=6, last_visit=date(2026, 12, 6))), "r1")
    assert not compiled.problem.count_windows


def test_overdue_is_a_warning() -> None:
    place = territory(account(max_gap_days=5, last_visit=date(2026, 11, 1)))
    assert [finding.code for finding in compile_rep(place, "r1").findings] == ["overdue"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"max_gap_days": 2, "opening_hours": "Mo,Th,Fr 09:00-17:00"}, "gap-too-long"),
        ({"max_gap_days": 2, "min_gap_days": 3}, "gaps-contradict"),
        ({"max_gap_days": 1, "contract": Contract(visits_per_month=6)}, "cadence-impossible"),
    ],
)
def test_gaps_that_no_plan_can_hold_are_an_error(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        compile_rep(territory(account("A", row=2, **changes)), "r1")
    assert [(finding.code, finding.row) for finding in caught.value.findings] == [(code, 2)]


def test_a_season_owes_no_visit() -> None:
    """Two weeks, of which the first is closed: only the second owes a visit."""
    hours = "Mo-Su 09:00-17:00; 2026 Dec 01-2026 Dec 13 off"
    place = territory(account("A", max_gap_days=4, opening_hours=hours), period=week(14))
    days = sorted(visit.start.date() for visit in planned(place).visits)
    assert days
    assert min(days) >= MONDAY + timedelta(days=7)


def test_a_few_days_are_no_season() -> None:
    """A span that is closed within an open week is the account's own contradiction."""
    hours = "Mo-Su 09:00-17:00; 2026 Dec 08-2026 Dec 12 off"
    place = territory(account("A", max_gap_days=5, opening_hours=hours), period=week(14))
    with pytest.raises(BadInput, match="no visit is possible"):
        compile_rep(place, "r1")


def test_appointments_too_close_are_an_error() -> None:
    pins = (pin("A", MONDAY, "10:00"), pin("A", WEDNESDAY, "10:00"))
    compile_rep(territory(account(min_gap_days=2), pins=pins), "r1")
    with pytest.raises(BadInput) as caught:
        compile_rep(territory(account(min_gap_days=3), pins=pins), "r1")
    assert [finding.code for finding in caught.value.findings] == ["pins-too-close"]


@given(days=st.sets(st.integers(0, 40)), gap=st.integers(1, 9))
def test_close_days_are_exactly_the_pairs_too_close(days: set[int], gap: int) -> None:
    dates = [MONDAY + timedelta(days=n) for n in sorted(days)]
    sets = list(close_days(dates, gap))
    for one in dates:
        for other in dates:
            if one < other:
                together = any(first <= one and other <= last for first, last in sets)
                assert together is ((other - one).days < gap)
    assert not any(a <= c and d <= b for a, b in sets for c, d in sets if (a, b) != (c, d))


@given(days=st.sets(st.integers(0, 12)), gap=st.integers(1, 5))
def test_most_apart_is_the_most(days: set[int], gap: int) -> None:
    ordered = sorted(days)
    best = 0
    for chosen in range(1 << len(ordered)):
        some = [day for n, day in enumerate(ordered) if chosen >> n & 1]
        if all(b - a >= gap for a, b in pairwise(some)):
            best = max(best, len(some))
    assert most_apart([MONDAY + timedelta(days=n) for n in ordered], gap) == best


def test_plans_obey() -> None:
    sparse = territory(account(min_gap_days=3), period=week(4))
    assert len(planned(sparse).visits) == 2
    worthless = account(revenue_per_year=0, max_gap_days=2)
    often = territory(worthless, period=week(4))
    assert len(planned(often).visits) == 2

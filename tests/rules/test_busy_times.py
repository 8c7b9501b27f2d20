"""Busy times, at their limits and across clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from planner.domain import BusyTime, Span, Territory
from planner.rules import compile_rep
from planner.rules.busy_times import spans_of
from tests.rules.agreement import kept, planned
from tests.territories import MONDAY, TUESDAY, ZONE, at, policy, territory, week


def busy(start: datetime, end: datetime) -> Territory:
    return territory(busy={"r1": (BusyTime(start=start, end=end),)}, policy=policy(slot_minutes=5))


@pytest.mark.parametrize(
    ("start", "is_kept"),
    [("09:55", True), ("10:00", True), ("10:05", False), ("11:55", False), ("12:00", True)],
)
def test_no_visit_touches_a_busy_time(start: str, is_kept: bool) -> None:
    place = busy(at(MONDAY, "11:00"), at(MONDAY, "12:00"))
    assert kept("busy-times", place, ("A", MONDAY, start, 60)) is is_kept


@pytest.mark.parametrize(("start", "is_kept"), [("12:00", False), ("12:05", True)])
def test_a_begun_minute_is_busy(start: str, is_kept: bool) -> None:
    place = busy(at(MONDAY, "11:00"), at(MONDAY, "12:00") + timedelta(seconds=30))
    assert kept("busy-times", place, ("A", MONDAY, start, 60)) is is_kept
    assert compile_rep(place, "r1").problem.duties[0].blocked == ((660, 721),)


def test_a_wholly_busy_day_is_no_working_day() -> None:
    place = busy(at(MONDAY, "08:00"), at(TUESDAY, "16:59"))
    compiled = compile_rep(place, "r1")
    assert MONDAY not in compiled.days
    assert compiled.days[0] == TUESDAY
    assert compiled.problem.duties[0].blocked == ((540, 1019),)


def test_busy_times_that_touch_are_one() -> None:
    times = [("10:00", "11:00"), ("10:30", "10:45"), ("11:00", "11:30"), ("18:00", "19:00")]
    place = territory(
        busy={"r1": tuple(BusyTime(start=at(MONDAY, a), end=at(MONDAY, b)) for a, b in times)}
    )
    assert compile_rep(place, "r1").problem.duties[0].blocked == ((600, 690),)


def test_times_of_another_zone_are_local() -> None:
    place = busy(datetime(2026, 12, 7, 16, tzinfo=UTC), datetime(2026, 12, 7, 17, tzinfo=UTC))
    assert compile_rep(place, "r1").problem.duties[0].blocked == ((600, 660),)


FALL_BACK, SPRING_FORWARD = date(2026, 11, 1), date(2026, 3, 8)


@pytest.mark.parametrize(
    ("start", "hours", "spans"),
    [
        # 00:30 standard time is 05:30 UTC; 02:00 daylight time becomes 01:00 at 07:00 UTC.
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), 10, [(FALL_BACK, Span(30, 570))]),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), 1, [(FALL_BACK, Span(60, 120))]),
        (datetime(2026, 11, 1, 16, 0, tzinfo=UTC), 2, [(FALL_BACK, Span(600, 720))]),
        (datetime(2026, 3, 8, 7, 30, tzinfo=UTC), 1, [(SPRING_FORWARD, Span(90, 210))]),
        (
            datetime(2026, 11, 2, 5, 0, tzinfo=UTC),
            2,
            [(FALL_BACK, Span(1380, 1440)), (date(2026, 11, 2), Span(0, 60))],
        ),
    ],
)
def test_clock_changes(start: datetime, hours: int, spans: list[tuple[date, Span]]) -> None:
    one = BusyTime(start=start, end=start + timedelta(hours=hours))
    assert list(spans_of(one, ZONE)) == spans


def test_working_hours_are_wall_clock_after_the_change() -> None:
    monday = date(2026, 11, 2)
    place = territory(
        period=week(5, monday),
        busy={"r1": (BusyTime(start=at(monday, "09:00"), end=at(monday, "10:00")),)},
    )
    assert compile_rep(place, "r1").problem.duties[0].blocked == ((540, 600),)
    assert kept("busy-times", place, ("A", monday, "10:15", 60))


def test_plans_obey() -> None:
    day = week(1)
    place = territory(
        period=day, busy={"r1": (BusyTime(start=at(MONDAY, "09:00"), end=at(MONDAY, "16:00")),)}
    )
    assert not planned(place).visits
    place = territory(
        period=day, busy={"r1": (BusyTime(start=at(MONDAY, "09:00"), end=at(MONDAY, "15:30")),)}
    )
    assert len(planned(place).visits) == 1

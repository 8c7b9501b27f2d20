"""OpenStreetMap opening hours as spans of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.checks.openings import open_spans
from planner.domain import Span
from planner.rules.hours import clipped, gaps, merged, spans_on
from tests.territories import MONDAY, TUESDAY

HOURS = [
    "24/7",
    "Mo-Fr 08:30-12:00,13:00-17:00; PH off",
    "Mo-Fr 22:00-02:00",
    'Mo-Fr 10:00-16:00 "by appointment"',
    "Mo-Fr 10:00-16:00 unknown",
    'Mo-Fr 09:00-12:00 open "a", 12:00-14:00 open "b"',
    "Mo-Sa 10:00+",
    "PH Mo-Fr 09:00-12:00",
    "Mo-Fr 09:00-12:00; PH off; PH +1 day 10:00-11:00",
    "Mo-Fr 09:00-12:00; PH -1 day off",
    "PH +1 day Mo 10:00-12:00; Tu-Fr 09:00-10:00",
    "week 1-53/2 Mo-Fr 09:00-12:00",
    "Dec 24 off",
    "sunrise-sunset",
]


@pytest.mark.parametrize(
    ("hours", "spans"),
    [
        (HOURS[0], [(0, 1440)]),
        (HOURS[1], [(510, 720), (780, 1020)]),
        (HOURS[2], [(0, 120), (1320, 1440)]),
        (HOURS[3], [(600, 960)]),
        (HOURS[4], []),
        (HOURS[5], [(540, 840)]),
        (HOURS[6], [(600, 1440)]),
        (HOURS[13], [(420, 1140)]),
    ],
)
def test_spans(hours: str, spans: list[tuple[int, int]]) -> None:
    assert spans_on(hours, TUESDAY) == tuple(Span(*span) for span in spans)


def test_days_counted_from_a_holiday() -> None:
    hours = "Mo-Fr 09:00-12:00; PH +1 day off"
    assert spans_on(hours, TUESDAY) == (Span(540, 720),)
    assert spans_on(hours, TUESDAY, frozenset({MONDAY})) == ()


@given(
    hours=st.sampled_from(HOURS),
    day=st.dates(date(2026, 2, 1), date(2027, 1, 31)),
    offsets=st.sets(st.sampled_from([-2, -1, 1, 2])),
)
def test_the_checks_read_the_same(hours: str, day: date, offsets: set[int]) -> None:
    """On every day that is no holiday itself; others are nobody's working days."""
    holidays = frozenset(day + timedelta(days=n) for n in offsets)
    ours = [(span.start, span.end) for span in spans_on(hours, day, holidays)]
    assert ours == list(open_spans(hours, day, holidays))


spans = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 50), st.integers(1, 20)
)


@given(st.lists(spans), spans)
def test_gaps_are_the_minutes_that_no_span_covers(some: list[Span], limits: Span) -> None:
    def minutes(parts: object) -> set[int]:
        return {minute for part in parts for minute in range(part.start, part.end)}  # type: ignore[attr-defined] # sets of spans

    free = gaps(some, limits)
    assert minutes(free) == minutes([limits]) - minutes(some)
    assert minutes(clipped(some, limits)) == minutes([limits]) & minutes(some)
    assert merged(free) == free

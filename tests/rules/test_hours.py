"""OpenStreetMap opening hours as spans of a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.accounts.hours import hours_fault, merged, spans_on
from planner.checks.openings import open_spans
from planner.domain import Span
from planner.rules.hours import clipped, gaps
from tests.territories import MONDAY, TUESDAY

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
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
    offsets=st.sets(st.sampled_from([-2, -1, 0, 1, 2])),
)
def test_the_checks_read_the_same(hours: str, day: date, offsets: set[int]) -> None:
    holidays = frozenset(day + timedelta(days=n) for n in offsets)
    ours = [(span.start, span.end) for span in spans_on(hours, day, holidays)]
    assert ours == list(open_spans(hours, day, holidays))


@dataclass(frozen=True)
class Line:
    """One rule of hours: the days it speaks of, and what they have then."""

    weekdays: frozenset[int]
    public: bool
    months: tuple[int, int] | None
    span: tuple[int, int] | None

    def __str__(self) -> str:
        days = [WEEKDAYS[n] for n in sorted(self.weekdays)] + ["PH"] * self.public
        months = "-".join(MONTHS[n - 1] for n in self.months) if self.months else ""
        start, end = self.span or (0, 0)
        clock = f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
        return f"{months} {','.join(days)} {clock if self.span else 'off'}".strip()

    def speaks_of(self, day: date, holidays: Collection[date]) -> bool:
        """Whether a day is one of its weekdays or a holiday, in its months."""
        first, last = self.months or (1, 12)
        inside = first <= day.month <= last
        return inside and (day.weekday() in self.weekdays or (self.public and day in holidays))


lines = st.builds(
    Line,
    weekdays=st.frozensets(st.integers(0, 6)),
    public=st.booleans(),
    months=st.none() | st.tuples(st.integers(1, 6), st.integers(7, 12)),
    span=st.none()
    | st.builds(lambda a, n: (15 * a, 15 * (a + n)), st.integers(24, 60), st.integers(1, 24)),
).filter(lambda line: bool(line.weekdays or line.public))


@given(
    some=st.lists(lines, min_size=1, max_size=4),
    day=st.dates(date(2026, 2, 1), date(2027, 1, 31)),
    offsets=st.sets(st.integers(-2, 2)),
)
def test_rule_and_check_read_what_was_meant(some: list[Line], day: date, offsets: set[int]) -> None:
    """The last line that speaks of a day is the one that counts."""
    holidays = frozenset(day + timedelta(days=n) for n in offsets)
    text = "; ".join(map(str, some))
    counts = next((line for line in reversed(some) if line.speaks_of(day, holidays)), None)
    meant = [counts.span] if counts and counts.span else []
    assert hours_fault(text) is None
    assert [(span.start, span.end) for span in spans_on(text, day, holidays)] == meant
    assert list(open_spans(text, day, holidays)) == meant


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

"""OpenStreetMap opening hours as spans of one local day.

What a day's spans are, for the opening hours of accounts and the working hours of reps alike:

- Times are wall-clock times of the territory's zone; a day has the minutes 0 to 1440, also on
  the days on which the clock changes.
- Only what is surely open counts: times marked ``unknown`` are closed, a comment alone
  (``"by appointment"``) is open. Neighbouring spans with different comments are one span.
- Hours that pass midnight belong to both days, and are cut at midnight: ``22:00-02:00`` is
  22:00-24:00 and 00:00-02:00 of the next day. No visit runs past midnight.
- ``PH`` is the territory's holidays and no country's, also where the territory adds or removes
  some. Nobody works on them, so on the days that are asked for here ``PH`` itself never applies,
  and the library, given no country, lets it stand for no day. ``PH +1 day`` and the like apply
  on the day after: there it is written as that day's weekday before the library reads it.
- ``SH``, school holidays, stands for no day; `not_followed` finds it.
- ``sunrise`` and ``sunset`` are 07:00 and 19:00, since accounts may lie anywhere in a zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache

from opening_hours import OpeningHours, State

from planner.domain import DAY_MINUTES, Span

_BESIDE_HOLIDAY = re.compile(r"\bPH\s*([+-])(\d+)\s*days?\b(\s+(?=(?:Mo|Tu|We|Th|Fr|Sa|Su)\b))?")
_SCHOOL_HOLIDAY = re.compile(r"\bSH\b")
_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@cache
def spans_on(
    expression: str, day: date, holidays: frozenset[date] = frozenset()
) -> tuple[Span, ...]:
    """Open spans of a day, sorted and apart from each other.

    Parameters
    ----------
    expression : str
        OpenStreetMap syntax, already checked by the reader.
    day : date
        A local day that is no public holiday.
    holidays : frozenset of date
        The territory's, for days that are counted from one.
    """
    midnight = datetime.combine(day, time())
    following = midnight + timedelta(days=1)
    hours = _parsed(_in_words_of(day, expression, holidays))
    return merged(
        Span(_minute(start, midnight), _minute(end, midnight))
        for start, end, state, _ in hours.intervals(midnight, following)
        if state == State.OPEN and start < end
    )


def not_followed(expression: str) -> str:
    """Return the part of an expression that `spans_on` leaves aside, or an empty string."""
    found = _SCHOOL_HOLIDAY.search(expression)
    return found.group() if found else ""


def _in_words_of(day: date, expression: str, holidays: frozenset[date]) -> str:
    """Write the weekday for ``PH +n days`` where it means this day."""

    def weekday(match: re.Match[str]) -> str:
        sign, days, listed = match.groups()
        if day - timedelta(days=int(sign + days)) not in holidays:
            return match.group()
        return _WEEKDAYS[day.weekday()] + ("," if listed else "")

    return _BESIDE_HOLIDAY.sub(weekday, expression)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted spans, with those that overlap or touch made one."""
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and span.start <= kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return tuple(kept)


def clipped(spans: Iterable[Span], limits: Span) -> tuple[Span, ...]:
    """Parts of spans that lie within limits."""
    return tuple(
        Span(max(span.start, limits.start), min(span.end, limits.end))
        for span in spans
        if span.start < limits.end and limits.start < span.end
    )


def gaps(spans: Iterable[Span], limits: Span) -> tuple[Span, ...]:
    """Parts of the limits that no span covers."""
    edges = [limits.start]
    for span in merged(clipped(spans, limits)):
        edges += [span.start, span.end]
    edges.append(limits.end)
    return tuple(
        Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end
    )


@cache
def _parsed(expression: str) -> OpeningHours:
    return OpeningHours(expression)


def _minute(moment: datetime, midnight: datetime) -> int:
    return min((moment - midnight) // timedelta(minutes=1), DAY_MINUTES)

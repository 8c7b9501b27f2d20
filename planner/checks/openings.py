"""Open spans of one day, from a string in OpenStreetMap syntax.

`PH` follows the territory's own holidays, which the library opening-hours-py cannot be told:
it knows whole countries only. So the string is put into words of every day: on a holiday `PH`
becomes the day's weekday, on any other day it stays and, without a country, stands for no day
at all. The same holds for ``PH +1 day``. `SH` (school holidays) stands for no day; ``PH Mo``
is, as the library reads it, holidays and Mondays. Only the state "open" is open: "unknown" is
not. Sunrise and sunset are the library's fixed hours.

One edge is left: the hours after midnight that belong to the night before are read with the
new day's holidays.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from opening_hours import OpeningHours, State, validate

Interval = tuple[float, float]
"""Half-open span in minutes of a local day; unlike a `Span` it may be empty."""

_QUOTED = re.compile(r'("[^"]*")')
_WEEKDAY = r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b"
_HOLIDAY = re.compile(
    rf"((?:{_WEEKDAY}|\])\s+)?\bPH\b(?:\s*([+-])\s*(\d{{1,3}})\s*days?\b)?(\s+(?={_WEEKDAY}))?"
)
_SCHOOL_HOLIDAY_IN_LIST = re.compile(r"(?<=PH),\s*SH\b|\bSH\s*,\s*(?=PH)")
_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def _on_day(text: str, day: date, holidays: Collection[date]) -> str:
    """Put the string's `PH` into words that hold on one day."""

    def in_words(match: re.Match[str]) -> str:
        weekday_before, sign, count, weekday_after = match.groups()
        shift = int(count or 0) * (-1 if sign == "-" else 1)
        if day - timedelta(days=shift) not in holidays:
            return match.group()
        before = f"{weekday_before.rstrip()}," if weekday_before else ""
        return before + _WEEKDAYS[day.weekday()] + ("," if weekday_after else "")

    def spoken(part: str) -> str:
        return _HOLIDAY.sub(in_words, _SCHOOL_HOLIDAY_IN_LIST.sub("", part))

    parts = _QUOTED.split(text)
    return "".join(part if part.startswith('"') else spoken(part) for part in parts)


@lru_cache(maxsize=4096)
def _read(text: str) -> OpeningHours | None:
    return OpeningHours(text) if validate(text) else None


def open_spans(text: str, day: date, holidays: Collection[date] = ()) -> tuple[Interval, ...]:
    """Spans of one local day in which the string says open.

    Parameters
    ----------
    text : str
        OpenStreetMap syntax. One that cannot be read is never open.
    day : date
        A day of the local calendar; wall-clock minutes, also where the clock changes.
    holidays : collection of date
        The days that `PH` stands for.

    Returns
    -------
    tuple of (start, end)
        Minutes from 0 to 1440, sorted, touching spans joined; none where the string cannot
        be read.
    """
    hours = _read(_on_day(text, day, holidays))
    if hours is None:
        return ()
    midnight = datetime.combine(day, time())
    spans: list[Interval] = []
    for start, end, state, _ in hours.intervals(midnight, midnight + timedelta(days=1)):
        if state != State.OPEN:
            continue
        opens = (start.replace(tzinfo=None) - midnight).total_seconds() / 60
        closes = (end.replace(tzinfo=None) - midnight).total_seconds() / 60
        if spans and spans[-1][1] >= opens:
            opens = spans.pop()[0]
        spans.append((opens, closes))
    return tuple(spans)


def free_stretches(within: Interval, blocked: Collection[Interval]) -> list[Interval]:
    """What the blocked spans leave of an interval, in order."""
    free: list[Interval] = []
    start, end = within
    for blocked_start, blocked_end in sorted(blocked):
        if blocked_start >= blocked_end:
            continue
        if blocked_start > start:
            free.append((start, min(blocked_start, end)))
        start = max(start, blocked_end)
        if start >= end:
            break
    if start < end:
        free.append((start, end))
    return [(first, last) for first, last in free if first < last]


def overlap(one: Interval, other: Interval) -> bool:
    """Whether two half-open intervals share a moment."""
    return max(one[0], other[0]) < min(one[1], other[1])

"""Opening and working hours in OpenStreetMap syntax, as spans of one local day.

What a day's spans are, for the opening hours of accounts and the working hours of reps alike:

- Times are wall-clock times of the territory's zone; a day has the minutes 0 to 1440, also on
  the days on which the clock changes.
- Only what is surely open counts: times marked ``unknown`` are closed, a comment alone
  (``"by appointment"``) is open. Neighbouring spans with different comments are one span.
- Hours that pass midnight belong to both days, and are cut at midnight: ``22:00-02:00`` is
  22:00-24:00 and 00:00-02:00 of the next day. No visit runs past midnight.
- ``PH`` is the territory's public holidays and no country's, also where the territory adds some.
  For an account it is every one of them, also one on which the reps work; for a rep's working
  hours it is those on which nobody works. The library knows whole countries only. So on the days
  that ``PH`` (or ``PH +1 day``) means, it is written as that day's weekday before the library
  reads it; on all others the library, given no country, lets it stand for no day.
- ``SH``, school holidays, stands for no day; `not_followed` finds it.
- ``sunrise`` and ``sunset`` are 07:00 and 19:00, since accounts may lie anywhere in a zone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import combinations

from opening_hours import (  # type: ignore[attr-defined] # the stub lacks the error
    OpeningHours,
    ParserError,
    State,
)

from planner.domain import DAY_MINUTES, Span

_WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_ANY_WEEKDAY = "|".join(_WEEKDAYS)
_PUBLIC_HOLIDAY = re.compile(
    rf"""
    "[^"]*"                                   # a comment, which is left as it is
    | ((?:(?<={_ANY_WEEKDAY})|(?<=\]))\s+)?    # "Mo PH" and
    \bPH\b (?:\s*([+-])\s*(\d{{1,3}})\s*days?\b)?
    (\s+(?=(?:{_ANY_WEEKDAY})\b))?            # "PH Mo" are holidays and Mondays
    """,
    re.VERBOSE,
)
_SCHOOL_HOLIDAY = re.compile(r"\bSH\b")
_SCHOOL_HOLIDAY_BESIDE_PH = re.compile(r"(?<=PH)\s*,\s*SH\b|\bSH\s*,\s*(?=PH)")
_A_YEAR = timedelta(days=366)
_SOME_DAY = date(2026, 12, 9)
_MOST_SHIFTS = 4
"""Most different days, counted from a holiday, that hours are tried with."""


@lru_cache(maxsize=4096)
def hours_fault(text: str) -> str | None:
    """What is wrong with hours, in words; None if they can be read.

    Parameters
    ----------
    text : str
        https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
    """
    try:
        OpeningHours(text)
        for holidays in _holidays_around(_SOME_DAY, text):
            OpeningHours(_in_words_of(_SOME_DAY, text, holidays))
    except ParserError as error:
        column = str(error).partition("--> 1:")[2].partition("\n")[0]
        where = f" from letter {column} on" if column.isdigit() and column != "1" else ""
        return f"The opening hours cannot be understood{where}"
    return None


@cache
def spans_on(
    expression: str, day: date, holidays: frozenset[date] = frozenset()
) -> tuple[Span, ...]:
    """Open spans of a day, sorted and apart from each other.

    Parameters
    ----------
    expression : str
        OpenStreetMap syntax in which `hours_fault` finds nothing.
    day : date
        A local day.
    holidays : frozenset of date
        The days that ``PH`` means.
    """
    midnight = datetime.combine(day, time())
    following = midnight + timedelta(days=1)
    hours = _parsed(_in_words_of(day, expression, holidays))
    return merged(
        Span(_minute(start, midnight), _minute(end, midnight))
        for start, end, state, _ in hours.intervals(midnight, following)
        if state == State.OPEN and start < end
    )


def open_days(
    expression: str, days: Iterable[date], holidays: frozenset[date] = frozenset()
) -> frozenset[date]:
    """Those of some days on which hours are open at some time."""
    return frozenset(day for day in days if spans_on(expression, day, holidays))


def open_minutes(expression: str, days: Iterable[date], holidays: frozenset[date]) -> int:
    """Minutes that hours are open on some days."""
    spans = (span for day in days for span in spans_on(expression, day, holidays))
    return sum(span.end - span.start for span in spans)


def next_open_day(expression: str, after: date) -> date | None:
    """First day after another on which hours are open, within a year; None if there is none.

    Public holidays are not looked at: those after the period are not known.
    """
    start = datetime.combine(after + timedelta(days=1), time())
    for opens, _, state, _ in _parsed(expression).intervals(start, start + _A_YEAR):
        if state == State.OPEN:
            return opens.date()
    return None


def not_followed(expression: str) -> str:
    """Return the part of an expression that `spans_on` leaves aside, or an empty string."""
    found = _SCHOOL_HOLIDAY.search(expression)
    return found.group() if found else ""


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted spans, with those that overlap or touch made one."""
    kept: list[Span] = []
    for span in sorted(spans):
        if kept and span.start <= kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return tuple(kept)


def _in_words_of(day: date, expression: str, holidays: Collection[date]) -> str:
    """Write the day's weekday for every ``PH`` and ``PH +n days`` that means this day."""

    def weekday(match: re.Match[str]) -> str:
        before, sign, days, after = match.groups()
        written = match.group()
        if written.startswith('"') or day - _shift(sign, days) not in holidays:
            return written
        # Of weekdays the list is written with commas.
        return ("," if before else "") + _WEEKDAYS[day.weekday()] + ("," if after else "")

    if not holidays or "PH" not in expression:
        return expression
    return _PUBLIC_HOLIDAY.sub(weekday, _SCHOOL_HOLIDAY_BESIDE_PH.sub("", expression))


def _holidays_around(day: date, expression: str) -> Iterator[frozenset[date]]:
    """Holidays for which each choice of the expression's ``PH +n days`` means a day."""
    shifts = {
        _shift(match[2], match[3])
        for match in _PUBLIC_HOLIDAY.finditer(expression)
        if not match[0].startswith('"')
    }
    for count in range(1, min(len(shifts), _MOST_SHIFTS) + 1):
        for some in combinations(sorted(shifts), count):
            yield frozenset(day - shift for shift in some)


def _shift(sign: str | None, days: str | None) -> timedelta:
    return timedelta(days=int(f"{sign or ''}{days or 0}"))


@cache
def _parsed(expression: str) -> OpeningHours:
    return OpeningHours(expression)


def _minute(moment: datetime, midnight: datetime) -> int:
    return min((moment - midnight) // timedelta(minutes=1), DAY_MINUTES)

"""Opening and working hours in OpenStreetMap syntax: can they be read, and do they ever open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from opening_hours import (  # type: ignore[attr-defined] # the stub lacks the errors
    OpeningHours,
    ParserError,
    State,
    UnknownCountryError,
)

from planner.domain import Period


@lru_cache(maxsize=4096)
def hours_fault(text: str, first: date, last: date, country: str | None) -> str | None:
    """What is wrong with opening hours in a span of days, in words; None if nothing is.

    Parameters
    ----------
    text : str
        https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
    first, last : date
        Both belong to the span.
    country : str or None
        ISO 3166 code, for ``PH``.
    """
    try:
        hours = OpeningHours(text, country=country)
    except ParserError as error:
        column = str(error).partition("--> 1:")[2].partition("\n")[0]
        where = f" from letter {column} on" if column.isdigit() and column != "1" else ""
        return f"The opening hours cannot be understood{where}"
    start = datetime.combine(first, time())
    end = datetime.combine(last + timedelta(days=1), time())
    if any(state == State.OPEN for _, _, state, _ in hours.intervals(start, end)):
        return None
    return f"These hours never open from {first} to {last}"


def open_days(text: str, period: Period, country: str | None) -> frozenset[date]:
    """Days of the period on which hours that can be read are open at some time."""
    days: set[date] = set()
    start = datetime.combine(period.first, time())
    end = datetime.combine(period.last + timedelta(days=1), time())
    for opens, closes, state, _ in OpeningHours(text, country=country).intervals(start, end):
        if state == State.OPEN:
            last = min(closes - timedelta(microseconds=1), end).date()
            count = (last - opens.date()).days + 1
            days.update(opens.date() + timedelta(days=n) for n in range(count))
    return frozenset(days) & frozenset(period.days)


def knows_country(country: str) -> bool:
    """Whether opening hours know the public holidays of a country, by its ISO 3166 code."""
    try:
        OpeningHours("24/7", country=country)
    except UnknownCountryError:
        return False
    return True


def open_minutes(text: str, days: frozenset[date], country: str | None) -> int:
    """Minutes that hours which can be read are open on some days."""
    spans = OpeningHours(text, country=country)
    total = timedelta()
    for day in sorted(days):
        start = datetime.combine(day, time())
        for opens, closes, state, _ in spans.intervals(start, start + timedelta(days=1)):
            if state == State.OPEN:
                total += min(closes, start + timedelta(days=1)) - max(opens, start)
    return int(total.total_seconds()) // 60

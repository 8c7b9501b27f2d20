"""VTIMEZONE: a zone's two yearly changes of the clock (RFC 5545, section 3.6.5).

Calendar programs read little of what the standard allows. Outlook takes one STANDARD and one
DAYLIGHT, each with a yearly rule of one ordinal weekday (MS-OXCICAL 2.1.3.1.1.19); ical.js and
vobject read only the first date of an RDATE list. So that form is written and no other, and only
where it says what zoneinfo says; elsewhere there is None, and times are written in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_RULES_SINCE = 1970


@dataclass(frozen=True)
class Change:
    """One change of a zone's clock.

    Parameters
    ----------
    local : datetime
        When it happens, by the clock of before, naive.
    before, after : timedelta
        Offsets from UTC.
    name : str
        What the zone's time is called from then on.
    """

    local: datetime
    before: timedelta
    after: timedelta
    name: str


def vtimezone(zone: ZoneInfo, first: date, last: date) -> Timezone | None:
    """The zone as a calendar component, or None where no yearly rule says it.

    Parameters
    ----------
    zone : ZoneInfo
        Its key becomes the TZID.
    first, last : date
        The rules hold from the year before the first day to the year after the last.

    Returns
    -------
    Timezone or None
        One STANDARD, and one DAYLIGHT where the clock changes: twice a year, between the same
        two offsets, each on the same ordinal weekday of the same month at the same time. The
        larger offset is the daylight's, also in Dublin, whose law has it the other way round.
    """
    years = range(first.year - 1, last.year + 2)
    changes = list(_changes(zone, years))
    component = Timezone()
    component.add("TZID", zone.key)
    if not changes:
        component.add_component(_always(zone, first))
        return component
    by_year = [[change for change in changes if change.local.year == year] for year in years]
    if any(len(of_year) != 2 for of_year in by_year):
        return None
    for same in zip(*by_year, strict=True):
        onset = _yearly(same)
        if onset is None:
            return None
        component.add_component(onset)
    return component if len({(c.before, c.after) for c in changes}) == 2 else None


def _changes(zone: tzinfo, years: range) -> Iterator[Change]:
    """Changes of the clock in some local years, found by halving the days with one."""
    start = datetime(years[0], 1, 1, tzinfo=UTC)
    days = (datetime(years[-1] + 1, 1, 1, tzinfo=UTC) - start).days
    midnights = [start + timedelta(days=n) for n in range(-2, days + 3)]
    for low, high in pairwise(midnights):
        before, after = (moment.astimezone(zone).utcoffset() for moment in (low, high))
        if before is None or after is None or before == after:
            continue
        while high - low > timedelta(seconds=1):
            middle = (low + (high - low) / 2).replace(microsecond=0)
            if middle.astimezone(zone).utcoffset() == before:
                low = middle
            else:
                high = middle
        local = (high + before).replace(tzinfo=None)
        if local.year in years:
            yield Change(local, before, after, high.astimezone(zone).tzname() or "")


def _yearly(same: tuple[Change, ...]) -> TimezoneStandard | TimezoneDaylight | None:
    """One change over the years as a rule: the last such weekday of its month, else the n-th."""
    change = same[0]
    if len({(c.before, c.after, c.name, c.local.month, c.local.time()) for c in same}) > 1:
        return None
    month, weekday = change.local.month, change.local.weekday()
    for ordinal in (-1, (change.local.day - 1) // 7 + 1):
        dates = [_nth_weekday(c.local.year, month, weekday, ordinal) for c in same]
        if dates == [c.local.date() for c in same]:
            onset = _observance(change)
            since = _nth_weekday(_RULES_SINCE, month, weekday, ordinal)
            onset.add("DTSTART", datetime.combine(since, change.local.time()))
            rule = {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": f"{ordinal}{_WEEKDAYS[weekday]}"}
            onset.add("RRULE", vRecur(rule))
            return onset
    return None


def _nth_weekday(year: int, month: int, weekday: int, ordinal: int) -> date:
    """The n-th such weekday of a month; -1 is its last."""
    if ordinal > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (ordinal - 1))
    last = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def _always(zone: tzinfo, day: date) -> TimezoneStandard:
    """A zone whose clock never changes."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    offset = noon.utcoffset() or timedelta(0)
    since = datetime(_RULES_SINCE, 1, 1)  # noqa: DTZ001 - the standard wants local times here
    onset = _observance(Change(since, offset, offset, noon.tzname() or ""))
    onset.add("DTSTART", since)
    assert isinstance(onset, TimezoneStandard)
    return onset


def _observance(change: Change) -> TimezoneStandard | TimezoneDaylight:
    onset = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    onset.add("TZOFFSETFROM", change.before)
    onset.add("TZOFFSETTO", change.after)
    onset.add("TZNAME", change.name)
    return onset

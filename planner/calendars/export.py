"""A rep's visits as .ics files that Outlook, Google, Apple and Thunderbird take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from planner.calendars.entries import Entry, drive_entries, lunch_entries, visit_entries
from planner.calendars.events import CalendarWriter, is_utc, zone_rules
from planner.calendars.text import line
from planner.domain import BadInput, FailedCheck, Finding, Plan, Territory

MOST_BYTES = 1_000_000
"""Google takes files below this; a larger calendar is split by week, and by day if it must."""


@dataclass(frozen=True, kw_only=True)
class CalendarOptions:
    """What a calendar file holds besides the visits, and how it says times.

    Parameters
    ----------
    utc : bool
        Times in UTC instead of the territory's zone.
    lunch, drives : bool
        Whether lunches and drives are entries too.
    alarm_minutes : int or None
        Remind so long before every visit; None does not remind.
    """

    utc: bool = False
    lunch: bool = False
    drives: bool = False
    alarm_minutes: int | None = None


def calendar_files(
    plan: Plan, territory: Territory, rep_id: str, options: CalendarOptions | None = None
) -> list[tuple[str, bytes]]:
    """Write the calendar of a rep: one file, or several where one would be too large.

    Parameters
    ----------
    plan, territory : Plan, Territory
        A plan that passed its checks, and what it was made for.
    rep_id : str
        Whose visits.
    options : CalendarOptions, optional
        Visits alone, in the territory's zone, by default.

    Returns
    -------
    list of (str, bytes)
        ``<rep>.ics``, or ``<rep>-<year>-W<week>.ics`` for each week (``<rep>-<date>.ics`` for
        each day of a week that is still too large). The same plan is always the same bytes.

    Raises
    ------
    BadInput
        If a local time of a visit does not exist, since the clock is put forward over it.
    FailedCheck
        If visits overlap each other or the rep's busy times.
    """
    options = options or CalendarOptions()
    entries = list(visit_entries(plan, territory, rep_id))
    missing = tuple(_missing_times(entries, rep_id))
    if missing:
        raise BadInput(missing)
    _refuse_overlaps(entries, territory, rep_id)
    if options.lunch:
        entries += lunch_entries(plan, rep_id)
    if options.drives:
        entries += drive_entries(plan, territory, rep_id)
    entries.sort(key=lambda entry: (entry.start.astimezone(UTC), entry.uid))
    writer = CalendarWriter(
        plan,
        line(f"Visits {territory.rep[rep_id].name}"),
        utc=options.utc,
        alarm_minutes=options.alarm_minutes,
    )

    def week(entry: Entry) -> str:
        year, number, _ = entry.start.astimezone(writer.zone).isocalendar()
        return f"{rep_id}-{year}-W{number:02d}"

    def day(entry: Entry) -> str:
        return f"{rep_id}-{entry.start.astimezone(writer.zone).date()}"

    return list(_files(rep_id, entries, writer, (week, day)))


def calendar_notices(plan: Plan) -> tuple[Finding, ...]:
    """Say what a user should know about a plan's calendar files; no finding is fatal."""
    if is_utc(ZoneInfo(plan.time_zone)) or zone_rules(plan) is not None:
        return ()
    return (
        Finding(
            code="calendar-in-utc",
            message=f"calendar programs know no yearly rule for the clock in {plan.time_zone}, "
            "so the calendar files say all times in UTC",
            remedy="Nothing needs to be done: calendar programs show them in local time",
            column="period.time_zone",
            value=plan.time_zone,
            fatal=False,
        ),
    )


def _files(
    name: str,
    entries: Sequence[Entry],
    writer: CalendarWriter,
    cuts: Sequence[Callable[[Entry], str]],
) -> Iterator[tuple[str, bytes]]:
    """One file where it is small enough or cannot be cut, else the files of its parts."""
    content = writer.calendar(entries)
    if len(content) < MOST_BYTES or not cuts:
        yield f"{name}.ics", content
        return
    for part, group in groupby(entries, key=cuts[0]):
        yield from _files(part, list(group), writer, cuts[1:])


def _missing_times(entries: Sequence[Entry], rep_id: str) -> Iterator[Finding]:
    """Local times that no clock ever shows: coming back from UTC they are others."""
    for entry in entries:
        for moment in (entry.start, entry.end):
            shown = moment.astimezone(UTC).astimezone(moment.tzinfo)
            if shown.replace(tzinfo=None) != moment.replace(tzinfo=None):
                yield Finding(
                    code="visit-in-clock-gap",
                    message=f"{entry.summary} is at {moment:%Y-%m-%d %H:%M}, a time that does "
                    "not exist: the clock is put forward over it",
                    remedy=f"Let the working hours of rep {rep_id} begin after the clock's change",
                    value=moment.isoformat(),
                    rep=rep_id,
                )


def _refuse_overlaps(entries: Sequence[Entry], territory: Territory, rep_id: str) -> None:
    """Visits that overlap, compared in UTC: local times are not ordered when the clock changes."""
    busy = [(b.start, b.end, b.title or "a busy time") for b in territory.busy.get(rep_id, ())]
    visits = [(entry.start, entry.end, str(entry.summary)) for entry in entries]
    for start, end, title in visits:
        if not _utc(start) < _utc(end):
            raise FailedCheck(f"{title} at {start} does not end after it starts")
    in_order = sorted(visits, key=lambda visit: _utc(visit[0]))
    pairs = [*pairwise(in_order), *((visit, block) for visit in visits for block in busy)]
    for (start, end, title), (other_start, other_end, other) in pairs:
        if max(_utc(start), _utc(other_start)) < min(_utc(end), _utc(other_end)):
            raise FailedCheck(f"{title} at {start} overlaps {other} at {other_start}")


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)

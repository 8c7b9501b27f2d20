"""A rep's visits as .ics files that Outlook, Google, Apple and Thunderbird take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from planner.calendars.entries import (
    Entry,
    drive_entries,
    lunch_entries,
    visit_entries,
    visits_of,
)
from planner.calendars.events import CalendarWriter, Revision, is_utc, zone_rules
from planner.calendars.exported import Exported
from planner.calendars.kept import as_exported
from planner.calendars.revisions import Revised, revise
from planner.calendars.text import Text, line
from planner.domain import BadInput, CalendarOptions, FailedCheck, Finding, Plan, Territory
from planner.domain.replan import past_of

CHANGES = "-changes"
"""What the name of a file of changes ends with."""

MOST_BYTES = 1_000_000
"""Google takes files below this; a larger calendar is split by week, and by day if it must."""


@dataclass(frozen=True, kw_only=True)
class CalendarExport:
    """A rep's calendar, written in the form that is asked for.

    Parameters
    ----------
    rep_id : str
        Whose calendar.
    entries : tuple of Entry
        All that stands in it, by start.
    revised : Revised
        The version of every entry, and what to remember.
    """

    rep_id: str
    entries: tuple[Entry, ...]
    revised: Revised
    writer: CalendarWriter

    @cached_property
    def files(self) -> tuple[tuple[str, bytes], ...]:
        """The whole calendar, without cancelled entries: names and contents."""
        return self._files(self.rep_id, self.entries)

    @cached_property
    def changes(self) -> tuple[tuple[str, bytes], ...]:
        """What was added, changed or cancelled since the last export, and nothing else.

        Empty where nothing was, or nothing was exported before.
        """
        changes = self.revised.changes
        return self._files(f"{self.rep_id}{CHANGES}", changes) if changes else ()

    @cached_property
    def resources(self) -> Mapping[str, bytes]:
        """Every entry alone, by UID, for a CalDAV server."""
        known = self.revised.revisions
        return {e.uid: self.writer.resource(e, known[e.uid]) for e in self.entries}

    @cached_property
    def feed(self) -> bytes:
        """The calendar to subscribe to.

        Its address may come into other hands, so it says nothing of an entry but its title,
        class, time and place.
        """
        terse = (replace(entry, description=Text(entry.category)) for entry in self.entries)
        return self.writer.feed(terse, self.revised.revisions)

    def _files(self, name: str, entries: Sequence[Entry]) -> tuple[tuple[str, bytes], ...]:
        return tuple(_files(name, entries, self.writer, self.revised.revisions))


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
    return list(calendar_export(plan, territory, rep_id, options).files)


def calendar_export(
    plan: Plan,
    territory: Territory,
    rep_id: str,
    options: CalendarOptions | None = None,
    exported: Exported | None = None,
) -> CalendarExport:
    """Write the calendar of a rep, and what has changed since it was last exported.

    Parameters
    ----------
    exported : mapping of str to Record, optional
        What was exported before; nothing by default. A lost one costs no doubles, since ids are
        derived: it only costs the file of changes.

    Raises
    ------
    BadInput, FailedCheck
        As `calendar_files` does.
    """
    writer, entries = _written(plan, territory, rep_id, options or CalendarOptions())
    entries = as_exported(entries, exported or {}, rep_id, past_of(plan), writer.zone)
    entries.sort(key=lambda entry: (entry.start.astimezone(UTC), entry.uid))
    revised = revise(entries, writer, plan, rep_id, exported or {}, territory.account)
    return CalendarExport(rep_id=rep_id, entries=tuple(entries), revised=revised, writer=writer)


def _written(
    plan: Plan, territory: Territory, rep_id: str, options: CalendarOptions
) -> tuple[CalendarWriter, list[Entry]]:
    """The entries of a rep, by start, and what writes them."""
    entries = list(visit_entries(plan, territory, rep_id))
    missing = tuple(_missing_times(entries, rep_id))
    if missing:
        raise BadInput(missing)
    _refuse_overlaps(plan, territory, rep_id)
    if options.lunch:
        entries += lunch_entries(plan, rep_id)
    if options.drives:
        entries += drive_entries(plan, territory, rep_id)
    writer = CalendarWriter(
        plan,
        line(f"Visits {territory.rep[rep_id].name}"),
        utc=options.utc,
        alarm_minutes=options.alarm_minutes,
    )
    return writer, entries


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
    revisions: Mapping[str, Revision],
) -> Iterator[tuple[str, bytes]]:
    """One file where it is small enough, else one a week, and one a day of a large week."""

    def week(entry: Entry) -> str:
        year, number, _ = entry.start.astimezone(writer.zone).isocalendar()
        return f"{name}-{year}-W{number:02d}"

    def day(entry: Entry) -> str:
        return f"{name}-{entry.start.astimezone(writer.zone).date()}"

    def parts(
        part: str, of: Sequence[Entry], cuts: Sequence[Callable[[Entry], str]]
    ) -> Iterator[tuple[str, bytes]]:
        content = writer.calendar(of, revisions)
        if len(content) < MOST_BYTES or not cuts:
            yield f"{part}.ics", content
            return
        for smaller, group in groupby(of, key=cuts[0]):
            yield from parts(smaller, list(group), cuts[1:])

    yield from parts(name, entries, (week, day))


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


def _refuse_overlaps(plan: Plan, territory: Territory, rep_id: str) -> None:
    """Visits that overlap, compared in UTC: local times are not ordered when the clock changes."""
    busy = [(b.start, b.end, b.title or "a busy time") for b in territory.busy.get(rep_id, ())]
    past = past_of(plan)
    visits = [
        (visit.start, visit.end, territory.account[visit.account_id].name)
        for visit in visits_of(plan, rep_id)
        if past is None or visit.start.date() > past
    ]
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

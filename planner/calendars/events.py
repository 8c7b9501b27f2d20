"""Entries as VEVENTs of a VCALENDAR (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, vDuration, vText, vUri

from planner.calendars.entries import Entry, Place
from planner.calendars.text import Text, parameter
from planner.calendars.zones import vtimezone
from planner.domain import Plan

PRODUCT = "-//visits.planner//Visit planner//EN"

REFRESH = timedelta(hours=12)
"""How often a subscribed calendar is to be looked at again."""

_UTC_NAMES = {"UTC", "UCT", "Universal", "Zulu"}


@dataclass(frozen=True, kw_only=True)
class Revision:
    """Which version of an entry this is (RFC 5545, sections 3.8.7.1 to 3.8.7.4).

    Parameters
    ----------
    created, modified : datetime
        In UTC. From the plan, never from the clock, so that the same plan is the same bytes.
    sequence : int
        0 at first.
    """

    created: datetime
    modified: datetime
    sequence: int = 0


class CalendarWriter:
    """Writes entries of one plan as calendars.

    Parameters
    ----------
    plan : Plan
        Gives the zone, and the day from which the entries' stamps are made.
    name : Text
        Name of the calendar.
    utc : bool
        Times in UTC instead of the plan's zone.
    alarm_minutes : int or None
        Remind so long before every visit.
    """

    def __init__(self, plan: Plan, name: Text, *, utc: bool, alarm_minutes: int | None) -> None:
        self.name = name
        self.zone = ZoneInfo(plan.time_zone)
        self.alarm_minutes = alarm_minutes
        self.rules = None if utc else zone_rules(plan)
        first_midnight = datetime.combine(plan.first_day, time(), UTC)
        self.first = Revision(created=first_midnight, modified=first_midnight)

    def digest(self, entry: Entry) -> str:
        """SHA-256 of all that an entry says, but for which version of it this is."""
        return sha256(self._event(entry, self.first).to_ical()).hexdigest()

    def calendar(
        self, entries: Iterable[Entry], revisions: Mapping[str, Revision] | None = None
    ) -> bytes:
        """One VCALENDAR; with a VTIMEZONE alone where there are no entries.

        Parameters
        ----------
        revisions : mapping of str to Revision, optional
            By UID; entries that it lacks are in their first version.
        """
        calendar = _empty()
        calendar.add("METHOD", "PUBLISH")
        return self._filled(calendar, entries, revisions or {})

    def feed(self, entries: Iterable[Entry], revisions: Mapping[str, Revision]) -> bytes:
        """A calendar to subscribe to; programs look for a new one twice a day."""
        calendar = _empty()
        calendar.add("REFRESH-INTERVAL", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
        calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
        return self._filled(calendar, entries, revisions)

    def resource(self, entry: Entry, revision: Revision) -> bytes:
        """One entry as a CalDAV resource: no METHOD, no name (RFC 4791, section 4.1)."""
        calendar = _empty()
        event = self._event(entry, revision)
        for component in (self.rules, event):
            if component is not None:
                calendar.add_component(component)
        content: bytes = calendar.to_ical()
        return content

    def _filled(
        self, calendar: Calendar, entries: Iterable[Entry], known: Mapping[str, Revision]
    ) -> bytes:
        calendar.add("NAME", self.name)
        calendar.add("X-WR-CALNAME", self.name)
        events = [self._event(entry, known.get(entry.uid, self.first)) for entry in entries]
        rules = self.rules
        if rules is None and not events:  # the standard wants at least one component
            rules = vtimezone(ZoneInfo("UTC"), date(1970, 1, 1), date(1970, 1, 1))
        for component in (rules, *events):
            if component is not None:
                calendar.add_component(component)
        content: bytes = calendar.to_ical()
        return content

    def _event(self, entry: Entry, revision: Revision) -> Event:
        event = Event()
        event.add("UID", entry.uid)
        event.add("SEQUENCE", revision.sequence)
        event.add("DTSTAMP", revision.modified)
        event.add("CREATED", revision.created)
        event.add("LAST-MODIFIED", revision.modified)
        start, end = self._times(entry)
        event.add("DTSTART", start)
        event.add("DTEND", end)
        event.add("SUMMARY", entry.summary)
        event.add("DESCRIPTION", entry.description)
        event.add("CATEGORIES", [entry.category])
        event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
        event.add("TRANSP", "OPAQUE" if entry.busy else "TRANSPARENT")
        event.add("X-MICROSOFT-CDO-BUSYSTATUS", vText("BUSY" if entry.busy else "FREE"))
        if entry.place is not None:
            _add_place(event, entry.place)
        if entry.visit and not entry.cancelled and self.alarm_minutes is not None:
            event.add_component(_alarm(entry.summary, self.alarm_minutes))
        return event

    def _times(self, entry: Entry) -> tuple[datetime, datetime]:
        """Start and end in the zone, or both in UTC.

        UTC also where a local time occurs twice: by the standard it means the first of the two
        (RFC 5545, section 3.3.5), but ical.js takes the second.
        """
        instants = entry.start.astimezone(UTC), entry.end.astimezone(UTC)
        start, end = (instant.astimezone(self.zone) for instant in instants)
        if self.rules is None or _occurs_twice(start) or _occurs_twice(end):
            return instants
        return start, end


def _empty() -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def zone_rules(plan: Plan) -> Timezone | None:
    """The plan's zone as a component; None where its times are written in UTC."""
    zone = ZoneInfo(plan.time_zone)
    return None if is_utc(zone) else vtimezone(zone, plan.first_day, plan.last_day)


def is_utc(zone: ZoneInfo) -> bool:
    """Whether a zone is UTC itself, under one of its names."""
    return zone.key.removeprefix("Etc/") in _UTC_NAMES


def _occurs_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _add_place(event: Event, place: Place) -> None:
    latitude, longitude = place.degrees
    event.add("LOCATION", place.text)
    event.add("GEO", vUri(f"{latitude};{longitude}"))  # vGeo would write 1e-05
    parameters = {"VALUE": "URI", "X-TITLE": parameter(place.title), "X-APPLE-RADIUS": "70"}
    if place.address:
        parameters["X-ADDRESS"] = parameter(place.address)
    geo = vUri(f"geo:{latitude},{longitude}", params=parameters)
    event.add("X-APPLE-STRUCTURED-LOCATION", geo)


def _alarm(summary: Text, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", summary)
    alarm.add("TRIGGER", timedelta(minutes=-minutes))
    return alarm

"""A calendar's entries (.ics, RFC 5545) that touch a period: expanded, checked, in its zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from planner.domain import BadInput, Finding, Period
from planner.files.budgets import (
    MAX_CALENDAR_BYTES,
    MAX_ENTRY_DAYS,
    MAX_FINDINGS,
    MAX_REPEATED_DAYS,
    MAX_ZONE_WORK,
)
from planner.files.tables import decode
from planner.readers.calendar_properties import address_of, answers_of, listed, title_of
from planner.readers.ics_parts import LINE, check_budget, may_touch, parsable, zone_changes
from planner.readers.ics_text import check_form, plain_lines, whole_part
from planner.readers.recurrence import Load, is_rule

DOUBT = "X-PLANNER-DOUBT"
"""Property that a reader gives an entry whose time is not certain: why."""

_DATED = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_RECURRING = ("RRULE", "RDATE", "RECURRENCE-ID")
_ANEW = "Correct or delete it in the calendar program, and export anew."
_FEWER = "Export the months around the period only."


class CalendarReader:
    """Expands the entries of a calendar that touch a period; `take` gets each of them.

    Parameters
    ----------
    me : iterable of str
        The owner's addresses; the calendar's name is one of them where it is an address.
    keep_whole : bool
        Read what is whole of a damaged calendar, and warn of the rest, instead of refusing it.
    """

    def __init__(
        self,
        file: str,
        period: Period,
        rep: str,
        *,
        me: Iterable[str] = (),
        keep_whole: bool = False,
    ) -> None:
        self._keep_whole = keep_whole
        self._me = {address.casefold() for address in me}
        self._file = file
        self._period = period
        self._zone = period.zone
        self._rep = rep
        # A day more on either side: other zones see other dates.
        self._first = period.first - timedelta(days=2)
        self._last = period.last + timedelta(days=2)
        self._load = Load(self._first, self._last)
        self._zone_changes = 0
        self._unknown_zones: dict[str, str] = {}
        self.faults: list[Finding] = []
        self.warnings: list[Finding] = []

    def read(self, content: bytes) -> None:
        """Collect busy times, faults and warnings."""
        if len(content) > MAX_CALENDAR_BYTES:
            size = f"{MAX_CALENDAR_BYTES // 1_000_000} MB"
            self._fault("calendar-too-large", f"The calendar is larger than {size}", _FEWER)
            return
        text = self._text(content)
        if text is None:
            return
        text = plain_lines(text)
        if self._keep_whole:
            text, cut = whole_part(text)
            if cut is not None:
                message = f"The file is cut off after line {cut}; what came then is not known"
                self._warn("calendar-cut-off", message, "Export or download the calendar anew.")
        check_form(text, self._file, self._rep)
        text = parsable(text, lambda entry: may_touch(entry, self._first, self._last))
        check_budget(text, self._file, self._rep)
        self._zone_changes = zone_changes(text)
        for calendar in self._parsed(text):
            self._me |= {address_of(calendar.get("X-WR-CALNAME", ""))} - {""}
            self._trim(calendar)
            if not self.faults:
                self._expand(calendar)

    def _text(self, content: bytes) -> str | None:
        found: list[Finding] = []
        try:
            return decode(content, self._file, found)
        except BadInput as bad:
            self.faults.extend(replace(each, rep=self._rep) for each in bad.findings)
            return None
        finally:
            self.warnings.extend(replace(each, rep=self._rep) for each in found)

    def _parsed(self, text: str) -> list[Any]:
        import icalendar

        try:
            calendars = icalendar.Calendar.from_ical(text, multiple=True)
        except Exception as error:  # a damaged file fails anywhere inside the library
            self._fault("calendar-broken", f"The calendar cannot be read: {error}", _ANEW)
            return []
        return list(calendars)

    def _trim(self, calendar: Any) -> None:
        """Keep the entries that may touch the period; report those that are not understood."""
        calendar.subcomponents[:] = [
            part
            for part in calendar.subcomponents
            if part.name == "VTIMEZONE" or (part.name == "VEVENT" and self._matters(part))
        ]
        self._part_doubles(calendar)
        self._check_calendar_zone(calendar)
        self._check_load(calendar)
        for zone, title in sorted(self._unknown_zones.items()):
            self._fault(
                "calendar-zone-unknown",
                f"The time zone of {title or 'an entry'} is not known",
                "Set the entry's time zone to a city's in the calendar program, and export anew.",
                zone,
            )

    def _check_load(self, calendar: Any) -> None:
        """Refuse series that repeat too often, before they are expanded; the worst is named."""
        uid = self._load.excess()
        if uid is None and self._load.occurrences() * self._zone_changes > MAX_ZONE_WORK:
            uid = self._load.heaviest()
        if uid is not None:
            event = next(e for e in calendar.walk("VEVENT") if str(e.get("UID", "")) == uid)
            self._fault(
                "calendar-repeats",
                "Entries repeat too often to be followed (every second or minute, or for "
                "thousands of years)",
                "Give them an end, or delete them.",
                title_of(event),
                line_of(event),
            )

    def _matters(self, event: Any) -> bool:
        """Whether an entry may block time in the period; checks it on the way."""
        broken = [name for name, _ in event.errors if name in _DATED]
        if broken or "DTSTART" not in event:
            what = f"no valid {', '.join(broken)}" if broken else "no start"
            self._not_understood(f"An entry has {what}", event)
            return False
        try:
            start = event["DTSTART"].dt
            day = date(start.year, start.month, start.day)
            recurring = any(name in event for name in _RECURRING)
            # An instance that was moved out of the period still replaces one within it.
            if not recurring and not self._near(day, event):
                return False
            self._check_order(event)
            self._weigh(event, day, recurring=recurring)
            self._unknown_zones.update(_missing_zones(event))
        except Exception as error:  # values that the library lets pass, such as two DTSTART
            self._not_understood(f"An entry cannot be read: {error or type(error).__name__}", event)
            return False
        return True

    def _weigh(self, event: Any, day: date, *, recurring: bool) -> None:
        """Add up what expanding an entry costs.

        Raises
        ------
        ValueError
            If it lasts too long, or its rule is none.
        """
        lasts = _length(event)
        if lasts > timedelta(days=MAX_REPEATED_DAYS if recurring else MAX_ENTRY_DAYS):
            raise ValueError(f"it lasts {lasts.days:,} days")
        rules = listed(event.get("RRULE"))
        if not all(is_rule(rule) for rule in rules):
            raise ValueError("its rule of repetition is not valid")
        if not recurring:
            return
        moved = timedelta(0)
        changed = event.get("RECURRENCE-ID")
        if changed is not None and "RANGE" in changed.params:
            before = changed.dt
            moved = day - date(before.year, before.month, before.day)
        self._load.add(
            str(event.get("UID", "")), day, rules,
            dates=sum(len(each.dts) for each in listed(event.get("RDATE"))),
            lasts=lasts, moved=moved,
            changes=changed is not None and any(n in event for n in ("RRULE", "RDATE", "EXDATE")),
        )  # fmt: skip

    def _check_order(self, event: Any) -> None:
        """Warn of an entry that ends before it starts: it is read the other way round."""
        if "DTEND" not in event:
            return
        if self._moment(event["DTEND"].dt) < self._moment(event["DTSTART"].dt):
            message = "An entry ends before it starts; the time between is taken as busy"
            self._warn("calendar-entry-reversed", message, _ANEW, title_of(event), line_of(event))
            event[DOUBT] = "ends before it starts"

    def _part_doubles(self, calendar: Any) -> None:
        """Give entries that share a UID ids of their own: only one of them would be expanded."""
        seen: dict[str, int] = {}
        for event in calendar.walk("VEVENT"):
            uid = str(event.get("UID", ""))
            if "RECURRENCE-ID" in event:
                continue
            seen[uid] = seen.get(uid, 0) + 1
            if seen[uid] > 1:
                event["UID"] = f"{seen[uid]}:{uid}"
                event[DOUBT] = "has the id of another entry"
        doubled = sum(count - 1 for uid, count in seen.items() if uid and count > 1)
        if doubled:
            message = f"{doubled} entries have the id (UID) of another one; all block time"
            self._warn("calendar-doubled", message, "Delete old copies in the calendar program.")

    def _check_calendar_zone(self, calendar: Any) -> None:
        """Check the zone that programs give to times without one (X-WR-TIMEZONE)."""
        zone = calendar.get("X-WR-TIMEZONE")
        if zone is None:
            return
        try:
            ZoneInfo(str(zone))
        except (KeyError, ValueError, OSError):
            self._unknown_zones[str(zone)] = "the calendar"

    def _near(self, day: date, event: Any) -> bool:
        end = event.get("DTEND")
        length = event.get("DURATION")
        last = day
        if end is not None:
            last = max(day, date(end.dt.year, end.dt.month, end.dt.day))
        elif length is not None:
            last = day + min(length.dt, timedelta(days=3660))
        return day <= self._last and last >= self._first

    def _expand(self, calendar: Any) -> None:
        """Block the times of all entries; name those that cannot be followed."""
        singles = self._singles(calendar)
        try:
            events = self._instances(calendar)
        except Exception as error:  # rules that fit no calendar fail anywhere inside the library
            events = self._name_culprits(calendar)
            if not self._keep_whole and not self.faults:
                message = f"The entries cannot be followed: {error or type(error).__name__}"
                self._fault("calendar-broken", message, _ANEW)
        for event in (*singles, *events):
            span = self._span(event)
            if span is not None:
                self.take(event, *span)

    def _singles(self, calendar: Any) -> list[Any]:
        """Take out the entries that need no expansion, which is half of the work of reading."""
        if "X-WR-TIMEZONE" in calendar:  # a zone for all times, which the library minds
            return []
        events = calendar.walk("VEVENT")
        series = {str(e.get("UID", "")) for e in events if any(name in e for name in _RECURRING)}
        singles = [event for event in events if str(event.get("UID", "")) not in series]
        taken = {id(event) for event in singles}
        calendar.subcomponents[:] = [p for p in calendar.subcomponents if id(p) not in taken]
        return singles

    def _instances(self, calendar: Any) -> list[Any]:
        import recurring_ical_events

        after = self._last + timedelta(days=1)
        return list(recurring_ical_events.of(calendar).between(self._first, after))

    def _name_culprits(self, calendar: Any) -> list[Any]:
        """Follow every series alone, to say which of them fails; instances of the others."""
        followed: list[Any] = []
        series: dict[str, list[Any]] = {}
        for event in calendar.walk("VEVENT"):
            series.setdefault(str(event.get("UID", "")), []).append(event)
        zones = [part for part in calendar.subcomponents if part.name != "VEVENT"]
        for events in series.values():
            calendar.subcomponents[:] = [*zones, *events]
            try:
                followed += self._instances(calendar)
            except Exception as error:  # as above
                message = f"An entry cannot be followed: {error or type(error).__name__}"
                self._not_understood(message, events[0])
        return followed

    def take(self, event: Any, start: datetime, end: datetime) -> None:
        """Use one instance of an entry, which touches the period, in the territory's zone."""
        raise NotImplementedError

    def _i_declined(self, event: Any) -> bool:
        """Whether the owner declined an entry."""
        return any(each in self._me and said == "DECLINED" for each, said in answers_of(event))

    def _span(self, event: Any) -> tuple[datetime, datetime] | None:
        """Start and end of an instance; None where it does not touch the period."""
        start = self._moment(event["DTSTART"].dt)
        end = start
        if "DTEND" in event:
            end = self._moment(event["DTEND"].dt)
        elif "DURATION" in event:
            end = self._after(event["DTSTART"].dt, event["DURATION"].dt)
        if end < start:  # warned of; the time between is taken
            start, end = end, start
        if not isinstance(event["DTSTART"].dt, datetime) and end <= start:
            end = self._moment(event["DTSTART"].dt + timedelta(days=1))
        first = self._moment(self._period.first)
        after = self._moment(self._period.last + timedelta(days=1))
        return (start, end) if start < end and start < after and end > first else None

    def _after(self, when: date, length: timedelta) -> datetime:
        """Moment some time later: days by the wall clock, hours as they pass (RFC 5545, 3.3.6)."""
        days = timedelta(days=length.days)
        began = self._moment(when + days).astimezone(UTC)
        return (began + (length - days)).astimezone(self._zone)

    def _moment(self, when: date) -> datetime:
        """Aware time in the territory's zone; a date is its midnight."""
        if not isinstance(when, datetime):
            when = datetime.combine(when, time())
        if when.tzinfo is None:
            return when.replace(tzinfo=self._zone)
        return when.astimezone(self._zone)

    def _not_understood(self, message: str, event: Any) -> None:
        tell = self._warn if self._keep_whole else self._fault
        tell("calendar-entry-wrong", message, _ANEW, title_of(event), line_of(event))

    def _fault(
        self, code: str, message: str, remedy: str, value: str = "", row: int | None = None
    ) -> None:
        self._note(self.faults, code, message, remedy, value, row)

    def _warn(
        self, code: str, message: str, remedy: str, value: str = "", row: int | None = None
    ) -> None:
        self._note(self.warnings, code, message, remedy, value, row)

    def _note(
        self, found: list[Finding], code: str, message: str, remedy: str, value: str,
        row: int | None,
    ) -> None:  # fmt: skip
        """Note a finding, unless there are as many as anybody reads."""
        if len(found) >= MAX_FINDINGS:
            return
        finding = Finding(
            code=code,
            message=message,
            remedy=remedy,
            file=self._file,
            row=row,
            value=value[:100],
            rep=self._rep,
            fatal=found is self.faults,
        )
        found.append(finding)


def line_of(event: Any) -> int | None:
    """Line of the file in which an entry begins."""
    line = str(event.get(LINE, ""))
    return int(line) if line.isdecimal() and len(line) < 10 else None


def _length(event: Any) -> timedelta:
    """How long an entry lasts, whichever way round it is; to the day where zones are mixed."""
    if "DURATION" in event:
        return timedelta(seconds=abs(event["DURATION"].dt.total_seconds()))
    if "DTEND" not in event:
        return timedelta(0)
    start, end = (event[name].dt for name in ("DTSTART", "DTEND"))
    return abs(date(end.year, end.month, end.day) - date(start.year, start.month, start.day))


def _missing_zones(event: Any) -> Iterator[tuple[str, str]]:
    """Zones that an entry names and that resolve to nothing, with its title."""
    for name in _DATED:
        for value in listed(event.get(name)):
            zone = value.params.get("TZID") if hasattr(value, "params") else None
            if zone is None:
                continue
            moments = [each.dt for each in value.dts] if hasattr(value, "dts") else [value.dt]
            for moment in moments:
                if isinstance(moment, tuple):  # a period of RDATE
                    moment = moment[0]
                if isinstance(moment, datetime) and moment.tzinfo is None:
                    yield str(zone), title_of(event)

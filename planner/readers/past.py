"""The past: a calendar (.ics) or a list of visits (.csv, .xlsx) as `PastEvent`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from planner.domain import DAY_MINUTES, BadInput, Finding, Period
from planner.domain.past import PastEvent
from planner.files.budgets import MAX_CALENDAR_BYTES, too_many
from planner.files.tables import Table, parse_table
from planner.readers.calendar_entries import CalendarReader
from planner.readers.calendar_properties import (
    address_of,
    answers_of,
    is_cancelled,
    is_free,
    is_private,
    listed,
    title_of,
)
from planner.readers.cells import WRITE_A_DAY, CellFaults, day_of, folded, length_of, minute_of
from planner.readers.sources import Sources
from planner.readers.unknowns import unread_columns

_MAIL = re.compile(r"[^\s:<>\"',;]+@[^\s:<>\"',;]+")
_NAMES = {
    "date": ("date", "day", "visit date"),
    "start": ("start", "start time", "from", "time"),
    "end": ("end", "end time", "to"),
    "minutes": ("minutes", "duration", "length"),
    "account_id": ("account id", "account", "id", "customer id", "customer no"),
    "title": ("title", "name", "subject", "account name", "customer", "company", "summary"),
    "location": ("location", "address", "place"),
    "emails": ("email", "emails", "e mail", "attendees"),
    "drive": ("drive minutes before",),
}


@dataclass(frozen=True, kw_only=True)
class Past:
    """The events of a span of days, and what was left out of it.

    Parameters
    ----------
    events : tuple of PastEvent
        Sorted by start.
    left_out : mapping of str to int
        Entries that took no time of the rep, by why.
    findings : tuple of Finding
        Warnings.
    """

    events: tuple[PastEvent, ...]
    left_out: dict[str, int]
    findings: tuple[Finding, ...]


def read_past(path: Path, period: Period, me: Iterable[str] = ()) -> Past:
    """Read the events of some days.

    Recurring entries are expanded, other zones turned into the territory's. Cancelled, declined
    and free entries took no time: they are counted, and left out. Private ones keep their time
    and lose their words; entries of whole days keep their words and have no hours.

    Parameters
    ----------
    path : Path
        ``.ics``, or a table with the columns date, start, end (or minutes) and account_id, name,
        location or email.
    period : Period
        Days that count, and the zone of local times.
    me : iterable of str
        The rep's own addresses: their refusal declines an entry.

    Raises
    ------
    BadInput
        With everything that is wrong with the file.
    """
    content = Sources(path.parent).read(
        path.name, remedy="Name a calendar (.ics) or a list of visits (.csv, .xlsx).",
        at_most=MAX_CALENDAR_BYTES,
    )  # fmt: skip
    if path.suffix.lower() == ".ics" or content.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        reader = _PastReader(path.name, period, me)
        reader.read(content)
        if reader.faults:
            raise BadInput(replace(fault, rep=None) for fault in reader.faults)
        events, left_out, found = reader.events, reader.left_out, reader.warnings
    else:
        events, left_out, found = _from_table(parse_table(content, path.name), period)
    ordered = sorted(events, key=lambda event: (event.start, event.end, event.title, event.uid))
    return Past(
        events=tuple(ordered),
        left_out=dict(sorted(left_out.items())),
        findings=tuple(replace(finding, rep=None) for finding in found),
    )


class _PastReader(CalendarReader):
    """Keeps what entries say of whom they were with."""

    def __init__(self, file: str, period: Period, me: Iterable[str]) -> None:
        super().__init__(file, period, "", me=me)
        self.events: list[PastEvent] = []
        self.left_out: Counter[str] = Counter()

    def take(self, event: Any, start: datetime, end: datetime) -> None:
        """Keep an instance that took time."""
        reason = self._took_no_time(event)
        if reason:
            self.left_out[reason] += 1
            return
        private = is_private(event)
        self.events.append(
            PastEvent(
                start=start,
                end=end,
                title="" if private else title_of(event),
                location="" if private else str(event.get("LOCATION", "")).strip()[:300],
                uid=str(event.get("UID", "")),
                emails=() if private else tuple(self._guests(event)),
                place=None if private else _degrees(event),
                private=private,
                all_day=not isinstance(event["DTSTART"].dt, datetime),
            )
        )

    def _took_no_time(self, event: Any) -> str:
        if is_cancelled(event):
            return "cancelled"
        if self._i_declined(event) or self._all_declined(event):
            return "declined"
        return "free" if is_free(event) else ""

    def _all_declined(self, event: Any) -> bool:
        """Whether everybody declined who was asked."""
        hosts = {address_of(event.get("ORGANIZER", "")), *self._me}
        guests = [answer for address, answer in answers_of(event) if address not in hosts]
        return bool(guests) and all(answer == "DECLINED" for answer in guests)

    def _guests(self, event: Any) -> Iterator[str]:
        people = [*listed(event.get("ATTENDEE")), *listed(event.get("ORGANIZER"))]
        for address in dict.fromkeys(address_of(each) for each in people):
            if address and address not in self._me:
                yield address


def _degrees(event: Any) -> tuple[float, float] | None:
    place = event.get("GEO")
    try:
        return (float(place.latitude), float(place.longitude)) if place is not None else None
    except (AttributeError, ValueError):
        return None


def _from_table(
    table: Table, period: Period
) -> tuple[list[PastEvent], Counter[str], list[Finding]]:
    found = list(table.findings)
    fault = CellFaults(table.file, "past-wrong")
    places = _columns(table)
    if "date" not in places:
        remedy = "Name the columns date, start, end (or minutes), account_id, name."
        found.append(fault(1, "date", "", "There is no column 'date'", remedy))
    if any(finding.fatal for finding in found):
        raise BadInput(found)
    read = {table.headings[place] for place in places.values()}
    free = [column for column in _NAMES if column not in places]
    found += unread_columns(table, read, free, "Nothing, if it says nothing of a visit.")
    events: list[PastEvent] = []
    left_out: Counter[str] = Counter()
    for row, cells in table.rows:
        if too_many(found, 0, table.file):
            break
        texts = {column: cells[place] for column, place in places.items()}
        try:
            event = _row_event(texts, row, period)
        except ValueError as wrong:
            column, message, remedy = wrong.args
            found.append(fault(row, column, texts.get(column, ""), message, remedy))
            continue
        if period.first <= event.start.date() <= period.last:
            events.append(event)
        else:
            left_out["outside the days looked at"] += 1
    if any(finding.fatal for finding in found):
        raise BadInput(found)
    return events, left_out, found


def _columns(table: Table) -> dict[str, int]:
    written = {folded(each): n for n, each in reversed(list(enumerate(table.headings)))}
    places = {}
    for column, names in _NAMES.items():
        place = next((written[name] for name in names if name in written), None)
        if place is not None:
            places[column] = place
    return places


def _row_event(texts: dict[str, str], row: int, period: Period) -> PastEvent:
    """Event of a row; a ValueError names column, message and remedy of what is wrong."""
    day = _day(texts.get("date", ""))
    start = _minute(texts.get("start", ""), "start")
    end = _minute(texts.get("end", ""), "end")
    length = _count(texts.get("minutes", ""), "minutes")
    whole = start is None and length is None
    first = 0 if start is None else start
    if end is not None and start is not None and end <= start:
        raise ValueError("end", "The visit ends before it starts", "Correct start or end.")
    last = end if end is not None else first + (length or 0)
    if not whole and last <= first:
        raise ValueError("end", "Nothing says how long it took", "Fill in end or minutes.")
    midnight = datetime.combine(day, time(), period.zone)
    return PastEvent(
        start=midnight + timedelta(minutes=first),
        end=midnight + timedelta(minutes=DAY_MINUTES if whole else last),
        title=texts.get("title", ""),
        location=texts.get("location", ""),
        account_id=texts.get("account_id", ""),
        emails=tuple(match.casefold() for match in _MAIL.findall(texts.get("emails", ""))),
        all_day=whole,
        drive_minutes=_count(texts.get("drive", ""), "drive"),
        row=row,
    )


def _day(text: str) -> date:
    day = day_of(text)
    if day is None:
        raise ValueError("date", "This is no date", WRITE_A_DAY)
    return day


def _minute(text: str, column: str) -> int | None:
    if not text:
        return None
    minute = minute_of(text)
    if minute is None:
        remedy = "Write local hours and minutes: 13:30."
        raise ValueError(column, "This is no time of day", remedy)
    return minute


def _count(text: str, column: str) -> int | None:
    if not text:
        return None
    length = length_of(text)
    if length is None and text.isdecimal() and len(text) <= 5:
        length = int(text)
    if length is None or length > DAY_MINUTES:
        raise ValueError(column, "This is no number of minutes", "Write digits, at most 1440.")
    return length


def span_of(period: Period, first: date, last: date) -> Period:
    """Days that are looked at, in the zone of a period.

    Raises
    ------
    BadInput
        If they end before they begin.
    """
    if first > last:
        raise BadInput(
            [
                Finding(
                    code="span-wrong",
                    message=f"The days end on {last}, before they begin on {first}",
                    remedy="Correct --from or --to.",
                )
            ]
        )
    return replace(period, first=first, last=last)


def days_before(period: Period, weeks: int) -> Period:
    """The weeks that end on the day before a period."""
    last = period.first - timedelta(days=1)
    return replace(period, first=period.first - timedelta(weeks=weeks), last=last)

"""Our own entries as a calendar holds them: what came back from the rep's hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from planner.domain import UID_DOMAIN, BadInput, Finding
from planner.files.budgets import MAX_CALENDAR_BYTES
from planner.files.tables import decode
from planner.readers.ics_parts import check_budget, parsable
from planner.readers.ics_text import check_form, plain_lines

OURS = f"@{UID_DOMAIN}"


@dataclass(frozen=True, kw_only=True)
class Held:
    """One of our entries in a calendar.

    Parameters
    ----------
    start, end : datetime
        Aware, in the plan's zone.
    cancelled : bool
        Whether the calendar calls it off.
    sequence : int
        Its version: programs count it up when the rep changes an entry (RFC 5545, 3.8.7.4).
    """

    uid: str
    start: datetime
    end: datetime
    cancelled: bool = False
    sequence: int = 0


def held_in(
    content: bytes, file: str, zone: ZoneInfo, rep: str, found: list[Finding]
) -> Mapping[str, Held]:
    """Our entries in an .ics file, by UID; all others are left alone.

    Where an id is there twice, the entry with the higher SEQUENCE counts.

    Parameters
    ----------
    found : list of Finding
        Gets warnings.

    Raises
    ------
    BadInput
        If the file is cut off or no calendar, or an entry of ours cannot be read.
    """
    if len(content) > MAX_CALENDAR_BYTES:
        size = f"{MAX_CALENDAR_BYTES // 1_000_000} MB"
        message = f"The calendar is larger than {size}"
        raise BadInput([_finding(file, rep, message, "Export the visits alone", {})])
    text = plain_lines(decode(content, file, found))
    check_form(text, file, rep)
    text = parsable(text, lambda entry: OURS in entry)
    check_budget(text, file, rep)
    held: dict[str, Held] = {}
    wrong: list[Finding] = []
    for event in _events(text, file, rep):
        uid = str(event.get("UID", ""))
        if not uid.endswith(OURS):
            continue
        if any(name in event for name in ("RRULE", "RDATE", "RECURRENCE-ID")):
            message = "A visit was made to repeat; its first time counts"
            remedy = "Give an account that is visited regularly a contract"
            found.append(_finding(file, rep, message, remedy, event, fatal=False))
        try:
            read = _held(event, uid, zone)
        except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
            message = "A visit in the calendar has no time that can be read"
            remedy = "Correct it in the calendar program, or delete it"
            wrong.append(_finding(file, rep, message, remedy, event))
            continue
        if uid not in held or read.sequence > held[uid].sequence:
            held[uid] = read
    if wrong:
        raise BadInput(wrong)
    return held


def _events(text: str, file: str, rep: str) -> Iterator[Any]:
    try:
        calendars = Calendar.from_ical(text, multiple=True)
    except Exception as error:  # a damaged file fails anywhere inside the library
        message, remedy = f"The calendar cannot be read: {error}", "Export it anew as .ics"
        raise BadInput([_finding(file, rep, message, remedy, {})]) from None
    for calendar in calendars:
        yield from calendar.walk("VEVENT")


def _held(event: Any, uid: str, zone: ZoneInfo) -> Held:
    start = _moment(event["DTSTART"].dt, zone)
    if "DTEND" in event:
        end = _moment(event["DTEND"].dt, zone)
    elif "DURATION" in event:
        end = (start.astimezone(UTC) + event["DURATION"].dt).astimezone(zone)
    else:
        end = start
    cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    sequence = int(event.get("SEQUENCE", 0))
    return Held(uid=uid, start=start, end=end, cancelled=cancelled, sequence=sequence)


def _moment(when: date, zone: ZoneInfo) -> datetime:
    """Aware time; a date is its midnight, and a time without a zone is the rep's own."""
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day)  # noqa: DTZ001 - made aware below
    if when.tzinfo is None:
        return when.replace(tzinfo=zone)
    return when.astimezone(zone).replace(second=0, microsecond=0)


def _finding(
    file: str, rep: str, message: str, remedy: str, event: Any, *, fatal: bool = True
) -> Finding:
    return Finding(
        code="calendar-visit-wrong", message=message, remedy=remedy, file=file,
        value=str(event.get("SUMMARY", ""))[:100], rep=rep, fatal=fatal,
    )  # fmt: skip

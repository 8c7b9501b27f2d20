"""Which entries of a calendar (.ics, RFC 5545) are worth parsing, seen from its text.

Parsing takes a fifth of a millisecond an entry, and expanding a series as long as it likes; so a
calendar of many years is cut down to the entries that may touch the period before it is parsed,
and what is left is counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from planner.domain import BadInput, Finding
from planner.files.budgets import (
    MAX_CALENDAR_LETTERS,
    MAX_CALENDAR_LINES,
    MAX_REPEATED_DAYS,
    MAX_ZONE_WORK,
)

LINE = "X-PLANNER-LINE"
"""Property that an entry gets: the line in which it begins."""

_ENTRY = re.compile(
    r"^BEGIN:VEVENT[^\S\n]*\n(.*?)^END:VEVENT[^\S\n]*$\n?", re.DOTALL | re.IGNORECASE | re.MULTILINE
)
_ZONE = re.compile(
    r"^BEGIN:VTIMEZONE[^\S\n]*\n(.*?)^END:VTIMEZONE", re.DOTALL | re.IGNORECASE | re.MULTILINE
)
_ALARM = re.compile(
    r"^BEGIN:VALARM[^\S\n]*\n.*?^END:VALARM[^\S\n]*\n", re.DOTALL | re.IGNORECASE | re.MULTILINE
)
_UNREAD = re.compile(
    r"^(?:DESCRIPTION|X-ALT-DESC|ATTACH|COMMENT)[;:][^\n]*\n", re.IGNORECASE | re.MULTILINE
)
_NESTED = re.compile(r"^BEGIN:", re.IGNORECASE | re.MULTILINE)
_DATED = re.compile(
    r"^(DTSTART|DTEND|DURATION|RRULE|RDATE|EXRULE|EXDATE|RECURRENCE-ID)([;:][^\n]*)",
    re.IGNORECASE | re.MULTILINE,
)
_DAY = re.compile(r"[^\n]*:(\d{4})(\d\d)(\d\d)(?:T(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ?)?\s*")
_LENGTH = re.compile(
    r"[^\n]*:\+?P(?:(\d{1,3})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:\d{1,5}M)?(?:\d{1,6}S)?)?)\s*"
)
_RULE_PART = re.compile(r"(BY[A-Z]+)=([^;\n]*)", re.IGNORECASE)

_FEWER = "Export the months around the period only."


def parsable(text: str, keep: Callable[[str], bool]) -> str:
    r"""A calendar with those entries alone that are kept, and without what nobody reads of them.

    Each entry gets its line as a property. Alarms, descriptions and attachments are left out.

    Parameters
    ----------
    text : str
        Of a calendar whose form is right (`check_form`), its lines ended by ``\n``.
    keep : callable
        Takes the unfolded lines of an entry.
    """
    counted, lines = 0, 1

    def shortened(found: re.Match[str]) -> str:
        nonlocal counted, lines
        lines += text.count("\n", counted, found.start())
        counted = found.start()
        entry = found[1].replace("\n ", "").replace("\n\t", "")
        entry = _UNREAD.sub("", _ALARM.sub("", entry))
        if _NESTED.search(entry):
            return found[0]
        return f"BEGIN:VEVENT\n{LINE}:{lines}\n{entry}END:VEVENT\n" if keep(entry) else ""

    return _ENTRY.sub(shortened, text)


def may_touch(entry: str, first: date, last: date) -> bool:
    """Whether the lines of an entry leave open that it touches some days, or is not understood."""
    dated: dict[str, str] = {}
    for name, value in _DATED.findall(entry):
        if dated.setdefault(name.upper(), value) is not value:
            return True
    start = _day(dated.pop("DTSTART", ""))
    if start is None or not dated.keys() <= {"DTEND", "DURATION", "RECURRENCE-ID"}:
        return True
    end: date | None = start
    if "DTEND" in dated:
        end = _day(dated.pop("DTEND"))
    if "DURATION" in dated:
        end = end and _later(end, dated.pop("DURATION"))
    if end is None:
        return True
    if "RECURRENCE-ID" in dated:
        moved = dated.pop("RECURRENCE-ID")
        before = _day(moved)
        if before is None or "RANGE=" in moved.upper():
            return True
        # It takes the place of an occurrence, which may have lasted into these days.
        if first - timedelta(days=MAX_REPEATED_DAYS) <= before <= last:
            return True
    return min(start, end) <= last and max(start, end) >= first


def _day(value: str) -> date | None:
    """The day of a plain date or time; None for everything else."""
    found = _DAY.fullmatch(value)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _later(day: date, length: str) -> date | None:
    found = _LENGTH.fullmatch(length)
    if found is None:
        return None
    weeks, days, hours = (int(part or 0) for part in found.groups())
    try:
        return day + timedelta(weeks=weeks, days=days + 2, hours=hours)
    except OverflowError:
        return None


def check_budget(text: str, file: str, rep: str) -> None:
    """Check that a calendar that was cut down to what matters can be parsed in bearable time.

    Raises
    ------
    BadInput
        If it cannot.
    """
    if len(text) > MAX_CALENDAR_LETTERS:
        size = f"{MAX_CALENDAR_LETTERS:,} letters"
        raise _beyond(file, rep, f"The entries that may concern the period have more than {size}")
    if text.count("\n") + text.count(",") > MAX_CALENDAR_LINES:
        size = f"{MAX_CALENDAR_LINES:,} lines and dates"
        raise _beyond(file, rep, f"The entries that may concern the period have more than {size}")
    uses = text.upper().count("TZID=")
    for zone in _ZONE.finditer(text):
        work = (uses + 1) * changes_of(zone[1])
        if work > MAX_ZONE_WORK:
            row = text.count("\n", 0, zone.start()) + 1
            raise _beyond(
                file, rep, "A time zone that the calendar defines changes its clock too often to "
                "be followed", row, "Set the entries' time zone to a city's in the calendar "
                "program, and export anew.",
            )  # fmt: skip


def zone_changes(text: str) -> int:
    """Most changes of the clock in any of the zones that a calendar defines."""
    return max((changes_of(zone[1]) for zone in _ZONE.finditer(text)), default=0)


def changes_of(zone: str) -> int:
    """Changes of the clock that the lines of a zone make from its beginning on, at most."""
    zone = zone.replace("\n ", "").replace("\n\t", "")
    changes = zone.upper().count("\nEND:") + 1
    start = 1970
    for name, value in _DATED.findall(zone):
        if name.upper() == "DTSTART":
            found = _DAY.fullmatch(value)
            start = int(found[1]) if found else 1
        elif name.upper() == "RDATE":
            changes += value.count(",") + 1
        elif name.upper() in ("RRULE", "EXRULE"):
            changes += _changes_of_rule(value.upper(), max(_LAST_YEAR - start, 1))
    return changes


_LAST_YEAR = 2100


def _changes_of_rule(rule: str, years: int) -> int:
    parts = {name: value.split(",") for name, value in _RULE_PART.findall(rule)}
    a_year = 1 if "FREQ=YEARLY" in rule else 31_536_000
    for values in parts.values():
        a_year *= len(values)
    days = parts.get("BYDAY", [])
    if days and not parts.keys() & {"BYMONTHDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"}:
        a_year *= 1 if all(any(map(str.isdigit, day)) for day in days) else 53
    return years * a_year


def _beyond(
    file: str, rep: str, message: str, row: int | None = None, remedy: str = _FEWER
) -> BadInput:
    return BadInput(
        [
            Finding(
                code="calendar-too-large", message=message, remedy=remedy, file=file, row=row,
                rep=rep,
            )
        ]
    )  # fmt: skip

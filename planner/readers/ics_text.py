"""The outer form of an .ics file: is it whole, and of bearable size (RFC 5545, 3.4 and 3.6)."""

from __future__ import annotations

import re

from planner.domain import BadInput, Finding
from planner.files.budgets import MAX_CALENDAR_ENTRIES, MAX_DEPTH

_MARK = re.compile(r"(BEGIN|END):([A-Z0-9-]+)\s*$", re.IGNORECASE)


def plain_lines(text: str) -> str:
    r"""The text with every line ended by ``\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_form(text: str, file: str, rep: str) -> None:
    r"""Check that every part that begins ends, in its order, and nothing stands outside.

    Parameters
    ----------
    text : str
        Its lines ended by ``\n``.

    Raises
    ------
    BadInput
        With the line of the first fault: a file that was cut off, or is no calendar at all.
    """
    open_parts: list[tuple[str, int]] = []
    events = 0
    calendars = 0
    if text.count("\n") > MAX_CALENDAR_ENTRIES * 20:
        raise _broken(file, rep, None, "The calendar has millions of lines", _FEWER)
    for number, line in enumerate(text.split("\n"), start=1):
        mark = _MARK.match(line)
        if mark is None:
            if not open_parts and line.strip():
                raise _broken(
                    file,
                    rep,
                    number,
                    "This is no line of a calendar",
                    "Export the calendar anew as .ics."
                    if calendars == 0
                    else "Delete what stands after END:VCALENDAR.",
                    line,
                )
            continue
        part = mark[2].upper()
        if mark[1].upper() == "BEGIN":
            if not open_parts and part != "VCALENDAR":
                raise _broken(
                    file, rep, number, "The file does not begin with a calendar", _ANEW, line
                )
            calendars += part == "VCALENDAR"
            events += part == "VEVENT"
            open_parts.append((part, number))
            if len(open_parts) > MAX_DEPTH:
                raise _broken(file, rep, number, "Its parts are nested too deeply", _ANEW, line)
        elif not open_parts or open_parts.pop()[0] != part:
            raise _broken(file, rep, number, "This part ends without having begun", _ANEW, line)
        if events > MAX_CALENDAR_ENTRIES:
            raise _broken(
                file,
                rep,
                number,
                f"The calendar has more than {MAX_CALENDAR_ENTRIES:,} entries",
                _FEWER,
            )
    if open_parts:
        part, begun = open_parts[-1]
        raise _broken(
            file,
            rep,
            begun,
            f"The file is cut off: {part} begins in this line and never ends",
            _ANEW,
        )
    if calendars == 0:
        raise _broken(file, rep, None, "The calendar is empty", _ANEW)


_FEWER = "Export the months around the period only."
_ANEW = "Export or download the calendar anew."


def _broken(
    file: str, rep: str, row: int | None, message: str, remedy: str, value: str = ""
) -> BadInput:
    return BadInput(
        [
            Finding(
                code="calendar-broken",
                message=message,
                remedy=remedy,
                file=file,
                row=row,
                value=value[:60],
                rep=rep,
            )
        ]
    )


def whole_part(text: str) -> tuple[str, int | None]:
    """What is whole of a calendar that was cut off, and the last line of it; None where all is.

    The calendar is closed after the last part of it that ends.
    """
    lines = text.split("\n")
    open_parts: list[str] = []
    last = 0
    for number, line in enumerate(lines, start=1):
        mark = _MARK.match(line)
        if mark is None:
            continue
        part = mark[2].upper()
        if mark[1].upper() == "BEGIN":
            open_parts.append(part)
        elif not open_parts or open_parts[-1] != part:
            break  # a line that was cut itself, or another fault
        else:
            open_parts.pop()
        if len(open_parts) <= 1:
            last = number
    if not open_parts:
        return text, None
    return "\n".join([*lines[:last], "END:VCALENDAR", ""]), last

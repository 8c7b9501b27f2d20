"""Cells of text that hold days, times and lengths, and what is said of one that does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from planner.domain import DAY_MINUTES, BadInput, Finding
from planner.files.tables import Table

WRITE_A_DAY = "Write year-month-day: 2026-11-30."

_CLOCK = r"(\d{1,2}):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?"
_LENGTH = re.compile(_CLOCK)
_TIME = re.compile(rf"(?:\S+[T ])?{_CLOCK}(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
_TIME_BEHIND = re.compile(r"[T ]\d{1,2}:\d\d.*")


def folded(heading: str) -> str:
    """A heading in small letters, with one space for all else between them."""
    return re.sub(r"[^a-z0-9]+", " ", heading.casefold()).strip()


def day_of(text: str) -> date | None:
    """Day that a cell says; a time behind it, as exports write it, says nothing here."""
    try:
        day = date.fromisoformat(_TIME_BEHIND.sub("", text))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2099 else None


def minute_of(text: str) -> int | None:
    """Minute of the day that a cell says: ``13:30``, ``1:30 PM``, also behind a day.

    A time with a zone is none: it may be another hour here.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, half = int(found[1]), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    minute = (hour % 12 + 12 * (half == "p") if half else hour) * 60 + int(found[2])
    return minute if minute <= DAY_MINUTES else None


def length_of(text: str) -> int | None:
    """Minutes that a cell says as hours and minutes: ``00:45``, as spreadsheets show them."""
    found = _LENGTH.fullmatch(text)
    return int(found[1]) * 60 + int(found[2]) if found else None


@dataclass(frozen=True)
class CellFaults:
    """Says what is wrong with the cells of one file, all under one code."""

    file: str
    code: str

    def __call__(
        self, row: int, column: str, value: str, message: str, remedy: str, *, fatal: bool = True
    ) -> Finding:
        """The finding; a value is cut to what a message can hold."""
        return Finding(
            code=self.code,
            message=message,
            remedy=remedy,
            file=self.file,
            row=row,
            column=column,
            value=value[:100],
            fatal=fatal,
        )


def records(
    table: Table, needed: Sequence[str], fault: CellFaults, remedy: str
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a table with their numbers, as texts by heading in small letters.

    Raises
    ------
    BadInput
        If a column is lacking that is needed; with what is wrong with the table itself.
    """
    headings = [heading.casefold() for heading in table.headings]
    lacking = [
        fault(1, column, "", f"There is no column {column!r}", remedy)
        for column in needed
        if column not in headings
    ]
    if lacking:
        raise BadInput([*table.findings, *lacking])
    return ((number, dict(zip(headings, cells, strict=True))) for number, cells in table.rows)

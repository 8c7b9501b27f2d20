"""The file of the list of leads: who has a place since when, and who left it why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date

from planner.domain import BadInput, Finding, LeadPlace
from planner.files.tables import parse_table
from planner.readers.sources import Sources

LEAD_FILE = "leads.csv"
COLUMNS = ("account_id", "added", "left", "why")


def read_places(sources: Sources) -> tuple[LeadPlace, ...]:
    """Rows of a territory's file, in their order; none where there is no file.

    Raises
    ------
    BadInput
        With everything that is wrong with it.
    """
    if not sources.exists(LEAD_FILE):
        return ()
    content = sources.read(LEAD_FILE, remedy="Delete it to begin a new list.")
    table = parse_table(content, LEAD_FILE)
    found = list(table.findings)
    for column in COLUMNS[:2]:
        if column not in table.headings:
            remedy = f"It needs the columns {', '.join(COLUMNS)}."
            found.append(_fault(1, column, "", f"There is no column {column!r}", remedy))
    if found:
        raise BadInput(found)
    places = []
    active: dict[str, int] = {}
    for number, cells in table.rows:
        row = dict(zip(table.headings, cells, strict=False))
        account = row["account_id"]
        added, left = (_day(row.get(column, "")) for column in ("added", "left"))
        for column, day in (("added", added), ("left", left)):
            if day is None and (row.get(column) or column == "added"):
                remedy = "Write year-month-day: 2026-11-30."
                found.append(_fault(number, column, row.get(column, ""), "This is no date", remedy))
        if added is None:
            continue
        if left is not None and left < added:
            found.append(
                _fault(number, "left", str(left), "It left before it was added",
                       "Correct one of the two days.")
            )  # fmt: skip
        if left is None:
            first = active.setdefault(account, number)
            if first != number:
                message = f"Row {first} gives this lead a place already"
                found.append(
                    _fault(number, "account_id", account, message, "Delete one of the rows.")
                )
        places.append(LeadPlace(account_id=account, added=added, left=left, why=row.get("why", "")))
    if found:
        raise BadInput(found)
    return tuple(places)


def places_csv(places: Iterable[LeadPlace]) -> str:
    """The file's text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for place in places:
        writer.writerow([place.account_id, place.added, place.left or "", place.why])
    return text.getvalue()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _fault(row: int, column: str, value: str, message: str, remedy: str) -> Finding:
    return Finding(
        code="leads-wrong", message=message, remedy=remedy, file=LEAD_FILE, row=row,
        column=column, value=value[:100],
    )  # fmt: skip

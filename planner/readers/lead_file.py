"""The file of the list of leads: who has a place since when, and who left it why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from planner.domain import BadInput, LeadPlace
from planner.files.tables import parse_table
from planner.readers.cells import WRITE_A_DAY, CellFaults, day_of, records
from planner.readers.sources import Sources

LEAD_FILE = "leads.csv"
COLUMNS = ("account_id", "added", "left", "why")
NEEDED = COLUMNS[:2]

_ALL = ", ".join(COLUMNS)
_fault = CellFaults(LEAD_FILE, "leads-wrong")


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
    found = [finding for finding in table.findings if finding.fatal]
    places = []
    active: dict[str, int] = {}
    for number, row in records(table, NEEDED, _fault, f"It needs the columns {_ALL}."):
        account, added, left = row["account_id"], day_of(row["added"]), day_of(row.get("left", ""))
        if not account:
            remedy = "Fill in an id from the account list, or delete the row."
            found.append(_fault(number, "account_id", "", "The cell is empty", remedy))
        for column, day in (("added", added), ("left", left)):
            written = row.get(column, "")
            if day is None and (written or column == "added"):
                found.append(_fault(number, column, written, "This is no date", WRITE_A_DAY))
        if added is None:
            continue
        if left is not None and left < added:
            message, remedy = "It left before it was added", "Correct one of the two days."
            found.append(_fault(number, "left", str(left), message, remedy))
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

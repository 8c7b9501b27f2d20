"""The file of the list of leads: who has a place since when, and who left it why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from planner.domain import BadInput, Finding, LeadPlace
from planner.files.budgets import too_many
from planner.files.edited import edited
from planner.files.sheets import csv_text
from planner.files.tables import parse_table
from planner.readers.cells import WRITE_A_DAY, CellFaults, day_of, records
from planner.readers.sources import Sources
from planner.readers.unknowns import KnownAccounts, unknown_accounts, unread_columns

LEAD_FILE = "leads.csv"
COLUMNS = ("account_id", "added", "left", "why")
NEEDED = COLUMNS[:2]

_ALL = ", ".join(COLUMNS)
_fault = CellFaults(LEAD_FILE, "leads-wrong")


def read_places(
    sources: Sources, known: KnownAccounts, warnings: list[Finding]
) -> tuple[LeadPlace, ...]:
    """Rows of a territory's file, in their order; none where there is no file.

    Parameters
    ----------
    known : KnownAccounts
        Others that still have a place are warned of.
    warnings : list of Finding
        Gets what is not understood.

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
    warnings += (finding for finding in table.findings if not finding.fatal)
    places = []
    active: dict[str, int] = {}
    there = {heading.casefold() for heading in table.headings}
    free = [column for column in COLUMNS if column not in there]
    warnings += unread_columns(table, COLUMNS, free, "Correct its heading, or delete it.")
    for number, row in records(table, NEEDED, _fault, f"It needs the columns {_ALL}."):
        if too_many(found, 0, LEAD_FILE):
            break
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
    warnings += unknown_accounts(
        {account: [(number, "account_id")] for account, number in active.items() if account},
        known,
        file=LEAD_FILE,
        code="leads-unknown",
        effect="its place on the list counts as free",
    )
    if found:
        raise BadInput(found)
    return tuple(places)


def places_written(content: bytes | None, places: Iterable[LeadPlace]) -> bytes:
    """The file with these places: its columns, their order and its format stay as they are.

    Parameters
    ----------
    content : bytes or None
        The file as it is; None where there is none.
    """
    if content is None:
        return places_csv(places).encode()
    table = parse_table(content, LEAD_FILE)
    headings = (*table.headings, *(name for name in COLUMNS if name not in table.headings))
    at = [headings.index(name) for name in COLUMNS]
    known = {tuple(_by_id(cells, at)): (number, cells) for number, cells in table.rows}
    free = max((number for number, _ in table.rows), default=table.heading_row) + 1
    rows: dict[int, tuple[str, ...]] = {}
    for place in places:
        wanted = (place.account_id, place.added.isoformat())
        number, cells = known.get(wanted, (free, ()))
        free += number == free
        filled = [*cells, *[""] * (len(headings) - len(cells))]
        left = place.left.isoformat() if place.left else ""
        for n, text in zip(at, (*wanted, left, place.why), strict=True):
            if n >= len(cells) or _as_day(cells[n]) != text:
                filled[n] = text
        rows[number] = tuple(filled)
    return edited(content, replace(table, headings=headings, rows=tuple(sorted(rows.items()))))


def _by_id(cells: Sequence[str], at: Sequence[int]) -> Iterator[str]:
    for n in at[: len(NEEDED)]:
        yield _as_day(cells[n]) if n < len(cells) else ""


def _as_day(cell: str) -> str:
    """A day as ISO 8601 has it; other texts as they are."""
    day = day_of(cell)
    return cell if day is None else day.isoformat()


def places_csv(places: Iterable[LeadPlace]) -> str:
    """The file's text."""
    rows = ([place.account_id, place.added, place.left or "", place.why] for place in places)
    return csv_text([COLUMNS, *rows], ending="\n")

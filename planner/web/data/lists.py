"""The account list as a table of text that is edited cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from planner.domain import BadInput, Finding
from planner.files.sheets import csv_text, workbook
from planner.files.tables import Table, parse_table

ID = "account_id"


def taken_in(content: bytes, name: str, file: str) -> bytes:
    """An uploaded list as the content of the territory's list.

    As it is where both are of one format, so that nothing of it is lost.

    Parameters
    ----------
    name : str
        What the browser calls it; only for messages.
    file : str
        Name of the territory's list.

    Raises
    ------
    BadInput
        If it is no table.
    """
    table = parse_table(content, name)
    as_excel = content.startswith(b"PK")
    if as_excel == (PurePath(file).suffix.lower() == ".xlsx"):
        return content
    rows = [table.headings, *(cells for _, cells in table.rows)]
    if PurePath(file).suffix.lower() == ".xlsx":
        return workbook({"accounts": rows})
    return csv_text(rows, delimiter=";" if table.decimal_comma else ",", ending="\n").encode()


def with_cell(table: Table, row: int, column: int, text: str) -> Table:
    """The table with another text in a cell.

    Raises
    ------
    BadInput
        If there is no such cell.
    """
    if not 0 <= column < len(table.headings) or row not in dict(table.rows):
        raise BadInput([_refused("There is no such cell")])
    rows = tuple(
        (number, (*cells[:column], text.strip(), *cells[column + 1 :]) if number == row else cells)
        for number, cells in table.rows
    )
    return replace(table, rows=rows)


def with_row(table: Table) -> Table:
    """The table with a row more at its end, named so that it is found."""
    taken = {cells[id_place(table)] for _, cells in table.rows}
    number = next(n for n in range(1, len(taken) + 2) if f"new-{n}" not in taken)
    cells = [""] * len(table.headings)
    cells[id_place(table)] = f"new-{number}"
    last = table.rows[-1][0] if table.rows else 1
    return replace(table, rows=(*table.rows, (last + 1, tuple(cells))))


def without_rows(table: Table, rows: Sequence[int]) -> Table:
    """The table without some rows."""
    gone = set(rows)
    return replace(table, rows=tuple(row for row in table.rows if row[0] not in gone))


def id_place(table: Table) -> int:
    """Column of the accounts' ids; the first where none is called so."""
    plain = [heading.casefold().replace(" ", "_") for heading in table.headings]
    return plain.index(ID) if ID in plain else 0


def row_like(table: Table, cells: Sequence[str]) -> int:
    """Row of another reading of a list that has the same id.

    Raises
    ------
    BadInput
        If it has none.
    """
    place = id_place(table)
    for number, others in table.rows:
        if others[place] == cells[place]:
            return number
    raise BadInput([_refused(f"The row of {cells[place]} is gone")])


def faults_by_cell(
    table: Table, findings: Sequence[Finding]
) -> Mapping[int, Mapping[int, tuple[bool, str]]]:
    """By row and column, whether a cell has an error (else a warning), and the words for it.

    A fault of a whole row is shown at its id.
    """
    place = {heading: n for n, heading in enumerate(table.headings)}
    found: dict[int, dict[int, tuple[bool, str]]] = {}
    for finding in findings:
        if finding.file == table.file and finding.row is not None and finding.row > 1:
            column = place.get(finding.column, id_place(table))
            words = f"{finding.message}. {finding.remedy}"
            fatal, before = found.get(finding.row, {}).get(column, (False, ""))
            said = f"{before} {words}".strip()
            found.setdefault(finding.row, {})[column] = (fatal or finding.fatal, said)
    return found


def _refused(message: str) -> Finding:
    return Finding(
        code="change-refused", message=message, remedy="Load the page anew, and try again."
    )

"""A person's table with some cells changed: everything else in the file stays as it was.

What is to change is found by comparing the file with the table that it should hold. Only the
bytes of those cells are written anew, so that a text keeps its encoding, mark, line ends,
delimiter and quotes, and a workbook its other sheets, formulas, formats, widths, charts, pictures
and macros.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from planner.domain import BadInput, Finding
from planner.files.tables import Table, parse_table

FORMULA_NOTE = (
    "Formulas in the workbook show their last results until it is opened and saved in Excel."
)
ORIGINALS = "originals"
"""Folder beside a list in which it is kept as it was before its first change."""


Content = TypeVar("Content", str, bytes)


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What changes in a table.

    Parameters
    ----------
    heading_row : int
        Number of the row of headings.
    cells : mapping of (int, int) to str
        New texts by row number, as a spreadsheet counts, and column from 0.
    appended : mapping of int to tuple of str
        Rows after the last one, by their numbers.
    removed : frozenset of int
        Numbers of rows that go.
    """

    heading_row: int
    cells: Mapping[tuple[int, int], str] = field(default_factory=dict)
    appended: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()


def edited(content: bytes, table: Table) -> bytes:
    """The content of a list's file, changed so that it reads as `table`.

    Parameters
    ----------
    content : bytes
        The file as it is: text or .xlsx.
    table : Table
        What it should hold: rows of the file's own numbers, then rows of higher numbers, which
        are appended; headings beyond the file's own are new columns.

    Raises
    ------
    BadInput
        If the file cannot take a change, with what to do instead.
    """
    from planner.files.edited_text import text_with
    from planner.files.edited_workbook import is_workbook, workbook_with

    now = parse_table(content, table.file)
    edit = difference(now, table)
    if not (edit.cells or edit.appended or edit.removed):
        return content
    write = workbook_with if is_workbook(content) else text_with
    made = write(content, table.file, edit)
    if not _same(parse_table(made, table.file), table):
        raise not_written(table.file, "It would read differently afterwards")
    return made


def difference(now: Table, then: Table) -> Edit:
    """What makes one table of the other."""
    before, after = dict(now.rows), dict(then.rows)
    last = max(before, default=now.heading_row)
    cells = {
        (now.heading_row, n): heading
        for n, heading in enumerate(then.headings)
        if n >= len(now.headings) or heading != now.headings[n]
    }
    for number, row in before.items():
        cells |= {
            (number, n): text
            for n, text in enumerate(after.get(number, row))
            if text != (row[n] if n < len(row) else "")
        }
    return Edit(
        heading_row=now.heading_row,
        cells=cells,
        appended={number: row for number, row in then.rows if number > last},
        removed=frozenset(before.keys() - after.keys()),
    )


def _same(now: Table, then: Table) -> bool:
    """Returns True if two tables hold the same texts, whatever the numbers of their rows."""
    return now.headings == then.headings and _cells(now) == _cells(then)


def _cells(table: Table) -> Sequence[Sequence[str]]:
    width = len(table.headings)
    return [(*cells, *[""] * (width - len(cells))) for _, cells in table.rows if any(cells)]


def spliced(content: Content, pieces: Iterable[tuple[int, int, Content]]) -> Content:
    """Content with other pieces in some places.

    Parameters
    ----------
    pieces : iterable of (start, end, piece)
        Places do not overlap. Where several pieces are put in at one place they keep their order,
        and stand before a piece that takes the place of what is there.
    """
    numbered = ((start, end, n, piece) for n, (start, end, piece) in enumerate(pieces))
    for start, end, _, piece in sorted(numbered, reverse=True):
        content = content[:start] + piece + content[end:]
    return content


def kept_original(folder: Path, name: str) -> dict[str, bytes]:
    """The copy to keep of a list before its first change; empty if there is one already.

    Parameters
    ----------
    folder : Path
        In which the list lies.

    Returns
    -------
    dict of str to bytes
        To be written together with the change, relative to the folder.
    """
    path, copy = folder / name, f"{ORIGINALS}/{Path(name).name}"
    if not path.is_file() or (folder / copy).exists():
        return {}
    return {copy: path.read_bytes()}


def edit_notes(file: str, content: bytes, kept: Mapping[str, bytes]) -> tuple[str, ...]:
    """What the owner of an edited list should know, in sentences.

    Parameters
    ----------
    content : bytes
        Of the file now.
    kept : mapping of str to bytes
        As `kept_original` returned it.
    """
    from planner.files.edited_workbook import has_formulas

    notes = [f"{file} as it was before is kept as {copy}." for copy in kept]
    return (*notes, FORMULA_NOTE) if has_formulas(content) else tuple(notes)


def not_written(file: str, message: str, remedy: str = "", row: int | None = None) -> BadInput:
    """A change that a file cannot take."""
    return BadInput(
        [
            Finding(
                code="change-refused",
                message=f"{message}, so the file stays as it is",
                remedy=remedy or "Make the change in the program that the list comes from.",
                file=file,
                row=row,
            )
        ]
    )

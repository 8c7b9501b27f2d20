"""Tables that people open in a spreadsheet, as CSV and .xlsx: every one is written here.

A cell of a text file that begins like a formula is computed when the file is opened, whoever
wrote it (OWASP, "CSV injection"). So an apostrophe goes before such texts, and `original` takes it
off where planner reads a table.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

Cell = str | int | float | date | datetime | time | None

_FORMULA = re.compile("'*[=+@\t\r\n\uff1d\uff0b\uff20\uff0d-]")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*%?")
MARK = "\ufeff"
"""Byte order mark, by which Excel knows UTF-8."""

MOST_WIDE = 48
"""Letters of the widest column: longer texts are cut off on the screen, never in the file."""
_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm"}


def csv_text(rows: Iterable[Iterable[Cell]], *, delimiter: str = ",", ending: str = "\r\n") -> str:
    """A table as CSV; texts are made `harmless`."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()


def harmless(text: str) -> str:
    """Text that no spreadsheet computes: an apostrophe goes before = + - @, tab and line ends.

    Also before apostrophes that stand before one of those, so that `original` is certain. Numbers
    stay numbers, since they compute to what they say.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def original(text: str) -> str:
    """Text that was made harmless, as it was."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """An .xlsx file of several tables; text is text, whatever it begins with: never a formula.

    The first row of each is its headings: they stay in sight, and can be filtered by.
    """
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook(write_only=True)
    bold = Font(bold=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for column, width in enumerate(_widths(rows), start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        for row in rows:
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
                if type(value) in _FORMATS:
                    cell.number_format = _FORMATS[type(value)]
                if row is rows[0]:
                    cell.font = bold
                cells.append(cell)
            sheet.append(cells)
        if rows and rows[0]:
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(rows[0]))}{len(rows)}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Letters that each column needs, with room for the filter's button."""
    widths = [0] * max(map(len, rows), default=0)
    for row in rows:
        for n, value in enumerate(row):
            widths[n] = max(widths[n], len(str(value)) if value is not None else 0)
    return [min(width + 3, MOST_WIDE) for width in widths]

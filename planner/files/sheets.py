"""Tables that people open in a spreadsheet, as CSV and .xlsx: every one is written here.

Text stays text, whatever it begins with: no cell becomes a formula (`planner.files.formulas`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from planner.files.formulas import harmless, is_computed

Cell = str | int | float | date | datetime | time | None

MOST_WIDE = 48
"""Letters of the widest column: longer texts are cut off on the screen, never in the file."""
_FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm"}


def csv_text(rows: Iterable[Iterable[Cell]], *, delimiter: str = ",", ending: str = "\r\n") -> str:
    """A table as CSV; texts are made `harmless`."""
    lines = []
    for row in rows:
        line = io.StringIO()
        # With this line end a lone return in a cell is quoted, too.
        writer = csv.writer(line, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        lines.append(line.getvalue().removesuffix("\r\n"))
    return "".join(line + ending for line in lines)


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """An .xlsx file of several tables; text is text, whatever it begins with: never a formula.

    The first row of each is its headings: they stay in sight, and can be filtered by. Control
    characters, which such a file cannot hold, are left out.
    """
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
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
                if isinstance(value, str):
                    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
                    cell.data_type = "s"
                    # Excel keeps such a cell a text when a person enters it again.
                    cell.quotePrefix = is_computed(value)
                else:
                    cell.value = value
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

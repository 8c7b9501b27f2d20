"""Tables of text from .csv and .xlsx files, with true row numbers.

Cells stay text here: what a cell means, and whether it is right, is said by who reads the table.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planner.domain import BadInput, Finding
from planner.files.budgets import MAX_CELLS, MAX_COLUMNS, MAX_ROW_NUMBER, MAX_ROWS, too_many
from planner.files.formulas import original
from planner.files.sheet_reading import Formula, open_workbook, sheet_rows

_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_FILLED = re.compile(r"\S")
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_MOST_PARTS = 20 * MAX_COLUMNS
"""Of one record: rows of text with many delimiters within quotes are read, too."""
_MOST_LINES = 10_000
"""Of one record: a note within quotes may have several lines."""
_QUOTES = 'Look for a quotation mark (") that is not closed, or write "" inside quotes.'
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, kw_only=True)
class Table:
    """A heading and rows of stripped text.

    Parameters
    ----------
    file : str
        As the user named it.
    headings : tuple of str
        Of every column; empty where a column has none.
    rows : tuple of (int, tuple of str)
        Row number as a spreadsheet counts (the first row is 1) and one cell a heading.
        Blank rows are left out.
    decimal_comma : bool
        Whether numbers may be written ``1,5``: in files whose columns part at ``;``.
    heading_row : int
        Number of the row of headings.
    findings : tuple of Finding
        Faults of single rows, and warnings.
    """

    file: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    decimal_comma: bool = False
    heading_row: int = 1
    findings: tuple[Finding, ...] = ()


def parse_table(content: bytes, file: str) -> Table:
    """Read a table, whatever its file name ends with.

    Parameters
    ----------
    content : bytes
        The file: .xlsx, or text in UTF-8, UTF-16 or Windows-1252 whose columns part at a comma,
        a semicolon or a tab.
    file : str
        Its name, for messages.

    Raises
    ------
    BadInput
        If it is empty, no table, or cannot be read.
    """
    if content.startswith(_OLD_EXCEL):
        raise _unreadable(
            file, "This is an Excel file of the old kind (.xls)", "Save it as .xlsx in Excel."
        )
    findings: list[Finding] = []
    comma = False
    if content.startswith(_ZIP):
        records: Iterable[tuple[int, list[str]]] = _sheet(content, file, findings)
    else:
        text = decode(content, file, findings)
        delimiter = delimiter_of(text)
        comma = delimiter == ";"
        records = _records(text, delimiter, file)
    return _table(records, file, comma, findings)


def decode(content: bytes, file: str, findings: list[Finding]) -> str:
    """Text of a file in UTF-8, UTF-16 with its mark, or else Windows-1252 with a warning.

    Raises
    ------
    BadInput
        If it is none of these.
    """
    try:
        if content.startswith(_UTF_16):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise _unreadable(
                file,
                "This is not text in a known encoding",
                "Save it in UTF-8.",
                line,
            ) from None
        findings.append(
            Finding(
                code="encoding-guessed",
                message="The text is not UTF-8 and was read as Windows-1252",
                remedy="Save it in UTF-8 if names look wrong.",
                file=file,
                fatal=False,
            )
        )
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _unreadable(file, "This is not a text file", "Save it as text in UTF-8.", line)
    return text


def _unreadable(file: str, message: str, remedy: str, row: int | None = None) -> BadInput:
    return BadInput(
        [Finding(code="table-unreadable", message=message, remedy=remedy, file=file, row=row)]
    )


def delimiter_of(text: str) -> str:
    """Sign that parts the columns: the commonest of three in the heading; Excel's hint first."""
    filled = _FILLED.search(text)
    line = filled and _LINE.search(text, text.rfind("\n", 0, filled.start()) + 1)
    first = line[0].rstrip("\r\n") if line else ""
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] not in '"':
        return first[4]
    return max(",;\t", key=first.count)


class _Lines:
    """Lines of a text for a reader of CSV, as long as the record they make is bearable."""

    def __init__(self, text: str, delimiter: str, file: str) -> None:
        self._lines = _LINE.finditer(text)
        self._delimiter, self._file = delimiter, file
        self._parted = self._within = 0
        self.number = 0

    def next_record(self) -> None:
        """Say that a record begins."""
        self.number += 1
        self._parted = self._within = 0
        if self.number > MAX_ROW_NUMBER:
            raise _too_large(
                self._file, f"The file has more than {MAX_ROW_NUMBER:,} lines", self.number
            )

    def __iter__(self) -> Iterator[str]:
        for found in self._lines:
            line = found[0]
            self._parted += line.count(self._delimiter)
            self._within += 1
            if self._within > _MOST_LINES:
                raise _unreadable(
                    self._file, f"The row goes on for more than {_MOST_LINES:,} lines", _QUOTES,
                    self.number,
                )  # fmt: skip
            if self._parted > _MOST_PARTS:
                raise _too_large(
                    self._file, f"The row has more than {MAX_COLUMNS:,} columns", self.number
                )
            yield line


def _too_large(file: str, message: str, row: int | None = None) -> BadInput:
    remedy = "Keep the rows and columns that are needed, or split the file."
    return BadInput(
        [Finding(code="table-too-large", message=message, remedy=remedy, file=file, row=row)]
    )


def _records(text: str, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    lines = _Lines(text, delimiter, file)
    # `strict` finds the quotation mark that is never closed and swallows the rest of the file.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.next_record()
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _unreadable(
                file,
                f"The row cannot be read: {error}",
                _QUOTES,
                lines.number,
            ) from None
        if lines.number == 1 and len(record) <= 2 and record and record[0].lower()[:4] == "sep=":
            continue
        yield lines.number, [original(cell).strip() for cell in record]


def _table(
    records: Iterable[tuple[int, list[str]]], file: str, comma: bool, findings: list[Finding]
) -> Table:
    filled = ((number, cells) for number, cells in records if any(cells))
    heading_row, heading = next(filled, (0, []))
    if not heading:
        raise BadInput(
            [
                Finding(
                    code="table-empty",
                    message="The file is empty",
                    remedy="It needs a row of headings, and its rows below.",
                    file=file,
                )
            ]
        )
    while heading and not heading[-1]:
        heading.pop()
    width = len(heading)
    if width > MAX_COLUMNS:
        raise _too_large(file, f"The table has more than {MAX_COLUMNS:,} columns", heading_row)
    _report_doubled(heading, file, findings)
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in filled:
        if len(rows) == MAX_ROWS:
            raise _too_large(file, f"The table has more than {MAX_ROWS:,} rows", number)
        if (len(rows) + 1) * width > MAX_CELLS:
            raise _too_large(file, f"The table has more than {MAX_CELLS:,} cells", number)
        if too_many(findings, 0, file):
            break
        if any(cells[width:]):
            findings.append(
                Finding(
                    code="table-ragged",
                    message=f"The row has {len(cells)} cells under {width} headings",
                    remedy='Put text with a comma into quotes: "Smith, Inc.".',
                    file=file,
                    row=number,
                )
            )
            continue
        rows.append((number, tuple(cells[:width] + [""] * (width - len(cells)))))
    return Table(
        file=file,
        headings=tuple(heading),
        rows=tuple(rows),
        decimal_comma=comma,
        heading_row=heading_row,
        findings=tuple(findings),
    )


def _report_doubled(heading: list[str], file: str, findings: list[Finding]) -> None:
    seen: set[str] = set()
    for name in heading:
        if name and name in seen:
            findings.append(
                Finding(
                    code="column-doubled",
                    message="Two columns have the same heading",
                    remedy="Rename or delete one of them.",
                    file=file,
                    column=name,
                )
            )
        seen.add(name)


def _sheet(content: bytes, file: str, findings: list[Finding]) -> Iterator[tuple[int, list[str]]]:
    """Rows of the first sheet of an .xlsx file, as they are read."""
    try:
        for row in sheet_rows(content, file):
            for column, value in enumerate(row.cells):
                if isinstance(value, Formula):
                    findings.append(_no_value(value, row.number, column, file))
                    row.cells[column] = None
            if too_many(findings, 0, file):
                return
            yield row.number, [_cell(value) for value in row.cells]
    except BadInput:
        raise
    except Exception as error:  # a damaged file fails in many ways
        raise _unreadable(
            file,
            f"The Excel file cannot be read ({str(error)[:200] or type(error).__name__})",
            "Open it in Excel and save it again as .xlsx, or save it as CSV in UTF-8.",
        ) from None


def has_formulas(content: bytes) -> bool:
    """Whether any sheet has a formula; also refuses files that unpack to something huge."""
    with open_workbook(content, "") as parts:
        return any(
            b"<f>" in sheet or b"<f " in sheet
            for name in parts.namelist()
            if name.startswith("xl/worksheets/") and name.endswith(".xml")
            for sheet in (parts.read(name),)
        )


def _no_value(formula: Formula, row: int, column: int, file: str) -> Finding:
    return Finding(
        code="formula-without-value",
        message=f"The formula in column {_letters(column)} has no stored value",
        remedy="Open the file in Excel and save it, or paste the values.",
        file=file,
        row=row,
        column=_letters(column),
        value=formula.text,
    )


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column + 1)


def _cell(value: object) -> str:
    """Text of a spreadsheet's cell as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))  # ids that became numbers: 1001.0
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds() // 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value).strip()

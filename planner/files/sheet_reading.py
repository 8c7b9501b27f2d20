"""Rows of the first sheet of an .xlsx file (ECMA-376, part 1, 18.3 and 18.4), as they are parsed.

A library would build the sheet before anybody can count: a cell in row 1,000,000,000 makes a
billion rows, one in column XFD makes 16,384 cells of each. Here the sheet is read from its packed
form piece by piece, only cells that hold something are kept, and the budgets are kept on the way.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from planner.domain import BadInput, Finding
from planner.files.budgets import (
    MAX_CELL_LETTERS,
    MAX_COLUMNS,
    MAX_PARTS,
    MAX_ROW_NUMBER,
    MAX_SHEET_CELLS,
    MAX_STRINGS,
    MAX_UNPACKED_BYTES,
)

if TYPE_CHECKING:
    from datetime import date, datetime, time, timedelta

    Value = str | int | float | bool | date | datetime | time | timedelta | None

_PIECE = 1 << 16
_ENTRY = b"PK\x01\x02"
"""How the directory of a ZIP file begins each of its entries (APPNOTE 4.3.12)."""
_MOST_STYLES = 65_536
_MOST_DIGITS = 400
_FEWER = "Copy the rows and columns that are needed into a new file."


class _Shows(Enum):
    """What a number is shown as."""

    NUMBER = 1
    MOMENT = 2
    LENGTH = 3


class Formula(NamedTuple):
    """A formula whose result was not stored."""

    text: str


@dataclass(frozen=True)
class SheetRow:
    """The cells of one row, up to the last that holds something.

    Parameters
    ----------
    number : int
        As the spreadsheet counts.
    """

    number: int
    cells: list[Value | Formula]


def sheet_rows(content: bytes, file: str) -> Iterator[SheetRow]:
    """Rows of the first sheet that hold something, in the order of the file.

    Parameters
    ----------
    content : bytes
        The .xlsx file.
    file : str
        Its name, for messages.

    Raises
    ------
    BadInput
        If it goes beyond a budget.
    ValueError, KeyError, zipfile.BadZipFile, expat.ExpatError
        And others, if it is damaged.
    """
    with open_workbook(content, file) as book:
        parts = _Parts(book, file)
        sheet, epoch_1904 = _first_sheet(parts)
        strings = _texts(parts, "xl/sharedStrings.xml")
        styles = _styles(parts)
        yield from _Sheet(parts, strings, styles, epoch_1904).rows(sheet)


def open_workbook(content: bytes, file: str) -> zipfile.ZipFile:
    """A workbook whose directory was looked at: what it says of itself is within the budgets.

    Raises
    ------
    BadInput
        If it is not.
    """
    if content.count(_ENTRY) > MAX_PARTS:
        raise _beyond(file, f"The Excel file has more than {MAX_PARTS:,} parts within it")
    book = zipfile.ZipFile(io.BytesIO(content))
    unpacked = sum(part.file_size for part in book.infolist() if part.filename.endswith(".xml"))
    if unpacked > MAX_UNPACKED_BYTES:
        raise _too_much(file)
    return book


def _too_much(file: str) -> BadInput:
    return _beyond(
        file, f"The Excel file unpacks to more than {MAX_UNPACKED_BYTES // 1_000_000} MB"
    )


def _beyond(file: str, message: str, row: int | None = None, column: str = "") -> BadInput:
    return BadInput(
        [
            Finding(
                code="table-too-large", message=message, remedy=_FEWER, file=file, row=row,
                column=column,
            )
        ]
    )  # fmt: skip


class _Parts:
    """The parts of a workbook as pieces of XML, counted while they are unpacked."""

    def __init__(self, book: zipfile.ZipFile, file: str) -> None:
        self.file = file
        self._book = book
        self._left = MAX_UNPACKED_BYTES

    def __contains__(self, name: str) -> bool:
        return name in self._book.NameToInfo

    def feed(self, name: str, parser: expat.XMLParserType) -> Iterator[None]:
        """Parse a part piece by piece."""
        parser.StartDoctypeDeclHandler = _no_doctype
        with self._book.open(name) as stream:
            while piece := stream.read(_PIECE):
                self._left -= len(piece)
                if self._left < 0:  # its directory lied
                    raise _too_much(self.file)
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
            yield

    def parse(self, name: str, parser: expat.XMLParserType) -> None:
        """Parse a part to its end."""
        for _ in self.feed(name, parser):
            pass


def _no_doctype(*_: object) -> None:
    raise ValueError("its XML defines entities")  # no spreadsheet does


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    return parser


def _local(name: str) -> str:
    """Name of an element without its namespace."""
    return name.rpartition(" ")[2]


def _first_sheet(parts: _Parts) -> tuple[str, bool]:
    """Name of the first sheet's part, and whether dates are counted from 1904."""
    named: list[str] = []
    targets: dict[str, str] = {}
    since_1904 = False

    def of_book(name: str, given: dict[str, str]) -> None:
        nonlocal since_1904
        if _local(name) == "sheet":
            named.extend(value for key, value in given.items() if key.endswith("ships id"))
        elif _local(name) == "workbookPr":
            since_1904 = given.get("date1904", "0") in ("1", "true")

    def of_relations(name: str, given: dict[str, str]) -> None:
        if _local(name) == "Relationship" and given.get("Type", "").endswith("/worksheet"):
            target = given.get("Target", "")
            targets[given.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    for part, listen in (
        ("xl/workbook.xml", of_book),
        ("xl/_rels/workbook.xml.rels", of_relations),
    ):
        parser = _parser()
        parser.StartElementHandler = listen
        parts.parse(part, parser)
    sheet = next((targets[key] for key in named if key in targets), None)
    if sheet is None:
        raise ValueError("it has no sheet")
    return sheet, since_1904


def _texts(parts: _Parts, name: str) -> list[str]:
    """The texts that cells share, without the reading aids of Japanese ones."""
    texts: list[str] = []
    if name not in parts:
        return texts
    pieces: list[str] = []
    aids = 0
    parser = _parser()

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal aids
        local = _local(name)
        if local == "t" and not aids:
            parser.CharacterDataHandler = pieces.append
        elif local == "rPh":
            aids += 1

    def end(name: str) -> None:
        nonlocal aids
        local = _local(name)
        if local == "t":
            parser.CharacterDataHandler = None
        elif local == "rPh":
            aids -= 1
        elif local == "si":
            texts.append(_short("".join(pieces).replace("x005F_", ""), parts.file))
            pieces.clear()
            if len(texts) > MAX_STRINGS:
                raise _beyond(
                    parts.file, f"The Excel file has more than {MAX_STRINGS:,} different texts"
                )

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parts.parse(name, parser)
    return texts


def _short(text: str, file: str, row: int | None = None) -> str:
    if len(text) > MAX_CELL_LETTERS:
        raise _beyond(file, f"A cell has more than {MAX_CELL_LETTERS:,} letters", row)
    return text


def _styles(parts: _Parts) -> list[_Shows]:
    """The kind of number that cells of each style show."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    def shows(code: str) -> _Shows:
        if not is_date_format(code):
            return _Shows.NUMBER
        return _Shows.LENGTH if is_timedelta_format(code) else _Shows.MOMENT

    formats: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    styles: list[_Shows] = []
    if "xl/styles.xml" not in parts:
        return styles
    known: dict[str, _Shows] = {}
    parser = _parser()
    within: list[str] = []

    def start(name: str, given: dict[str, str]) -> None:
        local = _local(name)
        if local == "numFmt":
            formats[given.get("numFmtId", "")] = given.get("formatCode", "")[:255]
        elif local == "xf" and within[-1:] == ["cellXfs"]:
            code = formats.get(given.get("numFmtId", "0"), "General")
            if code not in known:
                known[code] = shows(code)
            styles.append(known[code])
        within.append(local)
        if max(len(styles), len(formats), len(within)) > _MOST_STYLES:
            raise ValueError("it has more styles than any spreadsheet")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: within.pop() and None
    parts.parse("xl/styles.xml", parser)
    return styles


class _Sheet:
    """Hears the elements of one sheet, and makes rows of them."""

    def __init__(
        self, parts: _Parts, strings: list[str], styles: list[_Shows], epoch_1904: bool
    ) -> None:
        self._parts, self._strings, self._styles = parts, strings, styles
        self._epoch_1904 = epoch_1904
        self._done: list[SheetRow] = []
        self._seen = 0
        self._number = 0
        self._cells: list[Value | Formula] = []
        self._column = 0
        self._kind, self._style = "n", ""
        self._shown: list[str] = []
        self._hear = self._shown.append
        self._formula: list[str] | None = None
        self._parser = _parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def rows(self, part: str) -> Iterator[SheetRow]:
        """Rows as they are complete."""
        for _ in self._parts.feed(part, self._parser):
            yield from self._done
            self._done.clear()

    def _start(self, name: str, given: dict[str, str]) -> None:
        local = _local(name)
        if local == "c":
            self._seen += 1
            if self._seen > MAX_SHEET_CELLS:
                message = f"The sheet has more than {MAX_SHEET_CELLS:,} cells"
                raise _beyond(self._parts.file, message, self._number)
            place = given.get("r")
            self._column = _column_of(place) if place else self._column + 1
            self._kind, self._style = given.get("t", "n"), given.get("s", "")
            self._formula = None
            if self._shown:
                self._shown.clear()
        elif local in ("v", "t"):
            self._parser.CharacterDataHandler = self._hear
        elif local == "f":
            self._formula = []
            self._parser.CharacterDataHandler = self._formula.append
        elif local == "row":
            self._begin_row(given.get("r"))

    def _begin_row(self, number: str | None) -> None:
        self._number = int(number[:12]) if number else self._number + 1
        if not 1 <= self._number <= MAX_ROW_NUMBER:
            message = f"The sheet has a row of number {self._number:,}, and Excel's last is "
            raise _beyond(self._parts.file, f"{message}{MAX_ROW_NUMBER:,}", self._number)
        self._cells, self._column = [], 0

    def _end(self, name: str) -> None:
        local = _local(name)
        if local == "c":
            if self._shown or self._formula is not None:
                value = self._value()
                if value is not None:
                    self._put(value)
        elif local in ("v", "t", "f"):
            self._parser.CharacterDataHandler = None
        elif local == "row" and self._cells:
            self._done.append(SheetRow(self._number, self._cells))
            self._cells = []

    def _put(self, value: Value | Formula) -> None:
        if not 1 <= self._column <= MAX_COLUMNS:
            from openpyxl.utils import get_column_letter

            message = f"The sheet has a filled cell beyond its column {MAX_COLUMNS:,}"
            letters = get_column_letter(min(max(self._column, 1), 18_278))
            raise _beyond(self._parts.file, message, self._number, letters)
        if self._column > len(self._cells):
            self._seen += self._column - len(self._cells) - 1  # empty ones cost their place
            self._cells.extend([None] * (self._column - len(self._cells)))
        self._cells[self._column - 1] = value

    def _value(self) -> Value | Formula:
        """What a cell holds (18.3.1.4 and 18.18.11)."""
        text = self._shown[0] if len(self._shown) == 1 else "".join(self._shown)
        if not text:
            if self._formula is None or self._kind in ("str", "inlineStr"):
                return None
            return Formula("=" + "".join(self._formula)[:100])
        kind = self._kind
        if kind == "s":
            return self._strings[int(text)]
        if kind == "n":
            if not self._style and len(text) < _MOST_DIGITS and text.isdecimal():
                return int(text)
            return self._number_of(text)
        if kind == "b":
            return bool(int(text))
        if kind == "d":
            from openpyxl.utils.datetime import from_ISO8601

            moment: Value = from_ISO8601(text)  # type: ignore[no-untyped-call] # openpyxl's own
            return moment
        return _short(text, self._parts.file, self._number)

    def _number_of(self, text: str) -> Value:
        style = int(self._style) if self._style else 0
        shows = self._styles[style] if style < len(self._styles) else _Shows.NUMBER
        if shows is _Shows.NUMBER:
            whole = len(text) < _MOST_DIGITS and text.lstrip("-").isdecimal()
            return int(text) if whole else float(text)
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

        try:
            moment: Value = from_excel(
                float(text),
                MAC_EPOCH if self._epoch_1904 else WINDOWS_EPOCH,
                timedelta=shows is _Shows.LENGTH,
            )
        except (OverflowError, ValueError):
            return "#VALUE!"  # as Excel shows a date that no calendar has
        return moment


def _column_of(place: str) -> int:
    """Number of the column of ``BC12``; 0 where there is none."""
    column = 0
    for letter in place[:8]:
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - 64
    return column

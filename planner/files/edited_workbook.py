"""A workbook with some cells of its first sheet changed: every other byte stays as it was.

The sheet's XML is changed at the places of those cells alone, and all other parts are copied. A
library that reads a workbook and writes it again loses what it does not know (pictures, charts,
pivot tables, the stored results of formulas); this loses nothing. Elements are those of
ECMA-376, part 1, section 18.3.1 (``sheetData``, ``row``, ``c``).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from planner.files.edited import Edit, not_written, spliced

_ZIP = b"PK\x03\x04"
_BOOK = "xl/workbook.xml"
_CALCULATION = re.compile(rb"(<(?:\w+:)?calcPr)\b([^>]*)")
_BEFORE_CALCULATION = re.compile(
    rb".*</(\w+:)?(?:sheets|functionGroups|externalReferences|definedNames)>", re.DOTALL
)
_SPANS = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")
_OF_THE_VALUE = ("cm", "vm")
"""Attributes of a cell that speak of its old value (ECMA-376, 18.3.1.4)."""
_MOST_LETTERS = 32_767
"""What a cell can hold."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_SIGNED = "_xmlsignatures/"
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,14})?")
_SPECIAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def is_workbook(content: bytes) -> bool:
    """Returns True if a file is an .xlsx, whatever its name."""
    return content.startswith(_ZIP)


def workbook_with(content: bytes, file: str, edit: Edit) -> bytes:
    """The workbook with changed cells of its first sheet.

    Raises
    ------
    BadInput
        If it is signed, a cell or row holds a formula, or a text has signs that no cell can hold.
    """
    if is_signed(content):
        raise not_written(file, "The workbook is signed, and a change would break the signature")
    formats, computed = _Formats(content, edit), has_formulas(content)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = _Sheet(parts.read(formats.part), file)
        sheet.change(edit, formats)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for part in parts.infolist():
                part_content = parts.read(part)
                if part.filename == formats.part:
                    part_content = sheet.written()
                elif part.filename == _BOOK and computed:
                    part_content = _computed_anew(part_content)
                made.writestr(part, part_content)
    return out.getvalue()


def _computed_anew(book: bytes) -> bytes:
    """The workbook's part with the wish that Excel computes all formulas when it opens it."""
    if _CALCULATION.search(book):
        return _CALCULATION.sub(_on_load, book)
    before = _BEFORE_CALCULATION.match(book)
    if before is None:
        return book
    element = b"<" + (before[1] or b"") + b'calcPr fullCalcOnLoad="1"/>'
    return book[: before.end()] + element + book[before.end() :]


def _on_load(found: re.Match[bytes]) -> bytes:
    """The element that rules calculation, so that Excel computes every formula once more."""
    kept = re.sub(rb'\sfullCalcOnLoad="[^"]*"', b"", found[2])
    return found[1] + b' fullCalcOnLoad="1"' + kept


def is_signed(content: bytes) -> bool:
    """Returns True if a file is a workbook with a digital signature."""
    if not is_workbook(content):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return any(name.startswith(_SIGNED) for name in parts.namelist())


def has_formulas(content: bytes) -> bool:
    """Returns True if any sheet of a workbook has a formula."""
    if not is_workbook(content):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = (n for n in parts.namelist() if n.startswith("xl/worksheets/"))
        return any(_FORMULA.search(parts.read(name)) for name in sheets)


class _Formats:
    """Which part of a workbook is its first sheet, and which of its changed cells are dates."""

    def __init__(self, content: bytes, edit: Edit) -> None:
        import openpyxl
        from openpyxl.styles.numbers import is_date_format

        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()
        self.part: str = sheet._worksheet_path  # the library has no public name for it
        self.epoch = book.epoch
        rows = sorted({row for row, _ in edit.cells})
        self.dates: set[tuple[int, int]] = set()
        if rows:
            for found in sheet.iter_rows(min_row=rows[0], max_row=rows[-1]):
                for cell in found:
                    if getattr(cell, "number_format", None) and is_date_format(cell.number_format):
                        self.dates.add((cell.row, cell.column - 1))

    def serial(self, text: str, row: int, column: int) -> str | None:
        """The number that stands for a day in a cell of dates; None elsewhere."""
        from openpyxl.utils import datetime as days

        if (row, column) not in self.dates:
            return None
        try:
            day = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
        except ValueError:
            return None
        number = float(days.to_excel(day, self.epoch))  # type: ignore[no-untyped-call]
        return str(int(number)) if number.is_integer() else repr(number)


@dataclass(kw_only=True)
class _Cell:
    start: int
    end: int
    attributes: Mapping[str, str]
    formula: bool = False


@dataclass(kw_only=True)
class _Row:
    """A row of a sheet's XML.

    Parameters
    ----------
    inner : int
        Where what it contains begins; for an empty element its own beginning.
    close : int
        Where its closing tag begins.
    """

    start: int
    inner: int
    close: int = 0
    cells: dict[int, _Cell] = field(default_factory=dict)

    @property
    def is_empty_element(self) -> bool:
        """Returns True if it has no closing tag."""
        return self.close == self.start


class _Sheet:
    """The XML of a sheet, and where its rows and cells stand in it."""

    def __init__(self, content: bytes, file: str) -> None:
        self.content, self.file = content, file
        self.rows: dict[int, _Row] = {}
        self.prefix = ""
        self.data = self.data_end = 0
        self.pieces: list[tuple[int, int, bytes]] = []
        self._number = self._column = 0
        self._open: _Cell | None = None
        self._parse()

    def _parse(self) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda name, attributes: self._start(
            parser.CurrentByteIndex, name, attributes
        )
        parser.EndElementHandler = lambda name: self._end(parser.CurrentByteIndex, name)
        encoding = re.match(rb"""<\?xml[^>]*encoding=["']([^"']+)""", self.content[:200])
        utf_8 = encoding is None or encoding[1].lower() in (b"utf-8", b"us-ascii")
        if not utf_8 or self.content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise not_written(self.file, "The workbook's XML is not in UTF-8")
        parser.Parse(self.content, True)

    def _start(self, at: int, name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        if local == "sheetData":
            self.prefix, self.data = prefix and f"{prefix}:", at
        elif local == "row" and not self.data_end:
            self._number = int(attributes.get("r", self._number + 1))
            self._column = 0
            self.rows[self._number] = _Row(start=at, inner=self._behind_tag(at))
        elif local == "c" and self.rows and not self.data_end:
            place = attributes.get("r", "")
            column = _column_of(place) if place else self._column
            self._column = column + 1
            self._open = _Cell(start=at, end=at, attributes=attributes)
            self.rows[self._number].cells[column] = self._open
        elif local == "f" and self._open is not None:
            self._open.formula = True

    def _end(self, at: int, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "c" and self._open is not None:
            self._open.end, self._open = self._behind_tag(at), None
        elif local == "row" and not self.data_end:
            self.rows[self._number].close = at
        elif local == "sheetData":
            self.data_end = at

    def _behind_tag(self, at: int) -> int:
        """Place behind the tag that begins here."""
        quote = b""
        while True:
            sign = self.content[at : at + 1]
            at += 1
            if quote:
                quote = b"" if sign == quote else quote
            elif sign in (b'"', b"'"):
                quote = sign
            elif sign == b">":
                return at

    def change(self, edit: Edit, formats: _Formats) -> None:
        """Note all changes of an edit."""
        for number in sorted(edit.removed):
            self._empty_row(number)
        by_row: dict[int, dict[int, str]] = {}
        for (number, column), text in sorted(edit.cells.items()):
            by_row.setdefault(number, {})[column] = text
        for number, texts in by_row.items():
            self._change_row(number, texts, formats, heading=number == edit.heading_row)
        for number, cells in sorted(edit.appended.items()):
            filled = {column: text for column, text in enumerate(cells) if text}
            if number in self.rows:  # an empty one, with formats or for merged cells
                self._change_row(number, filled, formats, heading=False)
            else:
                self._add_row(number, filled, formats)

    def _empty_row(self, number: int) -> None:
        """A row that goes leaves an empty one: formulas and other sheets may count on places."""
        for cell in self.rows[number].cells.values():
            self._refuse_formula(cell, number)
            style = cell.attributes.get("s")
            kept = f'<{self.prefix}c r="{cell.attributes["r"]}" s="{style}"/>' if style else ""
            kept = kept if "r" in cell.attributes else f"<{self.prefix}c/>"
            self.pieces.append((cell.start, cell.end, kept.encode()))

    def _change_row(
        self, number: int, texts: Mapping[int, str], formats: _Formats, *, heading: bool
    ) -> None:
        row = self.rows[number]
        last = max(row.cells, default=None)
        look = row.cells[last].attributes.get("s") if heading and last is not None else None
        like = {} if look is None else {"s": look}  # a new heading looks like the one before it
        fresh: dict[int, str] = {}
        for column, text in texts.items():
            cell = row.cells.get(column)
            if cell is None:
                fresh[column] = text
                continue
            self._refuse_formula(cell, number)
            new = self._cell(number, column, text, cell.attributes, formats)
            self.pieces.append((cell.start, cell.end, new))
        if row.is_empty_element:
            tag = _SPANS.sub(b"", self.content[row.start : row.inner])
            content = tag.rstrip(b"/> \t\r\n") + b">"
            cells = b"".join(self._cell(number, c, t, like, formats) for c, t in fresh.items())
            self.pieces.append(
                (row.start, row.inner, content + cells + f"</{self.prefix}row>".encode())
            )
            return
        if fresh:  # the row says which columns it has, to be read faster
            tag = self.content[row.start : row.inner]
            self.pieces.append((row.start, row.inner, _SPANS.sub(b"", tag)))
        for column, text in fresh.items():
            behind = min((c for c in row.cells if c > column), default=None)
            at = row.close if behind is None else row.cells[behind].start
            self.pieces.append((at, at, self._cell(number, column, text, like, formats)))

    def _refuse_formula(self, cell: _Cell, number: int) -> None:
        if cell.formula:
            raise not_written(
                self.file,
                f"Cell {cell.attributes.get('r', '')} holds a formula",
                "Change it in Excel.",
                number,
            )

    def _cell(
        self, number: int, column: int, text: str, old: Mapping[str, str], formats: _Formats
    ) -> bytes:
        """A cell's element; its format stays."""
        tag = f"{self.prefix}c"
        kept = "".join(
            f' {k}="{escape(v)}"' for k, v in old.items() if k not in ("r", "t", *_OF_THE_VALUE)
        )
        begin = f'<{tag} r="{_letters(column)}{number}"{kept}'
        was = old.get("t", "n")
        serial = formats.serial(text, number, column)
        if not text:
            return f"{begin}/>".encode()
        if serial is not None:
            return f"{begin}>{self._value(serial)}</{tag}>".encode()
        if was == "b" and text in ("yes", "no"):
            return f'{begin} t="b">{self._value(str(int(text == "yes")))}</{tag}>'.encode()
        if was == "n" and _NUMBER.fullmatch(text):
            return f"{begin}>{self._value(text)}</{tag}>".encode()
        if _SPECIAL.search(text):
            raise not_written(self.file, "A text has a sign that no cell can hold", row=number)
        if len(text) > _MOST_LETTERS:
            raise not_written(self.file, "A text is longer than a cell can hold", row=number)
        words = escape(_ESCAPED.sub("_x005F_", text), {"\r": "&#13;"})
        p = self.prefix
        inline = f'<{p}is><{p}t xml:space="preserve">{words}</{p}t></{p}is>'
        return f'{begin} t="inlineStr">{inline}</{tag}>'.encode()

    def _value(self, text: str) -> str:
        return f"<{self.prefix}v>{text}</{self.prefix}v>"

    def _add_row(self, number: int, texts: Mapping[int, str], formats: _Formats) -> None:
        tag = f"{self.prefix}row"
        cells = b"".join(self._cell(number, c, text, {}, formats) for c, text in texts.items())
        row = f'<{tag} r="{number}">'.encode() + cells + f"</{tag}>".encode()
        behind = min((n for n in self.rows if n > number), default=None)
        at = self.data_end if behind is None else self.rows[behind].start
        self.pieces.append((at, at, row))

    def written(self) -> bytes:
        """The XML with all changes."""
        return spliced(self.content, self.pieces)


def _column_of(place: str) -> int:
    """Column of a place such as ``AB12``, from 0."""
    from openpyxl.utils import column_index_from_string

    return column_index_from_string(place.rstrip("0123456789")) - 1


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column + 1)

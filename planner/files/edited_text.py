"""A list of text with some cells changed: only the characters of those cells are new."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from planner.files.edited import Edit, not_written, spliced
from planner.files.formulas import harmless
from planner.files.tables import decode, delimiter_of

_LINE_ENDS = "\r\n"


@dataclass(frozen=True, kw_only=True)
class _Cell:
    """Where a cell stands in the text, its quotes included."""

    start: int
    end: int
    quoted: bool


@dataclass(frozen=True, kw_only=True)
class _Record:
    """A row of the text, which ends before its line end.

    Parameters
    ----------
    after : int
        Where the next one begins.
    """

    cells: tuple[_Cell, ...]
    end: int
    after: int


def text_with(content: bytes, file: str, edit: Edit) -> bytes:
    """The text with changed cells; encoding, mark, line ends, delimiter and quotes stay.

    Raises
    ------
    BadInput
        If a character does not exist in the file's encoding, or the file is not regular enough.
    """
    text = decode(content, file, [])
    delimiter = delimiter_of(text)
    records = list(_records(text, delimiter))
    _compare(text, delimiter, records, file)
    ending = "\r\n" if "\r\n" in text else "\r" if "\r" in text and "\n" not in text else "\n"

    def written(value: str, *, quoted: bool = False) -> str:
        shown = harmless(value)
        out = io.StringIO()
        quotes: Literal[0, 1] = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        csv.writer(out, delimiter=delimiter, quoting=quotes).writerow([shown])
        return out.getvalue().removesuffix("\r\n") if shown or quoted else ""

    pieces: list[tuple[int, int, str]] = []  # start, end and what stands there instead
    beyond: dict[int, dict[int, str]] = {}
    for (row, column), value in sorted(edit.cells.items()):
        cells = records[row - 1].cells
        if column < len(cells):
            cell = cells[column]
            pieces.append((cell.start, cell.end, written(value, quoted=cell.quoted)))
        else:
            beyond.setdefault(row, {})[column] = value
    for row, values in beyond.items():
        record = records[row - 1]
        width = max(values) + 1
        added = [written(values.get(n, "")) for n in range(len(record.cells), width)]
        pieces.append((record.end, record.end, "".join(delimiter + each for each in added)))
    pieces += [(_start(records[row - 1]), records[row - 1].after, "") for row in edit.removed]
    text = spliced(text, pieces)
    ended = text.endswith(tuple(_LINE_ENDS))
    for _, row_cells in sorted(edit.appended.items()):
        line = delimiter.join(written(value) for value in row_cells)
        text += f"{line}{ending}" if ended else f"{ending}{line}"
    return _encoded(text, content, file)


def _start(record: _Record) -> int:
    return record.cells[0].start if record.cells else record.end


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    """Places of all cells, read as Python's csv module does."""
    at = 0
    while at < len(text):
        cells: list[_Cell] = []
        while True:
            start = at
            quoted = text.startswith('"', at)
            if quoted:
                at = _behind_quotes(text, at)
            while at < len(text) and text[at] != delimiter and text[at] not in _LINE_ENDS:
                at += 1
            cells.append(_Cell(start=start, end=at, quoted=quoted))
            if at == len(text) or text[at] != delimiter:
                break
            at += 1
        end = at
        if text.startswith("\r\n", at):
            at += 2
        elif at < len(text):
            at += 1
        blank = len(cells) == 1 and cells[0].start == cells[0].end
        yield _Record(cells=() if blank else tuple(cells), end=end, after=at)


def _behind_quotes(text: str, at: int) -> int:
    """Place behind the closing quotation mark of a cell that begins with one."""
    at += 1
    while (mark := text.find('"', at)) >= 0:
        if not text.startswith('""', mark):
            return mark + 1
        at = mark + 2
    return len(text)


def _compare(text: str, delimiter: str, records: list[_Record], file: str) -> None:
    """Refuse a text of which the csv module makes other records."""
    known = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    if [len(record) for record in known] != [len(record.cells) for record in records]:
        raise not_written(file, "The rows of the file cannot be told apart with certainty")


def _encoded(text: str, content: bytes, file: str) -> bytes:
    """The text in the encoding, and with the mark, of the content that it was."""
    if content.startswith(BOM_UTF16_LE):
        return BOM_UTF16_LE + text.encode("utf-16-le")
    if content.startswith(BOM_UTF16_BE):
        return BOM_UTF16_BE + text.encode("utf-16-be")
    if content.startswith(BOM_UTF8):
        return BOM_UTF8 + text.encode()
    try:
        content.decode()
    except UnicodeDecodeError:
        return _in_windows_1252(text, file)
    return text.encode()


def _in_windows_1252(text: str, file: str) -> bytes:
    try:
        return text.encode("cp1252")
    except UnicodeEncodeError as error:
        raise not_written(
            file,
            f"The file is in Windows-1252, which has no {text[error.start]!r}",
            "Save the list in UTF-8 first.",
        ) from None

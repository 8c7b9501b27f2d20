"""Answers to the four questions, written into the account list: all else in it stays as it is.

A list of text keeps its line ends and delimiter, and is UTF-8 afterwards, with a mark if it had
one. An Excel file keeps its other sheets, formats and widths; one that holds what would be lost on
the way (formulas, whose results are not computed here; pictures, charts, pivot tables, macros) is
left alone, and the answers go into a CSV copy instead.
"""

from __future__ import annotations

import csv
import io
import zipfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Mapping
from copy import copy
from decimal import Decimal
from pathlib import Path

from planner.domain import BadInput, CallplanAnswers, Finding, Territory
from planner.files.tables import decode, delimiter_of, has_formulas
from planner.files.writing import write_files
from planner.readers import read_territory
from planner.readers.account_list import AccountList, account_list

ANSWERS = ("sales_no_visits", "sales_half", "sales_plus_half", "sales_saturation")
_ZIP = b"PK"
_MARKS = (BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)
_LOST = ("xl/drawings/", "xl/media/", "xl/charts/", "xl/pivotTables/", "xl/vbaProject.bin")
"""Parts of a workbook that would not survive."""

Rows = Mapping[int, CallplanAnswers]
"""Answers by row of the list."""


def write_answers(
    folder: Path, answers: Mapping[str, CallplanAnswers], to: Path | None = None
) -> Path:
    """Write answers into the account list of a territory, or into a copy of it.

    Parameters
    ----------
    answers : mapping of str to CallplanAnswers
        By account id.
    to : Path, optional
        A new list beside the old one, which stays as it is; a name that ends with ``.csv`` makes
        a text of an Excel file.

    Raises
    ------
    BadInput
        If the list is an Excel file that would lose something.
    """
    told = _by_row(read_territory(folder, tolerate_rep_faults=True).territory, answers)
    given = account_list(folder)
    path = folder / given.file if to is None else to
    if not given.content.startswith(_ZIP):
        content = _in_text(given, told)
    elif path.suffix.lower() == ".csv":
        content = _as_text(given, told)
    elif what := _what_is_lost(given.content):
        raise BadInput([_would_lose(given.file, what, answers)])
    else:
        content = _in_workbook(given, told)
    write_files(path.absolute().parent, {path.name: content})
    return path


def _by_row(territory: Territory, answers: Mapping[str, CallplanAnswers]) -> Rows:
    rows = {}
    for account_id, told in answers.items():
        row = territory.account[account_id].row
        assert row is not None, "accounts of a file know their row"
        rows[row] = told
    return rows


def _in_text(given: AccountList, answers: Rows) -> bytes:
    """A list of text with the answers."""
    text = decode(given.content, given.file, [])
    delimiter = delimiter_of(text)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    heading = next(n for n, record in enumerate(records) if any(c.strip() for c in record))
    if records[heading][0].lower().startswith("sep="):
        heading += 1
    columns = _columns(records[heading], given.headings)
    for row, told in answers.items():
        record = records[row - 1]
        record.extend([""] * (len(records[heading]) - len(record)))
        _fill(record, columns, told, comma=given.table.decimal_comma)
    ending = "\r\n" if "\r\n" in text else "\n"
    mark = BOM_UTF8 if given.content.startswith(_MARKS) else b""
    return mark + _text(records, delimiter, ending)


def _as_text(given: AccountList, answers: Rows) -> bytes:
    """The first sheet of an Excel file as text, with the answers."""
    headings = list(given.table.headings)
    columns = _columns(headings, given.headings)
    rows = {number: list(cells) for number, cells in given.table.rows}
    for record in rows.values():
        record.extend([""] * (len(headings) - len(record)))
    for row, told in answers.items():
        _fill(rows[row], columns, told, comma=False)
    return _text([headings, *rows.values()], ",", "\r\n")


def _in_workbook(given: AccountList, answers: Rows) -> bytes:
    """An Excel file with the answers."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(given.content))
    sheet = book.worksheets[0]
    heading = next(
        n for n, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        if any(value not in (None, "") for value in row)
    )  # fmt: skip
    headings = ["" if cell.value is None else str(cell.value) for cell in sheet[heading]]
    known = len(headings)
    columns = _columns(headings, given.headings)
    for place in range(known, len(headings)):
        cell = sheet.cell(heading, place + 1, headings[place])
        for part in ("font", "fill", "border", "alignment"):
            setattr(cell, part, copy(getattr(sheet.cell(heading, known), part)))
    for row, told in answers.items():
        for column, figure in zip(ANSWERS, _figures(told), strict=True):
            sheet.cell(row, columns[column] + 1).value = figure
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _what_is_lost(workbook: bytes) -> str:
    """What openpyxl would not write again, in words; empty if nothing."""
    if has_formulas(workbook):
        return "formulas"
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        lost = any(name.startswith(_LOST) for name in parts.namelist())
    return "pictures, charts, pivot tables or macros" if lost else ""


def _columns(heading: list[str], headings: Mapping[str, str]) -> dict[str, int]:
    """Place of every answer's column; missing ones are added to the heading."""
    places = {}
    for column in ANSWERS:
        name = headings.get(column, column)
        written = [each.strip() for each in heading]
        if name not in written:
            heading.append(name)
        places[column] = [*written, name].index(name)
    return places


def _fill(
    record: list[str], columns: Mapping[str, int], told: CallplanAnswers, *, comma: bool
) -> None:
    for column, figure in zip(ANSWERS, _figures(told), strict=True):
        shown = "" if figure is None else f"{figure.normalize():f}"
        record[columns[column]] = shown.replace(".", ",") if comma else shown


def _figures(told: CallplanAnswers) -> tuple[Decimal | None, ...]:
    return (told.no_visits, told.half, told.plus_half, told.saturation)


def _text(records: Iterable[Iterable[str]], delimiter: str, ending: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerows(records)
    return out.getvalue().encode()


def _would_lose(name: str, what: str, answers: Iterable[str]) -> Finding:
    return Finding(
        code="answers-not-written",
        message=f"The Excel file holds {what}, which would be lost; no answers are written "
        f"({', '.join(answers)})",
        remedy="Write a copy with --to accounts-answered.csv, or enter them in Excel.",
        file=name,
    )

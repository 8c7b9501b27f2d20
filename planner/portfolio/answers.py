"""Answers to the four questions, written into the account list: all else in it stays as it is.

A list of text keeps its encoding mark, line ends and delimiter. An Excel file keeps its other
sheets, formats and widths; one that holds what would be lost on the way (formulas, whose results
are not computed here; pictures, charts, pivot tables, macros) is left alone, and the answers go
into a CSV copy instead.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from planner.accounts.findings import account_file
from planner.domain import BadInput, CallplanAnswers, Finding, Territory
from planner.files.tables import Table, decode, delimiter_of, parse_table
from planner.files.writing import write_files
from planner.readers import read_territory
from planner.readers.sources import Sources
from planner.readers.territory import SETTINGS_FILE
from planner.readers.toml_file import parse_settings

ANSWERS = ("sales_no_visits", "sales_half", "sales_plus_half", "sales_saturation")
_ZIP = b"PK"
_LOST = ("xl/drawings/", "xl/media/", "xl/charts/", "xl/pivotTables/", "xl/vbaProject.bin")
"""Parts of a workbook that would not survive."""

Answers = Mapping[str, CallplanAnswers]


@dataclass(frozen=True, kw_only=True)
class _List:
    """The account list that answers go into.

    Parameters
    ----------
    named : mapping of str to str
        What the settings call its columns.
    """

    territory: Territory
    file: str
    content: bytes
    table: Table
    named: Mapping[str, str]

    def row_of(self, account_id: str) -> int:
        row = self.territory.account[account_id].row
        assert row is not None, "accounts of a file know their row"
        return row


def write_answers(folder: Path, answers: Answers, to: Path | None = None) -> Path:
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
    given = _list_of(folder)
    path = folder / given.file if to is None else to
    if not given.content.startswith(_ZIP):
        content = _in_text(given, answers)
    elif path.suffix.lower() == ".csv":
        content = _as_text(given, answers)
    else:
        content = _in_workbook(given, answers)
    write_files(path.absolute().parent, {path.name: content})
    return path


def list_file(folder: Path) -> Path:
    """The account list of a territory."""
    territory = read_territory(folder, tolerate_rep_faults=True).territory
    return folder / account_file(territory)


def _list_of(folder: Path) -> _List:
    territory = read_territory(folder, tolerate_rep_faults=True).territory
    sources = Sources(folder)
    settings, _ = parse_settings(sources.read(SETTINGS_FILE, remedy=""), SETTINGS_FILE, [])
    name = account_file(territory)
    content = sources.read(name, remedy="")
    return _List(
        territory=territory,
        file=name,
        content=content,
        table=parse_table(content, name),
        named=settings.accounts.columns,
    )


def _in_text(given: _List, answers: Answers) -> bytes:
    """A list of text with the answers."""
    text = decode(given.content, given.file, [])
    delimiter = delimiter_of(text)
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    heading = next(n for n, record in enumerate(records) if any(c.strip() for c in record))
    if records[heading][0].lower().startswith("sep="):
        heading += 1
    columns = _columns(records[heading], given.named)
    for account_id, told in answers.items():
        record = records[given.row_of(account_id) - 1]
        _fill(record, len(records[heading]), columns, told, comma=given.table.decimal_comma)
    ending = "\r\n" if b"\r\n" in given.content else "\n"
    mark = b"\xef\xbb\xbf" if given.content.startswith(b"\xef\xbb\xbf") else b""
    return mark + _text(records, delimiter, ending)


def _as_text(given: _List, answers: Answers) -> bytes:
    """The first sheet of an Excel file as text, with the answers."""
    headings = list(given.table.headings)
    columns = _columns(headings, given.named)
    rows = {number: list(cells) for number, cells in given.table.rows}
    for record in rows.values():
        record.extend([""] * (len(headings) - len(record)))
    for account_id, told in answers.items():
        _fill(rows[given.row_of(account_id)], len(headings), columns, told, comma=False)
    return _text([headings, *rows.values()], ",", "\r\n")


def _in_workbook(given: _List, answers: Answers) -> bytes:
    """An Excel file with the answers."""
    import openpyxl

    with zipfile.ZipFile(io.BytesIO(given.content)) as parts:
        lost = any(name.startswith(_LOST) for name in parts.namelist())
    book = openpyxl.load_workbook(io.BytesIO(given.content))
    formulas = any(
        cell.data_type == "f" for sheet in book.worksheets for row in sheet.iter_rows()
        for cell in row
    )  # fmt: skip
    if lost or formulas:
        what = "formulas" if formulas else "pictures, charts, pivot tables or macros"
        raise BadInput([_would_lose(given.file, what, answers)])
    sheet = book.worksheets[0]
    heading = next(
        n for n, row in enumerate(sheet.iter_rows(values_only=True), start=1)
        if any(value not in (None, "") for value in row)
    )  # fmt: skip
    headings = ["" if cell.value is None else str(cell.value) for cell in sheet[heading]]
    known = len(headings)
    columns = _columns(headings, given.named)
    for place in range(known, len(headings)):
        cell = sheet.cell(heading, place + 1, headings[place])
        for part in ("font", "fill", "border", "alignment"):
            setattr(cell, part, copy(getattr(sheet.cell(heading, known), part)))
    for account_id, told in answers.items():
        for column, figure in zip(ANSWERS, _figures(told), strict=True):
            sheet.cell(given.row_of(account_id), columns[column] + 1).value = figure
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _columns(heading: list[str], named: Mapping[str, str]) -> dict[str, int]:
    """Place of every answer's column; missing ones are added to the heading."""
    places = {}
    for column in ANSWERS:
        wanted = named.get(column, column)
        written = [each.strip() for each in heading]
        plain = [each.casefold().replace(" ", "_").replace("-", "_") for each in written]
        if wanted in written:
            places[column] = written.index(wanted)
        elif column in plain:
            places[column] = plain.index(column)
        else:
            heading.append(column)
            places[column] = len(heading) - 1
    return places


def _fill(
    record: list[str], width: int, columns: Mapping[str, int], told: CallplanAnswers, *, comma: bool
) -> None:
    record.extend([""] * (width - len(record)))
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

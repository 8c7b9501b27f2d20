"""Answers to the four questions, written into the account list: all else in it stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path, PurePath

from planner.domain import BadInput, CallplanAnswers, Finding, Territory
from planner.files.edited import edit_notes, edited, kept_original
from planner.files.edited_workbook import is_signed, is_workbook
from planner.files.lock import locked
from planner.files.sheets import csv_text
from planner.files.tables import Table
from planner.files.writing import write_files
from planner.readers import read_territory
from planner.readers.account_list import AccountList, account_list

ANSWERS = ("sales_no_visits", "sales_half", "sales_plus_half", "sales_saturation")

SIGNED_NOTE = (
    "{file} is signed, and a change would break the signature: it stays as it is. Enter the "
    "answers in Excel, or name {copy} as the list in the settings."
)

Rows = Mapping[int, CallplanAnswers]
"""Answers by row of the list."""


def write_answers(
    folder: Path, answers: Mapping[str, CallplanAnswers], to: Path | None = None
) -> tuple[Path, tuple[str, ...]]:
    """Write answers into the account list of a territory, or into a copy of it.

    Before its first change the list is kept as it was, in the folder `ORIGINALS`.

    Parameters
    ----------
    answers : mapping of str to CallplanAnswers
        By account id.
    to : Path, optional
        A new list beside the old one, which stays as it is; a name that ends with ``.csv`` makes
        a text of an Excel file. A signed workbook always stays as it is: without `to`, the answers
        go into a text beside it.

    Returns
    -------
    (Path, tuple of str)
        The list that was written, and what its owner should know of it.

    Raises
    ------
    BadInput
        If the list cannot take them, or an account is no longer in it.
    """
    with locked(folder):
        return _written(folder, answers, to)


def _written(
    folder: Path, answers: Mapping[str, CallplanAnswers], to: Path | None
) -> tuple[Path, tuple[str, ...]]:
    told = _by_row(read_territory(folder, tolerate_rep_faults=True).territory, answers)
    given = account_list(folder)
    table = _answered(given, told)
    notes: tuple[str, ...] = ()
    if to is None and is_signed(given.content):
        to = (folder / given.file).with_name(f"{PurePath(given.file).stem} (planner).csv")
        notes = (SIGNED_NOTE.format(file=given.file, copy=to.name),)
    if to is not None and to.suffix.lower() == ".csv" and is_workbook(given.content):
        content = csv_text([table.headings, *(cells for _, cells in table.rows)]).encode()
    else:
        content = edited(given.content, table)
    if to is None:
        kept = kept_original(folder, given.file)
        write_files(folder, {given.file: content, **kept})
        return folder / given.file, edit_notes(given.file, content, kept)
    write_files(to.absolute().parent, {to.name: content})
    return to, (*notes, *edit_notes(to.name, content, {}))


def _by_row(territory: Territory, answers: Mapping[str, CallplanAnswers]) -> Rows:
    rows = {}
    gone = sorted(answers.keys() - territory.account.keys())
    if gone:
        raise BadInput([_gone(territory.account_file, gone)])
    for account_id, told in answers.items():
        row = territory.account[account_id].row
        assert row is not None, "accounts of a file know their row"
        rows[row] = told
    return rows


def _answered(given: AccountList, told: Rows) -> Table:
    """The list's table with the answers; columns that it lacks come last."""
    table = given.table
    names = [given.headings.get(column, column) for column in ANSWERS]
    headings = (*table.headings, *(name for name in names if name not in table.headings))
    rows = []
    for number, cells in table.rows:
        row = [*cells, *[""] * (len(headings) - len(cells))]
        if number in told:
            for name, figure in zip(names, _figures(told[number]), strict=True):
                row[headings.index(name)] = _shown(figure, comma=table.decimal_comma)
        rows.append((number, tuple(row)))
    return replace(table, headings=headings, rows=tuple(rows))


def _figures(told: CallplanAnswers) -> tuple[Decimal | None, ...]:
    return (told.no_visits, told.half, told.plus_half, told.saturation)


def _shown(figure: Decimal | None, *, comma: bool) -> str:
    shown = "" if figure is None else f"{figure.normalize():f}"
    return shown.replace(".", ",") if comma else shown


def _gone(file: str, accounts: Iterable[str]) -> Finding:
    return Finding(
        code="answers-not-written",
        message="Accounts have left the list since you were asked; no answers are written",
        remedy="Put them back into the list and run this again, or leave them out.",
        file=file,
        value=", ".join(accounts),
    )

"""Amounts of money that are not all in one currency: they are never added up as if they were."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from planner.domain import Finding
from planner.files.tables import Table
from planner.readers.cells import folded

_COLUMNS = frozenset({"currency", "currency code", "currency iso code", "curr"})
_SIGNS = {"€": {"EUR"}, "£": {"GBP"}, "¥": {"JPY", "CNY"}, "₹": {"INR"}}
_MARK = r"[€£¥₹$]|[A-Z]{2,3}\$|[A-Z]{3}"
_AMOUNT = re.compile(rf"({_MARK})\s?-?[\d.,]*\d|-?\d[\d.,]*\s?({_MARK})")


AMOUNTS = ("revenue_per_year", "potential_per_year")
"""Our columns that hold money."""


def currency_faults(
    table: Table, headings: Mapping[str, str], currency: str = ""
) -> Iterator[Finding]:
    """Say so where a column of currencies, or signs beside amounts, name several or another one.

    Parameters
    ----------
    headings : mapping of str to str
        What the file calls our columns.
    currency : str
        The territory's; empty where there is none, and any single one will do.
    """
    amounts = {headings[column] for column in AMOUNTS if column in headings}
    for place, heading in enumerate(table.headings):
        cells = ((number, cells[place]) for number, cells in table.rows)
        if names_currency(heading):
            yield from _several(table, heading, ((n, text.upper()) for n, text in cells), currency)
        elif heading in amounts:
            marks = ((n, mark_of(text)) for n, text in cells)
            yield from _several(table, heading, marks, currency)


def names_currency(heading: str) -> bool:
    """Whether a column says in which currency a row's amounts are."""
    return folded(heading) in _COLUMNS


def mark_of(text: str) -> str:
    """Sign or code of a currency beside an amount; empty where there is none."""
    found = _AMOUNT.fullmatch(text)
    return (found[1] or found[2]) if found else ""


def is_other(mark: str, currency: str) -> bool:
    """Whether a sign or code is surely not the currency's; a dollar may be any dollar."""
    if not mark or not currency or mark == currency:
        return False
    if mark.endswith("$"):
        return currency in {code for codes in _SIGNS.values() for code in codes}
    return currency not in _SIGNS.get(mark, set())


def _several(
    table: Table, heading: str, marks: Iterator[tuple[int, str]], currency: str
) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for number, mark in marks:
        if mark:
            first.setdefault(mark, number)
    if len(first) > 1:
        listed = ", ".join(f"{mark} (row {row})" for mark, row in first.items())
        yield Finding(
            code="currency-mixed",
            message=f"Amounts are in {len(first)} currencies: {listed}",
            remedy="Convert all amounts to one currency, or keep one list for each.",
            file=table.file,
            column=heading,
        )
    for mark, row in first.items():
        if len(first) == 1 and is_other(mark, currency):
            yield Finding(
                code="currency-other",
                message=f"Amounts are in {mark}, and the territory's currency is {currency}",
                remedy="Convert them, or change currency in territory.toml.",
                file=table.file,
                row=row,
                column=heading,
            )

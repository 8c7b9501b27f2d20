"""Where a person's own accounts are, as far as their list says it: guesses, to be confirmed."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from planner.files.tables import Table
from planner.readers.cells import folded
from planner.readers.currencies import AMOUNTS, mark_of, names_currency
from planner.starter import countries

Place = tuple[float, float]

NO_HOLIDAYS = "none"
"""What is written where a territory has no public holidays."""

_LOOKED_AT = 500
"""Rows that a guess looks at, evenly over the list."""
_MOST = 0.9
"""Share of the rows that must agree on a region."""
_COUNTRY = re.compile(r"\b(country|land|pays|pais|paese|kraj)\b")
_REGION = re.compile(r"\b(state|province|region|bundesland|kanton|canton)\b")
_ADDRESS = re.compile(r"\b(address|adresse|anschrift|direccion|indirizzo)\b")
_POSTCODE = re.compile(r"\b(plz|postleitzahl)\b")
_STATE_AND_ZIP = re.compile(r"\b([A-Z]{2}) \d{5}(?:-\d{4})?\b")
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR"}
"""Signs that mean one currency; a dollar may be any dollar."""


@dataclass(frozen=True)
class Guess:
    """A value, and what speaks for it."""

    value: str
    because: str


@dataclass(frozen=True, kw_only=True)
class Guesses:
    """What a list says of where its accounts are; None where it says nothing.

    Parameters
    ----------
    holidays : Guess or None
        A country's code, or a country's and a part's, of the package holidays.
    homes : mapping of str to tuple of float
        Median place of each rep's accounts.
    """

    time_zone: Guess | None = None
    currency: Guess | None = None
    holidays: Guess | None = None
    homes: Mapping[str, Place] = field(default_factory=dict)


def guess_from(table: Table, columns: Mapping[str, str], reps: Iterable[str]) -> Guesses:
    """Guess what a territory must know from the places in a list.

    Coordinates come first, then columns of countries, then the ends of addresses.

    Parameters
    ----------
    columns : mapping of str to str
        Our names and the headings that mean the same.
    reps : iterable of str
        Reps of the territory, all of them in the list where there are several.
    """
    known = list(reps)
    by_rep = {rep: places_in(table, columns, rep if len(known) > 1 else None) for rep in known}
    places = _some([place for some in by_rep.values() for place in some])
    zone = _agreed(filter(None, (countries.zone_at(*place) for place in places)), "accounts lie")
    country = _country(table, columns, zone)
    if zone is None and country is not None and (only := countries.zone_of(country.value)):
        zone = Guess(only, country.because)
    return Guesses(
        time_zone=zone,
        currency=_currency(table, columns, country),
        holidays=_holidays(table, columns, country),
        homes={rep: middle for rep, some in by_rep.items() if (middle := _middle(some))},
    )


def places_in(table: Table, columns: Mapping[str, str], rep: str | None = None) -> list[Place]:
    """Places on earth in a list, those of one rep or all."""
    if not {"latitude", "longitude"} <= columns.keys():
        return []
    north, east = (table.headings.index(columns[name]) for name in ("latitude", "longitude"))
    by = table.headings.index(columns["rep"]) if rep is not None else None
    found = (
        (_degrees(cells[north], table, 90), _degrees(cells[east], table, 180))
        for _, cells in table.rows
        if by is None or cells[by] == rep
    )
    # 0, 0 is written by exports that know nothing.
    return [(n, e) for n, e in found if n is not None and e is not None and (n or e)]


def _degrees(cell: str, table: Table, most: int) -> float | None:
    """A cell as degrees, with the table's decimal sign; None where it is no place on earth."""
    try:
        number = float(cell.replace(",", ".") if table.decimal_comma else cell)
    except ValueError:
        return None
    return number if -most <= number <= most else None


def _middle(places: list[Place]) -> Place | None:
    if not places:
        return None
    return statistics.median(n for n, _ in places), statistics.median(e for _, e in places)


def _some(rows: list[Place]) -> list[Place]:
    """At most so many of them, evenly."""
    return rows[:: len(rows) // _LOOKED_AT + 1]


def _agreed(values: Iterable[str], words: str) -> Guess | None:
    """The most frequent of some values, and how many agree."""
    counts = Counter(values)
    if not counts:
        return None
    (value, count), *_ = counts.most_common(1)
    return Guess(value, f"{count:,} of {counts.total():,} {words} there")


def _country(table: Table, columns: Mapping[str, str], zone: Guess | None) -> Guess | None:
    """The country that most accounts lie in, as its ISO code."""
    if zone is not None and (code := countries.country_of(zone.value)):
        return Guess(code, zone.because)
    for pattern, part in ((_COUNTRY, _whole), (_ADDRESS, _last)):
        for cells in _columns(table, columns, pattern):
            named = filter(None, (countries.country_named(part(cell)) for cell in cells))
            if guess := _agreed(named, "addresses are"):
                return guess
    for cells in _columns(table, columns, _POSTCODE):
        codes = [cell for cell in cells if cell]
        if codes and all(re.fullmatch(r"\d{5}", code) for code in codes):
            return Guess("DE", "the postcodes are German, of five digits")
    return None


def _holidays(table: Table, columns: Mapping[str, str], country: Guess | None) -> Guess | None:
    """Code of the public holidays: of the country's part, where nearly all rows name one."""
    if country is None or not countries.has_holidays(country.value):
        return None
    for cells in _columns(table, columns, _REGION):
        named = [countries.region_named(cell, country.value) for cell in cells if cell]
        if guess := _region(country, named):
            return guess
    if country.value == "US":
        for cells in _columns(table, columns, _ADDRESS):
            states = [match[1] for cell in cells if (match := _STATE_AND_ZIP.search(cell))]
            if guess := _region(country, [countries.region_named(s, "US") for s in states]):
                return guess
    parts = countries.region_names(country.value)
    some = ", ".join(f"{country.value}-{code} {name}" for code, name in list(parts.items())[:3])
    more = f"; its parts may have others ({some}, …)" if parts else ""
    return Guess(country.value, f"{country.because}{more}")


def _region(country: Guess, named: list[str | None]) -> Guess | None:
    guess = _agreed(filter(None, named), "addresses are")
    if guess is None or named.count(guess.value) < _MOST * len(named):
        return None
    return Guess(f"{country.value}-{guess.value}", guess.because)


def _currency(table: Table, columns: Mapping[str, str], country: Guess | None) -> Guess | None:
    """The currency that the list names, or else the country's."""
    for place, heading in enumerate(table.headings):
        cells = [row[place] for _, row in table.rows if row[place]]
        if names_currency(heading) or "currency" in folded(heading).split():
            marks = [cell.upper() for cell in cells if re.fullmatch("[A-Za-z]{3}", cell)]
        elif heading in {columns[name] for name in AMOUNTS if name in columns}:
            signs = (mark_of(cell) for cell in cells)
            marks = [_SIGNS.get(s, s) for s in signs if s in _SIGNS or re.fullmatch("[A-Z]{3}", s)]
        else:
            marks = [_SIGNS.get(mark_of(cell), "") for cell in cells]
        if set(marks) - {""} and len(set(marks)) == 1:
            return Guess(marks[0], f"the column {heading!r} says so")
    code = countries.currency_of(country.value) if country is not None else None
    return Guess(code, f"{country.value} pays with it") if country is not None and code else None


def _columns(
    table: Table, columns: Mapping[str, str], meant: re.Pattern[str]
) -> Iterator[list[str]]:
    """Cells of the columns whose heading, or our name for it, is meant."""
    ours = {heading: name for name, heading in columns.items()}
    for place, heading in enumerate(table.headings):
        if meant.search(folded(heading)) or meant.search(ours.get(heading, "")):
            yield [row[place] for _, row in table.rows]


def _whole(cell: str) -> str:
    return cell


def _last(cell: str) -> str:
    """What stands behind the last comma of an address."""
    return cell.rpartition(",")[2]

"""Which column of a person's table is which of ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from planner.domain import Finding
from planner.files.tables import Table
from planner.readers.account_row import COLUMNS, REQUIRED
from planner.readers.cells import folded
from planner.readers.currencies import names_currency
from planner.readers.settings import AccountsSection
from planner.readers.unknowns import alike, unread_columns
from planner.readers.wording import did_you_mean


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Places of columns in a table.

    Parameters
    ----------
    places : mapping of str to int
        Of our columns that the table has.
    headings : mapping of str to str
        What the file calls them.
    filters : tuple of (int, frozenset of str)
        Columns whose values are restricted to some.
    """

    places: Mapping[str, int]
    headings: Mapping[str, str]
    filters: tuple[tuple[int, frozenset[str]], ...] = ()


def find_columns(
    table: Table, section: AccountsSection, settings_file: str, found: list[Finding]
) -> Columns:
    """Place our columns, by the map in the settings or by their own names.

    Without a map, a heading that looks like one of ours is an error. All others that are not read
    are named in one warning: the file may be another program's.
    """
    at = {heading: place for place, heading in reversed(list(enumerate(table.headings)))}
    own = {folded(heading): heading for heading in reversed(table.headings) if heading}
    headings = {column: own[name] for column in COLUMNS if (name := folded(column)) in own}
    for column, heading in section.columns.items():
        if column not in COLUMNS:
            found.append(
                _map_fault(
                    settings_file, column, "There is no such column", did_you_mean(column, COLUMNS)
                )
            )
        elif heading not in at:
            known = [each for each in table.headings if each]
            found.append(
                _map_fault(
                    settings_file,
                    column,
                    f"{table.file} has no column {heading!r}",
                    did_you_mean(heading, known),
                )
            )
            headings.pop(column, None)
        else:
            headings[column] = heading
    asked = set(section.columns)
    found.extend(
        _missing(table, column) for column in REQUIRED if column not in {*headings, *asked}
    )
    free = [column for column in COLUMNS if column not in headings]
    read = {*headings.values(), *section.where, *filter(names_currency, table.headings)}
    if not asked:
        near = {each: ours for each in table.headings if each not in read
                and (ours := alike(each, free))}  # fmt: skip
        found.extend(_misspelt(table, each, ours) for each, ours in near.items())
        read.update(near)
    found.extend(unread_columns(table, read, free, _MAP_IT))
    return Columns(
        places={column: at[heading] for column, heading in headings.items()},
        headings=headings,
        filters=_filters(at, headings, section, settings_file, table, found),
    )


def ids_in(table: Table, section: AccountsSection) -> frozenset[str]:
    """Every account id that a table has, also of rows that do not count."""
    place = find_columns(table, section, "", []).places.get("account_id")
    return frozenset(cells[place] for _, cells in table.rows) if place is not None else frozenset()


def _filters(
    at: Mapping[str, int],
    headings: Mapping[str, str],
    section: AccountsSection,
    settings_file: str,
    table: Table,
    found: list[Finding],
) -> tuple[tuple[int, frozenset[str]], ...]:
    filters = []
    for name, accepted in section.where.items():
        heading = name if name in at else headings.get(name)
        if heading is None:
            found.append(
                Finding(
                    code="column-unknown",
                    message=f"{table.file} has no column {name!r}",
                    remedy=did_you_mean(name, [each for each in at if each]),
                    file=settings_file,
                    column=f"accounts.where.{name}",
                )
            )
        else:
            filters.append((at[heading], frozenset(accepted)))
            there = {cells[at[heading]] for _, cells in table.rows}
            found.extend(
                _no_such_value(settings_file, table, name, value, there)
                for value in accepted
                if value not in there
            )
    return tuple(filters)


def _no_such_value(
    file: str, table: Table, name: str, value: str, there: Collection[str]
) -> Finding:
    return Finding(
        code="filter-unknown",
        message=f"No row of {table.file} has this value, so it keeps none",
        remedy=did_you_mean(value, filter(None, there)),
        file=file,
        column=f"accounts.where.{name}",
        value=value[:100],
        fatal=False,
    )


def _map_fault(file: str, column: str, message: str, remedy: str) -> Finding:
    return Finding(
        code="column-unknown",
        message=message,
        remedy=remedy,
        file=file,
        column=f"accounts.columns.{column}",
    )


def _missing(table: Table, column: str) -> Finding:
    return Finding(
        code="column-missing",
        message="A required column is missing",
        remedy="Add it, or say in [accounts.columns] what this file calls it: "
        f'{column} = "its heading".',
        file=table.file,
        row=1,
        column=column,
    )


def _misspelt(table: Table, heading: str, ours: str) -> Finding:
    return Finding(
        code="column-unknown",
        message="This column is not known",
        remedy=f"Did you mean {ours!r}? Rename it, or map it in [accounts.columns].",
        file=table.file,
        row=1,
        column=heading,
    )


_MAP_IT = "Map a column that matters in [accounts.columns]; the others may stay."

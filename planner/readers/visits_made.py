"""What became of planned visits: a table of the rep's, one visit a row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from planner.domain import BadInput, Finding
from planner.files.budgets import too_many
from planner.files.tables import parse_table
from planner.readers.cells import WRITE_A_DAY, CellFaults, day_of, records
from planner.readers.sources import Sources
from planner.readers.unknowns import KnownAccounts, unknown_accounts, unread_columns

COLUMNS = ("account_id", "date", "status")
EXPORTED = (
    "date", "weekday", "start", "end", "rep", "account_id", "name", "tier", "by", "minutes",
    "value", "drive_minutes_before", "drive_km_before", "address", "phone",
)  # fmt: skip
"""Columns of the visits.csv that a plan writes, to which a person adds the status."""
STATUSES = ("done", "missed")


def read_missed(
    path: Path, accounts: Collection[str], warnings: list[Finding]
) -> frozenset[tuple[str, date]]:
    """Account and day of the visits that were missed, from a .csv or .xlsx file.

    Parameters
    ----------
    path : Path
        A table with the columns ``account_id``, ``date`` (2026-12-08) and ``status`` (``done`` or
        ``missed``); others are left alone.
    accounts : collection of str
        Ids of the accounts that are planned.
    warnings : list of Finding
        Gets columns that are not known, and accounts that have left the list since.

    Raises
    ------
    BadInput
        With everything that is wrong with it.
    """
    content = Sources(path.parent).read(path.name, remedy="Name the table of visits.")
    table = parse_table(content, path.name)
    found = [finding for finding in table.findings if finding.fatal]
    warnings += (finding for finding in table.findings if not finding.fatal)
    fault = CellFaults(path.name, "visits-wrong")
    missed: set[tuple[str, date]] = set()
    named: dict[str, list[tuple[int | None, str]]] = {}
    warnings += unread_columns(
        table, {*COLUMNS, *EXPORTED}, (), "Nothing, if it is a remark of your own."
    )
    for number, row in records(table, COLUMNS, fault, f"Name the columns {', '.join(COLUMNS)}."):
        if too_many(found, 0, path.name):
            break
        account, day, status = (row[column] for column in COLUMNS)
        when = day_of(day)
        named.setdefault(account, []).append((number, "account_id"))
        if when is None:
            found.append(fault(number, "date", day, "This is no date", WRITE_A_DAY))
        if status.casefold() not in STATUSES:
            message, remedy = "This is no status", "Write done or missed."
            found.append(fault(number, "status", status, message, remedy))
        elif when is not None and status.casefold() == "missed" and account in accounts:
            missed.add((account, when))
    warnings += unknown_accounts(
        named,
        KnownAccounts(planned=accounts),
        file=path.name,
        code="visits-unknown",
        effect="what became of its visits is left aside",
    )
    if found:
        raise BadInput([*warnings, *found])
    return frozenset(missed)

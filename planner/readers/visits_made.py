"""What became of planned visits: a table of the rep's, one visit a row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from planner.domain import BadInput
from planner.files.tables import parse_table
from planner.readers.cells import WRITE_A_DAY, CellFaults, day_of, records
from planner.readers.sources import Sources
from planner.readers.wording import AN_ID, did_you_mean

COLUMNS = ("account_id", "date", "status")
STATUSES = ("done", "missed")


def read_missed(path: Path, accounts: Collection[str]) -> frozenset[tuple[str, date]]:
    """Account and day of the visits that were missed, from a .csv or .xlsx file.

    Parameters
    ----------
    path : Path
        A table with the columns ``account_id``, ``date`` (2026-12-08) and ``status`` (``done`` or
        ``missed``); others are left alone.
    accounts : collection of str
        Ids of the accounts that are planned.

    Raises
    ------
    BadInput
        With everything that is wrong with it.
    """
    content = Sources(path.parent).read(path.name, remedy="Name the table of visits.")
    table = parse_table(content, path.name)
    found = [finding for finding in table.findings if finding.fatal]
    fault = CellFaults(path.name, "visits-wrong")
    missed: set[tuple[str, date]] = set()
    for number, row in records(table, COLUMNS, fault, f"Name the columns {', '.join(COLUMNS)}."):
        account, day, status = (row[column] for column in COLUMNS)
        when = day_of(day)
        if account not in accounts:
            remedy = did_you_mean(account, accounts, otherwise=AN_ID)
            message = "No account of this id is planned"
            found.append(fault(number, "account_id", account, message, remedy))
        if when is None:
            found.append(fault(number, "date", day, "This is no date", WRITE_A_DAY))
        if status.casefold() not in STATUSES:
            message, remedy = "This is no status", "Write done or missed."
            found.append(fault(number, "status", status, message, remedy))
        elif when is not None and status.casefold() == "missed":
            missed.add((account, when))
    if found:
        raise BadInput(found)
    return frozenset(missed)

"""What became of planned visits: a table of the rep's, one visit a row."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path

from planner.domain import BadInput, Finding
from planner.files.tables import parse_table
from planner.readers.sources import Sources
from planner.readers.wording import did_you_mean

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
    headings = [heading.strip().casefold() for heading in table.headings]
    lacking = [column for column in COLUMNS if column not in headings]
    if lacking:
        message, remedy = f"There is no column {lacking[0]!r}", f"Add {', '.join(lacking)}."
        raise BadInput([*found, _fault(path, 1, lacking[0], "", message, remedy)])
    missed: set[tuple[str, date]] = set()
    for row, cells in table.rows:
        account, day, status = (cells[headings.index(column)].strip() for column in COLUMNS)
        when = _date(day)
        if account not in accounts:
            message, remedy = "No account of this id is planned", did_you_mean(account, accounts)
            found.append(_fault(path, row, "account_id", account, message, remedy))
        if when is None:
            found.append(
                _fault(
                    path, row, "date", day, "This is no date", "Write year-month-day: 2026-12-08."
                )
            )
        if status.casefold() not in STATUSES:
            message, remedy = "This is no status", "Write done or missed."
            found.append(_fault(path, row, "status", status, message, remedy))
        elif when is not None and status.casefold() == "missed":
            missed.add((account, when))
    if found:
        raise BadInput(found)
    return frozenset(missed)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _fault(path: Path, row: int, column: str, value: str, message: str, remedy: str) -> Finding:
    return Finding(
        code="visits-wrong", message=message, remedy=remedy, file=path.name, row=row,
        column=column, value=value[:100],
    )  # fmt: skip

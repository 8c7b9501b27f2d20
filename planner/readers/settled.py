"""The file of matches: what a person settled of a past calendar, and what is still open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from planner.domain import BadInput, Finding
from planner.files.budgets import too_many
from planner.files.edited import edited
from planner.files.sheets import csv_text
from planner.files.tables import parse_table
from planner.readers.cells import CellFaults, records
from planner.readers.sources import Sources
from planner.readers.unknowns import unread_columns
from planner.readers.wording import AN_ID, did_you_mean

COLUMNS = ("title", "location", "account_id", "suggestion", "confidence", "others", "events",
           "hours")  # fmt: skip
NEEDED = COLUMNS[:3]
Key = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Settled:
    """Rows of the file.

    Parameters
    ----------
    rows : dict of (title, location) to row
        As written, by `key`; also those that name an account that is gone.
    accounts : dict of (title, location) to str
        What was settled: an account's id, or ``-`` for none.
    findings : tuple of Finding
        Warnings.
    """

    rows: dict[Key, dict[str, str]]
    accounts: dict[Key, str]
    findings: tuple[Finding, ...] = ()


def key(title: str, location: str) -> Key:
    """Words of an entry without case and spare spaces: alike entries are settled once."""
    return " ".join(title.casefold().split()), " ".join(location.casefold().split())


def read_settled(path: Path, known: Collection[str], nobody: str) -> Settled:
    """Read the file; nothing where there is none.

    Raises
    ------
    BadInput
        If it is no such table, or settles one entry twice in different ways.
    """
    if not path.exists():
        return Settled(rows={}, accounts={})
    content = Sources(path.parent).read(path.name, remedy="Delete it to begin anew.")
    table = parse_table(content, path.name)
    found = list(table.findings)
    fault = CellFaults(path.name, "match-wrong")
    remedy = f"It needs the columns {', '.join(NEEDED)}; delete it to begin anew."
    found += unread_columns(table, COLUMNS, (), "It is dropped when the file is written anew.")
    rows: dict[Key, dict[str, str]] = {}
    accounts: dict[Key, str] = {}
    for number, row in records(table, NEEDED, fault, remedy):
        if too_many(found, 0, path.name):
            break
        entry, account = key(row["title"], row["location"]), row["account_id"]
        if account and entry in accounts and accounts[entry] != account:
            message = f"Another row settles this entry as {accounts[entry]}"
            keep = "Keep one of the two rows."
            found.append(fault(number, "account_id", account, message, keep))
        if account and account != nobody and account not in known:
            message = "No account has this id, so the entry is matched anew"
            meant = did_you_mean(account, known, otherwise=AN_ID)
            found.append(fault(number, "account_id", account, message, meant, fatal=False))
        elif account:
            accounts[entry] = account
        if account or entry not in rows:
            rows[entry] = row
    if any(finding.fatal for finding in found):
        raise BadInput(found)
    return Settled(rows=rows, accounts=accounts, findings=tuple(found))


def open_rows_written(content: bytes | None, file: str, rows: Iterable[dict[str, str]]) -> bytes:
    """The file with open rows, whose account_id is empty; all else in it stays as it is.

    Parameters
    ----------
    content : bytes or None
        The file, which was read without fault; None where there is none.
    rows : iterable of dict
        By `COLUMNS`; each takes the place of the open row of its entry, or goes below the others.
    """
    if content is None:
        cells = ([row.get(column, "") for column in COLUMNS] for row in rows)
        return csv_text([COLUMNS, *cells], ending="\n").encode()
    table = parse_table(content, file)
    known = [heading.casefold() for heading in table.headings]
    headings = (*table.headings, *(column for column in COLUMNS if column not in known))
    at = [[*known, *headings[len(known) :]].index(column) for column in COLUMNS]
    title, location, account = at[: len(NEEDED)]
    numbers = {
        key(cells[title], cells[location]): number
        for number, cells in table.rows
        if not cells[account]
    }
    written = dict(table.rows)
    for row in rows:
        number = numbers.get(key(row["title"], row["location"]), max(written, default=1) + 1)
        filled = [*written.get(number, ()), *[""] * len(headings)][: len(headings)]
        for place, column in zip(at, COLUMNS, strict=True):
            filled[place] = row.get(column, "")
        written[number] = tuple(filled)
    return edited(content, replace(table, headings=headings, rows=tuple(sorted(written.items()))))

"""An account list alone, without a territory: the figures that accounts are classed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

from planner.domain import Access, BadInput, Cents, Finding, Tier, TierRule, to_cents
from planner.files.budgets import first_of, too_many
from planner.files.tables import Table, parse_table
from planner.readers.account_row import AccountRow
from planner.readers.columns import Columns, find_columns
from planner.readers.currencies import currency_faults
from planner.readers.row_checks import Fault, required_faults, sense_faults
from planner.readers.settings import AccountsSection
from planner.readers.sources import Sources
from planner.readers.wording import words_of

_FIGURES = (
    "account_id", "name", "tier", "revenue_per_year", "margin", "potential_per_year",
    "decision_maker_access",
)  # fmt: skip
"""What is read; faults of other columns are not in the way."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One account of a list; `planner.accounts` classes it as it would an `Account`."""

    id: str
    name: str
    row: int
    tier: Tier | None = None
    revenue_per_year: Cents | None = None
    margin: Decimal | None = None
    potential_per_year: Cents | None = None
    access: Access | None = None


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A list as it stands, and what its rows say.

    Parameters
    ----------
    tier_heading : str
        What the column of classes is called there; ``tier`` where there is none.
    findings : tuple of Finding
        Warnings.
    """

    table: Table
    entries: tuple[Entry, ...]
    tier_heading: str
    findings: tuple[Finding, ...]


def read_ledger(
    path: Path, columns_of: Callable[[Iterable[str]], dict[str, str]] = lambda _: {}
) -> Ledger:
    """Read an account list for its figures; no row is dropped.

    Parameters
    ----------
    path : Path
        A .csv or .xlsx file.
    columns_of : callable, optional
        Our columns and the list's headings, where they differ, from all its headings.

    Raises
    ------
    BadInput
        With everything that is wrong with it.
    """
    content = Sources(path.parent).read(path.name, remedy="Name an account list.")
    table = parse_table(content, path.name)
    section = AccountsSection(columns=columns_of(table.headings))
    looked: list[Finding] = []
    places = find_columns(table, section, table.file, looked)
    found = [*table.findings, *currency_faults(table, places.headings)]
    # An account needs an id; figures that are not there are not needed.
    found += [f for f in looked if f.code != "column-missing" or f.column == "account_id"]
    entries: list[Entry] = []
    for row in table.rows:
        if too_many(found, 0, table.file):
            break
        if entry := _entry(table, places, row, found):
            entries.append(entry)
    found += first_of(_doubles(table, places, entries), table.file)
    if any(finding.fatal for finding in found):
        raise BadInput(found)
    heading = places.headings.get("tier", "tier")
    return Ledger(table=table, entries=tuple(entries), tier_heading=heading, findings=tuple(found))


def _doubles(table: Table, columns: Columns, entries: Iterable[Entry]) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for entry in entries:
        row = first.setdefault(entry.id, entry.row)
        if row != entry.row and entry.id:
            yield Finding(
                code="account-duplicate",
                message=f"Row {row} has the same id",
                remedy="Give every account its own id, or delete one of the two rows.",
                file=table.file,
                row=entry.row,
                column=columns.headings["account_id"],
                value=entry.id,
            )


def _entry(
    table: Table, columns: Columns, record: tuple[int, tuple[str, ...]], found: list[Finding]
) -> Entry | None:
    number, cells = record
    texts = {
        name: cells[columns.places[name]]
        for name in _FIGURES
        if name in columns.places and cells[columns.places[name]]
    }

    def report(fault: Fault) -> None:
        found.append(
            Finding(
                code=fault.code, message=fault.message, remedy=fault.remedy, file=table.file,
                row=number, column=columns.headings.get(fault.column, fault.column),
                value=fault.value[:100], fatal=fault.fatal,
            )
        )  # fmt: skip

    for fault in required_faults(texts, {"account_id": 0}, TierRule.PARETO):
        report(fault)  # an account needs an id; a name is good to have
    try:
        row = AccountRow.model_validate(texts, context={"decimal_comma": table.decimal_comma})
    except ValidationError as failed:
        for error in failed.errors(include_url=False):
            column = str(error["loc"][0])
            report(Fault(column, "cell-wrong", *words_of(error), texts.get(column, "")))
        return None
    for fault in sense_faults(row, None):
        report(fault)
    revenue, potential = row.revenue_per_year, row.potential_per_year
    return Entry(
        id=row.account_id,
        name=row.name,
        row=number,
        tier=row.tier,
        revenue_per_year=None if revenue is None else to_cents(revenue),
        margin=row.margin,
        potential_per_year=None if potential is None else to_cents(potential),
        access=row.decision_maker_access,
    )

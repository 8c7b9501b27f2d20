"""Accounts classed, of a list alone or of a territory: the use case behind `planner classify`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from planner.accounts.ranking import Classification, KeyLine, rank_accounts
from planner.domain import BadInput, Finding, Measure, Tier
from planner.files.sheets import csv_text, workbook
from planner.files.tables import Table
from planner.files.writing import write_files
from planner.readers import read_territory
from planner.readers.account_list import account_list
from planner.readers.ledger import Entry, read_ledger
from planner.starter.columns import guess_columns


@dataclass(frozen=True, kw_only=True)
class Classed:
    """What was read and how it is classed.

    Parameters
    ----------
    table : Table
        The list with all its rows, also those that are left out of a territory.
    tier_heading : str
        Its column of classes.
    rows : mapping of int to str
        Account id by row of the list.
    left_out : int
        Rows that the territory does not plan; their cell of the class stays as it is.
    """

    classification: Classification[Entry]
    table: Table
    source: Path
    tier_heading: str
    rows: Mapping[int, str]
    currency: str
    left_out: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the user says of the key line; None takes the territory's, or else the default."""

    measure: Measure | None = None
    accounts: Fraction | None = None
    cumulative: Fraction | None = None
    band: Fraction = Fraction(1, 10)

    def line(self, usual: KeyLine) -> KeyLine:
        """The wish, with the rest as usual."""
        drawn = replace(usual, measure=self.measure or usual.measure, band=self.band)
        if self.cumulative is not None:
            return replace(drawn, accounts=None, cumulative=self.cumulative)
        return replace(drawn, accounts=usual.accounts if self.accounts is None else self.accounts)


def class_accounts(source: Path, wish: Wish, last: Path | None = None) -> Classed:
    """Class the accounts of a list, or of a territory's folder.

    Raises
    ------
    BadInput
        With everything that is wrong with the files.
    """
    before = _last_classes(last) if last else {}
    if source.is_dir():
        return _of_territory(source, wish, before)
    ledger = read_ledger(source, _columns_of)
    return Classed(
        classification=rank_accounts(ledger.entries, wish.line(KeyLine()), before),
        table=ledger.table,
        source=source,
        tier_heading=ledger.tier_heading,
        rows={entry.row: entry.id for entry in ledger.entries},
        currency="USD",
        left_out=0,
        findings=ledger.findings,
    )


def _of_territory(folder: Path, wish: Wish, before: Mapping[str, Tier]) -> Classed:
    reading = read_territory(folder)
    territory, policy = reading.territory, reading.territory.policy
    written = account_list(folder)
    usual = KeyLine(
        measure=policy.measure,
        accounts=policy.key_share,
        margin=policy.tiers[Tier.SECONDARY].margin,
    )
    entries = [
        Entry(
            id=account.id, name=account.name, row=account.row or 0, tier=account.tier,
            revenue_per_year=account.revenue_per_year, margin=account.margin,
            potential_per_year=account.potential_per_year, access=account.access,
        )
        for account in territory.accounts
    ]  # fmt: skip
    return Classed(
        classification=rank_accounts(entries, wish.line(usual), before),
        table=written.table,
        source=folder / written.file,
        tier_heading=written.headings.get("tier", "tier"),
        rows={entry.row: entry.id for entry in entries},
        currency=territory.currency,
        left_out=len(written.table.rows) - len(entries),
        findings=reading.findings,
    )


def _columns_of(headings: Iterable[str]) -> dict[str, str]:
    """Headings of a list that mean ours; a column of classes must be called ``tier``."""
    found = guess_columns(headings)
    if found.get("tier", "tier").strip().casefold() != "tier":
        del found["tier"]
    return found


def _last_classes(path: Path) -> dict[str, Tier]:
    """Classes of an earlier classification by account id.

    Raises
    ------
    BadInput
        If it has none.
    """
    ledger = read_ledger(path, _columns_of)
    classes = {entry.id: entry.tier for entry in ledger.entries if entry.tier is not None}
    if not classes:
        raise BadInput(
            [
                Finding(
                    code="last-without-classes",
                    message="The last classification has no classes",
                    remedy="Name a file with the columns account_id and tier, as "
                    "`planner classify` writes it.",
                    file=str(path),
                    column="tier",
                )
            ]
        )
    return classes


def written_table(classed: Classed) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of the list with its classes; all else is as it was."""
    headings = list(classed.table.headings)
    if classed.tier_heading not in headings:
        headings.append(classed.tier_heading)
    at = headings.index(classed.tier_heading)
    tiers = classed.classification.tiers
    rows = []
    for number, cells in classed.table.rows:
        row = [*cells, *[""] * (len(headings) - len(cells))]
        account = classed.rows.get(number)
        if account is not None:
            row[at] = tiers[account].value
        rows.append(row)
    return headings, rows


def write_classes(classed: Classed, out: Path, *, force: bool = False) -> None:
    """Write the list with its classes to a new file: .xlsx, or else CSV.

    Raises
    ------
    BadInput
        If the file is the list itself, or exists and `force` is not given.
    """
    fault = ""
    if out.resolve() == classed.source.resolve():
        fault, remedy = "This is the list itself", "Name another file: the old one stays."
    elif out.exists() and not force:
        fault, remedy = "The file exists", "Name another one with -o, or replace it with --force."
    if fault:
        raise BadInput([Finding(code="file-in-use", message=fault, remedy=remedy, file=str(out))])
    headings, rows = written_table(classed)
    content = (
        workbook({"accounts": [headings, *rows]})
        if out.suffix.lower() == ".xlsx"
        else csv_text(
            [headings, *rows], delimiter=";" if classed.table.decimal_comma else ",", ending="\n"
        ).encode()
    )
    write_files(out.absolute().parent, {out.name: content})

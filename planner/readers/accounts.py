"""The account list: rows of text become accounts, every fault with its row and remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from planner.domain import (
    Account,
    CallplanAnswers,
    Cents,
    Contract,
    Finding,
    Period,
    Tier,
    TierRule,
    to_cents,
)
from planner.files.budgets import too_many
from planner.files.tables import Table
from planner.readers.account_row import AccountRow
from planner.readers.columns import find_columns
from planner.readers.currencies import currency_faults
from planner.readers.places import Place, far_fault, kilometres, swapped_fault
from planner.readers.row_checks import Fault, required_faults, sense_faults
from planner.readers.settings import AccountsSection
from planner.readers.wording import did_you_mean, words_of


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What rows are checked against.

    Parameters
    ----------
    settings_file : str
        Name of the settings' file, for messages.
    section : AccountsSection
        Which column is which, and which rows count.
    homes : mapping of str to tuple of float, or None
        Home of every rep; None where the settings do not say it.
    all_reps : bool
        False where some rep's id is wrong: then no rep of a row is called unknown.
    period : Period or None
        None where the settings do not say it.
    tier_rule : TierRule
        Whether every row must have a class.
    currency : str
        The territory's; empty where any single one will do.
    amendments : mapping of str to mapping of str
        New cells by account id and column, "" for an empty one; None leaves the account out.
    """

    settings_file: str
    section: AccountsSection
    homes: Mapping[str, Place | None]
    all_reps: bool
    period: Period | None
    tier_rule: TierRule
    currency: str = ""
    amendments: Mapping[str, Mapping[str, str] | None] = field(default_factory=dict)


def read_accounts(table: Table, around: Surroundings, found: list[Finding]) -> tuple[Account, ...]:
    """Accounts of a table that are right, sorted by id.

    Parameters
    ----------
    table : Table
        Of text.
    around : Surroundings
        Settings, reps and period.
    found : list of Finding
        Gets every fault; each belongs to the rep of its row, where that is known.
    """
    found.extend(table.findings)
    before = len(found)
    rows = _Rows(table, around, found)
    accounts: list[Account] = []
    for number, cells in table.rows:
        if too_many(found, before, table.file):
            break
        if account := rows.read(number, cells):
            accounts.append(account)
    rows.report_left_out()
    if not accounts and around.all_reps and not any(finding.fatal for finding in found[before:]):
        found.append(
            Finding(
                code="accounts-none",
                message="No account is left to plan",
                remedy="Add rows, or widen [accounts.where] and within_km.",
                file=table.file,
            )
        )
    if around.tier_rule is TierRule.PARETO and accounts:
        found.extend(_no_revenue(accounts, table))
    return tuple(sorted(accounts, key=lambda account: account.id))


def _no_revenue(accounts: Sequence[Account], table: Table) -> Iterator[Finding]:
    """Say once that nobody buys, where classes are derived from revenue."""
    unclassed = [account for account in accounts if account.tier not in (Tier.TARGET, Tier.LEAD)]
    said = [
        account.revenue_per_year for account in accounts if account.revenue_per_year is not None
    ]
    if unclassed and said and max(said) <= 0:
        yield Finding(
            code="revenue-none",
            message=f"No account brings any revenue, so {len(unclassed):,} are planned as targets "
            "and leads, and none is key or secondary",
            remedy="Give revenue_per_year, or classes in the column tier and [tiers] "
            'rule = "given".',
            file=table.file,
            column="revenue_per_year",
            fatal=False,
        )


class _Rows:
    """Reads row after row; remembers ids, and how many rows were left out."""

    def __init__(self, table: Table, around: Surroundings, found: list[Finding]) -> None:
        self._table = table
        self._around = around
        self._found = found
        self._columns = find_columns(table, around.section, around.settings_file, found)
        said = {"rep"} & {*self._columns.places, *around.section.columns}
        if len(around.homes) > 1 and not said and not around.amendments:
            found.append(_no_rep_column(table, around))
        found.extend(currency_faults(table, self._columns.headings, around.currency))
        self._context = {"decimal_comma": table.decimal_comma}
        self._first: dict[str, tuple[int, str | None]] = {}
        self._nowhere: list[int] = []
        self._filtered = 0
        self._distant = 0

    def read(self, number: int, cells: tuple[str, ...]) -> Account | None:
        """Account of a row, or None if it is left out or faulty."""
        if any(cells[place] not in accepted for place, accepted in self._columns.filters):
            self._filtered += 1
            return None
        places = self._columns.places
        texts = {column: cells[place] for column, place in places.items() if cells[place]}
        if not self._amend(texts):
            return None
        before = len(self._found)
        rep = self._rep_of(number, texts)
        self._check_id(number, texts, rep)
        for fault in required_faults(texts, places, self._around.tier_rule):
            self._report(number, rep, fault)
        row = self._checked(number, texts, rep)
        if row is None or (place := self._place_of(number, row, rep)) is None:
            return None
        period = self._around.period
        for fault in sense_faults(row, period):
            self._report(number, rep, fault)
        if rep is None or any(finding.fatal for finding in self._found[before:]):
            return None
        return _account(number, row, rep, place, period)

    def _amend(self, texts: dict[str, str]) -> bool:
        """Put an overlay's new cells into a row; False if the account is dropped."""
        amended = self._around.amendments.get(texts.get("account_id", ""), {})
        for column, text in (amended or {}).items():
            texts.pop(column, None)
            if text:
                comma = self._table.decimal_comma and re.fullmatch(r"-?\d+\.\d+", text)
                texts[column] = text.replace(".", ",") if comma else text
        return amended is not None

    def _report(self, number: int, rep: str | None, fault: Fault) -> None:
        self._found.append(
            Finding(
                code=fault.code,
                message=fault.message,
                remedy=fault.remedy,
                file=self._table.file,
                row=number,
                column=self._columns.headings.get(fault.column, fault.column),
                value=fault.value[:100],
                rep=rep,
                fatal=fault.fatal,
            )
        )

    def _rep_of(self, number: int, texts: Mapping[str, str]) -> str | None:
        homes = self._around.homes
        written = texts.get("rep")
        if written in homes:
            return written
        if not self._around.all_reps:
            return None
        if written is not None:
            remedy = did_you_mean(written, homes)
            remedy += f" Reps stand under [[rep]] in {self._around.settings_file}."
            self._report(
                number,
                None,
                Fault("rep", "rep-unknown", "There is no such rep", remedy, written),
            )
        elif len(homes) == 1:
            return next(iter(homes))
        elif "rep" in self._columns.places:
            remedy = f"Write one of: {', '.join(homes)}."
            self._report(
                number, None, Fault("rep", "rep-missing", "The account has no rep", remedy)
            )
        return None

    def _check_id(self, number: int, texts: Mapping[str, str], rep: str | None) -> None:
        if (written := texts.get("account_id")) is None:
            return
        row, other = self._first.setdefault(written, (number, rep))
        if row != number:
            self._report(
                number,
                rep if rep == other else None,
                Fault(
                    "account_id",
                    "account-duplicate",
                    f"Row {row} has the same id",
                    "Give every account its own id, or delete one of the two rows.",
                    written,
                ),
            )

    def _checked(self, number: int, texts: dict[str, str], rep: str | None) -> AccountRow | None:
        try:
            return AccountRow.model_validate(texts, context=self._context)
        except ValidationError as failed:
            for error in failed.errors(include_url=False):
                column = str(error["loc"][0])
                code = "tier-unknown" if column == "tier" else "cell-wrong"
                fault = Fault(column, code, *words_of(error), texts.get(column, ""))
                if column == "latitude":
                    fault = self._swapped(texts, rep) or fault
                self._report(number, rep, fault)
            return None

    def _swapped(self, texts: Mapping[str, str], rep: str | None) -> Fault | None:
        """Fault of a latitude that is none, if it would do as a longitude."""
        home = self._around.homes.get(rep or "")
        try:
            place = (float(texts["latitude"]), float(texts["longitude"]))
        except (KeyError, ValueError):
            return None
        return swapped_fault(place, home) if home else None

    def _place_of(self, number: int, row: AccountRow, rep: str | None) -> Place | None:
        """Where the account is; None if that is not known, not right or too far away."""
        section = self._around.section
        # 0, 0 lies in the Gulf of Guinea: exports write it where they know nothing.
        if row.latitude is None or row.longitude is None or not (row.latitude or row.longitude):
            if section.missing_coordinates == "skip":
                self._nowhere.append(number)
            elif {"latitude", "longitude"} <= self._columns.places.keys():
                self._report(number, rep, _NOWHERE)
            return None
        place = (float(row.latitude), float(row.longitude))
        home = self._around.homes.get(rep or "")
        if home is None:
            return place
        if fault := swapped_fault(place, home):
            self._report(number, rep, fault)
            return None
        if section.within_km is None:
            if warning := far_fault(place, home):
                self._report(number, rep, warning)
        elif kilometres(home, place) > section.within_km:
            self._distant += 1
            return None
        return place

    def report_left_out(self) -> None:
        """Say how many rows do not count, and why."""
        if self._filtered:
            why = "do not match [accounts.where]"
            self._left_out(self._filtered, "accounts-filtered", why, "Change it to plan with them.")
        if self._distant:
            why = f"lie more than {self._around.section.within_km} km from their rep's home"
            remedy = "Raise within_km under [accounts] to plan with them."
            self._left_out(self._distant, "accounts-distant", why, remedy)
        if self._nowhere:
            first = ", ".join(str(number) for number in self._nowhere[:5])
            more = ", …" if len(self._nowhere) > 5 else ""
            why = f"have no coordinates (rows {first}{more})"
            remedy = "Add latitude and longitude to plan with them."
            self._left_out(len(self._nowhere), "accounts-nowhere", why, remedy)

    def _left_out(self, count: int, code: str, why: str, remedy: str) -> None:
        self._found.append(
            Finding(
                code=code,
                message=f"{count:,} of {len(self._table.rows):,} rows are left out: they {why}",
                remedy=remedy,
                file=self._table.file,
                fatal=False,
            )
        )


_NOWHERE = Fault(
    "latitude",
    "coordinates-missing",
    "The account has no coordinates",
    'Add latitude and longitude, or set missing_coordinates = "skip" under [accounts] to plan '
    "without it.",
)


def _account(
    number: int, row: AccountRow, rep: str, place: Place, period: Period | None
) -> Account:
    last_visit = row.last_visit
    if last_visit and period and last_visit >= period.first:
        last_visit = None  # warned of by row_checks
    revenue, potential = row.revenue_per_year, row.potential_per_year
    return Account(
        id=row.account_id,
        name=row.name,
        latitude=place[0],
        longitude=place[1],
        rep=rep,
        tier=row.tier,
        revenue_per_year=None if revenue is None else Cents(max(to_cents(revenue), 0)),
        margin=row.margin,
        potential_per_year=None if potential is None else to_cents(potential),
        win_probability=row.win_probability,
        visits_per_month_now=row.visits_per_month_now,
        answers=CallplanAnswers(
            no_visits=row.sales_no_visits,
            half=row.sales_half,
            plus_half=row.sales_plus_half,
            saturation=row.sales_saturation,
        ),
        visit_minutes=row.visit_minutes,
        contact_by=row.contact_by,
        call_minutes=row.call_minutes,
        call_effect=row.call_effect,
        contract=_contract(row),
        min_gap_days=row.min_gap_days,
        max_gap_days=row.max_gap_days,
        last_visit=last_visit,
        opening_hours=row.opening_hours,
        access=row.decision_maker_access,
        growth=row.growth,
        open_to_ideas=row.open_to_ideas,
        at_risk=row.at_risk,
        address=row.address,
        phone=row.phone,
        email=row.email,
        notes=row.notes,
        billing=row.billing,
        copy_change_weeks=row.copy_change_weeks,
        row=number,
    )


def _contract(row: AccountRow) -> Contract | None:
    visits = row.contract_visits
    if visits is None:
        return None
    whole = int(visits)
    return Contract(
        visits_per_month=whole if whole == visits else visits,
        hours=row.contract_hours,
        by=row.contract_by,
        face_to_face=row.contract_face_to_face or 0,
    )


def _no_rep_column(table: Table, around: Surroundings) -> Finding:
    return Finding(
        code="column-missing",
        message=f"There are {len(around.homes)} reps, and no column says whose account is whose",
        remedy=f"Add the column rep with one of: {', '.join(around.homes)}.",
        file=table.file,
        row=1,
        column="rep",
    )

"""Contracts for a terminal and for programs: kept, due, overdue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from planner.accounts.contracts import ContractStanding, ContractState, interval_words
from planner.domain import ContactBy, Period, Territory, Tier, Visit
from planner.reports.words import count, day

BY_WORDS = {
    ContactBy.VISIT: "",
    ContactBy.PHONE: "by phone",
    ContactBy.EITHER: "by visit or phone",
}

Planned = Mapping[str, Sequence[Visit]]
"""Visits and calls of a plan, by account id."""


def print_contracts(
    console: Console,
    standings: Sequence[ContractStanding],
    territory: Territory,
    tiers: Mapping[str, Tier],
    planned: Planned | None,
) -> None:
    """Print every contract, the longest overdue first, and how many stand how."""
    if not standings:
        console.print("No account has a contract: contract_visits is empty everywhere.")
        return
    states = Counter(one.state for one in standings)
    owed = sum(one.owed for one in standings)
    console.print(
        f"{count(len(standings), 'contract')} in {territory.period}: "
        f"{states[ContractState.OVERDUE]} overdue, {states[ContractState.DUE]} due, "
        f"{states[ContractState.KEPT]} kept; {count(owed, 'visit')} owed",
        style="bold",
        markup=False,
    )
    table = Table("State", box=None, pad_edge=False)
    for heading in ("Account", "Name", "How often", "Last visit", "Due"):
        table.add_column(heading, no_wrap=heading != "Name")
    table.add_column("Owed", justify="right")
    if planned is not None:
        table.add_column("In the plan")
    for one in standings:
        days = () if planned is None else (_days(planned.get(one.account.id, ()), one.owed),)
        table.add_row(
            one.state.value,
            f"{one.account.id} {tiers[one.account.id].letter}",
            one.account.name,
            interval_words(one.contract),
            str(one.account.last_visit or "unknown"),
            due_words(one, territory.period),
            str(one.owed),
            *days,
        )
    console.print(table)
    agreed = [(one, words) for one in standings if (words := agreed_words(one))]
    if agreed:
        console.print("\nAgreed besides:", style="bold")
        for one, words in agreed:
            console.print(f"  {one.account.id} {one.account.name}: {words}", markup=False)


def due_words(one: ContractStanding, period: Period) -> str:
    """When the next visit is due: its date, and how late it is."""
    if one.due is None:
        return "at once" if one.owed else "never"
    late = (period.first - one.due).days
    return f"{one.due}, {count(late, 'day')} late" if late > 0 else str(one.due)


def agreed_words(one: ContractStanding) -> str:
    """What else was agreed: hours, spacing, phone, copy changes, billing."""
    account = one.account
    gaps = (account.min_gap_days, account.max_gap_days)
    parts = [
        one.contract.hours or "",
        BY_WORDS[one.by],
        f"{one.contract.face_to_face} of them face to face" if one.contract.face_to_face else "",
        f"{gaps[0]}+ days apart" if gaps[0] else "",
        f"at most {gaps[1]} days apart" if gaps[1] else "",
        f"copy every {account.copy_change_weeks} weeks" if account.copy_change_weeks else "",
        f"billing: {account.billing}" if account.billing else "",
    ]
    return "; ".join(part for part in parts if part)


def _days(visits: Sequence[Visit], owed: int) -> str:
    shown = ", ".join(day(one.start) + (" by phone" if one.is_call else "") for one in visits)
    return shown or "-" if len(visits) == owed else f"{shown or '-'} ({len(visits)} of {owed})"


def contracts_document(
    standings: Sequence[ContractStanding], planned: Planned | None
) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "account_id": one.account.id,
            "state": one.state.value,
            "visits_per_month": float(one.contract.visits_per_month),
            "interval": interval_words(one.contract),
            "last_visit": str(one.account.last_visit) if one.account.last_visit else None,
            "due": str(one.due) if one.due else None,
            "owed": one.owed,
            "hours": one.contract.hours,
            "by": one.by.value,
            "face_to_face": one.contract.face_to_face,
            "copy_change_weeks": one.account.copy_change_weeks,
            "billing": one.account.billing,
            "planned": None
            if planned is None
            else [str(each.start.date()) for each in planned.get(one.account.id, ())],
            "planned_by": None
            if planned is None
            else [each.by.value for each in planned.get(one.account.id, ())],
        }
        for one in standings
    ]

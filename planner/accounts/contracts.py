"""Contracts by dates: what falls due when, and where each stands.

A contract of ``v`` visits a month is an interval of ``1 / v`` months: 0.5 is every second month.
An interval within a twentieth of whole months (0.33 is every third) is counted in calendar
months, from the 31st to the last day of a shorter month; any other in days of 365.25 / 12 a
month, rounded half up from where it begins. It runs from the last visit. A visit that was due
before a period is due on the period's first day, once, and the interval runs on from there; so is
the first of an account that was never visited.

Contracts of a whole number of visits a month owe a period as many as its months hold, whatever
the last visit's day: that is how they were agreed. Their due dates are shown only. An account that
is closed throughout a period is owed no visit in it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import floor

from planner.accounts.contacts import met_by
from planner.accounts.hours import open_days
from planner.accounts.tiers import classify
from planner.domain import Account, ContactBy, Contract, Period, Territory

_MONTH_DAYS = Fraction(36525, 1200)
_NEARLY = Fraction(1, 20)
_HALF = Fraction(1, 2)


class ContractState(StrEnum):
    """Where a contract stands as a period begins."""

    KEPT = "kept"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, kw_only=True)
class ContractStanding:
    """One account's contract as a period begins.

    Parameters
    ----------
    by : ContactBy
        How it may be kept.
    due : date or None
        When the next visit is due; None where no last visit is known, or nothing is owed ever.
    state : ContractState
        Overdue: due before the period. Due: owed within it. Kept: nothing is owed in it.
    owed : int
        Visits that the plan of the period makes.
    """

    account: Account
    contract: Contract
    by: ContactBy
    due: date | None
    state: ContractState
    owed: int


def contract_standings(territory: Territory) -> tuple[ContractStanding, ...]:
    """Every contract of a territory, the longest overdue first."""
    tiers = classify(territory)
    found = [
        _standing(
            account,
            account.contract,
            met_by(account, tiers[account.id], territory.policy),
            territory,
        )
        for account in territory.accounts
        if account.contract is not None
    ]
    order = list(reversed(ContractState))
    return tuple(
        sorted(found, key=lambda s: (order.index(s.state), s.due or date.min, s.account.id))
    )


def _standing(
    account: Account, contract: Contract, by: ContactBy, territory: Territory
) -> ContractStanding:
    period = territory.period
    closed = any(
        hours is not None and not open_days(hours, period.days, territory.public_holidays)
        for hours in (account.opening_hours, contract.hours)
    )
    owed = 0 if closed else visits_owed(contract, period, account.last_visit)
    due = next_due(contract, account.last_visit)
    if due is not None and due < period.first:
        state = ContractState.OVERDUE
    else:
        state = ContractState.DUE if owed else ContractState.KEPT
    return ContractStanding(
        account=account, contract=contract, by=by, due=due, state=state, owed=owed
    )


def next_due(contract: Contract, last_visit: date | None) -> date | None:
    """When the visit after the last one is due."""
    if last_visit is None or not contract.visits_per_month:
        return None
    return _after(last_visit, 1, 1 / Fraction(contract.visits_per_month))


def visits_owed(contract: Contract, period: Period, last_visit: date | None = None) -> int:
    """Visits that a period owes; see the module's text.

    Parameters
    ----------
    last_visit : date or None
        The last visit before the period.
    """
    visits = Fraction(contract.visits_per_month)
    if visits.denominator == 1:
        return floor(visits * _months_of_days(period) + _HALF)
    interval = 1 / visits
    first = next_due(contract, last_visit) or period.first
    first = max(first, period.first)
    owed = 0
    while _after(first, owed, interval) <= period.last:
        owed += 1
    return owed


@lru_cache(maxsize=64)  # asked for by every contract of a territory
def _months_of_days(period: Period) -> Fraction:
    """Months that a period has where each day is its share of its calendar month."""
    return sum(
        (Fraction(1, monthrange(day.year, day.month)[1]) for day in period.days), Fraction(0)
    )


def _after(day: date, times: int, months: Fraction) -> date:
    """The day some intervals later."""
    whole = round(months)
    if whole and abs(months - whole) < _NEARLY:
        return _months_later(day, whole * times)
    return day + timedelta(days=floor(times * months * _MONTH_DAYS + _HALF))


def _months_later(day: date, months: int) -> date:
    ahead = day.month - 1 + months
    year, month = day.year + ahead // 12, ahead % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def interval_words(contract: Contract) -> str:
    """How often, in words: ``2 a month``, ``every second month``, ``every 20 days``."""
    visits = Fraction(contract.visits_per_month)
    if visits.denominator == 1:
        return f"{visits.numerator} a month"
    months = 1 / visits
    whole = round(months)
    if whole and abs(months - whole) < _NEARLY:
        ordinals = {1: "every month", 2: "every second month", 3: "every third month"}
        return ordinals.get(whole, f"every {whole} months")
    return f"every {floor(months * _MONTH_DAYS + _HALF)} days"

"""What holds for each account: its class, and its own figures before its class's.

Class and due visits are derived anew from the raw account list.
"""

from __future__ import annotations

import calendar
import math
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import TypeVar

from planner.checks.seasons import closed_on_all
from planner.domain import (
    Access,
    Account,
    ContactBy,
    Contract,
    Measure,
    Period,
    Policy,
    Territory,
    Tier,
    TierPolicy,
    TierRule,
)

Given = TypeVar("Given")

AVERAGE_MONTH_DAYS = Fraction(36525, 1200)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Limits of one account.

    Parameters
    ----------
    met : ContactBy
        How the account is met, by its contract, itself or its class.
    call_effect : Fraction
        What a call counts of a visit.
    due : int or None
        Visits that the contract owes in the period, neither more nor fewer: of an account that
        is closed on every working day of its rep no more than are fixed.
    most : int
        Most visits in the period: those due, or else the class's limit.
    """

    tier: Tier
    met: ContactBy
    visit_minutes: int
    call_minutes: int
    call_effect: Fraction
    min_gap_days: int
    max_gap_days: int | None
    due: int | None
    most: int


@lru_cache(maxsize=4096)
def due_visits(contract: Contract, period: Period, seen: date | None) -> int:
    """Visits that a contract owes in a period, with the last visit before it.

    A whole number of visits a month: each day its share of its month, halves up. Others are
    due one interval after the last visit, and from there at every further interval; what was
    due before the period, or never seen, is due on its first day.
    """
    often = Fraction(contract.visits_per_month)
    if often.denominator > 1:
        return _due_by_date(often, period, seen)
    owed = Fraction(0)
    for day in period.days:
        owed += often / calendar.monthrange(day.year, day.month)[1]
    return math.floor(owed + Fraction(1, 2))


def _due_by_date(often: Fraction, period: Period, seen: date | None) -> int:
    anchor = period.first if seen is None else _later(seen, 1, often)
    anchor = max(anchor, period.first)
    count = 0
    while _later(anchor, count, often) <= period.last:
        count += 1
    return count


def _later(day: date, intervals: int, often: Fraction) -> date:
    """Day some intervals on; intervals of nearly whole months are counted in months."""
    months = 1 / often
    whole = math.floor(months + Fraction(1, 2))
    if whole < 1 or abs(months - whole) >= Fraction(1, 20):
        days = months * intervals * AVERAGE_MONTH_DAYS
        return day + timedelta(days=math.floor(days + Fraction(1, 2)))
    year, month = divmod(day.year * 12 + day.month - 1 + whole * intervals, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length))


def _bills(account: Account) -> bool:
    return (account.revenue_per_year or 0) > 0


def _prospect_tier(account: Account) -> Tier:
    if account.tier in (Tier.TARGET, Tier.LEAD):
        return account.tier
    known = (account.potential_per_year or 0) > 0
    return Tier.TARGET if known and account.access is Access.DECISION_MAKER else Tier.LEAD


def _rank(account: Account, policy: Policy) -> Decimal:
    revenue = Decimal(account.revenue_per_year or 0)
    if policy.measure is Measure.REVENUE:
        return revenue
    return revenue * _first(account.margin, policy.tiers[Tier.SECONDARY].margin)


def tiers(territory: Territory) -> dict[str, Tier]:
    """Class of every account, by id."""
    policy = territory.policy
    if policy.tier_rule is TierRule.GIVEN:
        return {
            account.id: account.tier or (Tier.SECONDARY if _bills(account) else Tier.LEAD)
            for account in territory.accounts
        }
    classes: dict[str, Tier] = {}
    billing: list[Account] = []
    for account in territory.accounts:
        if account.tier in (Tier.TARGET, Tier.LEAD) or not _bills(account):
            classes[account.id] = _prospect_tier(account)
        else:
            billing.append(account)
    billing.sort(key=lambda account: (-_rank(account, policy), account.id))
    keys = math.ceil(policy.key_share * len(billing))
    for place, account in enumerate(billing):
        classes[account.id] = Tier.KEY if place < keys else Tier.SECONDARY
    return classes


def _met(account: Account, usual: TierPolicy) -> ContactBy:
    agreed = account.contract.by if account.contract is not None else None
    return _first(agreed, _first(account.contact_by, usual.contact_by))


def _first(own: Given | None, usual: Given) -> Given:
    return usual if own is None else own


def _fixed_visits(territory: Territory, account: Account) -> int:
    """Days of the period with a confirmed appointment, or a visit that was made."""
    made = () if territory.replan is None else territory.replan.history
    starts = [pin.start for pin in territory.pins if pin.account_id == account.id]
    starts += [visit.start for visit in made if visit.account_id == account.id]
    days = {start.astimezone(territory.period.zone).date() for start in starts}
    return sum(territory.period.first <= day <= territory.period.last for day in days)


def terms_of(territory: Territory) -> dict[str, Terms]:
    """Limits of every account, by id."""
    classes = tiers(territory)
    terms = {}
    for account in territory.accounts:
        usual = territory.policy.tiers[classes[account.id]]
        due = None
        if account.contract is not None:
            due = due_visits(account.contract, territory.period, account.last_visit)
            fixed = _fixed_visits(territory, account)
            if due > fixed and closed_on_all(territory, account, territory.period.days):
                due = fixed
        terms[account.id] = Terms(
            tier=classes[account.id],
            met=_met(account, usual),
            visit_minutes=_first(account.visit_minutes, usual.visit_minutes),
            call_minutes=_first(account.call_minutes, usual.call_minutes),
            call_effect=Fraction(_first(account.call_effect, usual.call_effect)),
            min_gap_days=_first(account.min_gap_days, usual.min_gap_days),
            max_gap_days=_first(account.max_gap_days, usual.max_gap_days),
            due=due,
            most=usual.max_visits if due is None else due,
        )
    return terms

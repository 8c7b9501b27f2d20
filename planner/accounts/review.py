"""Key accounts reviewed: what is known, what is not, and what the next visit would add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from planner.accounts.curves import ends_of, growth_share, reviewed, value_table
from planner.accounts.months import months_in
from planner.accounts.terms import terms_of
from planner.domain import Account, Outcome, Plan, Territory, Tier


@dataclass(frozen=True, kw_only=True)
class KeyReview:
    """One key account.

    Parameters
    ----------
    growth_cents : int or None
        What it spends elsewhere in a year; None is not known.
    saturation, no_visits : Decimal
        Ends of its curve, as multiples of present sales, after its review.
    class_saturation, class_no_visits : Decimal
        The same without review.
    visits : int
        In the plan; without one, at the present rate.
    next_cents : int or None
        What one visit more would add; None where no more are allowed.
    planned : bool
        Whether visits are a plan's.
    unknown : tuple of str
        Columns that nobody has answered.
    """

    account: Account
    growth_cents: int | None
    saturation: Decimal
    no_visits: Decimal
    class_saturation: Decimal
    class_no_visits: Decimal
    visits: int
    next_cents: int | None
    planned: bool
    unknown: tuple[str, ...]


def review_key_accounts(
    territory: Territory, tiers: Mapping[str, Tier], plan: Plan | None = None
) -> tuple[KeyReview, ...]:
    """Every key account, the one with most revenue first."""
    outcomes = {outcome.account_id: outcome for outcome in plan.outcomes} if plan else {}
    keys = [account for account in territory.accounts if tiers[account.id] is Tier.KEY]
    keys.sort(key=lambda account: (-(account.revenue_per_year or 0), account.id))
    return tuple(_review(territory, account, outcomes.get(account.id)) for account in keys)


def _review(territory: Territory, account: Account, outcome: Outcome | None) -> KeyReview:
    usual = territory.policy.tiers[Tier.KEY]
    none, saturation = ends_of(account.answers, reviewed(account, usual, territory.policy))
    growth = growth_share(account)
    if outcome is not None:
        visits, next_cents = outcome.visits, outcome.next_visit_cents
    else:
        visits, next_cents = _present(territory, account, usual.max_visits)
    return KeyReview(
        account=account,
        growth_cents=None if growth is None else round(growth * (account.revenue_per_year or 0)),
        saturation=saturation,
        no_visits=none,
        class_saturation=usual.sales_saturation,
        class_no_visits=usual.sales_no_visits,
        visits=visits,
        next_cents=next_cents,
        planned=outcome is not None,
        unknown=_unknown(account),
    )


def _present(territory: Territory, account: Account, most: int) -> tuple[int, int | None]:
    """Visits at the present rate, and what one more adds."""
    policy, period = territory.policy, territory.period
    now = terms_of(account, Tier.KEY, policy).visits_per_month_now
    visits = min(floor(Fraction(now) * months_in(period) + Fraction(1, 2)), most)
    values = value_table(account, Tier.KEY, policy, period, visits + 1)
    return visits, values[visits + 1] - values[visits] if visits < most else None


def _unknown(account: Account) -> tuple[str, ...]:
    asked = {
        "decision_maker_access": account.access,
        "growth": growth_share(account),
        "open_to_ideas": account.open_to_ideas,
        "at_risk": account.at_risk,
    }
    return tuple(column for column, answer in asked.items() if answer is None)

"""What is missing to class an account: the field, and what it would change."""

from __future__ import annotations

from planner.accounts.tiers import Rated
from planner.domain import Access, Measure, Tier


def lacking(account: Rated, tier: Tier, measure: Measure) -> str:
    """What to fill in, in words; empty where the class rests on stated figures."""
    if tier.billing:
        if measure is Measure.PROFIT and account.margin is None:
            return "margin: the default is assumed"
        return ""
    if account.tier is None and account.revenue_per_year is None:
        if not account.potential_per_year:
            return "revenue_per_year if it buys, else potential_per_year: nothing is known"
        if account.access is None:
            return "decision_maker_access: who can be reached makes it a target or a lead"
        return ""
    if (account.revenue_per_year or 0) < 0:
        return "revenue_per_year: refunds exceed purchases, so it counts as not buying"
    if not account.potential_per_year:
        return f"potential_per_year: nothing says what this {tier.value} could buy"
    if tier is Tier.TARGET and account.access is not Access.DECISION_MAKER:
        return "decision_maker_access: a target is one only if its decision maker can be reached"
    return ""

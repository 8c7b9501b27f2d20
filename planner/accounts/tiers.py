"""The class of every account: key, secondary, target or lead."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from planner.domain import Access, Account, Measure, Policy, Territory, Tier, TierRule


def classify(territory: Territory) -> Mapping[str, Tier]:
    """Class of every account of a territory, by account id.

    Rule ``given``
        The column ``tier`` decides. Where it is empty an account with revenue is secondary,
        and one without is a lead.
    Rule ``pareto``
        Accounts that are given as target or lead stay so. Others without revenue are targets
        when their potential is known and the decision maker can be reached, and else leads.
        All other accounts are ranked by revenue, or by profit when that is the measure:
        revenue times margin, where an unstated margin is that of secondary accounts. The
        first ``key_share`` of them, rounded up to whole accounts, are key and the rest
        secondary; equals are ranked by id.

    Parameters
    ----------
    territory : Territory
        All accounts of all reps are ranked together.

    Returns
    -------
    mapping of str to Tier
        One entry an account, in the order of their ids.
    """
    if territory.policy.tier_rule is TierRule.GIVEN:
        tiers = {account.id: account.tier or _unstated(account) for account in territory.accounts}
    else:
        tiers = _by_rank(territory)
    return dict(sorted(tiers.items()))


def _unstated(account: Account) -> Tier:
    return Tier.SECONDARY if account.revenue_per_year else Tier.LEAD


def _by_rank(territory: Territory) -> dict[str, Tier]:
    policy = territory.policy
    tiers = {a.id: _prospect_tier(a) for a in territory.accounts if _is_prospect(a)}
    billing = sorted(
        (account for account in territory.accounts if account.id not in tiers),
        key=lambda account: (-_rank_worth(account, policy), account.id),
    )
    key_count = ceil(policy.key_share * len(billing))
    for rank, account in enumerate(billing):
        tiers[account.id] = Tier.KEY if rank < key_count else Tier.SECONDARY
    return tiers


def _is_prospect(account: Account) -> bool:
    return account.tier in (Tier.TARGET, Tier.LEAD) or not account.revenue_per_year


def _prospect_tier(account: Account) -> Tier:
    if account.tier in (Tier.TARGET, Tier.LEAD):
        return account.tier
    promising = account.potential_per_year and account.access is Access.DECISION_MAKER
    return Tier.TARGET if promising else Tier.LEAD


def _rank_worth(account: Account, policy: Policy) -> Fraction:
    worth = Fraction(account.revenue_per_year or 0)
    if policy.measure is Measure.PROFIT:
        unstated = policy.tiers[Tier.SECONDARY].margin
        worth *= Fraction(unstated if account.margin is None else account.margin)
    return worth

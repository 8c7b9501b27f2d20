"""The class of every account: key, secondary, target or lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import Protocol, TypeVar

from planner.accounts.remembered import once_a_territory
from planner.domain import Access, Account, Measure, Policy, Territory, Tier, TierRule


@once_a_territory
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
    return MappingProxyType(dict(classes_of(territory.accounts, territory.policy)))


def classes_of(accounts: Sequence[Account], policy: Policy) -> Mapping[str, Tier]:
    """Class of every account of a list, as `classify` has it."""
    if policy.tier_rule is TierRule.GIVEN:
        tiers = {account.id: account.tier or _unstated(account) for account in accounts}
    else:
        tiers = _by_rank(accounts, policy)
    return dict(sorted(tiers.items()))


def _unstated(account: Account) -> Tier:
    return Tier.SECONDARY if account.revenue_per_year else Tier.LEAD


def _by_rank(accounts: Sequence[Account], policy: Policy) -> dict[str, Tier]:
    tiers = {a.id: prospect_tier(a) for a in accounts if is_prospect(a)}
    margin = policy.tiers[Tier.SECONDARY].margin
    billing = by_worth(
        (account for account in accounts if account.id not in tiers),
        policy.measure,
        margin,
    )
    key_count = ceil(policy.key_share * len(billing))
    for rank, account in enumerate(billing):
        tiers[account.id] = Tier.KEY if rank < key_count else Tier.SECONDARY
    return tiers


class Rated(Protocol):
    """What the class of an account is derived from."""

    @property
    def id(self) -> str:
        """Unique."""

    @property
    def tier(self) -> Tier | None:
        """As given."""

    @property
    def revenue_per_year(self) -> int | None:
        """Cents."""

    @property
    def potential_per_year(self) -> int | None:
        """Cents."""

    @property
    def margin(self) -> Decimal | None:
        """Share of revenue that is profit."""

    @property
    def access(self) -> Access | None:
        """Whom the rep can reach."""


AnyRated = TypeVar("AnyRated", bound=Rated)


def is_prospect(account: Rated) -> bool:
    """Whether an account is a target or lead: given as one, or without revenue."""
    return account.tier in (Tier.TARGET, Tier.LEAD) or (account.revenue_per_year or 0) <= 0


def prospect_tier(account: Rated) -> Tier:
    """Class of an account that does not buy yet."""
    if account.tier in (Tier.TARGET, Tier.LEAD):
        return account.tier
    promising = account.potential_per_year and account.access is Access.DECISION_MAKER
    return Tier.TARGET if promising else Tier.LEAD


def rank_worth(account: Rated, measure: Measure, assumed_margin: Decimal) -> Fraction:
    """Cents a year by which accounts that buy are ranked."""
    worth = Fraction(account.revenue_per_year or 0)
    if measure is Measure.PROFIT:
        worth *= Fraction(assumed_margin if account.margin is None else account.margin)
    return worth


def by_worth(
    accounts: Iterable[AnyRated], measure: Measure, assumed_margin: Decimal
) -> list[AnyRated]:
    """Accounts that buy, the best first; equals by id."""
    return sorted(accounts, key=lambda one: (-rank_worth(one, measure, assumed_margin), one.id))

"""What holds for an account: its own figures before those of its class."""

from __future__ import annotations

from dataclasses import fields, replace

from planner.domain import Account, Policy, Tier, TierPolicy

_OWN = tuple(
    sorted({field.name for field in fields(TierPolicy)} & {field.name for field in fields(Account)})
)


def terms_of(account: Account, tier: Tier, policy: Policy) -> TierPolicy:
    """The figures of a class with an account's own in their places.

    A contract's and a review's words are not in it (`planner.accounts.met_by`, `reviewed`).
    Present visits that are stated as 0 are the class's: nothing can be reckoned from none.
    """
    own = {name: value for name in _OWN if (value := getattr(account, name)) is not None}
    if not account.visits_per_month_now:
        own.pop("visits_per_month_now", None)
    usual = policy.tiers[tier]
    return replace(usual, **own) if own else usual

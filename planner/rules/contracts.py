"""What was agreed with an account is kept exactly; others are seen up to their class's limit.

A contract of ``v`` visits a month owes a period its months' worth of ``v`` (each day is its share
of its calendar month), rounded half up: not one visit fewer, and not one more. Contract visits
earn their values like all others.

Canonical: ``min_visits = max_visits`` of a client, the values cut at that number; without a
contract ``min_visits`` is 0 and ``max_visits`` the class's.
"""

from __future__ import annotations

from planner.accounts import visits_owed
from planner.rules.draft import Draft
from planner.rules.prices import Unit


def fill(draft: Draft) -> None:
    """Set how often each account may and must be visited."""
    for account in draft.accounts:
        tier = draft.tiers[account.id]
        limit = draft.policy.tiers[tier].max_visits
        if account.contract is None:
            fewest, most = 0, limit
        else:
            fewest = most = visits_owed(account.contract, draft.territory.period)
            draft.units[f"contract:{account.id}"] = Unit(rule="contracts", name="visit")
        draft.fewest_visits[account.id], draft.most_visits[account.id] = fewest, most
        pinned = len(draft.appointments_of(account.id))
        if pinned > most:
            bound = "its contract owes" if account.contract else f"class {tier.value} allows"
            draft.reject(
                "pins-too-many",
                f"account {account.id} has {pinned} confirmed appointments and {bound} {most} "
                "visits in the period",
                "Take back an appointment, or change the contract or the class's max_visits",
                account=account,
            )

"""A visit, and a phone call, lasts as long as its account says, or else its class.

Canonical: ``minutes`` of a client.
"""

from __future__ import annotations

from planner.accounts import call_minutes
from planner.domain import ContactBy
from planner.rules.draft import Draft


def fill(draft: Draft) -> None:
    """Set the length of every account's visits."""
    for account in draft.accounts:
        default = draft.policy.tiers[draft.tiers[account.id]].visit_minutes
        given = account.visit_minutes
        length = default if given is None else given
        call = call_minutes(account, draft.tiers[account.id], draft.policy)
        by_phone = draft.met[account.id] is ContactBy.PHONE
        draft.minutes[account.id] = call if by_phone else length
        draft.call_minutes[account.id] = call

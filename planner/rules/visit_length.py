"""A visit, and a phone call, lasts as long as its account says, or else its class.

Canonical: ``minutes`` of a client.
"""

from __future__ import annotations

from planner.accounts import terms_of
from planner.domain import ContactBy
from planner.rules.draft import Draft


def fill(draft: Draft) -> None:
    """Set the length of every account's visits."""
    for account in draft.accounts:
        terms = terms_of(account, draft.tiers[account.id], draft.policy)
        by_phone = draft.met[account.id] is ContactBy.PHONE
        draft.minutes[account.id] = terms.call_minutes if by_phone else terms.visit_minutes
        draft.call_minutes[account.id] = terms.call_minutes

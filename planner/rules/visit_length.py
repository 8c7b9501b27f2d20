"""A visit lasts as long as its account says, or else its class.

Canonical: ``minutes`` of a client.
"""

from __future__ import annotations

from planner.rules.draft import Draft


def fill(draft: Draft) -> None:
    """Set the length of every account's visits."""
    for account in draft.accounts:
        default = draft.policy.tiers[draft.tiers[account.id]].visit_minutes
        given = account.visit_minutes
        draft.minutes[account.id] = default if given is None else given

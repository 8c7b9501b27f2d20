"""An account is visited at most once a day.

Canonical: nothing to add, since a duty visits a client at most once and a rep has one duty a day.
"""

from __future__ import annotations

from itertools import pairwise

from planner.rules.draft import Draft


def fill(draft: Draft) -> None:
    """Reject two confirmed appointments of one account on one day."""
    for account in draft.accounts:
        for first, second in pairwise(draft.appointments_of(account.id)):
            if first == second:
                draft.reject(
                    "pin-twice-a-day",
                    f"account {account.id} has two confirmed appointments on {first}",
                    "Keep one of them",
                    account=account,
                )

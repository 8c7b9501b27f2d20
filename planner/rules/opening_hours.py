"""A visit lies wholly inside one open span of its account.

Hours are read by `planner.rules.hours`; an account without hours is always open. A confirmed
appointment outranks them.

Canonical: ``windows`` of a client, by duty, cut to the shift.
"""

from __future__ import annotations

from planner.domain import Account
from planner.rules.draft import Draft
from planner.rules.hours import clipped, not_followed, spans_on


def fill(draft: Draft) -> None:
    """Open every account on the working days."""
    for account in draft.accounts:
        hours = account.opening_hours
        draft.windows[account.id] = {
            day: (shift,) if hours is None else clipped(spans_on(hours, day, draft.holidays), shift)
            for day, shift in draft.shifts.items()
        }
        if hours is not None:
            _warn(draft, account, hours)


def _warn(draft: Draft, account: Account, hours: str) -> None:
    left_aside = not_followed(hours)
    if left_aside:
        draft.reject(
            "hours-not-followed",
            f"the opening hours of account {account.id} contain {left_aside!r}, which has no "
            "effect",
            "Write those days out, for instance 2026 Dec 24 off",
            account=account,
            column="opening_hours",
            value=hours,
            fatal=False,
        )
    if draft.days and not draft.open_days(account.id):
        draft.reject(
            "never-open",
            f"account {account.id} is never open while rep {draft.rep.id} works",
            "Check its opening hours, or visit it by appointment",
            account=account,
            column="opening_hours",
            value=hours,
            fatal=False,
        )

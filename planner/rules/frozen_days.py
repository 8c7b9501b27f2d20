"""A plan that is made anew leaves the past and today as they are.

Up to and including today a rep makes exactly the visits that were made or are about to be, each
at its minute; confirmed appointments of these days stay as well. Without an earlier plan the rule
says nothing.

Canonical: pins, and no other window in the duties of these days.
"""

from __future__ import annotations

from planner.domain import Pin
from planner.rules.draft import Draft
from planner.rules.pins import check_appointments, pin_visit


def fill(draft: Draft) -> None:
    """Fix the visits up to today, and close all else."""
    replan = draft.territory.replan
    if replan is None:
        return
    appointed = {(each.account_id, each.day) for each in draft.appointments}
    for day in (day for day in draft.days if day <= replan.today):
        for account in draft.accounts:
            if (account.id, day) not in appointed:
                draft.windows[account.id][day] = ()
    mine = {account.id: account for account in draft.accounts}
    for visit in replan.history:
        day = visit.start.astimezone(draft.territory.period.zone).date()
        if visit.account_id in mine and (visit.account_id, day) not in appointed:
            pin = Pin(account_id=visit.account_id, start=visit.start, by=visit.by)
            pin_visit(draft, mine[visit.account_id], pin)
    check_appointments(draft)

"""A plan that is made anew breaks few of the promises of the one before.

A promise is a visit of an account on a day after today. Each that is lost costs a price in the
search; the price is no part of the plan's worth. Where at most so many may be lost, the price is
raised until no more are. Without an earlier plan the rule says nothing.

Canonical: for every later day a soft row over that duty, "at least as many of the accounts
promised for it as there are promises", at the price per missing visit.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from models.problem import Row
from planner.domain import Visit
from planner.rules.draft import Draft

LABEL = "change-budget"


def fill(draft: Draft) -> None:
    """Price the promises of every later day."""
    replan = draft.territory.replan
    if replan is None or replan.change_price == 0:
        return
    promises: dict[date, set[int]] = defaultdict(set)
    for visit in replan.promised:
        day = _day(draft, visit)
        if visit.account_id in draft.client_of and day in draft.shifts and day > replan.today:
            promises[day].add(draft.client_by(visit.account_id, visit.by))
    for day, clients in sorted(promises.items()):
        draft.rows.append(
            Row(
                label=f"{LABEL}:{day}",
                weights=draft.row_of(dict.fromkeys(clients, 1)),
                at_least=len(clients),
                price=replan.change_price,
                duties=(draft.days.index(day),),
            )
        )


def _day(draft: Draft, visit: Visit) -> date:
    return visit.start.astimezone(draft.territory.period.zone).date()

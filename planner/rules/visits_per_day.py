"""A rep makes at most so many visits a day; phone calls are not counted.

Canonical: ``max_visits`` of a duty; where there are calls, a row a duty over the other clients.
"""

from __future__ import annotations

from collections import Counter

from models.problem import Row
from planner.domain import ContactBy
from planner.rules.draft import Draft
from planner.rules.fits import HOME, node_of


def fill(draft: Draft) -> None:
    """Limit the visits of every day."""
    most = draft.rep.max_visits_per_day
    draft.max_visits_per_day = most
    if most is None:
        return
    appointed = Counter(
        pin.day for pin in draft.appointments if node_of(draft, pin.account_id, pin.by) != HOME
    )
    for day, count in sorted(appointed.items()):
        if count > most:
            draft.reject(
                "visits-per-day-pins",
                f"rep {draft.rep.id} has {count} confirmed appointments on {day} and makes at "
                f"most {most} visits a day",
                "Move an appointment, or allow more visits a day",
                column="max_visits_per_day",
                value=most,
            )
    if any(met is not ContactBy.VISIT for met in draft.met.values()):
        _count_visits_alone(draft, most)


def _count_visits_alone(draft: Draft, most: int) -> None:
    draft.max_visits_per_day = None
    visited = {
        draft.client_of[account_id]: 1
        for account_id, met in draft.met.items()
        if met is not ContactBy.PHONE
    }
    if len(visited) <= most:
        return
    for n, day in enumerate(draft.days):
        draft.rows.append(
            Row(
                label=f"visits-per-day:{day}",
                weights=draft.row_of(visited),
                at_most=most,
                duties=(n,),
            )
        )

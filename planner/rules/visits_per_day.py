"""A rep makes at most so many visits a day.

Canonical: ``max_visits`` of a duty.
"""

from __future__ import annotations

from collections import Counter

from planner.rules.draft import Draft


def fill(draft: Draft) -> None:
    """Limit the visits of every day."""
    most = draft.rep.max_visits_per_day
    draft.max_visits_per_day = most
    if most is None:
        return
    for day, count in sorted(Counter(pin.day for pin in draft.appointments).items()):
        if count > most:
            draft.reject(
                "visits-per-day-pins",
                f"rep {draft.rep.id} has {count} confirmed appointments on {day} and makes at "
                f"most {most} visits a day",
                "Move an appointment, or allow more visits a day",
                column="max_visits_per_day",
                value=most,
            )

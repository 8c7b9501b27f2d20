"""Working hours bound the day, from leaving home to being back.

A day's shift runs from the first start to the last end of the rep's hours on that day; pauses in
between (``08:00-12:00,13:00-17:00``) are blocked like busy times. A day without hours is no
working day.

Canonical: one duty a working day, its ``start`` and ``end``, both nodes at home, and a blocked
span a pause.
"""

from __future__ import annotations

from planner.accounts.hours import not_followed, spans_on
from planner.domain import Span
from planner.rules.draft import Draft
from planner.rules.hours import gaps


def fill(draft: Draft) -> None:
    """Add the shift of every day that has working hours."""
    for day in draft.territory.period.days:
        spans = spans_on(draft.rep.hours, day, draft.holidays)
        if spans:
            shift = Span(spans[0].start, spans[-1].end)
            draft.shifts[day] = shift
            draft.blocked[day] = gaps(spans, shift)
    left_aside = not_followed(draft.rep.hours)
    if left_aside:
        draft.reject(
            "hours-not-followed",
            f"the working hours of rep {draft.rep.id} contain {left_aside!r}, which has no effect",
            "List those days in days_off",
            column="hours",
            value=draft.rep.hours,
            fatal=False,
        )

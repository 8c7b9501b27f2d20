"""On a day with visits the rep has one unbroken lunch.

Lunch lies wholly inside its span (``between``) and touches no visit, drive or busy time. It is
owed on working days whose shift covers the whole span, and only if busy times (and pauses of
the working hours) leave an unbroken stretch of its length inside the span. A short Friday that
ends within the span owes none; a meeting that leaves no room for it is reported as a warning.

Canonical: ``lunch`` of a duty, ``earliest`` at the span's start and ``latest`` one lunch before
its end.
"""

from __future__ import annotations

from planner.rules.draft import Draft
from planner.rules.hours import gaps


def fill(draft: Draft) -> None:
    """Owe lunch on the days that have room for it."""
    lunch = draft.rep.lunch
    if lunch is None:
        return
    for day, shift in draft.shifts.items():
        if not (shift.start <= lunch.between.start and lunch.between.end <= shift.end):
            continue
        free = gaps(draft.blocked[day], lunch.between)
        if any(gap.end - gap.start >= lunch.minutes for gap in free):
            draft.lunches[day] = lunch
        else:
            draft.reject(
                "lunch-no-room",
                f"busy times of rep {draft.rep.id} on {day} leave no {lunch.minutes} minutes for "
                f"lunch between {lunch.between}, so that day has none",
                "Move a meeting, or give lunch more room",
                fatal=False,
            )

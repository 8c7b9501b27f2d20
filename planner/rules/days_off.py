"""Nobody works on public holidays, nor a rep on their days off.

Canonical: no duty on such a day.
"""

from __future__ import annotations

from planner.rules.draft import Draft


def fill(draft: Draft) -> None:
    """Take holidays and days off out of the working days."""
    for day in (*draft.territory.holidays, *draft.rep.days_off):
        draft.shifts.pop(day, None)
        draft.blocked.pop(day, None)

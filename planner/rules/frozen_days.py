"""A plan that is made anew leaves the past and today as they are.

The days up to and including today are over for the search: their visits are facts, and no rule
is asked of them. They count in what other rules say of the whole period: contracts and most
visits, spacing, quotas, leads. Without an earlier plan the rule says nothing.

Canonical: no duty on these days.
"""

from __future__ import annotations

from planner.rules.draft import Draft


def fill(draft: Draft) -> None:
    """Take the days up to today out of the working days."""
    replan = draft.territory.replan
    if replan is None:
        return
    draft.past_days = tuple(day for day in draft.shifts if day <= replan.today)
    for day in draft.past_days:
        shift, blocked = draft.shifts.pop(day), draft.blocked.pop(day)
        draft.past_minutes += shift.end - shift.start
        draft.past_minutes -= sum(span.end - span.start for span in blocked)
        for windows in draft.windows.values():
            del windows[day]

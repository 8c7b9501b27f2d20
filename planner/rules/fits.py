"""Whether a single visit fits into an otherwise empty working day."""

from __future__ import annotations

from datetime import date

from planner.domain import ContactBy, Span
from planner.rules.draft import Draft
from planner.rules.hours import clipped

HOME = 0
"""Node of the rep's home."""


def node_of(draft: Draft, account_id: str, by: ContactBy = ContactBy.VISIT) -> int:
    """Where an account is met: at its node, or at home for a call."""
    met = draft.met[account_id]
    called = met is ContactBy.PHONE or (met is ContactBy.EITHER and by is ContactBy.PHONE)
    return HOME if called else draft.client_of[account_id] + 1


def free_minutes(draft: Draft, day: date, start: int, end: int) -> int:
    """Minutes of a stretch of a working day that no busy time blocks."""
    if end <= start:
        return 0
    blocked = clipped(draft.blocked[day], Span(start, end))
    return end - start - sum(span.end - span.start for span in blocked)


def fitting_days(draft: Draft, account_id: str) -> list[date]:
    """Working days on which a visit to an account is possible, lunch and other visits aside."""
    return [day for day in draft.open_days(account_id) if _fits(draft, account_id, day)]


def _fits(draft: Draft, account_id: str, day: date) -> bool:
    if draft.met[account_id] is ContactBy.EITHER and _fits_by(
        draft, account_id, day, ContactBy.PHONE, draft.call_minutes[account_id]
    ):
        return True
    return _fits_by(draft, account_id, day, ContactBy.VISIT, draft.minutes[account_id])


def _fits_by(draft: Draft, account_id: str, day: date, by: ContactBy, length: int) -> bool:
    node = node_of(draft, account_id, by)
    out = int(draft.leg_minutes[HOME, node])
    back = int(draft.leg_minutes[node, HOME])
    pinned = {
        pin.span for pin in draft.appointments if (pin.account_id, pin.day) == (account_id, day)
    }
    shift = draft.shifts[day]
    for window in {*draft.windows[account_id][day], *pinned}:
        on_grid = -(-window.start // draft.slot) * draft.slot
        first = window.start if window in pinned else on_grid
        for start in range(first, window.end - length + 1, draft.slot):
            end = start + length
            if (
                free_minutes(draft, day, start, end) == length
                and free_minutes(draft, day, shift.start, start) >= out
                and free_minutes(draft, day, end, shift.end) >= back
            ):
                return True
    return False

"""A confirmed appointment is kept at its minute.

It outranks the account's opening hours and the grid; it must lie in the working hours, touch no
busy time and no other appointment, and leave room for lunch where lunch is owed. Appointments
outside the period are left aside with a warning; those of days that are over are history
(`planner.rules.frozen_days`).

Canonical: a pin; the pinned span is the client's only window in that duty.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from planner.domain import DAY_MINUTES, Account, ContactBy, Pin, Span, clock
from planner.rules.draft import Appointment, Draft
from planner.rules.hours import clipped, gaps


def fill(draft: Draft) -> None:
    """Pin the rep's appointments."""
    mine = {account.id: account for account in draft.accounts}
    period = draft.territory.period
    for pin in sorted(draft.territory.pins, key=lambda pin: (pin.start, pin.account_id)):
        if pin.account_id not in mine:
            continue
        account = mine[pin.account_id]
        local = pin.start.astimezone(period.zone)
        if not period.first <= local.date() <= period.last:
            draft.reject(
                "pin-outside-period",
                f"the appointment with account {account.id} on {local.date()} is outside the "
                "period and left aside",
                "Plan the period it belongs to",
                account=account,
                fatal=False,
            )
        elif local.date() >= draft.first_open:
            _pin_visit(draft, account, pin)
    _check_overlaps(draft)
    for day in sorted({pin.day for pin in draft.appointments}):
        _check_lunch(draft, day)


def _pin_visit(draft: Draft, account: Account, pin: Pin) -> None:
    """Fix a visit at its minute, or say why it cannot be."""
    local = pin.start.astimezone(draft.territory.period.zone)
    day, start = local.date(), local.hour * 60 + local.minute
    second = pin.by is ContactBy.PHONE and account.id in draft.second_of
    length = draft.call_minutes if second else draft.minutes
    span = Span(start, start + length[account.id])
    whole = not (local.second or local.microsecond)
    trouble = _trouble(draft, day, span) if whole else "does not start at a whole minute"
    if trouble:
        draft.reject(
            "pin-impossible",
            f"the appointment with account {account.id} on {day} at {clock(start)} {trouble}",
            "Move the appointment, or change the rep's hours or calendar",
            account=account,
        )
        return
    by = ContactBy.PHONE if second else ContactBy.VISIT
    draft.appointments.append(Appointment(account.id, day, span, by))
    draft.windows[account.id][day] = () if second else (span,)


def _trouble(draft: Draft, day: date, span: Span) -> str:
    if day not in draft.shifts:
        return f"is on a day on which rep {draft.rep.id} does not work"
    shift = draft.shifts[day]
    if span.end > DAY_MINUTES or span.start < shift.start or span.end > shift.end:
        return f"is not within the working hours, {shift}"
    busy = next((busy for busy in draft.blocked[day] if clipped([busy], span)), None)
    return f"collides with a busy time, {busy}" if busy else ""


def _check_overlaps(draft: Draft) -> None:
    ordered = sorted(draft.appointments, key=lambda pin: (pin.day, pin.span))
    for first, second in pairwise(ordered):
        if first.day == second.day and second.span.start < first.span.end:
            draft.reject(
                "pin-overlap",
                f"the appointments with accounts {first.account_id} and {second.account_id} on "
                f"{first.day} overlap, {first.span} and {second.span}",
                "Move one of them",
            )


def _check_lunch(draft: Draft, day: date) -> None:
    lunch = draft.lunches.get(day)
    if lunch is None:
        return
    taken = [*draft.blocked[day], *(pin.span for pin in draft.appointments if pin.day == day)]
    if not any(gap.end - gap.start >= lunch.minutes for gap in gaps(taken, lunch.between)):
        draft.reject(
            "pin-no-lunch",
            f"appointments on {day} leave no {lunch.minutes} minutes for lunch between "
            f"{lunch.between}",
            "Move an appointment, or give lunch more room",
        )

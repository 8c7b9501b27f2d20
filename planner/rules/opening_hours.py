"""A visit lies wholly inside one open span of its account.

Hours are read by `planner.accounts.hours`; an account without hours is always open. ``PH`` means
every public holiday, also one on which the reps work. A confirmed appointment outranks the hours.
An account that is closed on all working days, because its season is over or for repair, is not
visited; neither its contract nor its longest gap owes it a visit.

Canonical: ``windows`` of a client, by duty, cut to the shift.
"""

from __future__ import annotations

from datetime import date

from planner.accounts.hours import not_followed, spans_on
from planner.domain import Account, Finding, Span
from planner.rules.draft import Draft
from planner.rules.hours import clipped

_SHOWN = 10
"""Accounts that a warning names."""


def fill(draft: Draft) -> None:
    """Open every account on the working days."""
    for account in draft.accounts:
        windows = {day: _open(draft, account.opening_hours, day) for day in draft.shifts}
        draft.windows[account.id] = windows
        agreed = account.contract.hours if account.contract is not None else None
        kept = any(_open(draft, agreed, day) for day in draft.shifts)
        draft.closed[account.id] = frozenset(d for d in windows if not (kept and windows[d]))
        if account.opening_hours is not None:
            _warn(draft, account, account.opening_hours)
    _say_closed(draft)


def _open(draft: Draft, hours: str | None, day: date) -> tuple[Span, ...]:
    """Spans of a day's shift in which hours are open."""
    shift = draft.shifts[day]
    return (
        (shift,) if hours is None else clipped(spans_on(hours, day, draft.public_holidays), shift)
    )


def _warn(draft: Draft, account: Account, hours: str) -> None:
    left_aside = not_followed(hours)
    if left_aside:
        draft.reject(
            "hours-not-followed",
            f"the opening hours of account {account.id} contain {left_aside!r}, which has no "
            "effect",
            "Write those days out, for instance 2026 Dec 24 off",
            account=account,
            column="opening_hours",
            value=hours,
            fatal=False,
        )
    if draft.days and not draft.open_days(account.id) and _opens(draft, hours):
        draft.reject(
            "never-open",
            f"account {account.id} is never open while rep {draft.rep.id} works",
            "Check its opening hours, or visit it by appointment",
            account=account,
            column="opening_hours",
            value=hours,
            fatal=False,
        )


def _opens(draft: Draft, hours: str) -> bool:
    """Whether hours open on any day of the period, worked or not."""
    holidays = draft.public_holidays
    return any(spans_on(hours, day, holidays) for day in draft.territory.period.days)


def _say_closed(draft: Draft) -> None:
    """Name the accounts that are closed throughout the period, all in one warning."""
    closed = [
        account.id
        for account in draft.accounts
        if account.opening_hours is not None and not _opens(draft, account.opening_hours)
    ]
    if not closed:
        return
    more = f" and {len(closed) - _SHOWN:,} more" if len(closed) > _SHOWN else ""
    draft.findings.append(
        Finding(
            code="closed-throughout",
            message=f"{_accounts(len(closed))} closed throughout {draft.territory.period} by "
            f"their opening hours and not visited: {', '.join(closed[:_SHOWN])}{more}",
            remedy="Nothing, if they are out of season or closed for a while; else correct their "
            "opening hours.",
            file=draft.territory.account_file,
            column="opening_hours",
            rep=draft.rep.id,
            fatal=False,
        )
    )


def _accounts(number: int) -> str:
    return "1 account is" if number == 1 else f"{number:,} accounts are"

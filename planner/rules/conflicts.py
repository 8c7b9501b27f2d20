"""What no plan can hold, found account by account before any search.

A contract that asks for more visits than the account's days allow is the user's to change, and
said at once with its account. Conflicts of several accounts are the engine's to prove.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from planner.accounts.hours import open_days
from planner.domain import Account
from planner.rules.draft import Draft
from planner.rules.fits import fitting_days

A_WEEK = timedelta(days=7)
"""Closed for so long at an edge of the period, an account is between seasons: weekly hours alone
never are."""


def find_conflicts(draft: Draft) -> None:
    """Reject accounts whose own rules contradict each other."""
    if not draft.shifts and draft.territory.replan is None:
        draft.reject(
            "no-working-day",
            f"rep {draft.rep.id} has no working day from {draft.territory.period.first} to "
            f"{draft.territory.period.last}",
            "Check the rep's hours, days off and calendar",
            column="hours",
            value=draft.rep.hours,
        )
        return
    for account in draft.accounts:
        if draft.owed.get(account.id):
            _check_contract(draft, account)
        _check_cadence(draft, account)


def _check_contract(draft: Draft, account: Account) -> None:
    owed = draft.owed[account.id]
    gap = draft.min_gap[account.id]
    days = fitting_days(draft, account.id)
    possible = most_apart(days, gap)
    if possible < owed and draft.territory.replan is not None:
        _owe_what_is_possible(draft, account, possible)
        _say_past_due(draft, account, owed, possible)
    elif possible < owed and (season := _season(draft, account)):
        _owe_what_is_possible(draft, account, possible)
        _say_season(draft, account, owed, possible, season)
    elif possible < owed:
        draft.reject(
            "contract-impossible",
            f"the contract of account {account.id} owes {owed} visits in the period, and at most "
            f"{possible} are possible: it can be visited on {len(days)} "
            f"{'day' if len(days) == 1 else 'days'}, with visits at "
            f"least {gap} days apart",
            "Lower contract_visits or min_gap_days, or widen its opening or agreed hours",
            account=account,
            column="contract_visits",
            value=account.contract.visits_per_month if account.contract else owed,
        )


def _owe_what_is_possible(draft: Draft, account: Account, possible: int) -> None:
    """Lower a contract to what the days can hold."""
    draft.owed[account.id] = draft.most_visits[account.id] = possible
    draft.fewest_visits[account.id] = min(draft.fewest_visits[account.id], possible)
    label = f"contract:{account.id}"
    draft.rows = [
        replace(row, at_least=possible, at_most=possible) if row.label == label else row
        for row in draft.rows
    ]


def _season(draft: Draft, account: Account) -> tuple[date, date] | None:
    """First and last open day of an account whose season begins or ends within the period."""
    period, hours = draft.territory.period, account.opening_hours
    opened = [
        day
        for day in period.days
        if hours is not None and open_days(hours, [day], draft.territory.public_holidays)
    ]
    if not opened:
        return None
    late, early = opened[0] - period.first, period.last - opened[-1]
    return (opened[0], opened[-1]) if max(late, early) >= A_WEEK else None


def _say_season(
    draft: Draft, account: Account, owed: int, possible: int, season: tuple[date, date]
) -> None:
    draft.reject(
        "contract-season",
        f"the contract of account {account.id} would owe {owed} visits in "
        f"{draft.territory.period}, and its hours are open from {season[0]} to {season[1]} only, "
        f"which leaves room for {possible}: the plan owes no more",
        "Nothing, if that is its season; else correct its opening hours",
        account=account,
        column="contract_visits",
        value=account.contract.visits_per_month if account.contract else owed,
        fatal=False,
    )


def _say_past_due(draft: Draft, account: Account, owed: int, possible: int) -> None:
    draft.reject(
        "contract-past-due",
        f"the contract of account {account.id} still owes {owed} visits, and the days that are "
        f"left hold {possible}: {possible} are planned",
        "Agree on the missing visits with the account, or plan them in the next period",
        account=account,
        fatal=False,
    )


def _check_cadence(draft: Draft, account: Account) -> None:
    """Compare the visits that the longest gaps ask for with those that are allowed."""
    needed, covered = 0, -1
    spans = draft.due_within.get(account.id, ())
    for first, last in sorted(spans, key=lambda span: span[1]):
        if first > covered:
            needed, covered = needed + 1, last
    most = draft.most_visits[account.id]
    if needed > most:
        draft.reject(
            "cadence-impossible",
            f"the longest gap of account {account.id} needs {needed} visits in the period, and "
            f"{'its contract owes' if account.contract else 'its class allows'} {most}",
            "Raise max_gap_days, the contract or the class's max_visits",
            account=account,
            column="max_gap_days",
            value=account.max_gap_days or "",
        )


def most_apart(days: Sequence[date], gap: int) -> int:
    """Most days that can be chosen at least ``gap`` days apart: always the earliest next one."""
    count, last = 0, None
    for day in days:
        if last is None or (day - last).days >= gap:
            count, last = count + 1, day
    return count

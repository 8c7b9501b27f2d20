"""Visits of one account are neither too close nor too far apart.

Fewest days ``g`` (``min_gap_days``): two visits are at least ``g`` calendar days apart, and the
first at least ``g`` days from the last visit before the period. Most days ``G``
(``max_gap_days``): from one visit to the next at most ``G`` days pass, so every ``G``
consecutive days of the period hold a visit, and so do the ``G`` days after the last visit if the
last of them lies in the period. A span that lies in a week or more in which the account is closed
on every working day, out of season or for repair, owes none. An account's own figures go before
its class's. In a plan made anew the last visit is that of the days that are over, and the later
days are spaced from it.

Canonical: count windows over working days on which the account is open, "at most 1" for every
largest set of days closer to each other than ``g`` and "at least 1" for the smallest sets that
``G`` asks for; days too close to the last visit have no window. Visits and calls are spaced alike:
where an account has a client for each, rows over both say it (`Draft.count`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from planner.accounts import terms_of
from planner.domain import Account
from planner.rules.draft import Draft
from planner.rules.fits import fitting_days

_WEEK = 7
"""Days of a closure that is no weekly one."""


def fill(draft: Draft) -> None:
    """Space the visits of every account."""
    for account in draft.accounts:
        terms = terms_of(account, draft.tiers[account.id], draft.policy)
        fewest, most = terms.min_gap_days, terms.max_gap_days
        draft.min_gap[account.id] = fewest
        _keep_apart(draft, account, fewest)
        if most is not None:
            _keep_close(draft, account, fewest, most)


def _keep_apart(draft: Draft, account: Account, gap: int) -> None:
    windows = draft.windows[account.id]
    pinned = draft.appointments_of(account.id)
    last = draft.last_seen(account)
    over = account.id in draft.past
    if last is not None:
        for day in draft.days:
            if abs((day - last).days) < gap and not (over and day in pinned):
                windows[day] = ()
    before = [] if last is None or over else [last]
    for first, second in pairwise([*before, *pinned]):
        if 0 < abs((second - first).days) < gap:
            draft.reject(
                "pins-too-close",
                f"the visits of account {account.id} on {first} and {second} are fixed, and "
                f"visits must be {gap} days apart",
                "Move the appointment, or lower the account's min_gap_days",
                account=account,
                column="min_gap_days",
                value=gap,
            )
    if draft.most_visits[account.id] > 1:
        days = draft.open_days(account.id)
        for first, last_day in close_days(days, gap):
            draft.count(account.id, first, last_day, at_most=1)
        if account.id in draft.owed and account.id in draft.second_of:
            for day in days_apart(days, gap):  # a visit and a call on one day
                draft.count(account.id, day, day, at_most=1)


def close_days(days: Sequence[date], gap: int) -> Iterator[tuple[date, date]]:
    """First and last of every largest run of days that are all closer than a gap."""
    reached = -1
    for start, first in enumerate(days):
        end = start
        while end + 1 < len(days) and (days[end + 1] - first).days < gap:
            end += 1
        if end > max(start, reached):
            yield first, days[end]
        reached = max(reached, end)


def days_apart(days: Sequence[date], gap: int) -> Iterator[date]:
    """Days with no other day that is closer than a gap."""
    for before, day, after in zip([None, *days[:-1]], days, [*days[1:], None], strict=True):
        near = [each for each in (before, after) if each is not None]
        if all(abs((day - each).days) >= gap for each in near):
            yield day


def _keep_close(draft: Draft, account: Account, fewest: int, gap: int) -> None:
    if gap < fewest:
        draft.reject(
            "gaps-contradict",
            f"visits of account {account.id} must be at least {fewest} and at most {gap} days "
            "apart",
            "Raise max_gap_days or lower min_gap_days",
            account=account,
            column="max_gap_days",
            value=gap,
        )
        return
    possible = fitting_days(draft, account.id)
    needed: set[tuple[date, date]] = set()
    for first, last in _spans_due(draft, account, gap):
        days = [day for day in possible if first <= day <= last]
        if days:
            needed.add((days[0], days[-1]))
        elif draft.territory.replan is not None and first <= draft.first_open:
            continue  # the past alone left it out of reach
        elif not _out_of_season(draft, account, first, last):
            draft.reject(
                "gap-too-long",
                f"account {account.id} must be visited from {first} to {last}, and no visit is "
                "possible on any of these days",
                "Raise its max_gap_days, or check its opening hours, its last visit and the "
                "rep's days off",
                account=account,
                column="max_gap_days",
                value=gap,
            )
            return
    if account.id in draft.past and _fewest_in(needed) > draft.most_visits[account.id]:
        draft.reject(
            "gap-past-limit",
            f"account {account.id} has had {len(draft.past[account.id])} visits already, so its "
            f"longest gap of {gap} days is not kept on the days that are left",
            "Raise its contract or its class's max_visits to see it again in time",
            account=account,
            fatal=False,
        )
        return
    for first, last in sorted(needed):
        if not any((first, last) != (a, b) and first <= a and b <= last for a, b in needed):
            draft.count(account.id, first, last, at_least=1)


def _out_of_season(draft: Draft, account: Account, first: date, last: date) -> bool:
    """Whether a span lies in a week or more in which the account is closed on all working days."""
    period, length = draft.territory.period, max((last - first).days + 1, _WEEK)
    if draft.is_closed(account.id):
        return True
    for back in range(length - (last - first).days):
        start = first - timedelta(days=back)
        end = start + timedelta(days=length - 1)
        worked = {day for day in draft.days if start <= day <= end}
        inside = period.first <= start and end <= period.last
        if inside and worked and worked <= draft.closed[account.id]:
            return True
    return False


def _fewest_in(spans: Iterable[tuple[date, date]]) -> int:
    """Return the fewest visits with which every span has one."""
    count, visited = 0, date.min
    for first, last in sorted(spans, key=lambda span: span[1]):
        if first > visited:
            count, visited = count + 1, last
    return count


def _spans_due(draft: Draft, account: Account, gap: int) -> Iterator[tuple[date, date]]:
    """First and last day of the period's spans that owe a visit; overdue is only a warning."""
    period, begin = draft.territory.period, draft.first_open
    reach = timedelta(days=gap - 1)
    seen = draft.last_seen(account)
    if seen is None and begin > period.first:
        seen = period.first - timedelta(days=1)  # its first visit of the period is still owed
    if seen is not None:
        first = seen + timedelta(days=1)
        due = first + reach
        if due < begin:
            draft.reject(
                "overdue",
                f"account {account.id} was last visited on {seen} and has been due since {due}"
                if draft.last_seen(account)
                else f"account {account.id} has been due since {due}",
                "Visit it early; the plan keeps its longest gap within the period",
                account=account,
                column="last_visit",
                value=account.last_visit or "",
                fatal=False,
            )
        elif due <= period.last:
            yield max(first, begin), due
    for first in period.days:
        if begin <= first <= period.last - reach:
            yield first, first + reach

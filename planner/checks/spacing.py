"""Spacing: visits of one account are neither too close nor too far apart.

With fewest days g, two visits (also the last one before the period) are g calendar days apart
or more. With most days G, every span of G consecutive days of the period holds a visit, and so
does the span of G days after the last visit, if its last day lies in the period. A span
owes none that lies in seven days or more on whose working days the account is closed. Two visits on
one day are the business of `once_a_day`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from planner.checks.possible import could_be_visited
from planner.checks.seasons import closed_on_all
from planner.checks.stops import Stop, by_account, day_words, is_over, planned_reps
from planner.checks.terms import Terms, terms_of
from planner.domain import Account, Breach, Plan, Territory

RULE = "spacing"
_CLOSURE = 7
"""Days of being closed that are more than a weekly day off."""


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Compare the days of every account's visits with its gaps."""
    terms = terms_of(territory)
    visits = by_account(territory, plan)
    planned = planned_reps(territory, plan)
    breaches = []
    for account in territory.accounts:
        stops = visits[account.id]
        days = sorted({stop.day for stop in stops})
        breaches += _too_close(territory, account, terms[account.id].min_gap_days, stops)
        most = terms[account.id].max_gap_days
        used_up = territory.replan is not None and len(stops) >= terms[account.id].most
        if most is not None and account.rep in planned and not used_up:
            for first, last, since in _too_far(territory, account, most, days):
                if _closed_throughout(territory, account, first, last, most):
                    continue
                if _no_longer(territory, account, terms[account.id], first, last):
                    continue
                why = _unvisitable(territory, account, terms[account.id], first, last, most)
                message = (
                    f"{account.id}: no visit from {day_words(first)} to {day_words(last)}, "
                    f"{since}at most {most} days may pass{why}"
                )
                breaches.append(_breach(account, first, message))
    return breaches


def _breach(account: Account, day: date, message: str) -> Breach:
    return Breach(rule=RULE, message=message, rep=account.rep, account_id=account.id, day=day)


def _too_close(
    territory: Territory, account: Account, fewest: int, stops: Sequence[Stop]
) -> list[Breach]:
    breaches = []
    days = sorted({stop.day for stop in stops})
    pinned = {stop.day for stop in stops if stop.pinned}
    pairs = list(pairwise(days))
    if account.last_visit is not None:
        pairs = [(account.last_visit, day) for day in days] + pairs
    for one, other in pairs:
        if is_over(territory, other) or (is_over(territory, one) and other in pinned):
            continue  # what has happened, and an appointment too close to it
        apart = abs((other - one).days)
        if apart < fewest:
            message = (
                f"{account.id} on {day_words(other)}: {apart} days from the visit on "
                f"{day_words(one)}, at least {fewest} are due"
            )
            breaches.append(_breach(account, other, message))
    return breaches


def _too_far(
    territory: Territory, account: Account, most: int, days: Sequence[date]
) -> list[tuple[date, date, str]]:
    """Spans without a visit that are too long: first and last day, and since when."""
    period, day = territory.period, timedelta(days=1)
    edges = [period.first - day, *days, period.last + day]
    spans = [
        (before + day, after - day, "")
        for before, after in pairwise(edges)
        if (after - before).days - 1 >= most
    ]
    seen = account.last_visit
    if (
        seen is not None
        and (period.first - seen).days <= most <= (period.last - seen).days
        and not any(0 < (visited - seen).days <= most for visited in days)
    ):
        due = seen + timedelta(days=most)
        spans.append((seen + day, due, f"last visit {day_words(seen)}, "))
    return spans


def _closed_throughout(
    territory: Territory, account: Account, first: date, last: date, most: int
) -> bool:
    """Whether every span of so many days lies in seven days or more of being closed."""
    period = territory.period
    if closed_on_all(territory, account, period.days):
        return True
    days = [day for day in period.days if first <= day <= last]
    width = min(most, len(days))
    length = max(width, _CLOSURE)
    closures = [
        period.days[n : n + length]
        for n in range(len(period.days) - length + 1)
        if closed_on_all(territory, account, period.days[n : n + length])
    ]
    return all(
        any(one[0] <= days[n] and days[n + width - 1] <= one[-1] for one in closures)
        for n in range(len(days) - width + 1)
    )


def _no_longer(
    territory: Territory, account: Account, terms: Terms, first: date, last: date
) -> bool:
    """Whether a span without a visit was too long before anything could be decided.

    So it is if it was over by then, or if none of its days that were left could have a visit.
    """
    replan, day = territory.replan, timedelta(days=1)
    if replan is None or first > replan.today:
        return False
    most = terms.max_gap_days or 0
    due = first + timedelta(days=most - 1)
    left = [replan.today + day * n for n in range(1, (due - replan.today).days + 1)]
    if left and any(could_be_visited(territory, account, terms, each) for each in left):
        return False
    later = (last - max(due, replan.today)).days
    return later < most


def _unvisitable(
    territory: Territory, account: Account, terms: Terms, first: date, last: date, most: int
) -> str:
    """Say so where a span that needs a visit has no day on which one is possible."""
    length = (last - first).days + 1
    days = [first + timedelta(days=n) for n in range(length)]
    possible = [could_be_visited(territory, account, terms, day) for day in days]
    for n in range(length - most + 1):
        if not any(possible[n : n + most]):
            span = f"{day_words(days[n])} to {day_words(days[n + most - 1])}"
            return f"; it cannot be visited on any day from {span}"
    return ""

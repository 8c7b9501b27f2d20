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

from planner.checks.openings import free_stretches, open_spans
from planner.checks.seasons import closed_on_all
from planner.checks.stops import busy_on, by_account, day_words, hours_on, planned_reps
from planner.checks.terms import Terms, terms_of
from planner.domain import DAY_MINUTES, Account, Breach, Plan, Territory

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
        days = sorted({stop.day for stop in visits[account.id]})
        breaches += _too_close(account, terms[account.id].min_gap_days, days)
        most = terms[account.id].max_gap_days
        if most is not None and account.rep in planned:
            for first, last, since in _too_far(territory, account, most, days):
                if _closed_throughout(territory, account, first, last, most):
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


def _too_close(account: Account, fewest: int, days: Sequence[date]) -> list[Breach]:
    breaches = []
    pairs = list(pairwise(days))
    if account.last_visit is not None:
        pairs = [(account.last_visit, day) for day in days] + pairs
    for one, other in pairs:
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


def _unvisitable(
    territory: Territory, account: Account, terms: Terms, first: date, last: date, most: int
) -> str:
    """Say so where a span that needs a visit has no day on which one is possible."""
    length = (last - first).days + 1
    days = [first + timedelta(days=n) for n in range(length)]
    possible = [_could_be_visited(territory, account, terms, day) for day in days]
    for n in range(length - most + 1):
        if not any(possible[n : n + most]):
            span = f"{day_words(days[n])} to {day_words(days[n + most - 1])}"
            return f"; it cannot be visited on any day from {span}"
    return ""


def _could_be_visited(territory: Territory, account: Account, terms: Terms, day: date) -> bool:
    rep = territory.rep.get(account.rep)
    if rep is None or not territory.period.first <= day <= territory.period.last:
        return False
    if day in territory.holidays or day in rep.days_off:
        return False
    if any(
        refusal.account_id == account.id and refusal.day == day for refusal in territory.refusals
    ):
        return False
    busy = busy_on(territory, rep, day)
    always = ((0.0, float(DAY_MINUTES)),)
    text = account.opening_hours
    opened = always if text is None else open_spans(text, day, territory.public_holidays)
    return any(
        end - start >= terms.visit_minutes
        for starts, ends in hours_on(territory, rep, day)
        for opens, closes in opened
        for start, end in free_stretches((max(starts, opens), min(ends, closes)), busy)
    )

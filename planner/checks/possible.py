"""Days on which an account could have a visit, other visits aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from planner.checks.openings import Interval, free_stretches, open_spans
from planner.checks.stops import Stop, busy_on, drive, gaps_between, hours_on, is_over
from planner.checks.terms import Terms
from planner.domain import DAY_MINUTES, Account, ContactBy, Rep, Territory, home_of


def could_be_visited(territory: Territory, account: Account, terms: Terms, day: date) -> bool:
    """Whether a day of the period has room for one visit, or call, and the drives."""
    rep = territory.rep.get(account.rep)
    if rep is None or not territory.period.first <= day <= territory.period.last:
        return False
    pinned = any(
        pin.account_id == account.id and pin.start.astimezone(territory.period.zone).date() == day
        for pin in territory.pins
    )
    if pinned:
        return True
    if day in territory.holidays or day in rep.days_off:
        return False
    if any(no.account_id == account.id and no.day == day for no in territory.refusals):
        return False
    if terms.met is not ContactBy.VISIT and _fits(
        territory, rep, account, day, terms.call_minutes, home_of(rep.id)
    ):
        return True
    return terms.met is not ContactBy.PHONE and _fits(
        territory, rep, account, day, terms.visit_minutes, account.id
    )


def most_visits(territory: Territory, account: Account, terms: Terms, stops: Sequence[Stop]) -> int:
    """Most visits that the days which are not over can hold, the fewest days apart."""
    seen = [stop.day for stop in stops if stop.over]
    seen += [account.last_visit] if account.last_visit is not None else []
    last = max(seen, default=None)
    count = 0
    for day in territory.period.days:
        near = last is not None and (day - last).days < terms.min_gap_days
        if is_over(territory, day) or near:
            continue
        if could_be_visited(territory, account, terms, day):
            count, last = count + 1, day
    return count


def _fits(
    territory: Territory, rep: Rep, account: Account, day: date, minutes: int, place: str
) -> bool:
    hours = hours_on(territory, rep, day)
    out = drive(territory, rep.id, home_of(rep.id), place)
    back = drive(territory, rep.id, place, home_of(rep.id))
    if not hours or out is None or back is None:
        return False
    taken = (*busy_on(territory, rep, day), *gaps_between(hours))
    starts, ends = hours[0][0], hours[-1][1]
    slot = territory.policy.slot_minutes
    for start in range(0, DAY_MINUTES, slot):
        visit = (start, start + minutes)
        if (
            starts <= start
            and visit[1] <= ends
            and _free(visit, taken) == minutes
            and _free((starts, start), taken) >= out[0]
            and _free((visit[1], ends), taken) >= back[0]
            and _inside(visit, account, day, territory)
        ):
            return True
    return False


def _free(within: Interval, taken: Sequence[Interval]) -> float:
    return sum(end - start for start, end in free_stretches(within, taken))


def _inside(visit: Interval, account: Account, day: date, territory: Territory) -> bool:
    """Whether a visit lies in the account's hours, and in those that its contract agrees."""
    agreed = None if account.contract is None else account.contract.hours
    for text in (account.opening_hours, agreed):
        spans = ((0.0, float(DAY_MINUTES)),) if text is None else open_spans(
            text, day, territory.public_holidays
        )  # fmt: skip
        if not any(opens <= visit[0] and visit[1] <= closes for opens, closes in spans):
            return False
    return True

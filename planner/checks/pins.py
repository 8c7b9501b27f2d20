"""Pins: every confirmed appointment of the period is in the plan, at exactly its start."""

from planner.checks.stops import (
    breach_at,
    by_account,
    day_words,
    hhmm,
    in_period,
    is_over,
    minute_of,
    planned_reps,
    wall,
)
from planner.checks.terms import terms_of
from planner.domain import Breach, ContactBy, Plan, Territory

RULE = "pins"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Look every confirmed appointment up among its account's visits."""
    zone = territory.period.zone
    terms = terms_of(territory)
    visits = by_account(territory, plan)
    planned = planned_reps(territory, plan)
    breaches = []
    for pin in territory.pins:
        day = wall(pin.start, zone).date()
        account = territory.account.get(pin.account_id)
        # An account that was left out with its rep cannot be visited.
        if account is None or account.rep not in planned or not in_period(territory, day):
            continue
        if is_over(territory, day):  # check `frozen_days` says what has happened
            continue
        start = minute_of(pin.start, day, zone)
        same_day = [stop for stop in visits[account.id] if stop.day == day]
        if any(stop.start == start for stop in same_day):
            stop = next(stop for stop in same_day if stop.start == start)
            if terms[account.id].met is ContactBy.EITHER and stop.visit.by is not pin.by:
                fault = f"is confirmed as a {pin.by}, planned as a {stop.visit.by}"
                breaches.append(breach_at(RULE, stop, fault))
        else:
            found = ", ".join(hhmm(stop.start) for stop in same_day)
            fault = f"is planned at {found}" if found else "is not planned that day"
            message = (
                f"{account.id} on {day_words(day)} {hhmm(start)}: confirmed appointment {fault}"
            )
            breaches.append(
                Breach(rule=RULE, message=message, rep=account.rep, account_id=account.id, day=day)
            )
    return breaches

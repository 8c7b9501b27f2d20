"""Frozen days: the past and today hold exactly the visits that were made or are about to be."""

from planner.checks.stops import breach_at, day_words, hhmm, minute_of, stops_of, wall
from planner.domain import Breach, Plan, Territory

RULE = "frozen-days"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Hold the visits up to today against the history."""
    replan = territory.replan
    if replan is None:
        return []
    zone = territory.period.zone
    fixed = {(visit.account_id, wall(visit.start, zone)): visit for visit in replan.history}
    appointed = {(pin.account_id, wall(pin.start, zone)) for pin in territory.pins}
    found = set()
    breaches = []
    for stop in stops_of(territory, plan):
        if stop.day <= replan.today:
            key = (stop.visit.account_id, wall(stop.visit.start, zone))
            found.add(key)
            as_before = key in fixed and fixed[key].by is stop.visit.by
            if not as_before and key not in appointed:
                fault = f"is new, and all up to {replan.today} is fixed"
                breaches.append(breach_at(RULE, stop, fault))
    appointed_days = {(account_id, start.date()) for account_id, start in appointed}
    for key, visit in fixed.items():
        account_id, start = key
        if key in found or (account_id, start.date()) in appointed_days:
            continue
        if account_id not in territory.account:
            continue
        when = f"{day_words(start.date())} {hhmm(minute_of(visit.start, start.date(), zone))}"
        breaches.append(
            Breach(
                rule=RULE,
                message=f"{account_id} on {when}: a visit up to {replan.today} is gone",
                rep=territory.account[account_id].rep,
                account_id=account_id,
                day=start.date(),
            )
        )
    return breaches

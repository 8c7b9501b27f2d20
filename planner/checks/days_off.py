"""Days off: no visit on a rep's day off, nor on a public holiday."""

from planner.checks.stops import breach_at, open_stops
from planner.domain import Breach, Plan, Territory

RULE = "days-off"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Look every visit's day up among holidays and days off."""
    breaches = []
    for stop in open_stops(territory, plan):
        if stop.day in territory.holidays:
            fault = f"public holiday ({territory.holidays[stop.day]})"
            breaches.append(breach_at(RULE, stop, fault))
        if stop.rep is not None and stop.day in stop.rep.days_off:
            breaches.append(breach_at(RULE, stop, f"{stop.rep.id} has the day off"))
    return breaches

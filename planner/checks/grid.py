"""Grid: visits start on multiples of the slot from midnight; confirmed appointments need not."""

from planner.checks.stops import breach_at, minutes_words, open_stops
from planner.domain import Breach, Plan, Territory

RULE = "grid"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Divide every start by the slot."""
    slot = territory.policy.slot_minutes
    breaches = []
    for stop in open_stops(territory, plan):
        over = stop.start % slot
        if over and not stop.pinned:
            fault = f"starts {minutes_words(over)} after a multiple of {minutes_words(slot)}"
            breaches.append(breach_at(RULE, stop, fault))
    return breaches

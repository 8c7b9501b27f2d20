"""Visit length: a visit or call lasts as long as its account asks, or else its class."""

from planner.checks.stops import breach_at, minutes_words, open_stops
from planner.checks.terms import terms_of
from planner.domain import Breach, Plan, Territory

RULE = "visit-length"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Measure every visit."""
    terms = terms_of(territory)
    breaches = []
    for stop in open_stops(territory, plan):
        if stop.account is None:
            continue
        limits = terms[stop.account.id]
        lasts = stop.end - stop.start
        due = limits.call_minutes if stop.call else limits.visit_minutes
        if lasts != due:
            fault = f"lasts {minutes_words(lasts)}, {minutes_words(due)} are due"
            breaches.append(breach_at(RULE, stop, fault))
    return breaches

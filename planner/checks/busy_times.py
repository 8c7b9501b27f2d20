"""Busy times: no visit overlaps a time that the rep's own calendar blocks."""

from planner.checks.openings import overlap
from planner.checks.stops import breach_at, minutes_words, span_words, working_days
from planner.domain import Breach, Plan, Territory

RULE = "busy-times"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Compare every visit with the rep's busy times of that day."""
    breaches = []
    for day in working_days(territory, plan):
        for stop in day.stops:
            for busy in day.busy:
                if overlap(stop.span, busy):
                    shared = min(stop.end, busy[1]) - max(stop.start, busy[0])
                    fault = (
                        f"{day.rep.id} is busy {span_words(busy)}, {minutes_words(shared)} of it"
                    )
                    breaches.append(breach_at(RULE, stop, fault))
    return breaches

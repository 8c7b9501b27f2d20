"""Working hours: from leaving home to being back, within the rep's hours of that day.

The drives from and to home count with their whole minutes. Busy times and lunch on the way
are the business of `travel`.
"""

from planner.checks.openings import overlap
from planner.checks.stops import (
    WorkingDay,
    breach_at,
    drive,
    hhmm,
    minutes_words,
    span_words,
    working_days,
)
from planner.domain import Breach, Plan, Territory, home_of

RULE = "working-hours"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Compare visits and home legs with the rep's hours."""
    breaches = []
    for day in working_days(territory, plan):
        breaches += _visits(day)
        breaches += _home_legs(territory, day)
    return breaches


def _visits(day: WorkingDay) -> list[Breach]:
    if day.shift is None:
        return [breach_at(RULE, stop, f"{day.rep.id} has no working hours") for stop in day.stops]
    starts, ends = day.shift
    breaches = []
    for stop in day.stops:
        if stop.start < starts:
            fault = f"{day.rep.id} starts at {hhmm(starts)}, {minutes_words(starts - stop.start)}"
            breaches.append(breach_at(RULE, stop, f"{fault} after the visit's start"))
        if stop.end > ends:
            fault = f"{day.rep.id} stops at {hhmm(ends)}, {minutes_words(stop.end - ends)}"
            breaches.append(breach_at(RULE, stop, f"{fault} before the visit's end"))
        for gap in day.gaps:
            if overlap(stop.span, gap):
                fault = f"{day.rep.id} does not work {span_words(gap)}"
                breaches.append(breach_at(RULE, stop, fault))
    return breaches


def _home_legs(territory: Territory, day: WorkingDay) -> list[Breach]:
    if day.shift is None:
        return []
    starts, ends = day.shift
    home, first, last = home_of(day.rep.id), day.stops[0], day.stops[-1]
    breaches = []
    out = drive(territory, day.rep.id, home, first.place)
    if out is not None and first.start >= starts > first.start - out[0]:
        fault = (
            f"{day.rep.id} would leave home {minutes_words(starts - first.start + out[0])} "
            f"before the hours start at {hhmm(starts)}"
        )
        breaches.append(breach_at(RULE, first, fault))
    back = drive(territory, day.rep.id, last.place, home)
    if back is not None and last.end <= ends < last.end + back[0]:
        fault = (
            f"{day.rep.id} would be home {minutes_words(last.end + back[0] - ends)} "
            f"after the hours end at {hhmm(ends)}"
        )
        breaches.append(breach_at(RULE, last, fault))
    return breaches

"""Travel: between stops there is time for the drive, besides lunch and busy times.

The drives from and to home are counted from the shift's start and to its end; one that would
not fit even without busy times and lunch breaks `working_hours`, not this rule.
"""

import math

from planner.checks.openings import Interval, free_stretches
from planner.checks.stops import (
    Stop,
    WorkingDay,
    breach_at,
    drive,
    legs,
    minutes_words,
    span_words,
    working_days,
)
from planner.domain import Breach, Plan, Territory

RULE = "travel"

KM_TOLERANCE = 0.01
"""Kilometres by which a plan may differ: they are written with two decimals or more."""


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Compare every leg of every day with the travel times."""
    breaches = []
    for day in working_days(territory, plan):
        for before, after, start, end in legs(day):
            stop = after or before
            if stop is None or not all(_owned(day, place) for place in (before, after)):
                continue  # check `known` names accounts that are not the rep's
            leg = drive(territory, day.rep.id, start, end)
            if leg is None:
                fault = f"no drive is known from {start} to {end}"
                breaches.append(breach_at(RULE, stop, fault))
                continue
            breaches += [breach_at(RULE, stop, f) for f in _time(day, before, after, leg[0])]
            if after is not None:
                breaches += [breach_at(RULE, after, f) for f in _written(after, start, *leg)]
    return breaches


def _owned(day: WorkingDay, stop: Stop | None) -> bool:
    return stop is None or (stop.account is not None and stop.account.rep == day.rep.id)


def _time(day: WorkingDay, before: Stop | None, after: Stop | None, minutes: int) -> list[str]:
    """Fault of a leg that is too short of time."""
    if before is not None and after is not None:
        if after.start < before.end:
            shared = minutes_words(before.end - after.start)
            return [f"starts {shared} before the visit of {before.visit.account_id} ends"]
        window: Interval = (before.end, after.start)
        goal = f"the drive from {before.visit.account_id}"
    elif day.shift is None:
        return []
    elif after is not None:
        window, goal = (day.shift[0], after.start), "the drive from home"
    else:
        assert before is not None
        window, goal = (before.end, day.shift[1]), "the drive home"
    if (before is None or after is None) and window[1] - window[0] < minutes:
        return []  # check `working_hours` says so
    free = free_stretches(window, (*day.breaks, *day.busy, *day.gaps))
    left = sum(end - start for start, end in free)
    if left >= minutes:
        return []
    return [
        f"{goal} takes {minutes_words(minutes)}, {minutes_words(left)} are free "
        f"{span_words(window)}"
    ]


def _written(stop: Stop, start: str, minutes: int, km: float) -> list[str]:
    """Faults of the figures that the plan gives for the drive to a stop."""
    faults = []
    visit = stop.visit
    if visit.travel_minutes_before != minutes:
        written = visit.travel_minutes_before
        faults.append(f"says {written} min of travel before it, from {start} it takes {minutes}")
    if not math.isclose(visit.travel_km_before, km, rel_tol=0, abs_tol=KM_TOLERANCE):
        faults.append(f"says {visit.travel_km_before} km before it, from {start} it is {km:.2f}")
    return faults

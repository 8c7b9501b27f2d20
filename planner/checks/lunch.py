"""Lunch: one unbroken break on every day with visits that leaves room for it.

Owed where the shift covers the whole lunch span, and busy times and gaps between working
hours leave an unbroken stretch that is long enough. A break that is not owed is a breach too.
"""

from datetime import date

from planner.checks.openings import Interval, free_stretches, overlap
from planner.checks.stops import (
    WorkingDay,
    day_words,
    is_over,
    minute_of,
    minutes_words,
    span_words,
    wall,
    working_days,
)
from planner.domain import Breach, Lunch, Plan, Rep, Territory

RULE = "lunch"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Compare the plan's breaks with the lunches that are owed."""
    breaches = []
    days = working_days(territory, plan)
    for day in days:
        lunch = day.rep.lunch
        if lunch is not None and is_owed(day, lunch):
            if len(day.breaks) != 1:
                found = f"{len(day.breaks)} lunch breaks, 1 is due"
                breaches.append(_breach(day.rep, day.day, found))
            for pause in day.breaks:
                breaches += [_breach(day.rep, day.day, f) for f in _faults(day, lunch, pause)]
        else:
            for pause in day.breaks:
                fault = f"lunch break {span_words(pause)}, none is due"
                breaches.append(_breach(day.rep, day.day, fault))
    return breaches + _without_visits(territory, plan, days)


def is_owed(day: WorkingDay, lunch: Lunch) -> bool:
    """Whether a day's hours cover the lunch span, and its busy times leave room in it."""
    between = (lunch.between.start, lunch.between.end)
    if day.shift is None or not (day.shift[0] <= between[0] and between[1] <= day.shift[1]):
        return False
    free = free_stretches(between, (*day.busy, *day.gaps))
    return any(end - start >= lunch.minutes for start, end in free)


def _faults(day: WorkingDay, lunch: Lunch, pause: Interval) -> list[str]:
    shown = f"lunch break {span_words(pause)}"
    faults = []
    if pause[1] - pause[0] != lunch.minutes:
        lasts = minutes_words(pause[1] - pause[0])
        faults.append(f"{shown} lasts {lasts}, {lunch.minutes} are due")
    if pause[0] < lunch.between.start or pause[1] > lunch.between.end:
        faults.append(f"{shown} is not within {lunch.between}")
    for what, spans in (("busy time", day.busy), ("gap in the working hours", day.gaps)):
        faults += [
            f"{shown} overlaps the {what} {span_words(span)}"
            for span in spans
            if overlap(pause, span)
        ]
    faults += [
        f"{shown} overlaps the visit of {stop.visit.account_id} {span_words(stop.span)}"
        for stop in day.stops
        if overlap(pause, stop.span)
    ]
    return faults


def _without_visits(territory: Territory, plan: Plan, days: list[WorkingDay]) -> list[Breach]:
    zone = territory.period.zone
    worked = {(day.rep.id, day.day) for day in days}
    breaches = []
    for pause in plan.breaks:
        rep, day = territory.rep.get(pause.rep), wall(pause.start, zone).date()
        if rep is not None and (rep.id, day) not in worked and not is_over(territory, day):
            span = (minute_of(pause.start, day, zone), minute_of(pause.end, day, zone))
            fault = f"lunch break {span_words(span)} on a day without visits"
            breaches.append(_breach(rep, day, fault))
    return breaches


def _breach(rep: Rep, day: date, fault: str) -> Breach:
    message = f"{rep.id} on {day_words(day)}: {fault}"
    return Breach(rule=RULE, message=message, rep=rep.id, day=day)

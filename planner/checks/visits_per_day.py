"""Visits per day: a rep makes at most as many a day as they set; calls are not counted."""

from planner.checks.stops import day_words, working_days
from planner.domain import Breach, Plan, Territory

RULE = "visits-per-day"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Count the visits of every working day."""
    breaches = []
    for day in working_days(territory, plan):
        most = day.rep.max_visits_per_day
        count = sum(not stop.call for stop in day.stops)
        if most is not None and count > most:
            message = f"{day.rep.id} on {day_words(day.day)}: {count} visits, at most {most}"
            breaches.append(Breach(rule=RULE, message=message, rep=day.rep.id, day=day.day))
    return breaches

"""Once a day: an account is visited at most once a day."""

from collections import Counter

from planner.checks.stops import day_words, open_stops
from planner.domain import Breach, Plan, Territory

RULE = "once-a-day"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Count the visits of every account and day."""
    counts = Counter((stop.visit.account_id, stop.day) for stop in open_stops(territory, plan))
    return [
        Breach(
            rule=RULE,
            message=f"{account_id} on {day_words(day)}: {count} visits, at most 1",
            account_id=account_id,
            day=day,
        )
        for (account_id, day), count in sorted(counts.items())
        if count > 1
    ]

"""Refusals: no visit on a day on which the account does not want one."""

from planner.checks.stops import breach_at, open_stops
from planner.domain import Breach, Plan, Territory

RULE = "refusals"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Look every visit up among the refusals."""
    refused = {(refusal.account_id, refusal.day) for refusal in territory.refusals}
    return [
        breach_at(RULE, stop, "refused for that day")
        for stop in open_stops(territory, plan)
        if (stop.visit.account_id, stop.day) in refused
    ]

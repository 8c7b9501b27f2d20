"""Change budget: a plan made anew loses at most so many promised visits of each rep."""

from planner.checks.stops import stops_of, visits_words, wall
from planner.domain import Breach, Plan, Territory

RULE = "change-budget"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Count the promised visits that are not on their day."""
    replan = territory.replan
    if replan is None or replan.most_changes is None:
        return []
    zone = territory.period.zone
    kept = {(stop.visit.account_id, stop.day, stop.visit.by) for stop in stops_of(territory, plan)}
    breaches = []
    for rep in territory.reps:
        lost = [
            visit
            for visit in replan.promised
            if visit.rep == rep.id
            and (visit.account_id, wall(visit.start, zone).date(), visit.by) not in kept
        ]
        if len(lost) > replan.most_changes:
            message = (
                f"{rep.id}: {visits_words(len(lost))} lost or on another day, "
                f"at most {replan.most_changes} may be"
            )
            breaches.append(Breach(rule=RULE, message=message, rep=rep.id))
    return breaches

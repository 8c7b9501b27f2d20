"""Lead cap: a rep works on at most so many leads in the period."""

from planner.checks.stops import stops_of
from planner.checks.terms import tiers
from planner.domain import Breach, Plan, Territory, Tier

RULE = "lead-cap"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Count the leads that each rep visits."""
    most = territory.policy.max_active_leads
    if most is None:
        return []
    classes = tiers(territory)
    leads: dict[str, set[str]] = {rep.id: set() for rep in territory.reps}
    for stop in stops_of(territory, plan):
        known = stop.rep is not None and stop.account is not None
        if known and classes[stop.visit.account_id] is Tier.LEAD:
            leads[stop.visit.rep].add(stop.visit.account_id)
    return [
        Breach(
            rule=RULE,
            message=f"{rep_id}: {len(visited)} leads are visited, at most {most}: "
            + ", ".join(sorted(visited)),
            rep=rep_id,
        )
        for rep_id, visited in leads.items()
        if len(visited) > most
    ]

"""Plans against the checks: a new one before it is exported, or one of any origin."""

from __future__ import annotations

from planner.checks import check_plan
from planner.domain import Breach, Plan, Territory


def breaches_of(territory: Territory, plan: Plan) -> list[Breach]:
    """Every rule that a plan breaks; a rep of whom it has no plan owes nothing."""
    planned = {visit.rep for visit in plan.visits}
    planned |= {result.rep for result in plan.reps if result.objective_cents is not None}
    absent = {rep.id for rep in territory.reps} - planned
    return [breach for breach in check_plan(territory, plan) if breach.rep not in absent]

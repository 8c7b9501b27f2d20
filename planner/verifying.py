"""Plans against the checks: a new one before it is exported, or one of any origin."""

from __future__ import annotations

from dataclasses import replace

from planner.checks import check_plan
from planner.domain import Breach, Plan, Territory
from planner.domain.replan import replan_of
from planner.plan.past import with_past

FIGURES = ("score", "results", "rule-figures", "reasons")
"""Checks of figures that follow from the input files, and of no rule."""


def breaches_of(territory: Territory, plan: Plan) -> list[Breach]:
    """Every rule that a plan breaks; a rep of whom it has no plan owes nothing.

    What a plan made anew says of its past are facts, of which no rule is asked.
    """
    replan = replan_of(plan)
    if territory.replan is None and replan is not None:
        territory = with_past(territory, replan)
    elif territory.replan is not None and replan is not None:
        short = territory.replan.short | replan.short
        territory = replace(territory, replan=replace(territory.replan, short=short))
    planned = {visit.rep for visit in plan.visits}
    planned |= {result.rep for result in plan.reps if result.objective_cents is not None}
    absent = {rep.id for rep in territory.reps} - planned
    return [breach for breach in check_plan(territory, plan) if breach.rep not in absent]


def broken_now(territory: Territory, plan: Plan) -> tuple[Breach, ...]:
    """Return the rules that a stored plan breaks in the territory as it is now.

    Its figures are compared where it was made from the same input files: from others they are
    bound to differ, and a plan that keeps all rules may be used all the same.
    """
    breaches = breaches_of(territory, plan)
    if changed_inputs(territory, plan):
        breaches = [breach for breach in breaches if breach.rule not in FIGURES]
    return tuple(breaches)


def changed_inputs(territory: Territory, plan: Plan) -> tuple[str, ...]:
    """Return the names of the input files that are not those that a plan was made from."""
    return tuple(
        name
        for name, digest in sorted(territory.inputs.items())
        if plan.provenance.get(f"sha256:{name}", digest) != digest
    )

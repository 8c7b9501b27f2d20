"""Results: how the search ended for each rep, and what the plan sums up of it.

What a rep's plan is worth is the worth of its visits less the cost of every drive. A bound, and
the status and the gap that follow from it, cannot be derived here: that they agree is checked.
"""

from __future__ import annotations

from collections import Counter

from planner.checks.score import counted_cents
from planner.checks.stops import (
    by_account,
    days_over,
    drive,
    legs,
    reps_with_plan,
    stops_of,
    working_days,
)
from planner.checks.terms import terms_of
from planner.checks.worth import drive_cents
from planner.domain import Breach, Plan, RepResult, Territory, home_of
from planner.domain.replan import BOUND, KEPT_PROMISES

RULE = "results"

STATUSES = ("optimal", "feasible", "unknown", "infeasible", "failed", "crashed")
"""Of a rep's search, from the strongest to the weakest."""

PLANNED = ("optimal", "feasible")
"""Those with a plan."""

GAP_TOLERANCE = 6e-7
"""A gap is written with six decimals."""


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Compare the results of the reps with the visits, with each other and with their sums."""
    worth = _worth(territory, plan)
    breaches = []
    for n, result in enumerate(plan.reps):
        faults = [*_result(result), *_objective(result, worth)]
        # A rep whose files cannot be read is no part of the territory, and has no plan.
        if result.rep not in territory.rep and result.status in PLANNED:
            faults.append(f"rep is {result.rep!r}, and the territory has no such rep")
        # A rep without a plan owes no rule, but what is said of the rep is still to be right.
        rep = None if result.objective_cents is None else result.rep
        breaches += [Breach(rule=RULE, message=f"reps[{n}].{fault}", rep=rep) for fault in faults]
    counts = Counter(result.rep for result in plan.reps)
    breaches += [
        Breach(rule=RULE, message=f"{rep} stands {count} times among reps, once is due", rep=rep)
        for rep, count in sorted(counts.items())
        if count > 1
    ]
    later = {stop.visit.rep for stop in stops_of(territory, plan) if not stop.over}
    for rep in sorted(later - reps_with_plan(plan)):
        message = f"{rep} has visits, and no result among reps says that there is a plan"
        breaches.append(Breach(rule=RULE, message=message, rep=rep))
    faults = [*_totals(plan), *_bound_of(plan)]
    return breaches + [Breach(rule=RULE, message=fault) for fault in faults]


def _bound_of(plan: Plan) -> list[str]:
    """What the bound speaks of, where these are not all plans, is said in one way."""
    said = plan.provenance.get(BOUND, KEPT_PROMISES)
    if said == KEPT_PROMISES:
        return []
    return [f"provenance.{BOUND} is {said!r}, and {KEPT_PROMISES!r} is right"]


def _worth(territory: Territory, plan: Plan) -> dict[str, int]:
    """Worth of every rep's visits less the cost of the drives, in cents."""
    terms = terms_of(territory)
    visits = by_account(territory, plan)
    worth = {rep.id: 0 for rep in territory.reps}
    for account in territory.accounts:
        stops = visits[account.id]
        over = [stop for stop in stops if stop.over]
        if account.rep in worth:
            worth[account.rep] += counted_cents(territory, account, terms[account.id], stops)
            worth[account.rep] -= sum(stop.visit.value_cents for stop in over)
        for stop in over:  # whoever made it
            if stop.visit.rep in worth:
                worth[stop.visit.rep] += stop.visit.value_cents
    for rep in territory.reps:
        for stops in days_over(territory, plan, rep):
            km = [stop.visit.travel_km_before for stop in stops]
            worth[rep.id] -= sum(drive_cents(each, territory.policy) for each in km)
            home = drive(territory, rep.id, stops[-1].place, home_of(rep.id))
            worth[rep.id] -= 0 if home is None else drive_cents(home[1], territory.policy)
    for day in working_days(territory, plan):
        for _, _, start, end in legs(day):
            leg = drive(territory, day.rep.id, start, end)
            if leg is not None:
                worth[day.rep.id] -= drive_cents(leg[1], territory.policy)
    return worth


def _objective(result: RepResult, worth: dict[str, int]) -> list[str]:
    said, right = result.objective_cents, worth.get(result.rep)
    if said is None or right is None or said == right:
        return []
    return [f"objective_cents of {result.rep} is {said}, and {right} is right"]


def _result(result: RepResult) -> list[str]:
    """Faults of one result in itself."""
    status, objective, bound = result.status, result.objective_cents, result.bound_cents
    if status not in STATUSES:
        return [f"status is {status!r}, and must be one of {', '.join(STATUSES)}"]
    if status not in PLANNED:
        given = {"objective_cents": objective, "bound_cents": bound}
        return [
            f"{key} is {cents}, and a search that ended {status} has none"
            for key, cents in given.items()
            if cents is not None
        ]
    if objective is None:
        return [f"objective_cents is missing, and a search that ended {status} has one"]
    if bound is not None and bound < objective:
        return [f"objective_cents is {objective}, above the bound {bound}"]
    if status != (right := "optimal" if bound == objective else "feasible"):
        return [f"status is {status}, and {right} is right by objective {objective}, bound {bound}"]
    return []


def _totals(plan: Plan) -> list[str]:
    """Faults of the plan's own figures, which sum up those of its reps."""
    planned = [result for result in plan.reps if result.objective_cents is not None]
    faults = []
    if plan.reps:
        known = [result.status for result in plan.reps if result.status in STATUSES]
        weakest = max(known, key=STATUSES.index, default=plan.status)
        if plan.status != weakest:
            faults.append(f"status is {plan.status}, and {weakest} is right: the weakest of reps")
    total = sum(result.objective_cents or 0 for result in planned)
    if plan.objective_cents != total:
        faults.append(
            f"objective_cents is {plan.objective_cents}, and {total} is right: the sum over reps"
        )
    bounds = [result.bound_cents for result in planned if result.bound_cents is not None]
    bound = sum(bounds) if bounds and len(bounds) == len(planned) else None
    if plan.bound_cents != bound:
        faults.append(f"bound_cents is {plan.bound_cents}, and {bound} is right: the sum over reps")
    elif bound is not None and bound < plan.objective_cents:
        faults.append(f"objective_cents is {plan.objective_cents}, above the bound {bound}")
    return faults + _gap(plan)


def _gap(plan: Plan) -> list[str]:
    bound, said = plan.bound_cents, plan.gap
    right = None if bound is None or bound <= 0 else (bound - plan.objective_cents) / bound
    if said is None or right is None:
        shown = None if right is None else round(right, 6)
        return [] if said is right else [f"gap is {said}, and {shown} is right"]
    if abs(said - right) <= GAP_TOLERANCE:
        return []
    return [f"gap is {said:.6g}, and {right:.6f} is right: (bound - objective) / bound"]

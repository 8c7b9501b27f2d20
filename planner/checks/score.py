"""Score: every value, outcome and objective of a plan, derived anew and compared.

A value may differ by a cent a visit, which is what roundings of two computations can differ.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from planner.checks.stops import (
    Stop,
    breach_at,
    by_account,
    drive,
    legs,
    visits_words,
    working_days,
)
from planner.checks.terms import Terms, terms_of
from planner.checks.worth import drive_cents, gain_cents
from planner.domain import Account, Breach, ContactBy, Outcome, Plan, Territory

RULE = "score"

GAP_TOLERANCE = 5e-5
"""A gap may be written with four decimals."""


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Derive the plan's figures anew."""
    terms = terms_of(territory)
    visits = by_account(territory, plan)
    return [
        *_values(territory, terms, visits),
        *_outcomes(territory, plan, terms, visits),
        *_objectives(territory, plan, terms, visits),
        *_bounds(plan),
    ]


def _gain(territory: Territory, account: Account, terms: Terms, stops: Sequence[Stop]) -> int:
    calls = sum(stop.call for stop in stops)
    visits = len(stops) - calls + terms.call_effect * calls
    return gain_cents(account, terms.tier, territory.policy, territory.period, visits)


def _values(
    territory: Territory, terms: dict[str, Terms], visits: dict[str, list[Stop]]
) -> list[Breach]:
    breaches = []
    for account in territory.accounts:
        before = 0
        for count, stop in enumerate(visits[account.id], start=1):
            gain = _gain(territory, account, terms[account.id], visits[account.id][:count])
            if abs(stop.visit.value_cents - (gain - before)) > 1:
                fault = f"visit {count} is worth {gain - before} cents, "
                fault += f"the plan says {stop.visit.value_cents}"
                breaches.append(breach_at(RULE, stop, fault))
            before = gain
    return breaches


def _outcomes(
    territory: Territory, plan: Plan, terms: dict[str, Terms], visits: dict[str, list[Stop]]
) -> list[Breach]:
    found: list[tuple[str, str]] = []
    for outcome in plan.outcomes:
        account = territory.account.get(outcome.account_id)
        if account is not None:
            faults = _outcome(territory, account, terms[account.id], visits[account.id], outcome)
            found += [(account.id, fault) for fault in faults]
    counts = Counter(outcome.account_id for outcome in plan.outcomes)
    left_out = {unvisited.account_id for unvisited in plan.unvisited}
    for account_id, stops in visits.items():
        if counts[account_id] > 1:
            found.append((account_id, f"{counts[account_id]} outcomes, 1 is due"))
        if stops and not counts[account_id]:
            found.append((account_id, f"{visits_words(len(stops))} and no outcome"))
        if stops and account_id in left_out:
            found.append((account_id, f"{visits_words(len(stops))}, and listed as unvisited"))
    return [
        Breach(
            rule=RULE,
            message=f"{account_id}: {fault}",
            rep=territory.account[account_id].rep,
            account_id=account_id,
        )
        for account_id, fault in found
    ]


def _outcome(
    territory: Territory, account: Account, terms: Terms, stops: list[Stop], outcome: Outcome
) -> list[str]:
    faults = []
    visits, calls = len(stops), sum(stop.call for stop in stops)
    if outcome.rep != account.rep:
        faults.append(f"belongs to {account.rep}, the outcome says {outcome.rep}")
    if outcome.tier is not terms.tier:
        faults.append(f"is a {terms.tier} account, the outcome says {outcome.tier}")
    if outcome.visits != visits:
        faults.append(f"{visits_words(visits)} in the plan, the outcome says {outcome.visits}")
    if outcome.calls != calls:
        faults.append(f"{calls} of them calls, the outcome says {outcome.calls}")
    gain = _gain(territory, account, terms, stops)
    if abs(outcome.value_cents - gain) > max(visits, 1):
        faults.append(f"worth {gain} cents, the outcome says {outcome.value_cents}")
    if outcome.next_visit_cents is None:
        return faults
    if visits >= terms.most:
        faults.append(f"no visit more is allowed, the outcome says {outcome.next_visit_cents}")
    else:
        by_phone = terms.met is ContactBy.PHONE or 0 < calls == visits
        effective = visits - calls + terms.call_effect * calls
        effective += terms.call_effect if by_phone else 1
        policy, period = territory.policy, territory.period
        more = gain_cents(account, terms.tier, policy, period, effective) - gain
        if abs(outcome.next_visit_cents - more) > 1:
            said = outcome.next_visit_cents
            faults.append(f"one visit more adds {more} cents, the outcome says {said}")
    return faults


def _objectives(
    territory: Territory, plan: Plan, terms: dict[str, Terms], visits: dict[str, list[Stop]]
) -> list[Breach]:
    worth = {rep.id: 0 for rep in territory.reps}
    roundings = {rep.id: 1 for rep in territory.reps}
    for account in territory.accounts:
        stops = visits[account.id]
        if account.rep in worth:
            worth[account.rep] += _gain(territory, account, terms[account.id], stops)
            roundings[account.rep] += len(stops)
    for day in working_days(territory, plan):
        for _, _, start, end in legs(day):
            leg = drive(territory, day.rep.id, start, end)
            if leg is not None:
                worth[day.rep.id] -= drive_cents(leg[1], territory.policy)
                roundings[day.rep.id] += 1
    breaches = [
        Breach(
            rule=RULE,
            message=f"{result.rep}: worth {worth[result.rep]} cents less travel, the plan says "
            f"{result.objective_cents}",
            rep=result.rep,
        )
        for result in plan.reps
        if result.rep in worth
        and result.objective_cents is not None
        and abs(result.objective_cents - worth[result.rep]) > roundings[result.rep]
    ]
    total = sum(worth.values())
    if abs(plan.objective_cents - total) > sum(roundings.values()):
        message = f"worth {total} cents less travel, the plan says {plan.objective_cents}"
        breaches.append(Breach(rule=RULE, message=message))
    return breaches


def _bounds(plan: Plan) -> list[Breach]:
    """A bound below the objective, or a gap that is not theirs, cannot be right."""
    breaches = []
    for result in plan.reps:
        objective, bound = result.objective_cents, result.bound_cents
        if objective is not None and bound is not None and bound < objective:
            message = f"{result.rep}: worth {objective} cents, above the bound {bound}"
            breaches.append(Breach(rule=RULE, message=message, rep=result.rep))
    if plan.bound_cents is not None and plan.bound_cents < plan.objective_cents:
        message = f"worth {plan.objective_cents} cents, above the bound {plan.bound_cents}"
        breaches.append(Breach(rule=RULE, message=message))
    if plan.gap is not None and plan.bound_cents:
        gap = (plan.bound_cents - plan.objective_cents) / plan.bound_cents
        if not math.isclose(plan.gap, gap, rel_tol=0, abs_tol=GAP_TOLERANCE):
            message = f"the gap to the bound is {gap:.4%}, the plan says {plan.gap:.4%}"
            breaches.append(Breach(rule=RULE, message=message))
    return breaches

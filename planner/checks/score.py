"""Score: what the plan says of every visit and account, derived anew and compared.

Accounts of reps that have a plan have one outcome each, and those of them that are left out stand
among the unvisited. What the search says of each rep is the business of `results`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from planner.checks.stops import Stop, breach_at, by_account, reps_with_plan, visits_words
from planner.checks.terms import Terms, terms_of
from planner.checks.worth import gain, whole_cents
from planner.domain import Account, Breach, ContactBy, Outcome, Plan, Territory

RULE = "score"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Derive the plan's figures anew."""
    terms = terms_of(territory)
    visits = by_account(territory, plan)
    breaches = []
    for account in territory.accounts:
        for count, stop in enumerate(visits[account.id], start=1):
            low, high = visit_worth(
                territory, account, terms[account.id], visits[account.id], count
            )
            if not low <= stop.visit.value_cents <= high:
                fault = f"visit {count} is worth {low} cents, "
                fault += f"the plan says {stop.visit.value_cents}"
                breaches.append(breach_at(RULE, stop, fault))
    faults = [
        *_outcomes(territory, plan, terms, visits),
        *_lists(territory, plan, visits),
    ]
    return breaches + [
        Breach(
            rule=RULE,
            message=f"{account_id}: {fault}",
            rep=territory.account[account_id].rep,
            account_id=account_id,
        )
        for account_id, fault in faults
    ]


def visit_worth(
    territory: Territory, account: Account, terms: Terms, stops: Sequence[Stop], count: int
) -> tuple[int, int]:
    """Least and most cents that an account's n-th visit may be said to be worth.

    One of a day that is over was worth what the plan before said.
    """
    if stops[count - 1].over:
        said = stops[count - 1].visit.value_cents
        return said, said
    before = gain_range(territory, account, terms, stops[: count - 1])
    after = gain_range(territory, account, terms, stops[:count])
    return after[0] - before[1], after[1] - before[0]


def counted_cents(
    territory: Territory, account: Account, terms: Terms, stops: Sequence[Stop]
) -> int:
    """What an account's visits add to sums: what the plan says of each, where that is right."""
    total = 0
    for count, stop in enumerate(stops, start=1):
        low, high = visit_worth(territory, account, terms, stops, count)
        total += min(max(stop.visit.value_cents, low), high)
    return total


def gain_range(
    territory: Territory, account: Account, terms: Terms, stops: Sequence[Stop], more: int = 0
) -> tuple[int, int]:
    """Least and most whole cents that some visits, and perhaps one more, gain over none."""
    calls = sum(stop.call for stop in stops)
    met = len(stops) - calls + terms.call_effect * calls
    if more:
        by_phone = terms.met is ContactBy.PHONE or 0 < calls == len(stops)
        met += terms.call_effect if by_phone else 1
    return whole_cents(gain(account, terms.tier, territory.policy, territory.period, met))


def _outcomes(
    territory: Territory, plan: Plan, terms: dict[str, Terms], visits: dict[str, list[Stop]]
) -> list[tuple[str, str]]:
    """Faults of the outcomes, each with its account's id."""
    return [
        (outcome.account_id, fault)
        for outcome in plan.outcomes
        if (account := territory.account.get(outcome.account_id)) is not None
        for fault in _outcome(territory, account, terms[account.id], visits[account.id], outcome)
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
    worth = counted_cents(territory, account, terms, stops)
    if outcome.value_cents != worth:
        faults.append(f"worth {worth} cents, the outcome says {outcome.value_cents}")
    said = outcome.next_visit_cents
    if visits >= terms.most:
        if said is not None:
            faults.append(f"no visit more is allowed, the outcome says {said}")
        return faults
    if said is None and territory.replan is not None and terms.due is not None:
        return faults  # the days that are left may hold no more
    before = gain_range(territory, account, terms, stops)
    after = gain_range(territory, account, terms, stops, more=1)
    low, high = after[0] - before[1], after[1] - before[0]
    if said is None or not low <= said <= high:
        shown = "that none is allowed" if said is None else said
        faults.append(f"one visit more adds {low} cents, the outcome says {shown}")
    return faults


def _lists(
    territory: Territory, plan: Plan, visits: dict[str, list[Stop]]
) -> list[tuple[str, str]]:
    """Faults of who is listed among outcomes and unvisited, each with its account's id."""
    planned = reps_with_plan(plan)
    outcomes = Counter(outcome.account_id for outcome in plan.outcomes)
    left_out = Counter(unvisited.account_id for unvisited in plan.unvisited)
    faults = []
    for account_id, stops in visits.items():
        listed, absent = outcomes[account_id], left_out[account_id]
        due = territory.account[account_id].rep in planned or not all(stop.over for stop in stops)
        if listed > 1:
            faults.append((account_id, f"{listed} outcomes, 1 is due"))
        if due and not listed:
            faults.append((account_id, f"{visits_words(len(stops))} and no outcome"))
        if stops and absent:
            faults.append((account_id, f"{visits_words(len(stops))}, and listed as unvisited"))
        elif absent > 1:
            faults.append((account_id, f"{absent} times among the unvisited, once is due"))
        elif due and not stops and not absent:
            faults.append((account_id, "no visit, and not among the unvisited"))
        if not due and (listed or absent):
            rep = territory.account[account_id].rep
            faults.append((account_id, f"spoken of, and there is no plan for its rep {rep}"))
    return faults

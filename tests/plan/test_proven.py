"""What a plan proves of its rules, against every plan of the territory with the rule looser."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import pytest

import models
from planner.domain import (
    Account,
    Contract,
    Plan,
    Quota,
    Replan,
    RuleReport,
    Territory,
    Tier,
)
from planner.plan import Solved, build_plan, plan_from_json, plan_to_json
from planner.rules import compile_rep
from tests.exhaustive.looser import Plans
from tests.territories import MONDAY, account, policy, rep, territory, tiers, week

SHARE = Fraction(1, 2)
POINT = Fraction(1, 100)


def place(number: int, *, share: Fraction = SHARE, leads: int = 1) -> Territory:
    """A quota that binds, two leads for one place, and a contract."""
    first, second = Tier.KEY, Tier.SECONDARY
    accounts: list[Account] = [
        account("A", revenue_per_year=9_000_000 + 700_000 * number),
        account("B", revenue_per_year=6_000_000, visit_minutes=50 + 5 * number),
        account("C", tier=second, revenue_per_year=5_000_000 + 400_000 * number),
        account("D", tier=second, revenue_per_year=300_000, contract=Contract(visits_per_month=10)),
        *(
            account(name, tier=Tier.LEAD, potential_per_year=worth)
            for name, worth in (("E", 90_000_000), ("F", 80_000_000 + 9_000_000 * number))
        ),
    ]
    return territory(
        *accounts,
        policy=policy(
            tiers=tiers(max_visits=2, visit_minutes=60),
            quotas=(Quota(tiers=(first,), min_share=share),),
            max_active_leads=leads,
        ),
        period=week(2),
        reps=(rep(max_visits_per_day=2 + number % 2),),
    )


def optimum(problem: models.Problem) -> int:
    found = Plans(problem).best(problem)
    assert found is not None
    return found


def planned(where: Territory, work: float = 2.0) -> Plan:
    compiled = compile_rep(where, "r1")
    result = models.solve(compiled.problem, work=work, workers=1)
    return build_plan(where, [Solved(compiled, result)], 0, {})


def reports(plan: Plan) -> dict[str, RuleReport]:
    return {each.id: each for each in plan.rules if each.price_bounds_cents is not None}


def one_fewer(problem: models.Problem, account_id: str) -> models.Problem:
    """One visit fewer owed, and as many as before allowed."""
    clients = tuple(
        replace(each, min_visits=each.min_visits - 1) if each.id == account_id else each
        for each in problem.clients
    )
    return replace(problem, clients=clients)


@pytest.mark.parametrize("work", [0.03, 2.0])
def test_the_optimum_of_a_looser_rule_is_within_what_is_proven(work: float) -> None:
    told = 0
    for number in range(6):
        where = place(number)
        problem = compile_rep(where, "r1").problem
        best = optimum(problem)
        looser = {
            "quota:key": compile_rep(place(number, share=SHARE - POINT), "r1").problem,
            "leads": compile_rep(place(number, leads=2), "r1").problem,
            "contract:D": one_fewer(problem, "D"),
        }
        for label, one in reports(planned(where, work)).items():
            assert one.price_bounds_cents is not None
            least, most = one.price_bounds_cents
            assert 0 <= least <= optimum(looser[label]) - best <= most
            told += 1
    assert told >= 12


def test_a_plan_made_anew_proves_nothing_of_its_rules() -> None:
    """Its optimum counts the price of broken promises; what it is said to be worth does not.

    What was visited before counts for quotas, and is no part of the search.
    """
    where = place(0)
    first = planned(where)
    assert reports(first)
    for price in (0, 500):
        again = Replan(
            today=MONDAY, history=(), promised=first.visits, most_changes=None, change_price=price
        )
        assert not reports(planned(replace(where, replan=again)))


def test_rules_that_limit_nothing_bring_exactly_nothing() -> None:
    report = reports(planned(place(0, leads=2)))["leads"]
    assert (report.price_cents, report.price_bounds_cents) == (0, (0, 0))


def test_places_that_the_list_may_fill_have_no_proven_worth() -> None:
    assert "leads" not in reports(planned(place(0, leads=0)))


def test_plans_of_before_are_read() -> None:
    plan = planned(place(1))
    document = json.loads(plan_to_json(plan))
    assert document["rules"][0]["price_bounds_cents"] is not None
    for rule in document["rules"]:
        del rule["price_bounds_cents"]
    old = plan_from_json(json.dumps(document))
    assert old.visits == plan.visits
    assert not reports(old)
    assert plan_from_json(plan_to_json(plan)) == plan

"""Accounts that are visited or called, and contracts, explained: held against all plans."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

import models
from models.exhaustive import brute_force
from planner.conflicts.questioned import without_contracts
from planner.domain import Account, ContactBy, Contract, Plan, Territory, Tier
from planner.domain.explanation import Explanation, PlanExplanation, Price
from planner.planning import plan_territory
from planner.reports.explain import explanation_lines, print_plan_explanation
from planner.rules import compile_rep
from planner.scenarios.explain.account import Asked, explain_account
from planner.scenarios.explain.whole_plan import explain_plan
from tests.territories import account, policy, rep, territory, tiers, week

PHONE = ContactBy.PHONE


def callable_account(account_id: str, **changes: Any) -> Account:
    """Met either way; calls of 30 minutes count half a visit."""
    neutral = {"contact_by": ContactBy.EITHER, "call_minutes": 30, "call_effect": Decimal("0.5")}
    return account(account_id, tier=Tier.SECONDARY, **(neutral | changes))


OUT = territory(
    account("A", revenue_per_year=12_000_000),
    account("B", revenue_per_year=9_000_000),
    callable_account("C", revenue_per_year=2_000_000),
    policy=policy(tiers=tiers(max_visits=1, visit_minutes=60)),
    period=week(1),
    reps=(rep(hours="Mo-Fr 09:00-11:40"),),
)
"""A day that holds two visits, and no call beside them."""
OWED = territory(
    account("A", revenue_per_year=12_000_000),
    account("B", revenue_per_year=9_000_000),
    callable_account("C", contract=Contract(visits_per_month=20), revenue_per_year=2_000_000),
    policy=policy(tiers=tiers(max_visits=3, visit_minutes=60)),
    period=week(3),
    reps=(rep(hours="Mo-Fr 09:00-10:30"),),
)
"""Days that hold one visit or two calls, and a contract of two meetings."""


def planned(place: Territory) -> Plan:
    return plan_territory(place, work=2)


def explained(place: Territory, account_id: str) -> Explanation:
    return explain_account(place, planned(place), Asked(account=account_id), work=12)


def whole(place: Territory) -> PlanExplanation:
    return explain_plan(place, planned(place), work=12)


def optimum(problem: models.Problem) -> int:
    best = brute_force(problem)
    assert best is not None
    return best[0]


def with_one_more(place: Territory, client: int, least: int) -> models.Problem:
    problem = compile_rep(place, "r1").problem
    clients = list(problem.clients)
    clients[client] = replace(clients[client], min_visits=least)
    return replace(problem, clients=tuple(clients))


def holds(price: Price, true: int) -> bool:
    assert price.lower_cents is not None
    assert price.upper_cents is not None
    return price.found_cents == true and price.lower_cents <= true <= price.upper_cents


def test_an_account_left_out_has_the_price_of_a_call() -> None:
    found = explained(OUT, "C")
    compiled = compile_rep(OUT, "r1")
    visit, call = compiled.clients_of["C"]
    assert found.reason
    assert (found.by, found.other and found.other.by) == (ContactBy.VISIT, PHONE)
    assert found.other is not None
    base = optimum(compiled.problem)
    assert holds(found.other.forced.price, base - optimum(with_one_more(OUT, call, 1)))
    assert found.forced is not None
    assert holds(found.forced.price, base - optimum(with_one_more(OUT, visit, 1)))
    assert (found.other.meetings, found.other.minutes) == (1, 30)
    assert found.other.worth_cents == compiled.problem.clients[call].values[1]
    assert "not both" in {one.rule: one.says for one in found.standings}["phone"]
    assert any("With 1 call (30 minutes)" in line for line in explanation_lines(found, OUT))


def test_an_account_under_contract_may_be_called_instead() -> None:
    found = explained(OWED, "C")
    compiled = compile_rep(OWED, "r1")
    base = optimum(compiled.problem)
    assert found.other is not None
    client = compiled.client_of["C", found.other.by]
    changed = with_one_more(OWED, client, found.other.meetings)
    assert holds(found.other.forced.price, base - optimum(changed))
    (standing,) = [one for one in found.standings if one.rule == "contracts"]
    assert "exactly 2 visits or calls, 2 planned" in standing.says
    assert not any(one.rule.startswith("contract:") for one in found.standings)


def test_the_nearest_miss_is_a_call_where_that_costs_less() -> None:
    found = whole(OUT)
    (miss,) = found.misses
    compiled = compile_rep(OUT, "r1")
    base = optimum(compiled.problem)
    losses = {
        compiled.contact_of(client)[1]: base - optimum(with_one_more(OUT, client, 1))
        for client in compiled.clients_of["C"]
    }
    assert miss.by is min(losses, key=lambda by: losses[by])
    assert holds(miss.forced.price, losses[miss.by])
    console = Console(record=True, width=120, file=StringIO())
    print_plan_explanation(console, found, OUT)
    assert ("by a call" in console.export_text()) is (miss.by is PHONE)


@pytest.mark.parametrize("by", [ContactBy.VISIT, ContactBy.EITHER])
def test_a_contract_has_a_price_and_what_ending_it_brings(by: ContactBy) -> None:
    agreed = Contract(visits_per_month=20, by=by)
    changed = replace(OWED.account["C"], contract=agreed, contact_by=by)
    place = replace(OWED, accounts=(*OWED.accounts[:2], changed))
    (rule,) = [one for one in planned(place).rules if one.id == "contract:C"]
    assert (rule.actual, rule.limit) == (2, 2)
    assert rule.price_cents
    (costly,) = [one for one in whole(place).rules if one.rule == "contract of C"]
    assert costly.price_cents == rule.price_cents
    free = compile_rep(without_contracts(place, ["C"]), "r1").problem
    gain = optimum(free) - optimum(compile_rep(place, "r1").problem)
    assert costly.gain is not None
    assert holds(costly.gain, gain)

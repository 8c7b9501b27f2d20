"""Explanations held against the exhaustive optimum: prices are never guessed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest

import models
from models.exhaustive import brute_force
from planner.domain import (
    BadInput,
    Cents,
    ContactBy,
    Contract,
    NothingFound,
    Plan,
    Quota,
    Refusal,
    Tier,
)
from planner.domain.explanation import Explanation, PlanExplanation, Price
from planner.planning import plan_territory
from planner.reports.explain import Shown
from planner.rules import compile_rep
from planner.scenarios.explain.account import (
    Asked,
    account_named,
    allowance_of,
    explain_account,
)
from planner.scenarios.explain.case import Case
from planner.scenarios.explain.standing import standings_of
from planner.scenarios.explain.whole_plan import explain_plan
from tests.territories import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    account,
    policy,
    rep,
    territory,
    tiers,
    week,
)

ACCOUNTS = (
    account("A", name="Ames Bakery", revenue_per_year=12_000_000),
    account("B", name="Boone Tools", revenue_per_year=9_000_000),
    account("C", name="Clive Dental", tier=Tier.SECONDARY, revenue_per_year=4_000_000),
    account("D", name="Dallas Feed", tier=Tier.SECONDARY, revenue_per_year=2_400_000),
    account("E", name="Eldora Shop", tier=Tier.SECONDARY, revenue_per_year=2_000_000),
)
PLACE = territory(
    *ACCOUNTS,
    policy=policy(
        tiers=tiers(max_visits=2, visit_minutes=60),
        quotas=(Quota(tiers=(Tier.KEY,), min_share=Fraction(4, 5)),),
    ),
    period=week(3),
    reps=(rep(max_visits_per_day=2),),
)
WORK = 20


@cache
def plan() -> Plan:
    return plan_territory(PLACE, work=2)


@cache
def explained(account_id: str) -> Explanation:
    return explain_account(PLACE, plan(), Asked(account=account_id, day=TUESDAY), work=WORK)


@cache
def whole() -> PlanExplanation:
    return explain_plan(PLACE, plan(), work=WORK)


def problem() -> models.Problem:
    return compile_rep(PLACE, "r1").problem


def optimum(changed: models.Problem) -> int | None:
    best = brute_force(changed)
    return None if best is None else best[0]


def with_client(account_id: str, **changes: object) -> models.Problem:
    clients = (
        replace(one, **changes) if one.id == account_id else one  # type: ignore[arg-type]
        for one in problem().clients
    )
    return replace(problem(), clients=tuple(clients))


def holds(price: Price | None, changed: models.Problem) -> bool:
    """Whether a price is what the exhaustive optima say, and its interval has it inside."""
    base, other = optimum(problem()), optimum(changed)
    if other is None or base is None:
        return price is not None and price.infeasible
    assert price is not None
    assert price.lower_cents is not None
    assert price.upper_cents is not None
    true = base - other
    return price.found_cents == true and price.lower_cents <= true <= price.upper_cents


def test_the_plan_is_the_best() -> None:
    assert plan().objective_cents == optimum(problem())
    assert {one.account_id for one in plan().unvisited} == {"D", "E"}


@pytest.mark.parametrize("account_id", ["D"])
def test_forcing_an_account_in_costs_what_all_plans_say(account_id: str) -> None:
    found = explained(account_id)
    assert found.reason
    assert found.forced is not None
    assert holds(found.forced.price, with_client(account_id, min_visits=1))
    assert found.forced.goes_out


@pytest.mark.parametrize("account_id", ["A", "C"])
def test_every_number_of_visits_has_its_price(account_id: str) -> None:
    found = explained(account_id)
    client = next(one for one in problem().clients if one.id == account_id)
    assert not found.reason
    for line in found.counts:
        assert line.value_cents == client.values[line.visits]
        if line.planned:
            assert line.price is None
            continue
        limits = (
            {"values": client.values[: line.visits + 1]}
            if line.visits < len(found.visits)
            else {"min_visits": line.visits}
        )
        assert holds(line.price, with_client(account_id, **limits))


def test_without_its_contract_an_account_may_bring_something() -> None:
    owing = replace(ACCOUNTS[3], contract=Contract(visits_per_month=Decimal(10)))
    place = replace(PLACE, accounts=(*ACCOUNTS[:3], owing, ACCOUNTS[4]))
    made = plan_territory(place, work=2)
    bound_to = compile_rep(place, "r1").problem
    [d] = [n for n, one in enumerate(bound_to.clients) if one.id == "D"]
    assert bound_to.clients[d].min_visits == 1
    free = replace(bound_to.clients[d], values=bound_to.clients[d].values[:1], min_visits=0)
    clients = (*bound_to.clients[:d], free, *bound_to.clients[d + 1 :])
    base, other = optimum(bound_to), optimum(replace(bound_to, clients=clients))
    assert base is not None
    assert other is not None
    assert other > base
    found = explain_account(place, made, Asked(account="D"), work=WORK)
    price = found.counts[0].price
    assert price is not None
    assert price.found_cents == base - other
    assert price.lower_cents is not None
    assert price.upper_cents is not None
    assert price.lower_cents <= base - other <= price.upper_cents
    assert found.basis.better_cents == 0  # a plan that breaks the contract is no better one


@pytest.mark.parametrize("account_id", ["A", "D"])
def test_a_day_has_its_price(account_id: str) -> None:
    found = explained(account_id)
    client = [one.id for one in problem().clients].index(account_id)
    assert found.day is not None
    assert found.day.forced is not None
    if found.day.visited:
        windows = problem().clients[client].windows
        changed = with_client(account_id, windows=(windows[0], (), windows[2]))
    else:
        must = models.CountWindow(client=client, first_day=1, last_day=1, at_least=1)
        changed = replace(problem(), count_windows=(*problem().count_windows, must))
    assert holds(found.day.forced.price, changed)


def test_a_closed_day_says_so_and_has_no_price() -> None:
    refusal = Refusal(account_id="C", day=TUESDAY)
    place = replace(PLACE, refusals=(refusal,))
    found = explain_account(place, None, Asked(account="C", day=TUESDAY), work=2)
    assert found.day is not None
    assert found.day.forced is None
    assert "does not want to be visited" in found.day.why


def test_changes_let_the_account_in_and_smaller_ones_do_not() -> None:
    found = explained("D")
    assert found.changes
    quota = [change for change in found.changes if change.rule == "quota:key"]
    assert quota
    for change in quota:
        assert change.visits > 0
        assert change.smaller_tried
    share = Fraction(int(quota[0].change.split()[-2]), 100)
    for least, there in ((share, True), (share + Fraction(1, 100), False)):
        place = replace(
            PLACE,
            policy=replace(PLACE.policy, quotas=(Quota(tiers=(Tier.KEY,), min_share=least),)),
        )
        best = plan_territory(place, work=2)
        assert ("D" in {visit.account_id for visit in best.visits}) is there


def test_prices_that_are_not_known_are_no_prices_of_0() -> None:
    assert explained("D").basis.prices_known
    told = [each for each in explained("D").standings if each.rule == "quota:key"]
    assert told[0].price_cents is not None
    compiled = compile_rep(PLACE, "r1")
    known = models.solve(compiled.problem, work=2, workers=1)
    case = Case(PLACE, compiled, replace(known, prices={}), "hand-made")
    assert not case.basis.prices_known
    out = compiled.client_of["D", ContactBy.VISIT]
    [quota] = [each for each in standings_of(case, out) if each.rule == "quota:key"]
    assert quota.price_cents is None
    assert "dearer" not in quota.says
    [*_, line] = Shown(PLACE).basis(case.basis)
    assert "not known yet" in line


def test_a_stale_plan_and_none_are_said() -> None:
    assert explained("D").basis.origin == "as it was made"
    missing = explain_account(PLACE, None, Asked(account="C"), work=WORK)
    assert "no plan" in missing.basis.origin
    assert missing.counts == explained("C").counts
    dearer = (replace(PLACE.accounts[0], revenue_per_year=Cents(15_000_000)), *PLACE.accounts[1:])
    stale = explain_account(replace(PLACE, accounts=dearer), plan(), Asked(account="C"), work=2)
    assert "stale" in stale.basis.origin


def test_an_account_is_found_by_id_or_name() -> None:
    assert account_named(PLACE, "A") == "A"
    assert account_named(PLACE, "boone tools") == "B"
    with pytest.raises(BadInput) as error:
        account_named(PLACE, "Bone Tool")
    assert "B Boone Tools" in str(error.value.findings[0])


def test_a_day_outside_the_period_is_refused() -> None:
    with pytest.raises(BadInput, match="not in the period"):
        explain_account(PLACE, plan(), Asked(account="A", day=MONDAY.replace(month=11)), work=1)


def test_without_a_plan_nothing_is_explained() -> None:
    refused = tuple(Refusal(account_id="A", day=day) for day in (MONDAY, TUESDAY, WEDNESDAY))
    owed = replace(PLACE.accounts[0], max_gap_days=2)
    place = replace(PLACE, accounts=(owed, *PLACE.accounts[1:]), refusals=refused)
    with pytest.raises((BadInput, NothingFound)):
        explain_account(place, None, Asked(account="B"), work=2)


def test_the_nearest_misses_are_those_that_cost_least() -> None:
    prices = {}
    for miss in whole().misses:
        assert holds(miss.forced.price, with_client(miss.account_id, min_visits=1))
        prices[miss.account_id] = miss.forced.price.found_cents
    assert set(prices) == {"D", "E"}
    assert list(prices.values()) == sorted(prices.values(), key=lambda cents: cents or 0)


def test_a_looser_rule_brings_what_all_plans_say() -> None:
    [rule] = [rule for rule in whole().rules if rule.rule == "quota:key"]
    assert rule.looser == "least 79 %"
    assert rule.gain is not None
    looser = replace(
        PLACE,
        policy=replace(
            PLACE.policy, quotas=(Quota(tiers=(Tier.KEY,), min_share=Fraction(79, 100)),)
        ),
    )
    base, more = optimum(problem()), optimum(compile_rep(looser, "r1").problem)
    assert base is not None
    assert more is not None
    assert rule.gain.found_cents == more - base
    assert rule.gain.lower_cents is not None
    assert rule.gain.upper_cents is not None
    assert rule.gain.lower_cents <= more - base <= rule.gain.upper_cents


def test_ending_a_contract_may_cost_where_the_class_allows_fewer_visits() -> None:
    """Two visits are owed and worth it, and the class allows one: the contract brings something."""
    owed = replace(PLACE.accounts[0], contract=Contract(visits_per_month=Decimal(20)))
    once = replace(PLACE.policy, tiers=tiers(max_visits=1, visit_minutes=60), quotas=())
    place = replace(PLACE, accounts=(owed, *PLACE.accounts[1:]), policy=once)
    ended = replace(place, accounts=PLACE.accounts)
    before, after = (compile_rep(each, "r1") for each in (place, ended))
    case = Case(place, before, models.solve(before.problem, work=2, workers=1), "made for this")
    allowance = allowance_of(None, WORK, 0, 1, None)
    _, gain = case.ask(allowance, case.among(after, case.client_of("A")))
    base, other = optimum(before.problem), optimum(after.problem)
    assert base is not None
    assert other is not None
    assert other < base
    assert gain.lower_cents is not None
    assert gain.upper_cents is not None
    assert gain.lower_cents <= other - base <= gain.upper_cents

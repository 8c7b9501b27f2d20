"""A solution becomes the plan that it means, and the independent checks agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from models.solution import Result, Solution, Status, StopReason
from planner.checks import check_plan
from planner.domain import Contract, Lunch, Measure, Period, Plan, Quota, Span, Territory, Tier
from planner.plan import Solved, build_plan
from planner.rules import compile_rep
from tests.territories import account, policy, rep, territory, travel

NOON = Lunch(between=Span(690, 810), minutes=40)


def solved(
    place: Territory,
    *visits: tuple[int, int, str],
    rep_id: str = "r1",
    lunches: Mapping[int, int] | None = None,
    bound: int | None = None,
    prices: Mapping[str, int] | None = None,
) -> Solved:
    """A hand-made solution: ``(duty, start, account id)``; its worth is reckoned here."""
    compiled = compile_rep(place, rep_id)
    problem = compiled.problem
    clients = [(duty, start, compiled.account_ids.index(one)) for duty, start, one in visits]
    worth = 0
    for client in range(len(problem.clients)):
        worth += problem.clients[client].values[sum(c == client for *_, c in clients)]
    for duty in {duty for duty, *_ in clients}:
        stops = [problem.clients[c].node for d, _, c in sorted(clients) if d == duty]
        nodes = [0, *stops, 0]
        worth -= sum(int(problem.travel_cost[a, b]) for a, b in pairwise(nodes))
    result = Result(
        status=Status.OPTIMAL if bound == worth else Status.FEASIBLE,
        stop_reason=StopReason.WORK,
        solution=Solution(tuple(sorted(clients)), lunches or {}),
        objective=worth,
        bound=bound,
        prices=prices or {},
    )
    return Solved(compiled, result)


def made(place: Territory, *of_reps: Solved) -> Plan:
    plan = build_plan(place, of_reps, 7, {"planner": "test"})
    assert check_plan(place, plan) == []
    return plan


def test_visits_have_times_worth_drives_and_ids() -> None:
    place = territory(account("A"), account("B", tier=Tier.LEAD, potential_per_year=900_000_00))
    plan = made(place, solved(place, (1, 540 + 15, "B"), (1, 615, "A"), (0, 570, "A")))
    assert [(v.account_id, v.start.isoformat(), v.end.isoformat()) for v in plan.visits] == [
        ("A", "2026-12-07T09:30:00-06:00", "2026-12-07T10:30:00-06:00"),
        ("B", "2026-12-08T09:15:00-06:00", "2026-12-08T09:45:00-06:00"),
        ("A", "2026-12-08T10:15:00-06:00", "2026-12-08T11:15:00-06:00"),
    ]
    assert all(v.travel_minutes_before == 10 and v.travel_km_before == 10.0 for v in plan.visits)
    first, _, second = plan.visits
    assert first.value_cents > second.value_cents > 0
    outcome = {one.account_id: one for one in plan.outcomes}["A"]
    assert outcome.value_cents == first.value_cents + second.value_cents
    assert outcome.next_visit_cents is not None
    assert 0 < outcome.next_visit_cents < second.value_cents
    assert plan.unvisited == ()
    assert plan.seed == 7


def test_ids_follow_the_account_and_the_ordinal_not_the_time() -> None:
    place = territory(account("A"), account("B"))
    early = made(place, solved(place, (0, 570, "A"), (2, 570, "A"), (1, 600, "B")))
    late = made(place, solved(place, (1, 600, "A"), (4, 900, "A"), (1, 720, "B")))

    def ids(plan: Plan) -> list[tuple[str, str]]:
        return [(visit.account_id, visit.uid) for visit in plan.visits]

    assert sorted(ids(early)) == sorted(ids(late))
    assert len({uid for _, uid in ids(early)}) == 3
    whole = replace(
        place, period=Period(first=date(2026, 12, 1), last=date(2026, 12, 31),
                             time_zone="America/Chicago"),
    )  # fmt: skip
    monday = compile_rep(whole, "r1").days.index(date(2026, 12, 7))
    of_month = made(whole, solved(whole, (monday, 570, "A")))
    assert of_month.visits[0].uid not in {visit.uid for visit in early.visits}


def test_lunches_are_breaks() -> None:
    place = territory(account("A"), reps=(rep(lunch=NOON),))
    plan = made(place, solved(place, (0, 570, "A"), lunches={0: 700}))
    [pause] = plan.breaks
    assert pause.start.isoformat() == "2026-12-07T11:40:00-06:00"
    assert pause.end.isoformat() == "2026-12-07T12:20:00-06:00"


def test_reps_are_put_together_whatever_their_order() -> None:
    accounts = [account("A"), account("B", rep="r2")]
    reps = (rep("r1"), rep("r2"))
    legs = {one.id: travel(one.id, accounts) for one in reps}
    place = territory(*accounts, reps=reps, travel=legs)
    one = solved(place, (0, 570, "A"), bound=2_000_000)
    other = solved(place, (3, 600, "B"), rep_id="r2", bound=3_000_000)
    plan = made(place, one, other)
    assert plan == made(place, other, one)
    assert [result.rep for result in plan.reps] == ["r1", "r2"]
    assert plan.bound_cents == 5_000_000
    assert plan.objective_cents == sum(r.objective_cents or 0 for r in plan.reps)
    assert plan.gap == pytest.approx(1 - plan.objective_cents / 5_000_000, abs=1e-6)
    unproven = made(place, one, replace(other, result=replace(other.result, bound=None)))
    assert (unproven.bound_cents, unproven.gap) == (None, None)


def test_no_visits_at_all() -> None:
    place = territory(account("A"))
    plan = made(place, solved(place, bound=0))
    assert plan.visits == ()
    assert (plan.objective_cents, plan.bound_cents, plan.gap) == (0, 0, None)
    assert [one.account_id for one in plan.unvisited] == ["A"]


def reports(plan: Plan) -> dict[str, tuple[float | None, float | None, int | None]]:
    return {one.id: (one.actual, one.limit, one.price_cents) for one in plan.rules}


def test_rules_stand_where_the_visits_put_them() -> None:
    place = territory(
        account("A"),
        account("B", tier=Tier.SECONDARY, contract=Contract(visits_per_month=4)),
        account("C", tier=Tier.LEAD, potential_per_year=5_000_000),
        account("D", tier=Tier.LEAD, potential_per_year=5_000_000),
        reps=(rep(lunch=NOON, max_visits_per_day=3),),
        policy=policy(
            quotas=(Quota(tiers=(Tier.KEY,), min_share=Fraction(1, 2)),), max_active_leads=1
        ),
    )
    # B owes round(4 * 5 / 31) = 1 visit. 60 minutes key, 30 and 30 others.
    one = solved(
        place, (0, 570, "A"), (0, 645, "B"), (0, 780, "C"), lunches={0: 730},
        prices={"quota:key": 50, "leads": 1234, "contract:B": 99},
    )  # fmt: skip
    plan = made(place, one)
    assert reports(plan) == {
        # 50 cents a unit; a percentage point of 120 minutes is 2 * 120 / 100 units
        "quota:key": (50.0, 50.0, 120),
        "leads": (1.0, 1.0, 1234),
        "contracts": (1.0, 1.0, None),
        "contract:B": (1.0, 1.0, 99),
        "visits-per-day": (3.0, 3.0, None),
        # 120 at accounts, 40 on four legs, 40 lunch; 5 days of 8 hours
        "working-hours": (3.33, 40.0, None),
        "travel": (0.67, None, None),
    }


def test_a_cap_on_leads_costs_nothing_where_there_are_no_more_leads_than_places() -> None:
    lead = account("C", tier=Tier.LEAD, potential_per_year=5_000_000)
    for most, price in ((1, 0), (0, None)):
        place = territory(account("A"), lead, policy=policy(max_active_leads=most))
        plan = made(place, solved(place, (0, 570, "A")))
        [leads] = [one for one in plan.rules if one.id == "leads"]
        assert leads.price_cents == price
        assert leads.awaits_price is (price is None)


@pytest.mark.parametrize("most", [Fraction(1, 2), Fraction(3, 5)])
def test_a_quota_of_at_most_is_reported_as_its_own_rule(most: Fraction) -> None:
    quota = Quota(tiers=(Tier.SECONDARY,), min_share=Fraction(1, 10), max_share=most)
    place = territory(
        account("A", visit_minutes=30),
        account("B", tier=Tier.SECONDARY),
        policy=policy(quotas=(quota,)),
    )
    plan = made(place, solved(place, (0, 570, "A"), (0, 615, "B")))
    stands = reports(plan)
    assert stands["quota:secondary"][:2] == (50.0, 10.0)
    assert stands["quota:secondary:max"][:2] == (50.0, float(100 * most))


def test_money_follows_the_margin_when_profit_is_the_measure() -> None:
    place = territory(account("A", margin=Decimal("0.5")))
    profit = replace(place, policy=policy(measure=Measure.PROFIT))
    revenue_plan = made(place, solved(place, (0, 570, "A")))
    profit_plan = made(profit, solved(profit, (0, 570, "A")))
    half = profit_plan.visits[0].value_cents / revenue_plan.visits[0].value_cents
    assert half == pytest.approx(0.5, abs=1e-4)

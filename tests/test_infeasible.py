"""Infeasible territories: the rules in conflict, and ways out that are really feasible."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

import models
from planner.checks import check_plan
from planner.conflicts import Allowance, explain_infeasible
from planner.domain import ContactBy, Contract, Quota, Territory, Tier
from planner.domain.conflict import Conflict, WayOut
from planner.plan import Solved, build_plan
from planner.rules import compile_rep
from tests.territories import TUESDAY, account, policy, rep, territory, week

QUOTA = Quota(tiers=(Tier.KEY,), min_share=Fraction(4, 5))


def contracts_beside_a_quota() -> Territory:
    """Two key accounts take at most 600 minutes in five days; contracts of others take 180.

    So their share is 600 of 780 minutes, 76.9 %; with a Saturday it is 720 of 900, 80 %.
    """
    return territory(
        account("K1"),
        account("K2"),
        *(
            account(f"S{n}", tier=Tier.SECONDARY, contract=Contract(visits_per_month=4))
            for n in range(6)
        ),
        period=week(7),
        policy=policy(quotas=(QUOTA,)),
    )


def explained(place: Territory, units: float = 14) -> Conflict:
    """The conflict of the only rep, the same on every run."""
    return explain_infeasible(place, "r1", Allowance(units=units, by_work=True))


def ways_of(conflict: Conflict, rule: str) -> list[WayOut]:
    return [way for way in conflict.ways_out if way.rule == rule]


def has_plan(place: Territory) -> bool:
    """Whether there is a plan, and it passes the checks; otherwise that there is none is proven."""
    compiled = compile_rep(place, "r1")
    result = models.solve(compiled.problem, work=2)
    if result.solution is None:
        assert result.status is models.Status.INFEASIBLE
        return False
    assert check_plan(place, build_plan(place, [Solved(compiled, result)], 0, {})) == []
    return True


def with_policy(place: Territory, **changes: object) -> Territory:
    return replace(place, policy=replace(place.policy, **changes))  # type: ignore[arg-type] # the keys are the fields' names


def with_rep(place: Territory, **changes: object) -> Territory:
    return replace(place, reps=(replace(place.reps[0], **changes),))  # type: ignore[arg-type] # the keys are the fields' names


@pytest.fixture(scope="module")
def beside_a_quota() -> Conflict:
    return explained(contracts_beside_a_quota(), units=24)


def test_contracts_and_quota_are_named_and_each_is_needed(beside_a_quota: Conflict) -> None:
    assert {rule.rule for rule in beside_a_quota.rules} == {"contracts", "quota:key"}
    assert beside_a_quota.minimal
    place = contracts_beside_a_quota()
    assert has_plan(with_policy(place, quotas=()))
    free = tuple(replace(each, contract=None) for each in place.accounts)
    assert has_plan(replace(place, accounts=free))


def test_the_nearest_plan_misses_the_quota(beside_a_quota: Conflict) -> None:
    assert any("quota:key" in short for short in beside_a_quota.nearest)


def test_the_quota_is_lowered_just_as_far_as_it_must_be(beside_a_quota: Conflict) -> None:
    (way,) = ways_of(beside_a_quota, "quota:key")
    assert way.change == "Lower the least share of key from 80 % to 76 %"
    assert way.proven_least
    for percent, feasible in ((76, True), (77, False)):
        lower = replace(QUOTA, min_share=Fraction(percent, 100))
        assert has_plan(with_policy(contracts_beside_a_quota(), quotas=(lower,))) is feasible


def test_the_fewest_contracts_are_given_up(beside_a_quota: Conflict) -> None:
    (way,) = ways_of(beside_a_quota, "contracts")
    assert len(way.accounts) == 1, "600 of 750 minutes are 80 %"
    place = contracts_beside_a_quota()
    freed = tuple(
        replace(each, contract=None) if each.id in way.accounts else each for each in place.accounts
    )
    assert has_plan(replace(place, accounts=freed))


def test_a_saturday_is_enough(beside_a_quota: Conflict) -> None:
    (way,) = ways_of(beside_a_quota, "working-hours")
    assert way.change == "1 more working day: Sat 12 Dec, 09:00-17:00"
    assert has_plan(with_rep(contracts_beside_a_quota(), hours="Mo-Sa 09:00-17:00"))


def test_ways_out_are_ranked_by_what_their_plans_are_worth(beside_a_quota: Conflict) -> None:
    worth = [way.objective_cents for way in beside_a_quota.ways_out]
    assert worth == sorted(worth, reverse=True)
    assert worth[-1] > 0


def test_the_same_work_explains_the_same() -> None:
    assert explained(contracts_beside_a_quota(), 8) == explained(contracts_beside_a_quota(), 8)


def test_contracts_beyond_the_working_hours_need_longer_days() -> None:
    """Five contracts of an hour on one day: 75 minutes each by the grid, and home by 15:25."""
    place = territory(
        *(account(f"K{n}", contract=Contract(visits_per_month=31)) for n in range(5)),
        period=week(1),
        policy=policy(),
        reps=(rep(hours="Mo-Fr 09:00-15:20"),),
    )
    assert not has_plan(place)
    conflict = explained(place)
    assert [rule.rule for rule in conflict.rules] == ["contracts"]
    assert len(conflict.rules[0].accounts) == 5, "any four of them fit"
    longer = ways_of(conflict, "working-hours")
    assert [way.change for way in longer] == ["End every working day 30 minutes later"]
    assert has_plan(with_rep(place, hours="Mo-Fr 09:00-15:50"))


def test_a_day_off_can_be_worked_on() -> None:
    """Two contracts of one visit, and a Monday that holds one; Tuesday is off."""
    place = territory(
        *(account(f"K{n}", contract=Contract(visits_per_month=15)) for n in range(2)),
        period=week(2),
        policy=policy(),
        reps=(rep(hours="Mo-Fr 09:00-10:30", days_off=frozenset({TUESDAY})),),
    )
    assert not has_plan(place)
    (way,) = ways_of(explained(place), "days-off")
    assert way.change == "Work on Tue 8 Dec, a day off"
    assert has_plan(with_rep(place, days_off=frozenset()))


def test_the_visits_a_day_are_raised_to_what_contracts_need() -> None:
    place = territory(
        *(account(f"K{n}", contract=Contract(visits_per_month=31)) for n in range(4)),
        period=week(1),
        policy=policy(),
        reps=(rep(max_visits_per_day=2),),
    )
    conflict = explained(place)
    assert {rule.rule for rule in conflict.rules} == {"contracts", "visits-per-day"}
    (way,) = ways_of(conflict, "visits-per-day")
    assert way.change == "Make up to 4 visits a day instead of 2"
    assert way.proven_least


def test_contracts_that_visits_or_calls_keep_are_given_up_too() -> None:
    """Calls of an hour beside visits of an hour: five contracts in a day that holds four."""
    place = territory(
        *(
            account(
                f"S{n}",
                tier=Tier.SECONDARY,
                contract=Contract(visits_per_month=31, by=ContactBy.EITHER),
                visit_minutes=60,
                call_minutes=60,
            )
            for n in range(5)
        ),
        period=week(1),
        reps=(rep(hours="Mo-Fr 09:00-13:30"),),
    )
    assert not has_plan(place)
    (way,) = ways_of(explained(place), "contracts")
    assert len(way.accounts) == 1
    freed = tuple(
        replace(each, contract=None) if each.id in way.accounts else each for each in place.accounts
    )
    assert has_plan(replace(place, accounts=freed))

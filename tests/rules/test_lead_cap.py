"""Active leads, at their limit."""

from __future__ import annotations

import pytest

from planner.domain import BadInput, Contract, Tier
from planner.rules import compile_rep
from tests.rules.agreement import kept, planned
from tests.territories import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    account,
    pin,
    policy,
    territory,
    week,
)

LEADS = tuple(
    account(name, tier=Tier.LEAD, potential_per_year=50_000_000) for name in ("L1", "L2", "L3")
)


@pytest.mark.parametrize(("most", "is_kept"), [(None, True), (3, True), (2, True), (1, False)])
def test_leads_count_once(most: int | None, is_kept: bool) -> None:
    place = territory(*LEADS, account("K"), policy=policy(max_active_leads=most))
    visits = [("L1", MONDAY), ("L1", TUESDAY), ("L2", WEDNESDAY), ("K", WEDNESDAY)]
    starts = ("10:00", "10:00", "10:00", "12:00")
    lengths = (30, 30, 30, 60)
    made = [
        (*visit, start, length)
        for visit, start, length in zip(visits, starts, lengths, strict=True)
    ]
    assert kept("lead-cap", place, *made) is is_kept


def test_a_cap_that_limits_nothing_costs_nothing() -> None:
    place = territory(*LEADS, policy=policy(max_active_leads=3))
    assert not compile_rep(place, "r1").problem.active_caps


def test_more_fixed_leads_than_the_cap_are_an_error() -> None:
    under_contract = account("L4", tier=Tier.LEAD, contract=Contract(visits_per_month=6))
    pins = (pin("L1", MONDAY, "10:00"),)
    compile_rep(
        territory(*LEADS, under_contract, pins=pins, policy=policy(max_active_leads=2)), "r1"
    )
    with pytest.raises(BadInput, match=r"must visit 2 leads \(L1, L4\)"):
        compile_rep(
            territory(*LEADS, under_contract, pins=pins, policy=policy(max_active_leads=1)), "r1"
        )


def test_plans_obey() -> None:
    place = territory(*LEADS, period=week(2), policy=policy(max_active_leads=2))
    assert len({visit.account_id for visit in planned(place).visits}) == 2

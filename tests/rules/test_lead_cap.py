"""Active leads, at their limit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planner.domain import BadInput, Contract, LeadPlace, Tier
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


def listed(*account_ids: str, days: int = 10) -> tuple[LeadPlace, ...]:
    """Places since some days before the period."""
    since = MONDAY - timedelta(days=days)
    return tuple(LeadPlace(account_id=one, added=since) for one in account_ids)


@pytest.mark.parametrize(
    ("places", "visited", "is_kept"),
    [
        ((), ("L1", "L2"), True),
        (("L3",), ("L1",), True),
        (("L3",), ("L1", "L2"), False),  # L3 has its place, visited or not
        (("L3",), ("L3", "L1"), True),
        (("L1", "L2"), ("L1", "L2"), True),
        (("L1", "L2"), ("L3",), False),
        (("L1", "L2", "L3"), ("L1", "L2", "L3"), True),  # a list that is too long stays
    ],
)
def test_the_list_takes_places(
    places: tuple[str, ...], visited: tuple[str, ...], is_kept: bool
) -> None:
    place = territory(*LEADS, policy=policy(max_active_leads=2), lead_list=listed(*places))
    days = (MONDAY, TUESDAY, WEDNESDAY)
    made = [(one, day, "10:00", 30) for one, day in zip(visited, days, strict=False)]
    assert kept("lead-cap", place, *made) is is_kept


@pytest.mark.parametrize(("days", "is_kept"), [(89, True), (90, False), (100, False), (179, False)])
def test_who_ages_out_rests(days: int, is_kept: bool) -> None:
    place = territory(*LEADS, lead_list=listed("L1", days=days))
    assert kept("lead-cap", place, ("L1", MONDAY, "10:00", 30)) is is_kept
    assert kept("lead-cap", place, ("L2", MONDAY, "10:00", 30))


@pytest.mark.parametrize(("ago", "is_kept"), [(89, False), (90, True)])
def test_rest_ends(ago: int, is_kept: bool) -> None:
    left = MONDAY - timedelta(days=ago)
    gone = LeadPlace(
        account_id="L1", added=left - timedelta(days=90), left=left, why="aged out after 90 days"
    )
    place = territory(*LEADS, lead_list=(gone,))
    assert kept("lead-cap", place, ("L1", MONDAY, "10:00", 30)) is is_kept
    back = LeadPlace(account_id="L1", added=MONDAY - timedelta(days=1))
    again = territory(*LEADS, lead_list=(gone, back))
    assert kept("lead-cap", again, ("L1", MONDAY, "10:00", 30))


def test_an_appointment_outranks_the_rest() -> None:
    place = territory(*LEADS, lead_list=listed("L1", days=100), pins=(pin("L1", MONDAY, "10:00"),))
    assert kept("lead-cap", place, ("L1", MONDAY, "10:00", 30))


def test_a_list_that_is_too_long_is_said() -> None:
    place = territory(*LEADS, policy=policy(max_active_leads=1), lead_list=listed("L1", "L2"))
    findings = compile_rep(place, "r1").findings
    assert [(one.code, one.fatal) for one in findings] == [("leads-list-long", False)]


def test_plans_obey_the_list() -> None:
    place = territory(
        *LEADS, period=week(2), policy=policy(max_active_leads=2), lead_list=listed("L3")
    )
    visited = {visit.account_id for visit in planned(place).visits}
    assert "L3" in visited
    assert len(visited) == 2

"""Shares of visit minutes, at their limits."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from planner.domain import BadInput, Quota, Territory, Tier
from planner.rules import compile_rep
from tests.rules.agreement import kept, planned
from tests.territories import FRIDAY, MONDAY, TUESDAY, WEDNESDAY, account, policy, territory, week

MIXED = (
    account("K", visit_minutes=60),
    account("S", tier=Tier.SECONDARY, visit_minutes=30),
    account("T", tier=Tier.SECONDARY, visit_minutes=30),
)


def place(*quotas: Quota, **changes: Any) -> Territory:
    return territory(*MIXED, policy=policy(quotas=quotas), **changes)


def key(share: str) -> Quota:
    return Quota(tiers=(Tier.KEY,), min_share=Fraction(share))


@pytest.mark.parametrize(("share", "is_kept"), [("1/2", True), ("2/3", True), ("67/100", False)])
def test_at_least(share: str, is_kept: bool) -> None:
    """Sixty minutes of ninety are two thirds."""
    visits = (("K", MONDAY, "10:00", 60), ("S", MONDAY, "12:00", 30))
    assert kept("quota", place(key(share)), *visits) is is_kept


@pytest.mark.parametrize(("share", "is_kept"), [("1/2", True), ("1/3", True), ("33/100", False)])
def test_at_most(share: str, is_kept: bool) -> None:
    quota = Quota(tiers=(Tier.SECONDARY,), max_share=Fraction(share))
    visits = (("K", MONDAY, "10:00", 60), ("S", MONDAY, "12:00", 30))
    assert kept("quota", place(quota), *visits) is is_kept


def test_no_visit_keeps_every_quota() -> None:
    assert kept("quota", place(key("1")))


def test_integers_of_the_row() -> None:
    compiled = compile_rep(place(key("4/5")), "r1")
    (row,) = compiled.problem.rows
    assert (row.label, row.weights, row.at_least) == ("quota:key", (60, -120, -120), 0)
    # One percentage point of 300 minutes is 3 minutes, 15 units of a row in fifths.
    assert compiled.units["quota:key"].price(2.0, visit_minutes=300) == 30


def test_both_limits_have_their_own_label() -> None:
    quota = Quota(tiers=(Tier.KEY,), min_share=Fraction(1, 2), max_share=Fraction(3, 4))
    compiled = compile_rep(place(quota), "r1")
    assert [row.label for row in compiled.problem.rows] == ["quota:key", "quota:key:max"]


def test_limits_that_limit_nothing_cost_nothing() -> None:
    free = Quota(tiers=(Tier.KEY,), min_share=Fraction(0), max_share=Fraction(1))
    assert not compile_rep(place(free), "r1").problem.rows


@pytest.mark.parametrize(
    ("quotas", "code"),
    [
        ([Quota(tiers=(Tier.LEAD,), min_share=Fraction(1, 5))], "quota-nobody"),
        ([Quota(tiers=(Tier.KEY, Tier.SECONDARY), max_share=Fraction(1, 5))], "quota-nobody"),
        ([key("1/2"), key("1/3")], "quota-twice"),
    ],
)
def test_quotas_that_cannot_be_meant_are_errors(quotas: list[Quota], code: str) -> None:
    with pytest.raises(BadInput) as caught:
        compile_rep(place(*quotas), "r1")
    assert [finding.code for finding in caught.value.findings] == [code]


def test_plans_obey() -> None:
    def minutes(share: str) -> dict[str, int]:
        spent = {"K": 0, "S": 0, "T": 0}
        for visit in planned(place(key(share), period=week(2))).visits:
            spent[visit.account_id] += (visit.end - visit.start).seconds // 60
        return spent

    assert minutes("1/2") == {"K": 120, "S": 60, "T": 60}
    assert sum(minutes("2/3").values()) == 180
    assert minutes("1") == {"K": 120, "S": 0, "T": 0}


def test_the_week_counts_as_a_whole() -> None:
    visits = [("K", day, "10:00", 60) for day in (MONDAY, TUESDAY)]
    visits += [("S", WEDNESDAY, "10:00", 30), ("T", FRIDAY, "10:00", 30)]
    assert kept("quota", place(key("2/3")), *visits)

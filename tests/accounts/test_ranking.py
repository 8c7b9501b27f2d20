"""Ranks, the key line, A/B/C and classes that do not flicker."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.accounts import classify
from planner.accounts.lacking import lacking
from planner.accounts.ranking import KeyLine, rank_accounts
from planner.domain import Access, Account, Measure, Tier, TierRule
from tests.territories import account, policy, territory

FIFTH = KeyLine()
FIGURES = st.lists(st.integers(-50, 1000), max_size=25)


def accounts(*revenue: int) -> list[Account]:
    return [account(f"A{n:02}", tier=None, revenue_per_year=each) for n, each in enumerate(revenue)]


@given(FIGURES)
def test_without_a_last_class_it_is_the_territorys_own_rule(revenue: list[int]) -> None:
    listed = accounts(*(max(each, 0) for each in revenue))
    place = territory(*listed, policy=policy(tier_rule=TierRule.PARETO)) if listed else None
    found = rank_accounts(listed, FIFTH)
    assert found.tiers == (classify(place) if place else {})


@given(FIGURES)
def test_no_account_is_dropped(revenue: list[int]) -> None:
    listed = accounts(*revenue)
    assert set(rank_accounts(listed, FIFTH).tiers) == {one.id for one in listed}


@pytest.mark.parametrize(
    ("share", "keys"), [("0", 0), ("1/2", 1), ("51/100", 2), ("8/10", 2), ("81/100", 3), ("1", 4)]
)
def test_cumulative_share_takes_the_fewest_accounts_that_reach_it(share: str, keys: int) -> None:
    line = KeyLine(accounts=None, cumulative=Fraction(share))
    tiers = rank_accounts(accounts(50, 30, 15, 5), line).tiers
    assert sum(tier is Tier.KEY for tier in tiers.values()) == keys


def test_letters() -> None:
    found = rank_accounts(accounts(*range(100, 90, -1)), FIFTH)
    assert "".join(one.letter for one in found.ranked) == "AABBBCCCCC"
    line = KeyLine(accounts=None, cumulative=Fraction(1, 2))
    found = rank_accounts(accounts(50, 40, 5, 3, 2), line)
    assert "".join(one.letter for one in found.ranked) == "ABBCC"


def test_profit_ranks_by_margin() -> None:
    rich = account("A", tier=None, revenue_per_year=1000, margin=Decimal("0.1"))
    lean = account("B", tier=None, revenue_per_year=600)
    line = KeyLine(measure=Measure.PROFIT, accounts=Fraction(1, 2))
    assert rank_accounts([rich, lean], line).tiers == {"A": Tier.SECONDARY, "B": Tier.KEY}


@pytest.mark.parametrize(("worth", "stays"), [(90, True), (89, False)])
def test_a_key_account_stays_down_to_the_band(worth: int, stays: bool) -> None:
    listed = accounts(100, worth, 1, 1, 1)  # the line is at 100
    tiers = rank_accounts(listed, FIFTH, {"A01": Tier.KEY}).tiers
    assert (tiers["A01"] is Tier.KEY) is stays


@pytest.mark.parametrize(("worth", "rises"), [(110, True), (109, False)])
def test_a_secondary_account_rises_from_the_band_on(worth: int, rises: bool) -> None:
    listed = accounts(worth, 100, 1, 1, 1, 1)  # two are key by rank, the line is at 100
    tiers = rank_accounts(listed, FIFTH, {"A00": Tier.SECONDARY}).tiers
    assert (tiers["A00"] is Tier.KEY) is rises


def test_one_dollar_flips_nobody() -> None:
    before = rank_accounts(accounts(1001, 1000, 10, 10, 10), FIFTH).tiers
    after = rank_accounts(accounts(1000, 1001, 10, 10, 10), FIFTH, before)
    assert after.tiers == before
    assert not any(one.changed for one in after.standings)
    assert sum(one.held for one in after.standings) == 2


@given(FIGURES, FIGURES, st.integers(0, 90))
def test_classing_the_same_figures_again_changes_nothing(
    before: list[int], now: list[int], band: int
) -> None:
    line = KeyLine(band=Fraction(band, 100))
    last = rank_accounts(accounts(*before), line).tiers
    first = rank_accounts(accounts(*now), line, last).tiers
    assert rank_accounts(accounts(*now), line, first).tiers == first


def test_accounts_that_are_gone_are_named() -> None:
    found = rank_accounts(accounts(5), FIFTH, {"Z": Tier.KEY, "A00": Tier.KEY})
    assert found.gone == ("Z",)


@pytest.mark.parametrize(
    ("changes", "tier", "named"),
    [
        ({"revenue_per_year": 5}, Tier.KEY, ""),
        ({"revenue_per_year": None}, Tier.LEAD, "revenue_per_year if it buys"),
        ({"revenue_per_year": -5}, Tier.LEAD, "refunds"),
        ({"revenue_per_year": None, "potential_per_year": 5}, Tier.LEAD, "decision_maker_access"),
        (
            {"tier": Tier.TARGET, "revenue_per_year": None, "potential_per_year": 5,
             "access": Access.DECISION_MAKER},
            Tier.TARGET,
            "",
        ),
        ({"tier": Tier.TARGET, "revenue_per_year": None}, Tier.TARGET, "potential_per_year"),
    ],
)  # fmt: skip
def test_what_is_missing(changes: dict[str, Any], tier: Tier, named: str) -> None:
    said = lacking(account(**({"tier": None} | changes)), tier, Measure.REVENUE)
    assert said.startswith(named) or named in said
    assert bool(said) is bool(named)

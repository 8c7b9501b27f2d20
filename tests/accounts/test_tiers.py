"""The class of every account."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.accounts import classify
from planner.domain import Access, Measure, Policy, Tier, TierRule
from tests.territories import account, policy, territory


def pareto(key_share: str = "1/5", measure: Measure = Measure.REVENUE) -> Policy:
    return policy(tier_rule=TierRule.PARETO, key_share=Fraction(key_share), measure=measure)


@pytest.mark.parametrize(
    ("revenue", "given_tier", "expected"),
    [
        (None, Tier.KEY, Tier.KEY),
        (5, Tier.LEAD, Tier.LEAD),
        (5, None, Tier.SECONDARY),
        (0, None, Tier.LEAD),
        (None, None, Tier.LEAD),
    ],
)
def test_given(revenue: int | None, given_tier: Tier | None, expected: Tier) -> None:
    one = account(revenue_per_year=revenue, tier=given_tier)
    assert classify(territory(one)) == {"A": expected}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"tier": Tier.LEAD}, Tier.LEAD),
        ({"tier": Tier.TARGET, "revenue_per_year": 5}, Tier.TARGET),
        ({"potential_per_year": 5, "access": Access.DECISION_MAKER}, Tier.TARGET),
        ({"potential_per_year": 5, "access": Access.INFLUENCER}, Tier.LEAD),
        ({"potential_per_year": 5}, Tier.LEAD),
        ({"access": Access.DECISION_MAKER}, Tier.LEAD),
        ({"tier": Tier.KEY}, Tier.LEAD),
    ],
)
def test_prospects_are_not_ranked(changes: dict[str, Any], expected: Tier) -> None:
    neutral: dict[str, Any] = {"tier": None, "revenue_per_year": None}
    one = account(**(neutral | changes))
    assert classify(territory(one, policy=pareto("1"))) == {"A": expected}


@given(billing=st.integers(0, 12), percent=st.integers(0, 100))
def test_the_key_share_is_rounded_up(billing: int, percent: int) -> None:
    many = [account(f"A{n:02}", tier=None, revenue_per_year=100 + n) for n in range(billing)]
    many.append(account("Z", tier=Tier.LEAD))
    classes = list(classify(territory(*many, policy=pareto(f"{percent}/100"))).values())
    assert classes.count(Tier.KEY) == ceil(Fraction(percent, 100) * billing)
    assert classes.count(Tier.LEAD) == 1


def test_the_largest_are_key_and_equals_go_by_id() -> None:
    many = [
        account(account_id, tier=None, revenue_per_year=revenue)
        for account_id, revenue in (("D", 9), ("C", 5), ("B", 5), ("A", 1))
    ]
    classes = classify(territory(*many, policy=pareto("1/2")))
    assert list(classes) == ["A", "B", "C", "D"]
    assert [account_id for account_id, tier in classes.items() if tier is Tier.KEY] == ["B", "D"]


def test_profit_ranks_by_margin() -> None:
    many = [
        account("A", tier=None, revenue_per_year=100, margin=Decimal("0.1")),
        account("B", tier=None, revenue_per_year=60, margin=Decimal("0.2")),
        account("C", tier=None, revenue_per_year=50, margin=None),  # 0.25, the class's
    ]
    by_profit = classify(territory(*many, policy=pareto("1/3", Measure.PROFIT)))
    assert by_profit == {"A": Tier.SECONDARY, "B": Tier.SECONDARY, "C": Tier.KEY}
    assert classify(territory(*many, policy=pareto("1/3")))["A"] is Tier.KEY

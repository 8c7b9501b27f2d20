"""Curves to look at, and what is odd about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.accounts import classify, response_curve, value_table
from planner.accounts.shapes import account_points, curve_warnings, elasticity, tier_points
from planner.domain import CallplanAnswers, Tier
from tests.territories import account, policy, territory, tiers, week


def said(one: Any, **changes: Any) -> str:
    place = territory(one, **changes)
    return " ".join(str(finding) for finding in curve_warnings(place, classify(place)))


@given(st.decimals("0.05", "0.95", places=2))
def test_the_class_elasticity_is_implied_again(given_elasticity: Decimal) -> None:
    usual = replace(policy().tiers[Tier.KEY], elasticity=given_elasticity)
    curve = response_curve(CallplanAnswers(), usual)
    assert abs(elasticity(curve) - given_elasticity) < Decimal("1e-20")
    step = Decimal("1e-8")
    slope = (curve(1 + step) - curve(1 - step)) / (2 * step)
    assert abs(slope - given_elasticity) < Decimal("1e-6")


@pytest.mark.parametrize(
    ("half", "plus_half", "warned"), [("0.60", "1.40", False), ("0.45", "1.55", True)]
)
def test_an_elasticity_above_1_is_warned_of(half: str, plus_half: str, warned: bool) -> None:
    answers = CallplanAnswers(half=Decimal(half), plus_half=Decimal(plus_half))
    assert ("elasticity" in said(account(answers=answers))) is warned


@pytest.mark.parametrize(("given_elasticity", "warned"), [("1", False), ("1.01", True)])
def test_a_class_with_an_elasticity_above_1(given_elasticity: str, warned: bool) -> None:
    changed = policy(tiers=tiers(elasticity=Decimal(given_elasticity)))
    assert ("class key" in said(account(), policy=changed)) is warned


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"revenue_per_year": 0}, "has no revenue, so its curve is worth nothing"),
        ({"tier": Tier.LEAD, "revenue_per_year": None}, "has no potential"),
        ({"answers": CallplanAnswers(half=Decimal("1.1"))}, "more visits must bring more sales"),
        (
            {"answers": CallplanAnswers(no_visits=Decimal("0.99"), saturation=Decimal("1.005"))},
            "sales hardly depend on visits",
        ),
    ],
)
def test_odd_curves(changes: dict[str, Any], words: str) -> None:
    found = said(account(**changes))
    assert words in found
    assert bool(found) is bool(words)


def test_points_start_with_no_visits_and_rise_by_the_values() -> None:
    place = territory(account(), period=week(31, date(2026, 12, 1)))
    points = account_points(account(), Tier.KEY, place, 4)
    assert points[0][1] == pytest.approx(4000)  # 120,000 a year, 0.4 of a month's
    values = value_table(account(), Tier.KEY, place.policy, place.period, 4)
    assert points[4][1] - points[0][1] == pytest.approx(values[4] / 100)
    assert points[2][1] == pytest.approx(10_000)  # present visits bring present sales


@pytest.mark.parametrize("tier", list(Tier))
def test_class_curves_rise(tier: Tier) -> None:
    heights = [y for _, y in tier_points(policy(), tier)]
    assert heights == sorted(heights)
    assert heights[-1] > heights[0]

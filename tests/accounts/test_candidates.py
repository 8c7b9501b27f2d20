"""Who could grow, who is at risk, which targets are real, whom to let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from planner.accounts import classify
from planner.accounts.candidates import Advice, Candidate, candidates
from planner.accounts.review import review_key_accounts
from planner.domain import Access, Account, ContactBy, Contract, Tier
from tests.territories import account, policy, rep, territory, tiers

KEY = account("K", revenue_per_year=10_000_000)
OTHERS = tuple(
    account(f"S{n}", tier=Tier.SECONDARY, revenue_per_year=4_000_000) for n in range(1, 10)
)


def found(*accounts: Account, advice: Advice, cost_per_hour: int = 0) -> list[Candidate]:
    place = territory(*accounts, policy=policy(tiers=tiers(min_gap_days=1)))
    listed = candidates(place, classify(place), cost_per_hour)
    return [one for one in listed if one.advice is advice]


@pytest.mark.parametrize(
    ("changes", "grows"),
    [
        ({"growth": Decimal("1")}, True),  # 50,000 to 100,000, the line
        ({"growth": Decimal("0.99")}, False),
        ({"potential_per_year": 5_000_000}, True),
        ({"potential_per_year": 4_999_900}, False),
        ({}, False),
        ({"growth": Decimal("1"), "open_to_ideas": False}, False),
        ({"growth": Decimal("1"), "access": Access.NONE}, False),
        ({"growth": Decimal("1"), "access": Access.INFLUENCER}, True),
    ],
)
def test_growing(changes: dict[str, Any], grows: bool) -> None:
    one = account("S0", tier=Tier.SECONDARY, revenue_per_year=5_000_000, **changes)
    listed = found(KEY, one, *OTHERS, advice=Advice.GROW)
    assert [each.account.id for each in listed] == (["S0"] if grows else [])
    if grows:
        assert "$100,000 is above the key line of $100,000" in listed[0].reason


def test_at_most_three_of_ten_can_grow() -> None:
    eager = [
        account(f"S{n}", tier=Tier.SECONDARY, revenue_per_year=4_000_000, growth=Decimal(n))
        for n in range(10)
    ]
    listed = found(KEY, *eager, advice=Advice.GROW)
    assert [one.account.id for one in listed] == ["S9", "S8", "S7"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"at_risk": True}, "said to be at risk"),
        ({"growth": Decimal("-0.1")}, "shrinks by 10%"),
        ({"last_visit": date(2026, 10, 22)}, "not seen for 46 days"),
        ({"last_visit": date(2026, 10, 23)}, ""),
        ({"growth": Decimal(0), "at_risk": False}, ""),
    ],
)
def test_at_risk(changes: dict[str, Any], word: str) -> None:
    listed = found(account("K", **changes), advice=Advice.AT_RISK)
    assert bool(listed) is bool(word)
    assert all(word in one.reason for one in listed)


GOOD = {"potential_per_year": 10_000_000, "access": Access.DECISION_MAKER,
        "win_probability": Decimal("0.3")}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, ""),
        ({"potential_per_year": 9_999_900}, "potential_per_year"),
        ({"potential_per_year": None}, "potential_per_year"),
        ({"access": Access.INFLUENCER}, "decision_maker_access = decision_maker"),
        ({"access": None}, "decision_maker_access = decision_maker"),
        ({"win_probability": Decimal("0.29")}, "win_probability"),
        ({"win_probability": None}, ""),
    ],
)
def test_targets(changes: dict[str, Any], field: str) -> None:
    one = account("T", tier=Tier.TARGET, revenue_per_year=None, **(GOOD | changes))
    good = found(KEY, one, advice=Advice.TARGET)
    lacking = found(KEY, one, advice=Advice.NO_TARGET)
    assert (len(good), len(lacking)) == ((0, 1) if field else (1, 0))
    assert not field or lacking[0].field == field


@pytest.mark.parametrize(
    ("cost_per_hour", "gone"),
    # 12 visits of 30 + 10 minutes are 8 hours, 12 x 10 km cost $84, and the margin is $500
    [(5200, False), (5201, True)],
)
def test_let_go(cost_per_hour: int, gone: bool) -> None:
    once = Contract(visits_per_month=1)
    one = account("S", tier=Tier.SECONDARY, revenue_per_year=200_000, contract=once)
    rich = account("R", tier=Tier.SECONDARY, revenue_per_year=90_000_000)
    listed = found(one, rich, advice=Advice.LET_GO, cost_per_hour=cost_per_hour)
    assert [each.account.id for each in listed] == (["S"] if gone else [])
    place = territory(one, rich, reps=(rep(cost_per_hour=cost_per_hour),))
    said = candidates(place, classify(place))
    assert [one for one in said if one.advice is Advice.LET_GO] == listed
    called = replace(one, contact_by=ContactBy.PHONE)  # 12 calls of 15 minutes are 3 hours
    assert not found(called, rich, advice=Advice.LET_GO, cost_per_hour=16_600)
    assert found(called, rich, advice=Advice.LET_GO, cost_per_hour=16_700)


def test_the_review_says_what_is_not_known() -> None:
    place = territory(account("A", growth=Decimal("0.5")), account("B", revenue_per_year=99))
    first, second = review_key_accounts(place, classify(place))
    assert (first.account.id, first.growth_cents) == ("A", 6_000_000)
    assert first.unknown == ("decision_maker_access", "open_to_ideas", "at_risk")
    assert second.unknown == ("decision_maker_access", "growth", "open_to_ideas", "at_risk")
    assert first.saturation > first.class_saturation

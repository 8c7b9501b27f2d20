"""Answers of a review move the curve: growth its saturation, risk what a visit protects."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.accounts import value_table
from planner.accounts.curves import growth_share, reviewed
from planner.checks.worth import gain_cents
from planner.domain import DEFAULT_TIERS, Access, Account, CallplanAnswers, Tier
from tests.rules.agreement import planned
from tests.territories import account, policy, rep, territory, tiers, week

POLICY = policy(tiers=tiers(max_visits=6))
PERIOD = week(31)
KEY = POLICY.tiers[Tier.KEY]


def ends(**answers: Any) -> tuple[Decimal, Decimal]:
    moved = reviewed(account(**answers), KEY, POLICY)
    return moved.sales_no_visits, moved.sales_saturation


def values(one: Account) -> tuple[int, ...]:
    return value_table(one, Tier.KEY, POLICY, PERIOD, 6)


@pytest.mark.parametrize(
    ("answers", "saturation"),
    [
        ({}, "1.6"),
        ({"growth": Decimal("-0.2")}, "1.6"),
        ({"growth": Decimal("0.5")}, "1.75"),  # 0.5, half open, 0.6 of the access
        ({"growth": Decimal("0.5"), "open_to_ideas": True}, "1.9"),
        ({"growth": Decimal("0.5"), "open_to_ideas": False}, "1.6"),
        ({"growth": Decimal("0.5"), "open_to_ideas": True, "access": Access.DECISION_MAKER}, "2.1"),
        ({"growth": Decimal("0.5"), "open_to_ideas": True, "access": Access.NONE}, "1.725"),
        ({"potential_per_year": 6_000_000, "open_to_ideas": True}, "1.9"),  # half its revenue
        ({"potential_per_year": 6_000_000, "growth": Decimal(0)}, "1.6"),
    ],
)
def test_growth_raises_saturation(answers: dict[str, Any], saturation: str) -> None:
    assert ends(**answers) == (Decimal("0.4"), Decimal(saturation))


@pytest.mark.parametrize(("risk", "none"), [(True, "0.2"), (False, "0.4"), (None, "0.4")])
def test_risk_lowers_sales_with_no_visits(risk: bool | None, none: str) -> None:
    assert ends(at_risk=risk)[0] == Decimal(none)


def test_own_answers_stand() -> None:
    own = CallplanAnswers(no_visits=Decimal("0.3"), saturation=Decimal("1.4"))
    plain = account(answers=own)
    answered = account(answers=own, at_risk=True, growth=Decimal(2), open_to_ideas=True)
    assert values(plain) == values(answered)


REVIEWS = st.fixed_dictionaries(
    {
        "growth": st.none() | st.decimals("-1", "5", places=2),
        "potential_per_year": st.none() | st.integers(0, 50_000_000),
        "open_to_ideas": st.none() | st.booleans(),
        "at_risk": st.none() | st.booleans(),
        "access": st.none() | st.sampled_from(Access),
        "visits_per_month_now": st.none() | st.decimals("0.5", "6", places=1),
        "answers": st.builds(
            CallplanAnswers,
            no_visits=st.none() | st.decimals("0", "0.45", places=2),
            half=st.none() | st.decimals("0.5", "0.95", places=2),
            plus_half=st.none() | st.decimals("1.05", "1.3", places=2),
            saturation=st.none() | st.decimals("1.4", "3", places=2),
        ),
    }
)


@given(REVIEWS)
def test_rules_and_checks_reckon_alike(review: dict[str, Any]) -> None:
    one = account(**review)
    for visits, value in enumerate(values(one)):
        assert abs(value - gain_cents(one, Tier.KEY, POLICY, PERIOD, visits)) <= 1


@given(REVIEWS, st.decimals("0", "3", places=2))
def test_more_growth_never_makes_a_visit_worth_less(review: dict[str, Any], more: Decimal) -> None:
    review["answers"] = CallplanAnswers()
    before = account(**review)
    grown = account(**(review | {"growth": (growth_share(before) or Decimal(0)) + more}))
    for small, large in zip(values(before), values(grown), strict=True):
        assert large >= small - 1


@given(REVIEWS)
def test_risk_raises_what_present_visits_protect(review: dict[str, Any]) -> None:
    """Up to present visits. Far beyond them the flatter curve may bring a little less."""
    review["answers"] = CallplanAnswers()
    safe = account(**(review | {"at_risk": False}))
    risky = account(**(review | {"at_risk": True}))
    now = safe.visits_per_month_now or DEFAULT_TIERS[Tier.KEY].visits_per_month_now
    for visits, (small, large) in enumerate(zip(values(safe), values(risky), strict=True)):
        if visits <= now:
            assert large >= small


@pytest.mark.parametrize(
    "answers",
    [{"at_risk": True}, {"growth": Decimal(2), "open_to_ideas": True}],
)
def test_being_intentional_changes_the_plan(answers: dict[str, Any]) -> None:
    """One visit fits; it goes to the account with more revenue unless the other is reviewed."""
    for review, visited in (({}, "B"), (answers, "A")):
        now = {"visits_per_month_now": Decimal(12)}
        place = territory(
            account("A", **now, **review),
            account("B", **now, revenue_per_year=12_100_000),
            policy=POLICY,
            period=week(1),
            reps=(rep(hours="Mo-Fr 09:00-10:30"),),
        )
        assert [visit.account_id for visit in planned(place).visits] == [visited]

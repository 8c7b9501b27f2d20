"""What must not change, or only in one direction, when a territory changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from models.exhaustive import brute_force
from planner.domain import (
    BusyTime,
    Contract,
    Lunch,
    Quota,
    Refusal,
    Span,
    Territory,
    Tier,
)
from planner.rules import compile_rep
from tests.territories import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    account,
    at,
    pin,
    policy,
    rep,
    territory,
    tiers,
    week,
)

ACCOUNTS = (
    account("A", contract=Contract(visits_per_month=10), opening_hours="Mo-Fr 09:00-11:00"),
    account("B", tier=Tier.LEAD, potential_per_year=90_000_000, visit_minutes=60),
    account("C", tier=Tier.LEAD, potential_per_year=80_000_000, visit_minutes=60),
)


def tight(**changes: Any) -> Territory:
    """Three short days on which every rule binds."""
    neutral: dict[str, Any] = {
        "period": week(3),
        "reps": (rep(hours="Mo-Fr 09:00-12:15", max_visits_per_day=2),),
        "policy": policy(
            max_active_leads=1,
            quotas=(Quota(tiers=(Tier.KEY,), min_share=Fraction(1, 2)),),
            tiers=tiers(min_gap_days=2, max_visits=2),
        ),
        "busy": {"r1": (BusyTime(start=at(TUESDAY, "09:00"), end=at(TUESDAY, "10:30")),)},
        "refusals": (Refusal(account_id="B", day=WEDNESDAY),),
        "holidays": {},
    }
    return territory(*changes.pop("accounts", ACCOUNTS), **(neutral | changes))


def best(place: Territory) -> int:
    """The optimum in cents, by trying all plans."""
    found = brute_force(compile_rep(place, "r1").problem)
    assert found is not None
    return found[0]


def changed_policy(place: Territory, **changes: Any) -> Territory:
    return replace(place, policy=replace(place.policy, **changes))


def changed_rep(place: Territory, **changes: Any) -> Territory:
    return replace(place, reps=(replace(place.reps[0], **changes),))


def test_the_order_of_the_accounts_is_nothing() -> None:
    straight, reverse = tight(), tight(accounts=ACCOUNTS[::-1])
    assert (
        compile_rep(straight, "r1").problem.to_json()
        == compile_rep(reverse, "r1").problem.to_json()
    )


def test_the_order_of_pins_and_refusals_is_nothing() -> None:
    pins = (pin("B", MONDAY, "10:00"), pin("A", TUESDAY, "10:45"))
    refusals = (Refusal(account_id="C", day=MONDAY), Refusal(account_id="C", day=TUESDAY))
    one = compile_rep(tight(pins=pins, refusals=refusals), "r1")
    other = compile_rep(tight(pins=pins[::-1], refusals=refusals[::-1]), "r1")
    assert one.problem.to_json() == other.problem.to_json()


def test_another_rep_changes_nothing() -> None:
    other = territory(
        *ACCOUNTS, account("D", rep="r2"), reps=(rep("r1"), rep("r2")), policy=policy()
    )
    alone = territory(*ACCOUNTS, policy=policy())
    assert compile_rep(other, "r1").problem.to_json() == compile_rep(alone, "r1").problem.to_json()


def test_a_week_later_is_the_same_week() -> None:
    later = tight(
        period=week(3, MONDAY + timedelta(days=7)),
        busy={
            "r1": (
                BusyTime(
                    start=at(TUESDAY + timedelta(days=7), "09:00"),
                    end=at(TUESDAY + timedelta(days=7), "10:30"),
                ),
            )
        },
        refusals=(Refusal(account_id="B", day=WEDNESDAY + timedelta(days=7)),),
    )
    assert best(later) == best(tight())


LOOSER = {
    "opening-hours": tight(accounts=(replace(ACCOUNTS[0], opening_hours=None), *ACCOUNTS[1:])),
    "working-hours": changed_rep(tight(), hours="Mo-Fr 08:30-12:30"),
    "busy-times": tight(busy={}),
    "visits-per-day": changed_rep(tight(), max_visits_per_day=None),
    "contracts": tight(accounts=(replace(ACCOUNTS[0], contract=None), *ACCOUNTS[1:])),
    "spacing": changed_policy(tight(), tiers=tiers(min_gap_days=1, max_visits=2)),
    "quota": changed_policy(tight(), quotas=()),
    "lead-cap": changed_policy(tight(), max_active_leads=2),
    "refusals": tight(refusals=()),
    "grid": changed_policy(tight(), slot_minutes=5),
}


@pytest.mark.parametrize("rule", LOOSER)
def test_a_looser_rule_never_lowers_the_optimum(rule: str) -> None:
    assert best(LOOSER[rule]) >= best(tight())


STRICTER = {
    "days-off": changed_rep(tight(), days_off=frozenset({MONDAY})),
    "holidays": tight(holidays={TUESDAY: "Founders' Day"}),
    "lunch": changed_rep(tight(), lunch=Lunch(between=Span(660, 720), minutes=30)),
    "travel": replace(tight(), travel=tight(minutes=25).travel),
    "pins": tight(pins=(pin("C", TUESDAY, "10:45"),)),
}


@pytest.mark.parametrize("rule", STRICTER)
def test_a_stricter_rule_never_raises_the_optimum(rule: str) -> None:
    assert best(STRICTER[rule]) <= best(tight())

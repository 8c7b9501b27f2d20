"""Visits or phone calls: what serves the plan better, and nothing that was not agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models
from models.exhaustive import brute_force
from models.verify import verify
from planner.accounts import contacts_worth, value_table
from planner.checks import RULE_CHECKS, check_plan
from planner.domain import (
    Account,
    BadInput,
    ContactBy,
    Contract,
    Pin,
    Plan,
    Quota,
    Replan,
    Territory,
    Tier,
    Visit,
    stable_uid,
)
from planner.plan import Solved, build_plan
from planner.readers.by_hand import (
    ByHand,
    HandPin,
    by_hand_from_toml,
    by_hand_to_toml,
    with_by_hand,
)
from planner.rules import compile_rep
from tests.rules.agreement import minute
from tests.territories import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    account,
    at,
    hand_made,
    policy,
    rep,
    territory,
    tiers,
    week,
)

EITHER, PHONE = ContactBy.EITHER, ContactBy.PHONE
TWICE = Contract(visits_per_month=12, by=EITHER)
"""Owes two visits in a week of December."""


def callable_account(account_id: str = "A", **changes: Any) -> Account:
    """Met either way; calls of 15 minutes count half a visit."""
    neutral = {"contact_by": EITHER, "call_minutes": 15, "call_effect": Decimal("0.5")}
    return account(account_id, **(neutral | changes))


Stop = tuple[str, date, str, str]
"""Account, day, start, ``visit`` or ``phone``."""


def made(place: Territory, *stops: Stop) -> Plan:
    """A plan by hand, with the drives between its stops."""
    stops = tuple(sorted(stops, key=lambda stop: at(stop[1], stop[2])))
    compiled = compile_rep(place, "r1")
    lengths = [
        compiled.problem.clients[compiled.client_of.get((one, ContactBy(by)), 0)].minutes
        for one, _, _, by in stops
    ]
    plan = hand_made(
        place, *((*stop[:3], length) for stop, length in zip(stops, lengths, strict=True))
    )
    visits: list[Visit] = []
    for visit, stop in zip(plan.visits, stops, strict=True):
        visit = replace(visit, by=ContactBy(stop[3]))
        before = visits[-1] if visits else None
        there = before.place if before and before.start.date() == visit.start.date() else "home:r1"
        drive = int(place.travel["r1"].minutes_between(there, visit.place))
        visits.append(replace(visit, travel_minutes_before=drive, travel_km_before=float(drive)))
    return replace(plan, visits=tuple(visits))


def broken(place: Territory, *stops: Stop) -> set[str]:
    """Rules that the checks find broken; the compiled problem must agree that there are some."""
    plan = made(place, *stops)
    rules = {breach.rule for check in RULE_CHECKS.values() for breach in check(place, plan)}
    compiled = compile_rep(place, "r1")
    visits = [
        (compiled.days.index(day), minute(start), compiled.client_of[one, ContactBy(by)])
        for one, day, start, by in stops
    ]
    misses = verify(compiled.problem, models.Solution(tuple(sorted(visits)))).violations
    assert bool(misses) is bool(rules), (misses, rules)
    return rules


def best(place: Territory) -> Plan:
    """The best plan by brute force, which all checks pass, the score among them."""
    compiled = compile_rep(place, "r1")
    found = brute_force(compiled.problem)
    assert found is not None
    result = models.Result(
        status=models.Status.OPTIMAL,
        solution=found[1],
        objective=found[0],
        bound=found[0],
        seconds=0.0,
        stop_reason=models.solution.StopReason.GAP,
    )
    plan = build_plan(place, [Solved(compiled, result)], 0, {})
    assert check_plan(place, plan) == []
    return plan


def ways(plan: Plan) -> list[str]:
    return [visit.by.value for visit in plan.visits]


def test_an_account_by_phone_alone_is_called_at_home() -> None:
    place = territory(callable_account(contact_by=PHONE), period=week(1), minutes=400)
    (call,) = best(place).visits
    assert (call.by, call.place) == (PHONE, "home:r1")
    assert call.end - call.start == timedelta(minutes=15)
    assert (call.travel_minutes_before, call.travel_km_before) == (0, 0.0)
    assert call.value_cents == contacts_worth(
        place.accounts[0], Tier.KEY, place.policy, place.period, 0, 1
    )


def test_the_cheaper_way_is_taken() -> None:
    near = territory(callable_account(), period=week(1), minutes=1)
    assert ways(best(near)) == ["visit"]
    far = territory(callable_account(), period=week(1), minutes=230)  # a visit does not fit
    assert ways(best(far)) == ["phone"]
    no_effect = territory(callable_account(call_effect=Decimal(0)), period=week(1))
    assert ways(best(no_effect)) == ["visit"]


def test_calls_fall_between_drives_and_need_none() -> None:
    """Home is where calls are made: before, after or between two rounds."""
    place = territory(callable_account("A", contact_by=PHONE), account("B"), period=week(1))
    assert broken(place, ("A", MONDAY, "09:00", "phone"), ("B", MONDAY, "09:30", "visit")) == set()
    assert broken(place, ("A", MONDAY, "09:00", "phone"), ("B", MONDAY, "09:15", "visit")) == {
        "travel"
    }


@pytest.mark.parametrize(
    ("stops", "rules"),
    [
        ((("A", MONDAY, "10:00", "visit"), ("A", TUESDAY, "10:00", "visit")), set()),
        ((("A", MONDAY, "10:00", "phone"), ("A", TUESDAY, "10:00", "phone")), set()),
        ((("A", MONDAY, "10:00", "phone"), ("A", TUESDAY, "10:00", "visit")), {"phone"}),
    ],
)
def test_without_a_contract_one_way_a_period(stops: tuple[Stop, ...], rules: set[str]) -> None:
    assert broken(territory(callable_account()), *stops) == rules


def test_an_account_is_not_called_unless_it_allows_it() -> None:
    place = territory(account())
    plan = made(place, ("A", MONDAY, "10:00", "phone"))
    plan = replace(plan, visits=(replace(plan.visits[0], end=at(MONDAY, "10:15")),))
    assert {b.rule for check in RULE_CHECKS.values() for b in check(place, plan)} == {"phone"}


@pytest.mark.parametrize(
    ("face_to_face", "stops", "rules"),
    [
        (0, (("A", MONDAY, "10:00", "phone"), ("A", TUESDAY, "10:00", "phone")), set()),
        (1, (("A", MONDAY, "10:00", "phone"), ("A", TUESDAY, "10:00", "visit")), set()),
        (1, (("A", MONDAY, "10:00", "visit"), ("A", TUESDAY, "10:00", "visit")), set()),
        (1, (("A", MONDAY, "10:00", "phone"), ("A", TUESDAY, "10:00", "phone")), {"phone"}),
        (2, (("A", MONDAY, "10:00", "phone"), ("A", TUESDAY, "10:00", "visit")), {"phone"}),
        (9, (("A", MONDAY, "10:00", "visit"), ("A", TUESDAY, "10:00", "visit")), set()),
        (0, (("A", MONDAY, "10:00", "phone"),), {"contracts"}),
        (
            0,
            (
                ("A", MONDAY, "10:00", "phone"),
                ("A", TUESDAY, "10:00", "visit"),
                ("A", WEDNESDAY, "10:00", "phone"),
            ),
            {"contracts"},
        ),
        (0, (("A", MONDAY, "10:00", "phone"), ("A", MONDAY, "12:00", "visit")), {"once-a-day"}),
    ],
)
def test_a_contract_counts_both(
    face_to_face: int, stops: tuple[Stop, ...], rules: set[str]
) -> None:
    agreed = replace(TWICE, face_to_face=face_to_face)
    assert broken(territory(callable_account(contract=agreed)), *stops) == rules


def test_a_contract_is_worth_what_visits_and_calls_are_worth_together() -> None:
    agreed = Contract(visits_per_month=31, by=EITHER, face_to_face=1)
    place = territory(callable_account(contract=agreed), period=week(3), minutes=80)
    plan = best(place)
    kinds = sorted(ways(plan))
    assert len(kinds) == 3
    assert kinds[-1] == "visit"
    (outcome,) = plan.outcomes
    assert outcome.value_cents == contacts_worth(
        place.accounts[0],
        Tier.KEY,
        place.policy,
        place.period,
        kinds.count("visit"),
        kinds.count("phone"),
    )
    assert (outcome.visits, outcome.calls) == (len(kinds), kinds.count("phone"))


def test_visits_and_calls_are_spaced_alike() -> None:
    apart = callable_account(contract=TWICE, min_gap_days=2)
    stops = (("A", MONDAY, "10:00", "phone"), ("A", TUESDAY, "10:00", "visit"))
    assert broken(territory(apart), *stops) == {"spacing"}
    stops = (("A", MONDAY, "10:00", "phone"), ("A", WEDNESDAY, "10:00", "visit"))
    assert broken(territory(apart), *stops) == set()


@pytest.mark.parametrize(
    ("stops", "rules"),
    [
        ((("A", WEDNESDAY, "10:00", "phone"),), set()),
        ((("A", WEDNESDAY, "10:00", "visit"),), set()),
        ((("A", THURSDAY, "10:00", "phone"),), {"spacing"}),
    ],
)
def test_a_call_ends_a_longest_gap(stops: tuple[Stop, ...], rules: set[str]) -> None:
    place = territory(callable_account(max_gap_days=3))
    assert broken(place, *stops) == rules


def test_calls_are_no_visits_of_the_day() -> None:
    accounts = (account("A"), account("B"), callable_account("C", contact_by=PHONE))
    place = territory(*accounts, reps=(rep(max_visits_per_day=1),))
    call = ("C", MONDAY, "09:00", "phone")
    assert broken(place, call, ("A", MONDAY, "10:00", "visit")) == set()
    two = (("A", MONDAY, "10:00", "visit"), ("B", MONDAY, "12:00", "visit"))
    assert broken(place, call, *two) == {"visits-per-day"}


def test_minutes_of_calls_count_for_quotas() -> None:
    half = Quota(tiers=(Tier.KEY,), min_share=Fraction(1, 2))
    small = callable_account("B", tier=Tier.SECONDARY, call_minutes=60)
    place = territory(account("A"), small, policy=policy(quotas=(half,)))
    visit = ("A", MONDAY, "10:00", "visit")
    assert broken(place, visit, ("B", MONDAY, "12:00", "phone")) == set()
    more = replace(small, call_minutes=75)
    place = replace(place, accounts=(place.accounts[0], more))
    assert broken(place, visit, ("B", MONDAY, "12:00", "phone")) == {"quota"}


def test_a_lead_that_is_called_is_active() -> None:
    leads = tuple(
        callable_account(name, tier=Tier.LEAD, potential_per_year=50_000_000) for name in "AB"
    )
    place = territory(*leads, policy=policy(max_active_leads=1))
    one = ("A", MONDAY, "10:00", "phone")
    assert broken(place, one) == set()
    assert broken(place, one, ("B", MONDAY, "11:00", "phone")) == {"lead-cap"}
    kept = replace(leads[0], contract=TWICE)
    place = replace(place, accounts=(kept, leads[1]))
    both = (one, ("A", TUESDAY, "10:00", "visit"))
    assert broken(place, *both) == set()
    assert broken(place, *both, ("B", MONDAY, "11:00", "phone")) == {"lead-cap"}


def test_a_call_can_be_appointed() -> None:
    call = Pin(account_id="A", start=at(TUESDAY, "09:05"), by=PHONE)
    place = territory(callable_account(), period=week(2, MONDAY), pins=(call,))
    plan = best(place)
    assert (PHONE, at(TUESDAY, "09:05")) in [(visit.by, visit.start) for visit in plan.visits]
    assert set(ways(plan)) == {"phone"}
    pins = (call, Pin(account_id="A", start=at(FRIDAY, "10:00")))
    with pytest.raises(BadInput, match="a confirmed visit and a confirmed call"):
        compile_rep(territory(callable_account(), pins=pins), "r1")
    kept = territory(callable_account(contract=TWICE), pins=pins)
    assert broken(kept, ("A", TUESDAY, "09:05", "phone"), ("A", FRIDAY, "10:00", "visit")) == set()


def test_calls_of_the_past_stay_calls() -> None:
    call = Visit(
        rep="r1",
        account_id="A",
        start=at(MONDAY, "09:00"),
        end=at(MONDAY, "09:15"),
        value_cents=0,
        travel_minutes_before=0,
        travel_km_before=0.0,
        uid=stable_uid(str(week(3)), "A", 1),
        by=PHONE,
    )
    replan = Replan(today=MONDAY, history=(call,), promised=())
    place = territory(callable_account(), period=week(3), replan=replan)
    first, *later = best(place).visits
    assert first == call
    assert later
    assert {visit.by for visit in later} == {PHONE}


def test_neutral_territories_have_one_client_an_account() -> None:
    compiled = compile_rep(territory(account("A"), account("B")), "r1")
    assert (compiled.account_ids, compiled.calls) == (("A", "B"), frozenset())
    assert compiled.problem.active_caps == ()


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_the_engine_finds_the_best_mix(data: st.DataObject) -> None:
    """Search and brute force agree, the bound holds, and every check passes."""
    accounts = []
    for name in ("A", "B"):
        contract = data.draw(
            st.sampled_from(
                [
                    None,
                    Contract(visits_per_month=20, by=EITHER, face_to_face=1),
                    Contract(visits_per_month=20, by=EITHER),
                ]
            ),
            label="contract",
        )
        accounts.append(
            callable_account(
                name,
                contract=contract,
                revenue_per_year=data.draw(st.integers(100_000, 9_000_000)),
                call_effect=Decimal(data.draw(st.integers(0, 100))) / 100,
                min_gap_days=data.draw(st.sampled_from([1, 2])),
            )
        )
    place = territory(
        *accounts,
        account("C", revenue_per_year=data.draw(st.integers(0, 900_000))),
        minutes=data.draw(st.sampled_from([5, 60, 120])),
        period=week(3),
        policy=policy(tiers=tiers(max_visits=2)),
    )
    compiled = compile_rep(place, "r1")
    found = brute_force(compiled.problem)
    result = models.solve(compiled.problem, work=1, seed=1, workers=1)
    if found is None:
        assert result.solution is None
        return
    assert result.solution is not None
    assert result.objective == found[0]
    assert result.bound is not None
    assert result.bound >= found[0]
    plan = build_plan(place, [Solved(compiled, result)], 1, {})
    assert check_plan(place, plan) == []


def test_tables_of_visits_are_as_before() -> None:
    """A call that counts a whole visit is worth one."""
    place = territory(callable_account(call_effect=Decimal(1)))
    visits, calls = (client.values for client in compile_rep(place, "r1").problem.clients)
    assert (
        visits
        == calls
        == value_table(place.accounts[0], Tier.KEY, place.policy, place.period, len(visits) - 1)
    )


def test_a_call_moved_by_hand_stays_a_call() -> None:
    moved = HandPin(account="A", start=datetime(2026, 12, 8, 9, 5), by="phone")  # noqa: DTZ001 - local
    hand = ByHand(pin=(moved,))
    assert by_hand_from_toml(by_hand_to_toml(hand).encode()) == hand
    place = with_by_hand(territory(callable_account()), hand)
    assert place.pins == (Pin(account_id="A", start=at(TUESDAY, "09:05"), by=PHONE),)
    assert broken(place, ("A", TUESDAY, "09:05", "phone")) == set()
    noon = HandPin(account="A", start=datetime(2026, 12, 8, 12, 5), by="phone")  # noqa: DTZ001 - local
    at_noon = ByHand(pin=(noon,))
    place = with_by_hand(territory(callable_account()), at_noon)
    assert broken(place, ("A", TUESDAY, "12:05", "phone")) == set()
    assert broken(place, ("A", TUESDAY, "12:05", "visit")) == {"pins"}

"""The past and today stay as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from planner.checks.frozen_days import check
from planner.domain import (
    BusyTime,
    ContactBy,
    Contract,
    Period,
    Refusal,
    Replan,
    Territory,
)
from planner.rules import compile_rep
from tests.rules.agreement import broken_rules
from tests.territories import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    account,
    at,
    hand_made,
    rep,
    territory,
)

MONTH = Period(first=date(2026, 12, 1), last=date(2026, 12, 31), time_zone="America/Chicago")
ACCOUNTS = (account("A"), account("B"))
MADE = ("A", MONDAY, "10:00", 60)


def frozen(*made: tuple[str, date, str, int], **changes: Any) -> Territory:
    """Today is Tuesday; the visits up to today are history."""
    plain = territory(*ACCOUNTS, **changes)
    visits = hand_made(plain, *made).visits
    return replace(plain, replan=Replan(today=TUESDAY, history=visits, promised=()))


@pytest.mark.parametrize(
    ("visits", "is_kept"),
    [
        ([MADE], True),
        ([], False),
        ([("A", MONDAY, "10:15", 60)], False),
        ([("A", MONDAY, "10:00", 90)], False),
        ([MADE, ("B", MONDAY, "13:00", 60)], False),
        ([MADE, ("B", TUESDAY, "13:00", 60)], False),
        ([MADE, ("B", WEDNESDAY, "13:00", 60)], True),
    ],
)
def test_the_days_up_to_today(visits: list[tuple[str, date, str, int]], is_kept: bool) -> None:
    place = frozen(MADE)
    assert (broken_rules(place, hand_made(place, *visits)) == set()) is is_kept


@pytest.mark.parametrize("field", ["value_cents", "travel_minutes_before", "uid", "rep"])
def test_every_figure_of_the_past_stays(field: str) -> None:
    place = frozen(MADE)
    plan = hand_made(place, MADE)
    wrong: Any = "r9" if field in ("rep", "uid") else 7
    other = replace(plan.visits[0], **{field: wrong})
    assert [breach.rule for breach in check(place, replace(plan, visits=(other,)))] == [
        "frozen-days",
        "frozen-days",
    ]


def test_no_rule_is_asked_of_the_past() -> None:
    """Closed, off the grid, too long, overlapping, without a way home in time, on a day off."""
    made = (("A", MONDAY, "10:07", 200), ("B", MONDAY, "10:30", 45), ("A", TUESDAY, "20:00", 60))
    shut = territory(
        account("A", opening_hours="Mo-Fr 13:00-16:00", min_gap_days=7),
        account("B", contact_by=ContactBy.PHONE),
        reps=(rep(max_visits_per_day=1, days_off=frozenset({MONDAY})),),
        refusals=(Refusal(account_id="A", day=TUESDAY),),
        busy={"r1": (BusyTime(start=at(MONDAY, "08:00"), end=at(MONDAY, "17:00")),)},
    )
    place = replace(shut, replan=Replan(today=TUESDAY, history=hand_made(shut, *made).visits))
    assert broken_rules(place, hand_made(place, *made)) == set()
    assert compile_rep(place, "r1").days == (WEDNESDAY, THURSDAY, FRIDAY)


def test_without_an_earlier_plan_it_says_nothing() -> None:
    assert len(compile_rep(territory(*ACCOUNTS), "r1").days) == 5
    assert compile_rep(territory(*ACCOUNTS), "r1").problem.pins == ()


def test_the_past_counts_whoever_made_it() -> None:
    """Two of three visits were made, one of them by a rep who is gone."""
    plain = territory(account("A", contract=Contract(visits_per_month=3)), period=MONTH)
    made = hand_made(plain, MADE, ("A", TUESDAY, "10:00", 60)).visits
    made = (replace(made[0], rep="r9"), made[1])
    compiled = compile_rep(replace(plain, replan=Replan(today=TUESDAY, history=made)), "r1")
    [client] = compiled.problem.clients
    assert (client.min_visits, client.max_visits) == (1, 1)
    whole = compile_rep(plain, "r1").problem.clients[0].values
    assert client.values == (0, whole[3] - whole[2])
    assert compiled.agreed == {"A": 3}


def test_too_many_visits_before_are_no_fault() -> None:
    plain = territory(account("A", contract=Contract(visits_per_month=1)), period=MONTH)
    made = (MADE, ("A", TUESDAY, "10:00", 60))
    place = replace(plain, replan=Replan(today=TUESDAY, history=hand_made(plain, *made).visits))
    assert compile_rep(place, "r1").problem.clients[0].max_visits == 0
    assert broken_rules(place, hand_made(place, *made)) == set()
    more = (*made, ("A", WEDNESDAY, "10:00", 60))
    assert broken_rules(place, hand_made(place, *more)) == {"contracts"}


def test_a_contract_that_the_days_left_cannot_hold_is_said_and_kept_as_far_as_possible() -> None:
    agreed = Contract(visits_per_month=3)
    plain = territory(account("A", contract=agreed, min_gap_days=2), period=MONTH)
    today = MONTH.last - timedelta(days=2)  # two days are left: room for one visit
    place = replace(plain, replan=Replan(today=today, history=()))
    compiled = compile_rep(place, "r1")
    assert compiled.problem.clients[0].min_visits == 1
    assert [finding.code for finding in compiled.findings] == ["contract-past-due"]
    assert broken_rules(place, hand_made(place, ("A", MONTH.last, "10:00", 60))) == set()
    assert broken_rules(place, hand_made(place)) == {"contracts"}


def test_spacing_runs_from_the_last_visit_that_was_made() -> None:
    plain = territory(account("A", min_gap_days=3))
    place = replace(plain, replan=Replan(today=TUESDAY, history=hand_made(plain, MADE).visits))
    windows = compile_rep(place, "r1").problem.clients[0].windows
    assert [bool(spans) for spans in windows] == [False, True, True]
    too_close = hand_made(place, MADE, ("A", WEDNESDAY, "10:00", 60))
    assert broken_rules(place, too_close) == {"spacing"}

"""The past and today stay as they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planner.domain import BadInput, Replan, Territory
from planner.rules import compile_rep
from tests.rules.agreement import kept, planned
from tests.territories import (
    FRIDAY,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    account,
    hand_made,
    pin,
    territory,
)

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
        ([MADE, ("B", MONDAY, "13:00", 60)], False),
        ([MADE, ("B", TUESDAY, "13:00", 60)], False),
        ([MADE, ("B", WEDNESDAY, "13:00", 60)], True),
    ],
)
def test_the_days_up_to_today(visits: list[tuple[str, date, str, int]], is_kept: bool) -> None:
    assert kept("frozen-days", frozen(MADE), *visits) is is_kept


def test_an_appointment_of_today_stays_as_well() -> None:
    place = frozen(MADE, pins=(pin("B", TUESDAY, "11:07"),))
    assert kept("frozen-days", place, MADE, ("B", TUESDAY, "11:07", 60))


def test_history_outranks_opening_hours_and_grid() -> None:
    made = ("A", MONDAY, "10:07", 60)
    shut = territory(account("A", opening_hours="Mo-Fr 13:00-16:00"), account("B"))
    place = replace(
        shut, replan=Replan(today=TUESDAY, history=hand_made(shut, made).visits, promised=())
    )
    assert kept("frozen-days", place, made)


def test_without_an_earlier_plan_it_says_nothing() -> None:
    assert compile_rep(territory(*ACCOUNTS), "r1").problem.pins == ()


def test_the_best_plan_keeps_the_past() -> None:
    plan = planned(frozen(MADE))
    past = [visit for visit in plan.visits if visit.start.date() <= TUESDAY]
    assert [(v.account_id, v.start.date(), f"{v.start:%H:%M}") for v in past] == [
        ("A", MONDAY, "10:00")
    ]
    assert any(visit.start.date() == FRIDAY for visit in plan.visits)


def test_history_that_overlaps_is_said() -> None:
    with pytest.raises(BadInput, match="pin-overlap"):
        compile_rep(frozen(MADE, ("B", MONDAY, "10:30", 60)), "r1")

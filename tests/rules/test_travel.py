"""Drives between visits, at their limits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planner.domain import BadInput, BusyTime, TravelPolicy
from planner.rules import compile_rep
from planner.rules.travel import leg_cents
from tests.rules.agreement import kept, planned
from tests.territories import MONDAY, account, at, pin, policy, rep, territory, week

PAIR = (account("A"), account("B"))
PLACE = territory(*PAIR, policy=policy(slot_minutes=5))


@pytest.mark.parametrize(
    ("start", "is_kept"), [("11:15", True), ("11:10", True), ("11:05", False), ("10:45", False)]
)
def test_there_is_time_for_the_drive(start: str, is_kept: bool) -> None:
    visits = (("A", MONDAY, "10:00", 60), ("B", MONDAY, start, 60))
    assert kept("travel", PLACE, *visits) is is_kept


@pytest.mark.parametrize(("start", "is_kept"), [("11:35", False), ("11:40", True)])
def test_driving_pauses_in_a_busy_time(start: str, is_kept: bool) -> None:
    """Five of the ten minutes pass before the meeting, so five are left after it."""
    meeting = BusyTime(start=at(MONDAY, "11:05"), end=at(MONDAY, "11:35"))
    place = territory(*PAIR, policy=policy(slot_minutes=5), busy={"r1": (meeting,)})
    visits = (("A", MONDAY, "10:00", 60), ("B", MONDAY, start, 60))
    assert kept("travel", place, *visits) is is_kept


def test_minutes_are_rounded_up() -> None:
    place = territory(*PAIR, minutes=10.01)
    problem = compile_rep(place, "r1").problem
    assert problem.travel[0, 1] == problem.travel[1, 2] == 11
    assert problem.travel[1, 1] == 0


def test_kilometres_cost() -> None:
    place = territory(policy=policy(travel=TravelPolicy(cost_per_km=Decimal("0.5"))))
    assert compile_rep(place, "r1").problem.travel_cost.tolist() == [[0, 500], [500, 0]]
    assert [leg_cents(km, Decimal("0.5")) for km in (0.25, 0.75, 0.5)] == [12, 38, 25]


def test_appointments_too_far_apart_are_an_error() -> None:
    day = week(1)
    near = territory(*PAIR, pins=(pin("A", MONDAY, "10:00"), pin("B", MONDAY, "11:10")), period=day)
    assert len(planned(near).visits) == 2
    far = territory(*PAIR, pins=(pin("A", MONDAY, "10:00"), pin("B", MONDAY, "11:09")), period=day)
    with pytest.raises(BadInput, match="9 minutes to get from account A to account B"):
        compile_rep(far, "r1")
    early = territory(*PAIR, pins=(pin("A", MONDAY, "09:09"),), period=day)
    with pytest.raises(BadInput, match="from home to account A"):
        compile_rep(early, "r1")


def test_plans_obey() -> None:
    hours = rep(hours="Mo 09:00-11:40")  # 15 + 60 + 15 + 60 + 10 minutes
    assert len(planned(territory(*PAIR, reps=(hours,))).visits) == 2
    assert len(planned(territory(*PAIR, reps=(rep(hours="Mo 09:00-11:39"),))).visits) == 1

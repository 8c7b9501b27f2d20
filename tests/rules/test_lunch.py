"""Lunch: owed where there is room for it, and then kept."""

from __future__ import annotations

import pytest

from planner.domain import BusyTime, Lunch, Span
from planner.rules import compile_rep
from tests.rules.agreement import kept, planned
from tests.territories import FRIDAY, MONDAY, at, policy, rep, territory, week

LUNCH = Lunch(between=Span(690, 810), minutes=40)
EATS = territory(reps=(rep(lunch=LUNCH),), policy=policy(slot_minutes=5))


@pytest.mark.parametrize(
    ("start", "eaten", "is_kept"),
    [
        ("09:30", "11:30", True),
        ("09:30", "12:50", True),
        ("09:30", "12:55", False),
        ("09:30", "11:25", False),
        ("09:30", None, False),
        ("10:30", "11:30", True),
        ("10:35", "11:30", False),
        ("12:10", "11:30", False),  # no time is left for the drive from home
    ][:-1],
)
def test_one_break_inside_its_span(start: str, eaten: str | None, is_kept: bool) -> None:
    breaks = () if eaten is None else ((MONDAY, eaten, 40),)
    assert kept("lunch", EATS, ("A", MONDAY, start, 60), breaks=breaks) is is_kept


def test_a_day_without_visits_owes_none() -> None:
    assert kept("lunch", EATS)


def test_a_short_friday_owes_none() -> None:
    place = territory(reps=(rep(lunch=LUNCH, hours="Mo-Th 09:00-17:00; Fr 09:00-13:29"),))
    lunches = [duty.lunch for duty in compile_rep(place, "r1").problem.duties]
    assert lunches[-1] is None
    assert lunches[0] is not None
    assert kept("lunch", place, ("A", FRIDAY, "10:00", 60))


@pytest.mark.parametrize(("until", "owed"), [("12:49", True), ("12:50", True), ("12:51", False)])
def test_a_meeting_may_leave_no_room(until: str, owed: bool) -> None:
    place = territory(
        reps=(rep(lunch=LUNCH),),
        busy={"r1": (BusyTime(start=at(MONDAY, "11:00"), end=at(MONDAY, until)),)},
    )
    compiled = compile_rep(place, "r1")
    assert (compiled.problem.duties[0].lunch is not None) is owed
    assert [finding.code for finding in compiled.findings] == [] if owed else ["lunch-no-room"]
    assert kept("lunch", place, ("A", MONDAY, "14:00", 60)) is not owed


def test_a_pause_of_the_working_hours_is_no_lunch() -> None:
    place = territory(reps=(rep(lunch=LUNCH, hours="Mo-Fr 09:00-12:00,13:00-17:00"),))
    assert compile_rep(place, "r1").problem.duties[0].lunch is None
    assert kept("lunch", place, ("A", MONDAY, "10:00", 60))


def test_plans_obey() -> None:
    place = territory(reps=(rep(lunch=LUNCH, hours="Mo-Fr 11:00-14:00"),), period=week(1))
    plan = planned(place)
    assert len(plan.visits) == len(plan.breaks) == 1
    # 11:15-12:15 and lunch until 12:55 leave no second hour, nor has lunch any room at 12:15.
    tight = Lunch(between=Span(660, 840), minutes=105)
    assert not planned(
        territory(reps=(rep(lunch=tight, hours="Mo-Fr 11:00-14:00"),), period=week(1))
    ).visits

"""Confirmed appointments are kept at their minute."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planner.domain import BadInput, BusyTime, Lunch, Pin, Span
from planner.rules import compile_rep
from tests.rules.agreement import kept, planned
from tests.territories import MONDAY, TUESDAY, account, at, pin, rep, territory, week

OFF_GRID = territory(account(opening_hours="Mo-Fr 13:00-16:00"), pins=(pin("A", MONDAY, "10:07"),))


@pytest.mark.parametrize(("start", "is_kept"), [("10:07", True), ("13:00", False), (None, False)])
def test_kept_off_the_grid_and_outside_opening_hours(start: str | None, is_kept: bool) -> None:
    visits = [] if start is None else [("A", MONDAY, start, 60)]
    assert kept("pins", OFF_GRID, *visits) is is_kept


def test_other_days_keep_the_opening_hours() -> None:
    assert kept("pins", OFF_GRID, ("A", MONDAY, "10:07", 60), ("A", TUESDAY, "13:00", 60))


@pytest.mark.parametrize(
    ("start", "possible"),
    [("08:59", False), ("09:10", True), ("15:50", True), ("16:01", False)],
)
def test_within_the_working_hours(start: str, possible: bool) -> None:
    place = territory(pins=(pin("A", MONDAY, start),))
    if possible:
        assert compile_rep(place, "r1").problem.pins
    else:
        with pytest.raises(BadInput, match="not within the working hours, 09:00-17:00"):
            compile_rep(place, "r1")


@pytest.mark.parametrize(("start", "possible"), [("10:00", True), ("10:01", False)])
def test_beside_busy_times(start: str, possible: bool) -> None:
    meeting = BusyTime(start=at(MONDAY, "11:00"), end=at(MONDAY, "12:00"))
    place = territory(pins=(pin("A", MONDAY, start),), busy={"r1": (meeting,)})
    if possible:
        assert compile_rep(place, "r1").problem.pins
    else:
        with pytest.raises(BadInput, match="collides with a busy time, 11:00-12:00"):
            compile_rep(place, "r1")


@pytest.mark.parametrize(
    ("pins", "changes", "code"),
    [
        ([pin("A", date(2026, 12, 12), "10:00")], {"period": week(7)}, "pin-impossible"),
        ([pin("A", MONDAY, "10:00"), pin("B", MONDAY, "10:59")], {}, "pin-overlap"),
        (
            [pin("A", MONDAY, "11:30"), pin("B", MONDAY, "12:40")],
            {"reps": (rep(lunch=Lunch(between=Span(690, 810), minutes=40)),)},
            "pin-no-lunch",
        ),
        (
            [Pin(account_id="A", start=at(MONDAY, "10:00").replace(second=30))],
            {},
            "pin-impossible",
        ),
    ],
)
def test_impossible_appointments_are_errors(
    pins: list[Pin], changes: dict[str, Any], code: str
) -> None:
    place = territory(account("A"), account("B"), pins=tuple(pins), **changes)
    with pytest.raises(BadInput) as caught:
        compile_rep(place, "r1")
    assert [finding.code for finding in caught.value.findings if finding.fatal] == [code]


def test_outside_the_period_is_a_warning() -> None:
    compiled = compile_rep(territory(pins=(pin("A", date(2026, 12, 14), "10:00"),)), "r1")
    assert [finding.code for finding in compiled.findings] == ["pin-outside-period"]
    assert not compiled.problem.pins


def test_of_another_rep_is_none_of_ours() -> None:
    place = territory(
        account("A"),
        account("B", rep="r2"),
        reps=(rep("r1"), rep("r2")),
        pins=(pin("B", MONDAY, "10:00"),),
    )
    assert not compile_rep(place, "r1").problem.pins
    assert len(compile_rep(place, "r2").problem.pins) == 1


def test_plans_obey() -> None:
    worthless = account("A", revenue_per_year=0)
    plan = planned(territory(worthless, pins=(pin("A", MONDAY, "10:07"),), period=week(2)))
    assert [visit.start for visit in plan.visits] == [at(MONDAY, "10:07")]

"""Visits a day, at their limit."""

from __future__ import annotations

import pytest

from planner.domain import BadInput
from planner.rules import compile_rep
from tests.rules.agreement import kept, planned
from tests.territories import MONDAY, TUESDAY, account, pin, rep, territory, week

THREE = (account("A"), account("B"), account("C"))
STARTS = ("10:00", "12:00", "14:00")


@pytest.mark.parametrize(("most", "is_kept"), [(None, True), (4, True), (3, True), (2, False)])
def test_most_visits_a_day(most: int | None, is_kept: bool) -> None:
    place = territory(*THREE, reps=(rep(max_visits_per_day=most),))
    visits = [(one.id, MONDAY, start, 60) for one, start in zip(THREE, STARTS, strict=True)]
    assert kept("visits-per-day", place, *visits) is is_kept


def test_more_appointments_than_visits_are_an_error() -> None:
    pins = (pin("A", MONDAY, "10:00"), pin("B", MONDAY, "12:00"))
    compile_rep(territory(*THREE, pins=pins, reps=(rep(max_visits_per_day=2),)), "r1")
    with pytest.raises(BadInput, match="2 confirmed appointments on 2026-12-07"):
        compile_rep(territory(*THREE, pins=pins, reps=(rep(max_visits_per_day=1),)), "r1")


def test_plans_obey() -> None:
    place = territory(*THREE, reps=(rep(max_visits_per_day=2),), period=week(2))
    days = [visit.start.date() for visit in planned(place).visits]
    assert (days.count(MONDAY), days.count(TUESDAY)) == (2, 2)

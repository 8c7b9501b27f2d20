"""Mutation tests: one rule of a valid plan is broken, and exactly that rule is reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from planner.checks import CHECKS, EXTRA_CHECKS, RULE_CHECKS, check_plan
from planner.domain import (
    Breach,
    Lunch,
    Pin,
    Span,
    TravelTimes,
)
from tests.checks.changed import broken, messages, with_busy, with_pin, with_rep

from .factory import Draft, but, plan, territory


def test_registry() -> None:
    assert len(RULE_CHECKS) == 19
    assert set(CHECKS) == set(RULE_CHECKS) | set(EXTRA_CHECKS)
    for rule, check in CHECKS.items():
        assert check.__module__ == f"planner.checks.{rule.replace('-', '_')}"


def test_good_plan() -> None:
    place = territory()
    assert check_plan(place, plan(place)) == []


def test_times_in_another_zone_are_the_same_times() -> None:
    place = territory()
    made = plan(place)
    visits = tuple(
        replace(v, start=v.start.astimezone(UTC), end=v.end.astimezone(UTC)) for v in made.visits
    )
    breaks = tuple(
        replace(b, start=b.start.astimezone(UTC), end=b.end.astimezone(UTC)) for b in made.breaks
    )
    assert check_plan(place, replace(made, visits=visits, breaks=breaks)) == []


A5_TWICE = (Draft("A5", 3, "09:00"), Draft("A5", 3, "14:00"))
A5_THRICE = (Draft("A5", 3, "09:00"), Draft("A5", 10, "09:00"), Draft("A5", 18, "09:00"))

MUTATIONS = [
    ("opening-hours", but((2, Draft("A3", 1, "14:30"))), "A3 on Tue 1 Dec 14:30-15:15: closes at"),
    ("opening-hours", but((2, Draft("A3", 1, "15:00"))), "closed, open 10:00-15:00"),
    ("working-hours", but((4, Draft("A4", 9, "16:30"))), "home 25 min after the hours end"),
    ("working-hours", but((7, Draft("B1", 5, "09:15", rep="r2"))), "leave home 5 min before"),
    ("days-off", but((7, Draft("B1", 25, "10:00", rep="r2"))), "public holiday (Christmas Day)"),
    ("days-off", but(plus=[Draft("A5", 24, "09:00")]), "r1 has the day off"),
    ("busy-times", but((4, Draft("A4", 9, "14:45"))), "busy 13:30-15:00, 15 min of it"),
    ("travel", but((1, Draft("A2", 1, "10:00"))), "takes 10 min, 0 min are free"),
    ("visits-per-day", but(plus=[Draft("A5", 1, "15:00")]), "r1 on Tue 1 Dec: 4 visits, at most 3"),
    ("once-a-day", but(plus=A5_TWICE), "A5 on Thu 3 Dec: 2 visits, at most 1"),
    ("contracts", but((1, None)), "A2: 1 visit, the contract is 2 in 2026-12"),
    ("contracts", but(plus=[Draft("A2", 28, "09:00")]), "A2: 3 visits, the contract is 2"),
    ("contracts", but(plus=A5_THRICE), "a secondary account has at most 2"),
    (
        "spacing",
        but((3, Draft("A1", 3, "09:00"))),
        "2 days from the visit on Tue 1 Dec",
    ),
    ("spacing", but((5, Draft("A1", 14, "09:00"))), "no visit from Tue 15 Dec to Thu 31 Dec"),
    ("quota", but((3, None)), "120 of 255 visit minutes, 47.06 %, at least 50.00 %"),
    ("lead-cap", but(plus=[Draft("A6", 3, "09:00")]), "2 leads are visited, at most 1: A4, A6"),
    (
        "pins",
        but((6, Draft("A2", 17, "10:30"))),
        "confirmed appointment is planned at 10:30",
    ),
    ("pins", but((6, Draft("A2", 18, "10:15"))), "is not planned that day"),
    ("refusals", but((3, Draft("A1", 10, "09:00"))), "refused for that day"),
    ("grid", but((4, Draft("A4", 9, "10:40"))), "starts 10 min after a multiple of 15 min"),
    ("visit-length", but((4, Draft("A4", 9, "10:30", minutes=45))), "lasts 45 min, 30 min are due"),
    ("visit-length", but((4, Draft("A4", 9, "10:30", minutes=20))), "lasts 20 min, 30 min are due"),
]


@pytest.mark.parametrize(("rule", "drafts", "words"), MUTATIONS)
def test_one_rule_is_broken(rule: str, drafts: tuple[Draft, ...], words: str) -> None:
    place = territory()
    found = messages(place, plan(place, drafts), rule)
    assert any(words in message for message in found), found


def test_all_rules_but_lunch_have_a_mutation() -> None:
    anew = {"frozen-days", "change-budget", "phone"}  # tests/rules and test_replanning do
    assert {rule for rule, _, _ in MUTATIONS} == set(RULE_CHECKS) - {"lunch"} - anew


LUNCHES: list[tuple[dict[int, list[tuple[str, int]]], str]] = [
    ({9: []}, "r1 on Wed 9 Dec: 0 lunch breaks, 1 is due"),
    ({9: [("11:30", 40), ("12:30", 40)]}, "2 lunch breaks, 1 is due"),
    ({9: [("12:00", 30)]}, "lunch break 12:00-12:30 lasts 30 min, 40 are due"),
    ({9: [("11:15", 40)]}, "is not within 11:30-13:30"),
    ({9: [("12:55", 40)]}, "overlaps the busy time 13:30-15:00"),
    ({1: [("12:30", 40)]}, "overlaps the visit of A3 13:00-13:45"),
]


@pytest.mark.parametrize(("lunches", "words"), LUNCHES)
def test_lunch_is_broken(lunches: dict[int, list[tuple[str, int]]], words: str) -> None:
    place = territory()
    # The drive to A3 would have too little time as well: let it take none.
    times = place.travel["r1"]
    at_once = TravelTimes(
        places=times.places, minutes=times.minutes * 0, km=times.km, provider="matrix"
    )
    place = replace(place, travel={**place.travel, "r1": at_once})
    found = messages(place, plan(place, lunches=lunches), "lunch")
    assert any(words in message for message in found), found


def test_pinned_visit_needs_no_grid() -> None:
    place = with_pin(territory(), "A4", 9, "10:37")
    assert check_plan(place, plan(place, but((4, Draft("A4", 9, "10:37"))))) == []


def test_pin_outside_the_period_is_not_asked_for() -> None:
    place = territory()
    later = Pin(account_id="A2", start=datetime(2027, 1, 4, 9, 0, tzinfo=place.period.zone))
    place = replace(place, pins=(*place.pins, later))
    assert check_plan(place, plan(place)) == []


def test_busy_time_that_touches_a_visit() -> None:
    place = with_busy(territory(), 9, "11:00", "11:30")
    assert check_plan(place, plan(place)) == []
    place = with_busy(territory(), 9, "10:59", "11:30")
    assert broken(place, plan(place)) == {"busy-times"}


def test_breaches_name_rep_account_and_day() -> None:
    place = territory()
    (breach,) = check_plan(place, plan(place, but((4, Draft("A4", 9, "10:40")))))
    assert breach == Breach(
        rule="grid",
        message=breach.message,
        rep="r1",
        account_id="A4",
        day=date(2026, 12, 9),
    )


def test_lunch_of_another_length() -> None:
    place = with_rep(territory(), lunch=Lunch(between=Span(690, 810), minutes=60))
    assert check_plan(place, plan(place)) == []
    assert broken(place, plan(territory())) == {"lunch"}

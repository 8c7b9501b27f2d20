"""Opening hours, at their limits."""

from __future__ import annotations

import pytest

from planner.rules import compile_rep
from tests.rules.agreement import kept, planned
from tests.territories import MONDAY, TUESDAY, account, pin, policy, territory, week

TWO_SPANS = "Mo-Fr 10:00-12:00,13:00-15:00"
FINE = policy(slot_minutes=5)


@pytest.mark.parametrize(
    ("start", "is_kept"),
    [
        ("09:55", False),
        ("10:00", True),
        ("11:00", True),
        ("11:05", False),
        ("12:00", False),
        ("13:00", True),
        ("14:00", True),
        ("14:05", False),
    ],
)
def test_wholly_inside_one_span(start: str, is_kept: bool) -> None:
    place = territory(account(opening_hours=TWO_SPANS), policy=FINE)
    assert kept("opening-hours", place, ("A", MONDAY, start, 60)) is is_kept


def test_without_hours_always_open() -> None:
    assert kept("opening-hours", territory(policy=FINE), ("A", MONDAY, "09:10", 60))


@pytest.mark.parametrize("hours", ["Mo-Fr 09:00-17:00; PH +1 day off", "We-Fr,PH 09:00-17:00"])
def test_the_territorys_holidays_are_the_truth(hours: str) -> None:
    """Neither hours bring a visit on Tuesday, whether Monday is a holiday or a working day."""
    place = territory(account(opening_hours=hours), holidays={MONDAY: "Ours alone"})
    assert not kept("opening-hours", place, ("A", TUESDAY, "10:00", 60))
    again = territory(account(opening_hours=hours))
    assert kept("opening-hours", again, ("A", TUESDAY, "10:00", 60)) is ("off" in hours)


def test_never_open_is_a_warning() -> None:
    place = territory(account("A", opening_hours="Sa 10:00-12:00", row=5))
    (finding,) = compile_rep(place, "r1").findings
    assert (finding.code, finding.row, finding.fatal) == ("never-open", 5, False)


def test_school_holidays_are_a_warning() -> None:
    place = territory(account("A", opening_hours="Mo-Fr 10:00-12:00; SH off"))
    assert [finding.code for finding in compile_rep(place, "r1").findings] == ["hours-not-followed"]


def test_a_confirmed_appointment_outranks_them() -> None:
    place = territory(account(opening_hours=TWO_SPANS), pins=(pin("A", MONDAY, "12:00"),))
    assert kept("opening-hours", place, ("A", MONDAY, "12:00", 60))


def test_plans_obey() -> None:
    for hours, count in (("Mo,We 10:00-11:00", 2), ("Mo,We 10:00-10:59", 0)):
        place = territory(account(opening_hours=hours), period=week(4))
        assert len(planned(place).visits) == count

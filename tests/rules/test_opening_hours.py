"""Opening hours, at their limits."""

from __future__ import annotations

from typing import Any

import pytest

from planner.domain import Contract
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
    place = territory(account("A", opening_hours="Sa 10:00-12:00", row=5), period=week(7))
    (finding,) = compile_rep(place, "r1").findings
    assert (finding.code, finding.row, finding.fatal) == ("never-open", 5, False)


def test_closed_throughout_is_said_once_for_all() -> None:
    hours = {"A": "Apr-Oct Mo-Su 10:00-18:00", "B": "Mo-Fr 09:00-17:00; 2026 Nov 30-Dec 20 off"}
    closed = [account(name, opening_hours=text) for name, text in hours.items()]
    (finding,) = compile_rep(territory(*closed, account("C")), "r1").findings
    assert (finding.code, finding.fatal) == ("closed-throughout", False)
    assert "2 accounts" in finding.message
    assert finding.message.endswith(": A, B")


HOLIDAY: dict[str, Any] = {"holidays": {TUESDAY: "Ours alone"}}
WORKED: dict[str, Any] = {"working_holidays": frozenset({TUESDAY})}


@pytest.mark.parametrize(
    ("hours", "as_ever", "worked"),
    [
        ("Mo-Fr 09:00-17:00", True, True),
        ("Mo-Fr 09:00-17:00; PH off", True, False),
        ("Mo-Fr 09:00-17:00; PH,Su off", True, False),
        ("Mo-Fr 09:00-17:00; PH,SH off", True, False),
        ("PH 10:00-12:00", False, True),
        ("PH 10:00-10:59", False, False),
        ("Mo,PH 10:00-12:00", False, True),
        ("Mo-Fr 09:00-17:00; PH 13:00-15:00", True, False),
        ("Mo-Fr 09:00-17:00; PH -1 day off", True, True),
    ],
)
def test_a_holiday_on_which_the_rep_works(hours: str, as_ever: bool, worked: bool) -> None:
    """An account keeps its own public holidays, whoever works on them."""
    neutral: dict[str, Any] = {}
    for more, open_then in ((neutral, as_ever), (WORKED, worked)):
        place = territory(account(opening_hours=hours), **more)
        assert kept("opening-hours", place, ("A", TUESDAY, "10:00", 60)) is open_then


def test_nobody_works_on_the_other_holidays() -> None:
    place = territory(account(opening_hours="PH 10:00-12:00"), **HOLIDAY)
    assert TUESDAY not in compile_rep(place, "r1").days


def test_agreed_hours_know_the_holidays_too() -> None:
    contract = Contract(visits_per_month=6, hours="Tu 09:00-17:00; PH off")
    assert kept("contracts", territory(account(contract=contract)), ("A", TUESDAY, "10:00", 60))
    closed = territory(account(contract=contract), **WORKED)
    assert compile_rep(closed, "r1").owed == {"A": 0}
    assert not kept("contracts", closed, ("A", TUESDAY, "10:00", 60))


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

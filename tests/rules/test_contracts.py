"""Contracts are kept exactly; other accounts keep their class's limit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planner.domain import BadInput, ContactBy, Contract, Visit
from planner.rules import compile_rep
from tests.rules.agreement import Stop, kept, planned
from tests.territories import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    account,
    pin,
    policy,
    rep,
    territory,
    tiers,
    week,
)

DAYS = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
TWICE = Contract(visits_per_month=12)  # five days of December owe 12 * 5 / 31 = 1.9 visits


def visits(count: int) -> list[Stop]:
    return [("A", day, "10:00", 60) for day in DAYS[:count]]


@pytest.mark.parametrize(("count", "is_kept"), [(1, False), (2, True), (3, False)])
def test_neither_more_nor_fewer(count: int, is_kept: bool) -> None:
    assert kept("contracts", territory(account(contract=TWICE)), *visits(count)) is is_kept


@pytest.mark.parametrize(("count", "is_kept"), [(1, True), (2, True), (3, False)])
def test_without_contract_the_class_limits(count: int, is_kept: bool) -> None:
    place = territory(policy=policy(tiers=tiers(max_visits=2)))
    assert kept("contracts", place, *visits(count)) is is_kept


def test_a_contract_outranks_the_class_limit() -> None:
    place = territory(account(contract=TWICE), policy=policy(tiers=tiers(max_visits=1)))
    (client,) = compile_rep(place, "r1").problem.clients
    assert (client.min_visits, client.max_visits) == (2, 2)
    assert "contract:A" in compile_rep(place, "r1").units


@pytest.mark.parametrize(("gap", "possible"), [(1, True), (4, True), (5, False)])
def test_a_contract_that_no_plan_can_hold_is_an_error(gap: int, possible: bool) -> None:
    place = territory(account("A", contract=TWICE, min_gap_days=gap, row=3))
    if possible:
        compile_rep(place, "r1")
        return
    with pytest.raises(BadInput) as caught:
        compile_rep(place, "r1")
    (finding,) = caught.value.findings
    assert (finding.code, finding.row, finding.rep) == ("contract-impossible", 3, "r1")
    assert "account A owes 2 visits" in finding.message


def test_opening_hours_can_make_a_contract_impossible() -> None:
    place = territory(account(contract=TWICE, opening_hours="We 10:00-12:00"))
    with pytest.raises(BadInput, match="at most 1 are possible: it can be visited on 1 day, "):
        compile_rep(place, "r1")


@pytest.mark.parametrize(("until", "possible"), [("10:25", True), ("10:24", False)])
def test_a_contract_needs_days_long_enough(until: str, possible: bool) -> None:
    """The visit from 09:15 and ten minutes home end at 10:25."""
    place = territory(account(contract=TWICE), reps=(rep(hours=f"Mo-Fr 09:00-{until}"),))
    if possible:
        assert len(planned(place).visits) == 2
    else:
        with pytest.raises(BadInput, match="at most 0 are possible"):
            compile_rep(place, "r1")


def test_more_appointments_than_the_contract_are_an_error() -> None:
    pins = tuple(pin("A", day, "10:00") for day in DAYS[:3])
    with pytest.raises(BadInput, match="3 confirmed appointments and its contract owes 2"):
        compile_rep(territory(account(contract=TWICE), pins=pins), "r1")


def test_plans_obey() -> None:
    idle = account("A", revenue_per_year=0, contract=TWICE)
    rich = account("B", visits_per_month_now=Decimal(20))
    plan = planned(territory(idle, rich, period=week(3)))  # 12 * 3 / 31 = 1.2 visits

    def of(account_id: str) -> list[Visit]:
        return [visit for visit in plan.visits if visit.account_id == account_id]

    assert (len(of("A")), len(of("B"))) == (1, 3)


SELDOM = Contract(visits_per_month=Decimal("0.5"))


@pytest.mark.parametrize(
    ("last", "owed"),
    [(date(2026, 10, 6), 1), (date(2026, 10, 7), 1), (date(2026, 10, 11), 1),
     (date(2026, 10, 12), 0), (None, 1)],
)  # fmt: skip
def test_every_second_month_is_kept_in_the_week_in_which_it_is_due(
    last: date | None, owed: int
) -> None:
    place = territory(account(contract=SELDOM, last_visit=last))
    for count in (0, 1, 2):
        assert kept("contracts", place, *visits(count)) is (count == owed)
    assert len(planned(place).visits) == owed


@pytest.mark.parametrize(
    ("day", "start", "is_kept"),
    [(TUESDAY, "09:15", True), (TUESDAY, "11:00", True), (TUESDAY, "11:15", False),
     (WEDNESDAY, "10:00", False), (THURSDAY, "10:00", True)],
)  # fmt: skip
def test_agreed_weekdays_and_hours(day: date, start: str, is_kept: bool) -> None:
    agreed = Contract(visits_per_month=6, hours="Tu,Th 09:00-12:00")
    place = territory(account(contract=agreed))
    assert kept("contracts", place, ("A", day, start, 60)) is is_kept


CLOSED = "Mo-Fr 09:00-17:00; 2026 Nov 30-Dec 20 off"


@pytest.mark.parametrize(
    ("hours", "agreed"), [(CLOSED, None), (None, CLOSED), (CLOSED, "Tu 09:00-17:00")]
)
def test_closed_on_all_working_days_owes_no_visit(hours: str | None, agreed: str | None) -> None:
    contract = Contract(visits_per_month=9, hours=agreed)
    closed = account("A", opening_hours=hours, contract=contract, max_gap_days=2, row=4)
    place = territory(closed, account("B"))
    compiled = compile_rep(place, "r1")
    said = {finding.code: finding for finding in compiled.findings}
    assert not any(finding.fatal for finding in said.values())
    assert said["contract-closed"].row == 4
    assert "would owe 1 visits" in said["contract-closed"].message
    assert compiled.owed == {"A": 0}
    assert {visit.account_id for visit in planned(place).visits} == {"B"}


@pytest.mark.parametrize(("hours", "owed"), [("Mo-Th off; Fr 09:00-09:01", 1), (CLOSED, 0)])
def test_open_for_a_minute_owes_its_visits(hours: str, owed: int) -> None:
    """Too short a time is a contradiction of the account's own, and no season."""
    place = territory(account(opening_hours=hours, contract=Contract(visits_per_month=6)))
    if owed:
        with pytest.raises(BadInput, match="at most 0 are possible"):
            compile_rep(place, "r1")
    else:
        assert compile_rep(place, "r1").owed == {"A": 0}


def test_an_appointment_of_a_closed_account_is_kept() -> None:
    contract = Contract(visits_per_month=12)
    place = territory(
        account(opening_hours=CLOSED, contract=contract), pins=(pin("A", MONDAY, "10:00"),)
    )
    assert compile_rep(place, "r1").owed == {"A": 1}
    (visit,) = planned(place).visits
    assert visit.start.date() == MONDAY


def test_agreed_hours_lie_within_the_opening_hours() -> None:
    agreed = Contract(visits_per_month=6, hours="We 09:00-12:00")
    place = territory(account(contract=agreed, opening_hours="We 11:00-15:00"))
    (visit,) = planned(place).visits
    assert (visit.start.date(), visit.start.hour) == (WEDNESDAY, 11)
    closed = territory(account(contract=agreed, opening_hours="We 13:00-15:00"))
    with pytest.raises(BadInput, match="at most 0 are possible"):
        compile_rep(closed, "r1")


def test_an_appointment_outranks_agreed_hours() -> None:
    agreed = Contract(visits_per_month=6, hours="Tu 09:00-12:00")
    place = territory(account(contract=agreed), pins=(pin("A", MONDAY, "15:00"),))
    assert kept("contracts", place, ("A", MONDAY, "15:00", 60))


def test_a_contract_by_phone_is_kept_by_calls() -> None:
    agreed = Contract(visits_per_month=6, by=ContactBy.PHONE)
    compiled = compile_rep(territory(account(contract=agreed)), "r1")
    assert (compiled.problem.clients[0].min_visits, compiled.calls) == (1, frozenset({0}))
    assert compiled.findings == ()

"""Phone calls in what people get: the plan's file, the calendar, the tables."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from rich.console import Console

from planner.accounts import classify
from planner.accounts.contracts import contract_standings
from planner.calendars import calendar_files
from planner.domain import CalendarOptions, ContactBy, Contract, Plan, Territory
from planner.plan import difference, plan_from_json, plan_to_json
from planner.reports.contracts import contracts_document, print_contracts
from planner.reports.summary import summarize
from planner.reports.tables import visits_csv
from planner.reports.terminal import print_summary
from tests.rules.test_phone import best, callable_account
from tests.territories import account, territory, week


@pytest.fixture(scope="module")
def place() -> Territory:
    """A is visited, B is called by contract."""
    agreed = Contract(visits_per_month=20, by=ContactBy.PHONE)
    return territory(
        account("A", name="Ames, Inc.", address="1 Main St"),
        callable_account("B", name="Bakery", contract=agreed, phone="555", address="2 Main St"),
        period=week(2),
        calendar=CalendarOptions(drives=True),
    )


@pytest.fixture(scope="module")
def plan(place: Territory) -> Plan:
    return best(place)


def test_the_file_comes_back(plan: Plan) -> None:
    assert {visit.by for visit in plan.visits} == {ContactBy.VISIT, ContactBy.PHONE}
    assert plan_from_json(plan_to_json(plan)) == plan
    before = plan_to_json(plan).replace(', "by": "visit"', "").replace(', "calls": 0', "")
    assert plan_from_json(before) == plan  # plans of before calls were


def test_an_entry_says_call_and_has_no_place(plan: Plan, place: Territory) -> None:
    ((_, content),) = calendar_files(plan, place, "r1")
    events = content.decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    calls = [event for event in events if "SUMMARY:Call Bakery (K)" in event]
    assert len(calls) == sum(visit.is_call for visit in plan.visits)
    for event in calls:
        assert "LOCATION" not in event
        assert "GEO" not in event
        assert "Phone call from home" in event
        assert "Phone: 555" in event
    assert not any("Drive to Bakery" in event for event in events)
    visit = next(event for event in events if "SUMMARY:Ames\\, Inc. (K)" in event)
    assert "LOCATION:1 Main St" in visit


def test_tables_count_calls_by_themselves(plan: Plan, place: Territory) -> None:
    calls = sum(visit.is_call for visit in plan.visits)
    rows = list(csv.DictReader(io.StringIO(visits_csv(plan, place), newline="")))
    assert sum(row["by"] == "phone" for row in rows) == calls
    figures = summarize(plan, place).team
    assert (figures.visits, figures.calls) == (len(rows) - calls, calls)
    assert figures.travel_minutes == 20 * figures.visits  # out and home, and none for calls
    assert figures.contracts_kept == figures.contracts == 1
    screen = Console(file=io.StringIO(), width=120)
    print_summary(screen, plan, place)
    shown = screen.file.getvalue()  # type: ignore[attr-defined] # the StringIO above
    assert "Calls" in shown
    assert "1 visit and 1 call" in shown


def test_contracts_by_phone_are_listed(plan: Plan, place: Territory) -> None:
    planned = {"B": [visit for visit in plan.visits if visit.account_id == "B"]}
    (listed,) = contracts_document(contract_standings(place), planned)
    assert (listed["by"], listed["owed"], listed["planned_by"]) == ("phone", 1, ["phone"])
    screen = Console(file=io.StringIO(), width=140)
    print_contracts(screen, contract_standings(place), place, classify(place), planned)
    shown = screen.file.getvalue()  # type: ignore[attr-defined] # the StringIO above
    assert "by phone" in shown


def test_a_call_instead_of_a_visit_is_a_change(plan: Plan) -> None:
    called = next(visit for visit in plan.visits if visit.is_call)
    other = replace(called, by=ContactBy.VISIT)
    changed = replace(plan, visits=tuple(other if v == called else v for v in plan.visits))
    assert difference(plan, plan).visits == ()
    assert len(difference(plan, changed).visits) == 1


def test_a_call_is_worth_part_of_a_visit() -> None:
    both = [
        best(territory(callable_account(contact_by=by), period=week(1))).visits[0].value_cents
        for by in (ContactBy.VISIT, ContactBy.PHONE)
    ]
    whole = best(
        territory(
            callable_account(contact_by=ContactBy.PHONE, call_effect=Decimal(1)), period=week(1)
        )
    )
    assert both[0] == whole.visits[0].value_cents > both[1] > 0

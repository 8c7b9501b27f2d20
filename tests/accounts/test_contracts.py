"""Contracts by dates: what falls due, and where each stands."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.accounts.contracts import (
    ContractState,
    contract_standings,
    interval_words,
    next_due,
    visits_owed,
)
from planner.checks.terms import due_visits
from planner.domain import Contract, Period
from tests.territories import account, territory

HALF = Contract(visits_per_month=Decimal("0.5"))


def month(year: int, number: int) -> Period:
    first = date(year, number, 1)
    after = (first + timedelta(days=32)).replace(day=1)
    return Period(first=first, last=after - timedelta(days=1), time_zone="America/Chicago")


DECEMBER = month(2026, 12)


@pytest.mark.parametrize(
    ("visits", "last", "owed"),
    [
        ("0.5", date(2026, 10, 31), 1),  # due on the last day
        ("0.5", date(2026, 11, 1), 0),  # due on 1 January
        ("0.5", date(2026, 10, 1), 1),  # due on the first day
        ("0.5", date(2026, 3, 5), 1),  # long overdue: once
        ("0.5", None, 1),
        ("0.33", date(2026, 9, 15), 1),  # every third month
        ("0.33", date(2026, 10, 15), 0),
        ("1.5", date(2026, 11, 25), 1),  # 20.3 days: 15 December and 5 January
        ("1.5", date(2026, 11, 21), 2),  # 11 and 31 December
        ("1.5", date(2026, 11, 22), 1),  # 12 December and 1 January
        ("0.4", date(2026, 9, 16), 1),  # 76.1 days: 1 December
        ("0.4", date(2026, 10, 17), 0),  # 1 January
        ("1", date(2026, 11, 30), 1),
        ("2", None, 2),
    ],
)
def test_visits_owed_in_december(visits: str, last: date | None, owed: int) -> None:
    number = Decimal(visits)
    contract = Contract(visits_per_month=int(number) if number == int(number) else number)
    assert visits_owed(contract, DECEMBER, last) == owed


@given(
    st.decimals("0.01", "12", places=2),
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    st.integers(1, 400),
    st.none() | st.integers(1, 3000),
)
def test_rules_and_checks_owe_alike(
    visits: Decimal, first: date, days: int, ago: int | None
) -> None:
    contract = Contract(visits_per_month=visits)
    last = first + timedelta(days=days - 1)
    period = Period(first=first, last=last, time_zone="America/Chicago")
    seen = None if ago is None else first - timedelta(days=ago)
    assert visits_owed(contract, period, seen) == due_visits(contract, period, seen)


@given(st.integers(1, 31), st.integers(0, 30))
def test_every_second_month_is_every_second_month(start: int, day: int) -> None:
    """Made on any day of the month that owes it: never two in three months, never none in four."""
    seen: date | None = date(2026, 1, start)
    made = []
    for n in range(24):
        period = month(2026 + (n + 1) // 12, (n + 1) % 12 + 1)
        if owed := visits_owed(HALF, period, seen):
            assert owed == 1
            seen = min(period.first + timedelta(days=day), period.last)
            made.append(n)
    assert {later - earlier for earlier, later in pairwise(made)} == {2}


def test_the_last_day_of_a_month_stays_in_shorter_months() -> None:
    assert next_due(HALF, date(2026, 12, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("visits", "words"),
    [("2", "2 a month"), ("0.5", "every second month"), ("0.33", "every third month"),
     ("0.25", "every 4 months"), ("1.5", "every 20 days"), ("0.4", "every 76 days")],
)  # fmt: skip
def test_words(visits: str, words: str) -> None:
    assert interval_words(Contract(visits_per_month=Decimal(visits))) == words


@pytest.mark.parametrize(
    ("visits", "last", "state"),
    [
        ("0.5", date(2026, 9, 30), ContractState.OVERDUE),
        ("0.5", date(2026, 10, 1), ContractState.DUE),
        ("0.5", date(2026, 11, 1), ContractState.KEPT),
        ("0.5", None, ContractState.DUE),
        ("0", date(2026, 1, 1), ContractState.KEPT),
        ("1", date(2026, 10, 31), ContractState.OVERDUE),
        ("1", date(2026, 11, 1), ContractState.DUE),
    ],
)
def test_states(visits: str, last: date | None, state: ContractState) -> None:
    contract = Contract(visits_per_month=Decimal(visits))
    place = territory(account(contract=contract, last_visit=last), period=DECEMBER)
    (standing,) = contract_standings(place)
    assert standing.state is state


@pytest.mark.parametrize("hours", ["Apr-Oct Mo-Su 10:00-18:00", "Mo-Fr 09:00-17:00; Dec off"])
def test_closed_throughout_the_period_owes_nothing(hours: str) -> None:
    closed = account(opening_hours=hours, contract=Contract(visits_per_month=2))
    agreed = account("B", contract=Contract(visits_per_month=2, hours=hours))
    standings = contract_standings(territory(closed, agreed, account("C"), period=DECEMBER))
    assert [(each.state, each.owed) for each in standings] == [(ContractState.KEPT, 0)] * 2

"""An account is visited at most once a day."""

from __future__ import annotations

import pytest

from planner.domain import BadInput
from planner.rules import compile_rep
from tests.rules.agreement import kept, planned
from tests.territories import MONDAY, TUESDAY, account, pin, territory, week

PLACE = territory(account("A"), account("B"))


def test_at_most_once() -> None:
    first = ("A", MONDAY, "10:00", 60)
    assert kept("once-a-day", PLACE, first)
    assert kept("once-a-day", PLACE, first, ("A", TUESDAY, "10:00", 60))
    between, again = ("B", MONDAY, "12:00", 60), ("A", MONDAY, "14:00", 60)
    assert not kept("once-a-day", PLACE, first, between, again)


def test_two_appointments_on_a_day_are_an_error() -> None:
    with pytest.raises(BadInput, match="two confirmed appointments on 2026-12-07"):
        compile_rep(territory(pins=(pin("A", MONDAY, "10:00"), pin("A", MONDAY, "14:00"))), "r1")


def test_plans_obey() -> None:
    assert len(planned(territory(period=week(3))).visits) == 3

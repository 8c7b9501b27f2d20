"""No visit on a day that an account refused."""

from __future__ import annotations

import pytest

from planner.domain import BadInput, Refusal
from planner.rules import compile_rep
from tests.rules.agreement import kept, planned
from tests.territories import MONDAY, TUESDAY, account, pin, territory, week

REFUSED = (Refusal(account_id="A", day=TUESDAY),)
PLACE = territory(account("A"), account("B"), refusals=REFUSED)


def test_refused_days() -> None:
    assert kept("refusals", PLACE, ("A", MONDAY, "10:00", 60))
    assert kept("refusals", PLACE, ("B", TUESDAY, "10:00", 60))
    assert not kept("refusals", PLACE, ("A", TUESDAY, "10:00", 60))


def test_a_refused_appointment_is_an_error() -> None:
    with pytest.raises(BadInput) as caught:
        compile_rep(territory(refusals=REFUSED, pins=(pin("A", TUESDAY, "10:00"),)), "r1")
    assert [finding.code for finding in caught.value.findings] == ["pin-refused"]


def test_plans_obey() -> None:
    days = [v.start.date() for v in planned(territory(refusals=REFUSED, period=week(3))).visits]
    assert len(days) == 2
    assert TUESDAY not in days

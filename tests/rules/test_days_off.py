"""Public holidays and days off."""

from __future__ import annotations

import pytest

from planner.domain import Territory
from planner.rules import compile_rep
from tests.rules.agreement import kept, planned
from tests.territories import MONDAY, TUESDAY, rep, territory

OFF = territory(reps=(rep(days_off=frozenset({TUESDAY})),))
HOLIDAY = territory(holidays={TUESDAY: "Founders' Day"})


@pytest.mark.parametrize("place", [OFF, HOLIDAY])
def test_nobody_works(place: Territory) -> None:
    assert kept("days-off", place, ("A", MONDAY, "10:00", 60))
    assert not kept("days-off", place, ("A", TUESDAY, "10:00", 60))
    assert TUESDAY not in compile_rep(place, "r1").days


def test_plans_obey() -> None:
    assert len(planned(OFF).visits) == len(planned(HOLIDAY).visits) == 4

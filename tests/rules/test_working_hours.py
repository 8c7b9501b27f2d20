"""Working hours, at their limits."""

from __future__ import annotations

import pytest

from planner.domain import BadInput
from planner.rules import compile_rep
from tests.rules.agreement import kept, planned
from tests.territories import FRIDAY, MONDAY, account, policy, rep, territory

PLACE = territory(policy=policy(slot_minutes=5))


@pytest.mark.parametrize(
    ("start", "is_kept"),
    [
        ("09:15", True),
        ("09:10", True),  # the drive from home takes ten minutes
        ("09:05", False),
        ("15:45", True),
        ("15:50", True),  # the visit takes sixty, the drive home ten
        ("15:55", False),
    ],
)
def test_from_leaving_home_to_being_back(start: str, is_kept: bool) -> None:
    assert kept("working-hours", PLACE, ("A", MONDAY, start, 60)) is is_kept


@pytest.mark.parametrize(
    ("start", "is_kept"),
    [("10:55", True), ("11:00", True), ("11:05", False), ("12:55", False), ("13:00", True)],
)
def test_no_visit_in_a_pause(start: str, is_kept: bool) -> None:
    place = territory(
        reps=(rep(hours="Mo-Fr 09:00-12:00,13:00-17:00"),), policy=policy(slot_minutes=5)
    )
    assert kept("working-hours", place, ("A", MONDAY, start, 60)) is is_kept


def test_a_day_without_hours_is_no_working_day() -> None:
    place = territory(reps=(rep(hours="Mo-Th 08:30-17:30"),))
    assert FRIDAY not in compile_rep(place, "r1").days
    assert not kept("working-hours", place, ("A", FRIDAY, "10:00", 60))


def test_no_day_at_all_is_an_error() -> None:
    with pytest.raises(BadInput) as caught:
        compile_rep(territory(reps=(rep(hours="Sa 09:00-12:00"),)), "r1")
    assert "no-working-day" in {finding.code for finding in caught.value.findings}


def test_plans_obey() -> None:
    place = territory(account("A"), account("B"), reps=(rep(hours="Mo-Tu 09:00-10:20"),))
    assert len(planned(place).visits) == 0  # 09:15-10:15 and ten minutes home end at 10:25
    place = territory(account("A"), account("B"), reps=(rep(hours="Mo-Tu 09:00-10:25"),))
    assert len(planned(place).visits) == 2

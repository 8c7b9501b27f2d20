"""Visits start on the grid."""

from __future__ import annotations

import pytest

from tests.rules.agreement import kept, planned
from tests.territories import MONDAY, account, policy, territory, week


@pytest.mark.parametrize(
    ("slot", "start", "is_kept"),
    [
        (15, "10:00", True),
        (15, "10:15", True),
        (15, "10:10", False),
        (10, "10:10", True),
        (10, "10:15", False),
        (1, "10:07", True),
    ],
)
def test_starts_on_multiples(slot: int, start: str, is_kept: bool) -> None:
    place = territory(policy=policy(slot_minutes=slot))
    assert kept("grid", place, ("A", MONDAY, start, 60)) is is_kept


@pytest.mark.parametrize(("slot", "count"), [(15, 1), (10, 2)])
def test_plans_obey(slot: int, count: int) -> None:
    """From 09:10 and 10:20 the second visit ends at 11:20; on quarters only at 11:30."""
    place = territory(
        account("A", opening_hours="Mo 09:00-11:20"),
        account("B", opening_hours="Mo 09:00-11:20"),
        policy=policy(slot_minutes=slot),
        period=week(1),
    )
    assert len(planned(place).visits) == count

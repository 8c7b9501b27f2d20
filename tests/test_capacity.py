"""Hours there are and hours needed, on weeks that can be reckoned by hand."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from planner.capacity import capacity_verdict
from planner.domain import BusyTime, Contract, Lunch, Quota, Span, Territory, Tier
from planner.domain.capacity import RepCapacity
from tests.territories import MONDAY, ZONE, account, policy, rep, territory, tiers

KEY_80 = Quota(tiers=(Tier.KEY,), min_share=Fraction(4, 5))


def capacity(of: Territory) -> RepCapacity:
    (found,) = capacity_verdict(of).reps
    return found


def test_hours_there_are_without_holidays_busy_times_and_lunch() -> None:
    busy = BusyTime(
        start=datetime(2026, 12, 8, 8, tzinfo=ZONE), end=datetime(2026, 12, 8, 10, tzinfo=ZONE)
    )
    lunch = Lunch(between=Span(690, 810), minutes=30)
    working = rep(lunch=lunch, days_off=frozenset([date(2026, 12, 10)]))
    found = capacity(
        territory(reps=(working,), holidays={MONDAY: "a holiday"}, busy={"r1": (busy,)})
    )
    (week,) = found.weeks
    assert (week.monday, week.days) == (MONDAY, 3)
    # Tuesday, Wednesday, Friday: eight hours less lunch, Tuesday also less 09:00-10:00
    assert week.there == found.there == 3 * (480 - 30) - 60


@pytest.mark.parametrize(
    ("visits", "holds"), [(3, True), (4, True), (5, False)], ids=["under", "at", "over"]
)
def test_contracts_outside_a_quota_fit_or_not(visits: int, holds: bool) -> None:
    """One key account, 5 visits of 96 minutes at most: 480, so the others have 120 at most."""
    agreed = Contract(visits_per_month=4)
    others = [
        account(f"S{n}", tier=Tier.SECONDARY, visit_minutes=30, contract=agreed)
        for n in range(visits)
    ]
    limits = policy(quotas=(KEY_80,), tiers=tiers(max_visits=5))
    found = capacity(territory(account("K", visit_minutes=96), *others, policy=limits))
    assert found.contract_visits == visits, "a week of a contract of four a month"
    assert found.holds == holds
    assert ("cannot be kept" in found.verdict[-1]) == (not holds)


def test_contracts_that_fill_more_than_the_hours_there_are() -> None:
    many = [
        account(f"A{n}", visit_minutes=240, contract=Contract(visits_per_month=4))
        for n in range(11)
    ]
    found = capacity(territory(*many))
    assert (found.contract_minutes, found.there) == (11 * 240, 5 * 480)
    assert not found.holds
    assert "44.0 h" in found.verdict[0]
    assert "40.0 h" in found.verdict[0]

"""Hours against the goal, time sucks, who was not seen."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from planner.accounts import classify
from planner.accounts.audit import Audit, audit
from planner.accounts.matching import match_events
from planner.domain import Contract, Period, Quota, Tier
from planner.domain.past import PastEvent
from tests.territories import DRIVE, MONDAY, account, at, policy, territory

NOVEMBER = Period(first=date(2026, 11, 1), last=date(2026, 11, 30), time_zone="America/Chicago")
ACCOUNTS = (
    account("K1", name="Kay Motors", last_visit=date(2026, 10, 1)),
    account("K2", name="Quill Bank"),
    account("S1", name="Small Shop", tier=Tier.SECONDARY, revenue_per_year=2_400_000,
            contract=Contract(visits_per_month=1), visit_minutes=30),
    account("S2", name="Tiny Store", tier=Tier.SECONDARY, revenue_per_year=None),
)  # fmt: skip


def held(day: int, title: str, minutes: int, start: str = "09:00") -> PastEvent:
    begin = at(date(2026, 11, day), start)
    return PastEvent(start=begin, end=begin + timedelta(minutes=minutes), title=title)


def audited(*events: PastEvent, not_seen_days: int = 30) -> Audit:
    place = territory(*ACCOUNTS, policy=policy(quotas=()))
    matches = match_events(events, place.accounts)
    return audit(place, classify(place), matches, NOVEMBER, not_seen_days=not_seen_days)


def test_hours_by_class_and_week() -> None:
    found = audited(
        held(3, "Kay Motors", 60), held(4, "Small Shop", 90), held(10, "Tiny Store", 50),
        held(10, "Dentist", 30, "14:00"), held(11, "Drive to Kay Motors", 25),
    )  # fmt: skip
    assert found.by_tier == {Tier.KEY: 60, Tier.SECONDARY: 140, Tier.TARGET: 0, Tier.LEAD: 0}
    weeks = {week.monday.day: week for week in found.weeks}
    assert (weeks[2].key_share, weeks[9].key_share, weeks[16].key_share) == (0.4, 0.0, None)
    assert weeks[9].unmatched == 30
    assert found.drive_minutes == 25
    assert found.drive_estimate == 6 * DRIVE  # three days, there and back
    assert found.travel_share == 25 / 225


def test_time_beyond_the_contract() -> None:
    found = audited(held(4, "Small Shop", 90), held(5, "Tiny Store", 20), held(6, "Kay Motors", 99))
    assert [(one.account.id, one.beyond) for one in found.time_sucks] == [("S1", 60), ("S2", 20)]
    shop, store = found.time_sucks
    assert shop.margin_cents == 50_000  # 24,000 a year, a quarter of it, for a month
    assert shop.hours_per_1000 == pytest.approx(1.5 / 0.5)
    assert store.hours_per_1000 is None


@pytest.mark.parametrize(("days", "missing"), [(59, ["K2", "K1"]), (60, ["K2"])])
def test_key_accounts_not_seen(days: int, missing: list[str]) -> None:
    """K1 was seen 60 days before the end, as the list says; K2 never."""
    found = audited(not_seen_days=days)
    assert [one.account.id for one in found.not_seen] == missing
    found = audited(held(30, "Quill Bank", 5), not_seen_days=days)
    assert "K2" not in [one.account.id for one in found.not_seen]


def test_the_goal_is_the_quotas() -> None:
    asked = Quota(tiers=(Tier.KEY,), min_share=Fraction(3, 5))
    place = territory(*ACCOUNTS, policy=policy(quotas=(asked,)))
    assert audit(place, classify(place), (), NOVEMBER).goal == Fraction(3, 5)
    assert audited().goal == Fraction(4, 5)


def test_whole_days_are_seen_and_have_no_hours() -> None:
    start = at(MONDAY, "00:00")
    day = PastEvent(start=start, end=start + timedelta(days=1), title="Quill Bank", all_day=True)
    found = audited(day)
    assert found.visit_minutes == 0
    assert found.drive_estimate == 0
    assert next(one for one in found.accounts if one.account.id == "K2").last_seen == MONDAY

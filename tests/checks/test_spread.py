"""Rules over the period, each at its limit: spacing, contracts, shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from planner.checks import CHECKS, RULE_CHECKS, check_plan
from planner.domain import (
    Contract,
    Period,
    Quota,
    RepResult,
    Tier,
)
from tests.checks.changed import broken, messages, with_account

from .factory import GOOD, Draft, but, plan, territory


class TestSpacing:
    def test_after_the_last_visit(self) -> None:
        place = with_account(territory(), "A1", last_visit=date(2026, 11, 28))
        assert check_plan(place, plan(place)) == []
        place = with_account(territory(), "A1", last_visit=date(2026, 11, 29))
        assert messages(place, plan(place), "spacing") == [
            "A1 on Tue 1 Dec: 2 days from the visit on Sun 29 Nov, at least 3 are due"
        ]

    def test_at_the_limits(self) -> None:
        place = with_account(territory(), "A1", min_gap_days=8, max_gap_days=15, last_visit=None)
        assert check_plan(place, plan(place)) == []
        assert broken(with_account(place, "A1", min_gap_days=9), plan(place)) == {"spacing"}
        assert broken(with_account(place, "A1", max_gap_days=14), plan(place)) == {"spacing"}

    def test_first_visit_is_due_after_the_last_one(self) -> None:
        # A2 is first seen on the 1st; A5 never, so that it is due whenever that is in December.
        for most, due in ((30, False), (31, True), (61, True), (62, False)):
            place = with_account(
                territory(), "A5", max_gap_days=most, last_visit=date(2026, 10, 31)
            )
            found = check_plan(place, plan(place))
            since = [b for b in found if "last visit Sat 31 Oct" in b.message]
            assert bool(since) is due, (most, found)

    def test_span_of_the_whole_period(self) -> None:
        place = with_account(territory(), "A5", max_gap_days=31)
        assert broken(place, plan(place)) == {"spacing"}
        place = with_account(territory(), "A5", max_gap_days=32)
        assert check_plan(place, plan(place)) == []

    def test_span_without_a_day_on_which_it_could_be_visited(self) -> None:
        place = with_account(
            territory(), "A5", max_gap_days=10, opening_hours="Dec 1-8 09:00-12:00"
        )
        found = messages(place, plan(place), "spacing")
        assert "cannot be visited on any day from Wed 9 Dec to Fri 18 Dec" in found[0]

    def test_class_default(self) -> None:
        place = territory()
        tiers = dict(place.policy.tiers)
        tiers[Tier.KEY] = replace(tiers[Tier.KEY], max_gap_days=20)
        place = replace(place, policy=replace(place.policy, tiers=tiers))
        assert any(b.account_id == "B1" for b in check_plan(place, plan(place)))


class TestContracts:
    @pytest.mark.parametrize(
        ("first", "last", "visits", "due"),
        [
            (date(2026, 12, 1), date(2026, 12, 31), 2, 2),
            (date(2026, 12, 1), date(2027, 1, 31), 2, 4),
            (date(2026, 12, 16), date(2026, 12, 31), 3, 2),  # 1.548
            (date(2027, 2, 1), date(2027, 2, 14), 1, 1),  # 0.5, halves up
            (date(2027, 2, 1), date(2027, 2, 13), 1, 0),  # 0.464
            (date(2027, 1, 25), date(2027, 2, 7), 4, 2),  # 7/31 + 7/28 of 4: 1.903
        ],
    )
    def test_due_visits(self, first: date, last: date, visits: int, due: int) -> None:
        period = Period(first=first, last=last, time_zone="America/Chicago")
        place = with_account(territory(), "A2", contract=Contract(visits_per_month=visits))
        place = replace(place, period=period, pins=())
        empty = replace(plan(place, ()), bound_cents=None)
        found = [b.message for b in CHECKS["contracts"](place, empty)]
        assert found == ([f"A2: 0 visits, the contract is {due} in {period}"] if due else [])

    def test_nothing_is_owed_by_a_rep_for_whom_nothing_was_found(self) -> None:
        place = territory()
        made = plan(place, [draft for draft in GOOD if draft.rep == "r2"])
        assert broken(place, made) == {"contracts", "pins", "spacing"}
        nothing = RepResult(rep="r1", status="unknown")
        without = replace(made, reps=(nothing, *made.reps[1:]))
        assert broken(place, without).isdisjoint(RULE_CHECKS)


class TestShares:
    def test_quota_is_exact(self) -> None:
        place = territory()  # r1 spends 180 of 315 minutes on key accounts: 4/7

        def broken_with(quota: Quota) -> set[str]:
            changed = replace(place, policy=replace(place.policy, quotas=(quota,)))
            return broken(changed, plan(changed))

        key = (Tier.KEY,)
        assert broken_with(Quota(tiers=key, min_share=Fraction(4, 7))) == set()
        assert broken_with(Quota(tiers=key, min_share=Fraction(4, 7) + Fraction(1, 10**12))) == {
            "quota"
        }
        rest = (Tier.SECONDARY, Tier.TARGET, Tier.LEAD)
        assert broken_with(Quota(tiers=rest, max_share=Fraction(3, 7))) == set()
        assert broken_with(Quota(tiers=rest, max_share=Fraction(3, 7) - Fraction(1, 10**12))) == {
            "quota"
        }

    def test_lead_cap_at_its_limit(self) -> None:
        place = territory()
        drafts = but(plus=[Draft("A6", 3, "09:00")])
        for most, rules in ((2, set()), (None, set()), (1, {"lead-cap"})):
            changed = replace(place, policy=replace(place.policy, max_active_leads=most))
            assert broken(changed, plan(changed, drafts)) == rules

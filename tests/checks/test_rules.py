"""Mutation tests: one rule of a valid plan is broken, and exactly that rule is reported."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import numpy as np
import pytest

from planner.checks import CHECKS, EXTRA_CHECKS, RULE_CHECKS, check_plan
from planner.domain import (
    Breach,
    BusyTime,
    Contract,
    Lunch,
    Period,
    Pin,
    Plan,
    Quota,
    Span,
    Territory,
    Tier,
    TravelTimes,
)

from .factory import GOOD, Draft, but, moment, plan, territory


def broken(place: Territory, made: Plan) -> set[str]:
    return {breach.rule for breach in check_plan(place, made)}


def messages(place: Territory, made: Plan, rule: str) -> list[str]:
    breaches = check_plan(place, made)
    assert {breach.rule for breach in breaches} == {rule}
    return [breach.message for breach in breaches]


def with_rep(place: Territory, **figures: object) -> Territory:
    """The territory with some of r1's figures changed."""
    return replace(
        place,
        reps=tuple(replace(r, **figures) if r.id == "r1" else r for r in place.reps),  # type: ignore[arg-type]
    )


def with_account(place: Territory, account_id: str, **figures: object) -> Territory:
    return replace(
        place,
        accounts=tuple(
            replace(a, **figures) if a.id == account_id else a  # type: ignore[arg-type]
            for a in place.accounts
        ),
    )


def with_busy(place: Territory, day: int, start: str, end: str) -> Territory:
    more = BusyTime(start=moment(place, day, start), end=moment(place, day, end))
    return replace(place, busy={"r1": (*place.busy["r1"], more)})


def with_pin(place: Territory, account_id: str, day: int, at: str) -> Territory:
    more = Pin(account_id=account_id, start=moment(place, day, at))
    return replace(place, pins=(*place.pins, more))


def test_registry() -> None:
    assert len(RULE_CHECKS) == 18
    assert set(CHECKS) == set(RULE_CHECKS) | set(EXTRA_CHECKS)
    for rule, check in CHECKS.items():
        assert check.__module__ == f"planner.checks.{rule.replace('-', '_')}"


def test_good_plan() -> None:
    place = territory()
    assert check_plan(place, plan(place)) == []


def test_times_in_another_zone_are_the_same_times() -> None:
    place = territory()
    made = plan(place)
    visits = tuple(
        replace(v, start=v.start.astimezone(UTC), end=v.end.astimezone(UTC)) for v in made.visits
    )
    breaks = tuple(
        replace(b, start=b.start.astimezone(UTC), end=b.end.astimezone(UTC)) for b in made.breaks
    )
    assert check_plan(place, replace(made, visits=visits, breaks=breaks)) == []


A5_TWICE = (Draft("A5", 3, "09:00"), Draft("A5", 3, "14:00"))
A5_THRICE = (Draft("A5", 3, "09:00"), Draft("A5", 10, "09:00"), Draft("A5", 18, "09:00"))

MUTATIONS = [
    ("opening-hours", but((2, Draft("A3", 1, "14:30"))), "A3 on Tue 1 Dec 14:30-15:15: closes at"),
    ("opening-hours", but((2, Draft("A3", 1, "15:00"))), "closed, open 10:00-15:00"),
    ("working-hours", but((4, Draft("A4", 9, "16:30"))), "home 25 min after the hours end"),
    ("working-hours", but((7, Draft("B1", 5, "09:15", rep="r2"))), "leave home 5 min before"),
    ("days-off", but((7, Draft("B1", 25, "10:00", rep="r2"))), "public holiday (Christmas Day)"),
    ("days-off", but(plus=[Draft("A5", 24, "09:00")]), "r1 has the day off"),
    ("busy-times", but((4, Draft("A4", 9, "14:45"))), "busy 13:30-15:00, 15 min of it"),
    ("travel", but((1, Draft("A2", 1, "10:00"))), "takes 10 min, 0 min are free"),
    ("visits-per-day", but(plus=[Draft("A5", 1, "15:00")]), "r1 on Tue 1 Dec: 4 visits, at most 3"),
    ("once-a-day", but(plus=A5_TWICE), "A5 on Thu 3 Dec: 2 visits, at most 1"),
    ("contracts", but((1, None)), "A2: 1 visit, the contract is 2 in 2026-12"),
    ("contracts", but(plus=[Draft("A2", 28, "09:00")]), "A2: 3 visits, the contract is 2"),
    ("contracts", but(plus=A5_THRICE), "a secondary account has at most 2"),
    (
        "spacing",
        but((3, Draft("A1", 3, "09:00"))),
        "2 days from the visit on Tue 1 Dec",
    ),
    ("spacing", but((5, Draft("A1", 14, "09:00"))), "no visit from Tue 15 Dec to Thu 31 Dec"),
    ("quota", but((3, None)), "120 of 255 visit minutes, 47.06 %, at least 50.00 %"),
    ("lead-cap", but(plus=[Draft("A6", 3, "09:00")]), "2 leads are visited, at most 1: A4, A6"),
    (
        "pins",
        but((6, Draft("A2", 17, "10:30"))),
        "confirmed appointment is planned at 10:30",
    ),
    ("pins", but((6, Draft("A2", 18, "10:15"))), "is not planned that day"),
    ("refusals", but((3, Draft("A1", 10, "09:00"))), "refused for that day"),
    ("grid", but((4, Draft("A4", 9, "10:40"))), "starts 10 min after a multiple of 15 min"),
    ("visit-length", but((4, Draft("A4", 9, "10:30", minutes=45))), "lasts 45 min, 30 min are due"),
    ("visit-length", but((4, Draft("A4", 9, "10:30", minutes=20))), "lasts 20 min, 30 min are due"),
]


@pytest.mark.parametrize(("rule", "drafts", "words"), MUTATIONS)
def test_one_rule_is_broken(rule: str, drafts: tuple[Draft, ...], words: str) -> None:
    place = territory()
    found = messages(place, plan(place, drafts), rule)
    assert any(words in message for message in found), found


def test_all_rules_but_lunch_have_a_mutation() -> None:
    anew = {"frozen-days", "change-budget"}  # tests/rules and test_replanning break these
    assert {rule for rule, _, _ in MUTATIONS} == set(RULE_CHECKS) - {"lunch"} - anew


LUNCHES: list[tuple[dict[int, list[tuple[str, int]]], str]] = [
    ({9: []}, "r1 on Wed 9 Dec: 0 lunch breaks, 1 is due"),
    ({9: [("11:30", 40), ("12:30", 40)]}, "2 lunch breaks, 1 is due"),
    ({9: [("12:00", 30)]}, "lunch break 12:00-12:30 lasts 30 min, 40 are due"),
    ({9: [("11:15", 40)]}, "is not within 11:30-13:30"),
    ({9: [("12:55", 40)]}, "overlaps the busy time 13:30-15:00"),
    ({1: [("12:30", 40)]}, "overlaps the visit of A3 13:00-13:45"),
]


@pytest.mark.parametrize(("lunches", "words"), LUNCHES)
def test_lunch_is_broken(lunches: dict[int, list[tuple[str, int]]], words: str) -> None:
    place = territory()
    # The drive to A3 would have too little time as well: let it take none.
    times = place.travel["r1"]
    at_once = TravelTimes(
        places=times.places, minutes=times.minutes * 0, km=times.km, provider="matrix"
    )
    place = replace(place, travel={**place.travel, "r1": at_once})
    found = messages(place, plan(place, lunches=lunches), "lunch")
    assert any(words in message for message in found), found


class TestLunch:
    def test_not_owed_where_busy_times_leave_no_stretch(self) -> None:
        # 11:30-12:09 and 12:50-13:30 are free: one stretch of 40 minutes, then none.
        free = with_busy(territory(), 17, "12:09", "12:50")
        assert check_plan(free, plan(free, lunches={17: [("12:50", 40)]})) == []
        full = with_busy(territory(), 17, "12:09", "12:51")
        assert check_plan(full, plan(full, lunches={17: []})) == []
        late = plan(full, lunches={17: [("12:51", 39)]})
        assert "none is due" in messages(full, late, "lunch")[0]

    def test_not_owed_where_the_shift_ends_within_its_span(self) -> None:
        place = with_rep(territory(), hours="Mo-Th 08:00-17:00; Fr 08:00-13:29")
        drafts = but(plus=[Draft("A5", 4, "09:00")])
        assert check_plan(place, plan(place, drafts, lunches={4: []})) == []
        place = with_rep(place, hours="Mo-Th 08:00-17:00; Fr 08:00-13:30")
        assert broken(place, plan(place, drafts, lunches={4: []})) == {"lunch"}

    def test_gap_between_hours_is_no_time_for_lunch(self) -> None:
        place = with_rep(territory(), hours="Mo-Fr 08:00-12:30,13:00-17:00")
        found = messages(place, plan(place), "lunch")
        assert len(found) == 3
        assert all("overlaps the gap in the working hours 12:30-13:00" in m for m in found)
        place = with_rep(territory(), hours="Mo-Fr 08:00-12:00,13:00-17:00")
        assert all("none is due" in message for message in messages(place, plan(place), "lunch"))

    def test_break_on_a_day_without_visits(self) -> None:
        place = territory()
        made = plan(place)
        stray = replace(
            made.breaks[0], start=moment(place, 2, "12:00"), end=moment(place, 2, "12:40")
        )
        found = messages(place, replace(made, breaks=(*made.breaks, stray)), "lunch")
        assert found == ["r1 on Wed 2 Dec: lunch break 12:00-12:40 on a day without visits"]

    def test_rep_without_lunch(self) -> None:
        place = with_rep(territory(), lunch=None)
        assert check_plan(place, plan(place)) == []  # the factory plans none
        kept = plan(territory())
        assert broken(place, kept) == {"lunch"}


class TestOpeningHours:
    @pytest.mark.parametrize(
        ("hours", "fits"),
        [
            ("09:00-10:00", True),
            ("09:00-09:59", False),
            ("09:01-10:00", False),
            ("09:00-09:30, 09:30-10:00", True),
            ("09:00-09:30,09:31-10:00", False),
            ("Mo-Fr 09:00-10:00 unknown", False),
            ("off", False),
            ("24/7", True),
            ("not a string of opening hours", False),
        ],
    )
    def test_whole_visit_inside_one_span(self, hours: str, fits: bool) -> None:
        place = with_account(territory(), "A1", opening_hours=hours)
        assert broken(place, plan(place)) == (set() if fits else {"opening-hours"})

    def test_confirmed_appointment_outranks_them(self) -> None:
        place = with_account(territory(), "A2", opening_hours="Tu 09:00-17:00")
        assert check_plan(place, plan(place)) == []
        assert broken(replace(place, pins=()), plan(place)) == {"opening-hours"}

    def test_messages_say_by_how_much(self) -> None:
        place = with_account(territory(), "A4", opening_hours="09:00-10:45")
        (message,) = messages(place, plan(place), "opening-hours")
        assert message == "A4 on Wed 9 Dec 10:30-11:00: closes at 10:45, 15 min too early"
        place = with_account(territory(), "A4", opening_hours="10:50-12:00")
        (message,) = messages(place, plan(place), "opening-hours")
        assert message == "A4 on Wed 9 Dec 10:30-11:00: opens at 10:50, 20 min too late"


class TestWorkingHoursAndTravel:
    def test_home_legs_at_the_limit(self) -> None:
        place = with_rep(territory(), hours="Mo-Fr 08:40-14:10")
        assert check_plan(place, plan(place)) == []
        early = with_rep(territory(), hours="Mo-Fr 08:41-14:10")
        assert len(messages(early, plan(early), "working-hours")) == 3
        late = with_rep(territory(), hours="Mo-Fr 08:40-14:09")
        assert len(messages(late, plan(late), "working-hours")) == 1

    def test_visit_outside_the_shift_or_in_a_gap(self) -> None:
        place = with_rep(territory(), hours="Mo-Fr 09:15-17:00")
        found = messages(place, plan(place), "working-hours")
        assert found[0] == (
            "A1 on Tue 1 Dec 09:00-10:00: r1 starts at 09:15, 15 min after the visit's start"
        )
        gap = with_rep(territory(), hours="Mo-Fr 08:00-09:30,09:45-17:00")
        found = messages(gap, plan(gap), "working-hours")
        assert len(found) == 3
        assert all("does not work 09:30-09:45" in message for message in found)

    def test_day_without_hours(self) -> None:
        place = with_rep(territory(), hours="Mo,Tu,We,Fr 08:00-17:00")
        found = messages(place, plan(place, lunches={17: []}), "working-hours")
        assert found == [
            "A1 on Thu 17 Dec 09:00-10:00: r1 has no working hours",
            "A2 on Thu 17 Dec 10:15-10:45: r1 has no working hours",
        ]

    def test_busy_time_on_the_way_from_home(self) -> None:
        at_limit = with_busy(territory(), 17, "08:10", "08:50")
        assert check_plan(at_limit, plan(at_limit)) == []
        over = with_busy(territory(), 17, "08:10", "08:51")
        assert messages(over, plan(over), "travel") == [
            "A1 on Thu 17 Dec 09:00-10:00: the drive from home takes 20 min, 19 min are free "
            "08:00-09:00"
        ]

    def test_lunch_and_busy_time_on_the_way_home(self) -> None:
        # A4 ends at 11:00 on the 9th; lunch and what follows leave 25 minutes, or 24.
        at_limit = with_busy(territory(), 9, "11:25", "12:00")
        at_limit = with_busy(at_limit, 9, "12:40", "17:00")
        assert check_plan(at_limit, plan(at_limit)) == []
        over = with_busy(with_busy(territory(), 9, "11:24", "12:00"), 9, "12:40", "17:00")
        assert "the drive home takes 25 min" in messages(over, plan(over), "travel")[0]

    def test_lunch_between_two_stops(self) -> None:
        place = with_busy(territory(), 1, "10:45", "11:55")
        place = with_busy(place, 1, "12:40", "12:55")  # 5 + 5 minutes around lunch: just enough
        assert check_plan(place, plan(place)) == []
        place = with_busy(place, 1, "11:55", "11:56")
        assert broken(place, plan(place)) == {"travel"}

    def test_overlapping_visits(self) -> None:
        place = territory()
        found = messages(place, plan(place, but((1, Draft("A2", 1, "09:45")))), "travel")
        assert "starts 15 min before the visit of A1 ends" in found[0]

    @pytest.mark.parametrize("wrong", [{"travel_minutes_before": 19}, {"travel_km_before": 15.02}])
    def test_written_figures(self, wrong: dict[str, float]) -> None:
        place = territory()
        made = plan(place)
        visits = (replace(made.visits[0], **wrong), *made.visits[1:])  # type: ignore[arg-type]
        assert len(messages(place, replace(made, visits=visits), "travel")) == 1

    @pytest.mark.parametrize("unreachable", [np.inf, np.nan])
    def test_unknown_drive(self, unreachable: float) -> None:
        place = territory()
        times = place.travel["r1"]
        minutes = times.minutes.copy()
        minutes[1, 2] = unreachable
        lost = TravelTimes(places=times.places, minutes=minutes, km=times.km, provider="matrix")
        without = replace(place, travel={**place.travel, "r1": lost})
        found = [b.message for b in check_plan(without, plan(place)) if b.rule == "travel"]
        assert len(found) == 2
        assert "no drive is known from A1 to A2" in found[0]
        nothing = replace(place, travel={})
        assert "travel" in broken(nothing, plan(place))


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
        results = tuple(replace(r, status="unknown") if r.rep == "r1" else r for r in made.reps)
        assert check_plan(place, replace(made, reps=results)) == []


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


def test_pinned_visit_needs_no_grid() -> None:
    place = with_pin(territory(), "A4", 9, "10:37")
    assert check_plan(place, plan(place, but((4, Draft("A4", 9, "10:37"))))) == []


def test_pin_outside_the_period_is_not_asked_for() -> None:
    place = territory()
    later = Pin(account_id="A2", start=datetime(2027, 1, 4, 9, 0, tzinfo=place.period.zone))
    place = replace(place, pins=(*place.pins, later))
    assert check_plan(place, plan(place)) == []


def test_busy_time_that_touches_a_visit() -> None:
    place = with_busy(territory(), 9, "11:00", "11:30")
    assert check_plan(place, plan(place)) == []
    place = with_busy(territory(), 9, "10:59", "11:30")
    assert broken(place, plan(place)) == {"busy-times"}


def test_breaches_name_rep_account_and_day() -> None:
    place = territory()
    (breach,) = check_plan(place, plan(place, but((4, Draft("A4", 9, "10:40")))))
    assert breach == Breach(
        rule="grid",
        message=breach.message,
        rep="r1",
        account_id="A4",
        day=date(2026, 12, 9),
    )


def test_lunch_of_another_length() -> None:
    place = with_rep(territory(), lunch=Lunch(between=Span(690, 810), minutes=60))
    assert check_plan(place, plan(place)) == []
    assert broken(place, plan(territory())) == {"lunch"}

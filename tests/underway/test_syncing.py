"""The rep's hand: what was changed in the calendar comes back in, priced and remembered."""

# ruff: noqa: DTZ001 - the file holds local times

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.calendars import calendar_files
from planner.calendars.held import Held, held_in
from planner.domain import BadInput, Finding, Period, Plan, Refusal
from planner.planning import plan_territory
from planner.readers.by_hand import (
    ByHand,
    HandMissed,
    HandPin,
    HandRefusal,
    by_hand_from_toml,
    by_hand_to_toml,
    merged,
    with_by_hand,
)
from planner.underway.hand_changes import Hand, by_hand_of, changes_by_hand
from planner.underway.replanning import replan_territory
from planner.underway.syncing import priced_changes, remember
from tests.calendars.readers import raw_events, value
from tests.territories import FRIDAY, MONDAY, THURSDAY, TUESDAY, ZONE, at
from tests.underway.test_replanning import PLACE, first, morning

REP = "r1"


def held() -> dict[str, Held]:
    """The calendar as it was imported."""
    [(_, content)] = calendar_files(first(), PLACE, REP)
    found: list[Finding] = []
    read = dict(held_in(content, "visits.ics", ZONE, REP, found))
    assert not found
    return read


def visit_on(day: date, plan: Plan | None = None) -> tuple[str, str]:
    """Account and UID of the first visit of a day."""
    one = next(v for v in (plan or first()).visits if v.start.date() == day)
    return one.account_id, one.uid


def test_the_calendar_as_it_was_exported_holds_no_change() -> None:
    assert changes_by_hand(first(), PLACE, REP, held(), TUESDAY, "f") == []


def test_moved_longer_deleted_and_missed_are_told_apart() -> None:
    calendar = held()
    (monday, gone), (thursday, dropped) = visit_on(MONDAY), visit_on(THURSDAY)
    del calendar[gone], calendar[dropped]
    account, uid = visit_on(FRIDAY)
    one = calendar[uid]
    calendar[uid] = replace(one, end=one.end + timedelta(minutes=20))
    tuesday, moved = visit_on(TUESDAY)
    calendar[moved] = replace(calendar[moved], start=at(FRIDAY, "16:00"), end=at(FRIDAY, "17:00"))
    changes = changes_by_hand(first(), PLACE, REP, calendar, TUESDAY, "f")
    assert [(one.hand, one.visit.account_id) for one in changes] == [
        (Hand.MISSED, monday), (Hand.MOVED, tuesday), (Hand.DELETED, thursday),
        (Hand.LENGTH, account),
    ]  # fmt: skip
    by_hand = by_hand_of(changes, TUESDAY, keep=False, currency="USD")
    assert {(pin.account, pin.start.date(), pin.minutes) for pin in by_hand.pin} == {
        (tuesday, FRIDAY, None), (account, FRIDAY, 80),
    }  # fmt: skip
    assert {(no.account, no.date) for no in by_hand.refuse} == {
        (tuesday, TUESDAY), (thursday, THURSDAY),
    }  # fmt: skip
    assert [(no.account, no.date) for no in by_hand.missed] == [(monday, MONDAY)]


def test_a_cancelled_entry_is_a_deleted_one() -> None:
    calendar = held()
    _, uid = visit_on(THURSDAY)
    calendar[uid] = replace(calendar[uid], cancelled=True)
    [change] = changes_by_hand(first(), PLACE, REP, calendar, TUESDAY, "f")
    assert change.hand is Hand.DELETED


def test_another_calendar_is_refused_and_no_visit_deleted() -> None:
    with pytest.raises(BadInput, match="calendar-without-visits"):
        changes_by_hand(first(), PLACE, REP, {}, TUESDAY, "f")


def test_each_change_has_its_price_and_the_plan_goes_around_it() -> None:
    calendar = held()
    account, uid = visit_on(THURSDAY)
    del calendar[uid]
    changes = changes_by_hand(first(), PLACE, REP, calendar, TUESDAY, "f")
    [priced] = priced_changes(PLACE, morning(), changes)
    assert priced.cost_cents is not None
    assert priced.cost_cents >= 0
    place = with_by_hand(PLACE, by_hand_of([priced], TUESDAY, keep=False, currency="USD"))
    assert place.refusals == (Refusal(account_id=account, day=THURSDAY),)
    made = replan_territory(place, morning(), work=1)
    assert (account, THURSDAY) not in {(v.account_id, v.start.date()) for v in made.plan.visits}
    assert priced.cost_cents == first().objective_cents - made.plan.objective_cents


def test_a_change_that_cannot_be_kept_says_why() -> None:
    calendar = held()
    _, uid = visit_on(THURSDAY)
    calendar[uid] = replace(calendar[uid], start=at(FRIDAY, "22:00"), end=at(FRIDAY, "23:00"))
    changes = changes_by_hand(first(), PLACE, REP, calendar, TUESDAY, "f")
    [priced] = priced_changes(PLACE, morning(), changes)
    assert "not within the working hours" in priced.trouble


def test_a_shortened_visit_is_said_to_keep_its_length() -> None:
    calendar = held()
    _, uid = visit_on(THURSDAY)
    one = calendar[uid]
    calendar[uid] = replace(one, end=one.end - timedelta(minutes=15))
    changes = changes_by_hand(first(), PLACE, REP, calendar, TUESDAY, "f")
    [priced] = priced_changes(PLACE, morning(), changes)
    assert priced.hand is Hand.SHORTER
    assert "visit_minutes" in priced.trouble


def test_a_longer_visit_stays_longer_in_the_next_export() -> None:
    calendar = held()
    account, uid = visit_on(FRIDAY)
    one = calendar[uid]
    calendar[uid] = replace(one, end=one.end + timedelta(minutes=20))
    changes = changes_by_hand(first(), PLACE, REP, calendar, TUESDAY, "f")
    place = with_by_hand(PLACE, by_hand_of(changes, TUESDAY, keep=False, currency="USD"))
    made = replan_territory(place, morning(), work=1).plan
    [(_, content)] = calendar_files(made, place, REP)
    [event] = [event for event in raw_events(content) if value(event["UID"]) == uid]
    assert value(event["DTEND"]) == f"{one.end + timedelta(minutes=20):%Y%m%dT%H%M%S}"
    again = held_in(content, "f", ZONE, REP, [])
    assert changes_by_hand(made, place, REP, again, TUESDAY, "f") == []
    assert account in {pin.account_id for pin in place.pins}


def test_kept_changes_hold_for_later_months_by_weekday() -> None:
    january = Period(first=date(2027, 1, 4), last=date(2027, 1, 15), time_zone="America/Chicago")
    by_hand = ByHand(
        pin=(HandPin(account="A", start=datetime(2026, 12, 8, 10), keep=True),),
        refuse=(
            HandRefusal(account="B", date=date(2026, 12, 9), keep=True),
            HandRefusal(account="C", date=date(2026, 12, 9)),
        ),
    )
    place = with_by_hand(replace(PLACE, period=january), by_hand)
    assert place.pins == ()
    assert {no.day for no in place.refusals if no.account_id == "B"} == {
        date(2027, 1, 6), date(2027, 1, 13),
    }  # fmt: skip
    assert {no.day.weekday() for no in place.refusals if no.account_id == "A"} == {0, 2, 3, 4, 5, 6}
    assert not [no for no in place.refusals if no.account_id == "C"]


names = st.text(min_size=1, max_size=8)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
entries = st.builds(
    ByHand,
    pin=st.lists(
        st.builds(
            HandPin, account=names, note=names, keep=st.booleans(),
            start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
                lambda when: when.replace(second=0, microsecond=0)
            ),
            minutes=st.none() | st.integers(1, 600),
        ), max_size=3,
    ).map(tuple),
    refuse=st.lists(st.builds(HandRefusal, account=names, date=days, note=names), max_size=3).map(
        tuple
    ),
    missed=st.lists(st.builds(HandMissed, account=names, date=days, note=names), max_size=3).map(
        tuple
    ),
)  # fmt: skip


@given(entries)
def test_the_file_reads_back_equal(by_hand: ByHand) -> None:
    text = by_hand_to_toml(by_hand)
    read = by_hand_from_toml(text.encode())
    assert by_hand_to_toml(read) == text
    assert {(p.account, p.start, p.minutes, p.note) for p in read.pin} == {
        (p.account, p.start, p.minutes, p.note) for p in by_hand.pin
    }


@pytest.mark.parametrize(
    "text",
    ["[[pin]]\naccount = 1", "[[pine]]", "x", "[[pin]]\naccount='A'\nstart=2026-12-08T10:00:00Z"],
)
def test_a_broken_file_is_said(text: str) -> None:
    with pytest.raises(BadInput, match="by-hand-wrong"):
        by_hand_from_toml(text.encode())


def test_what_is_new_outranks_what_was_remembered(tmp_path: Path) -> None:
    pin = ByHand(pin=(HandPin(account="A", start=datetime(2026, 12, 8, 10)),))
    refusal = ByHand(refuse=(HandRefusal(account="A", date=date(2026, 12, 8)),))
    remember(tmp_path, pin)
    assert remember(tmp_path, refusal) == refusal
    assert remember(tmp_path, pin) == pin
    assert merged(pin, ByHand()) == pin


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.95])
def test_a_truncated_calendar_deletes_nothing(cut: float) -> None:
    [(_, content)] = calendar_files(first(), PLACE, REP)
    with pytest.raises(BadInput):
        held_in(content[: int(len(content) * cut)], "f", ZONE, REP, [])


def test_planning_is_still_planning() -> None:
    """A territory without changes by hand is what it was."""
    assert with_by_hand(PLACE, ByHand()) == replace(PLACE)
    assert plan_territory(PLACE, work=2) == first()

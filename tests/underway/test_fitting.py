"""Openings for one more visit, held against brute force and the checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from planner.domain import BadInput, Plan, Refusal
from planner.planning import plan_territory
from planner.readers.by_hand import by_hand_from_toml, with_by_hand
from planner.underway.fitting import Opening, openings, pin_opening
from planner.underway.morning import Morning
from planner.underway.replanning import replan_territory
from tests.territories import FRIDAY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, account, at, territory
from tests.underway.test_replanning import PLACE, first

ROOMY = territory(account("A"), account("B", revenue_per_year=4_000_000))


def alone() -> Plan:
    """A plan of A on Wednesday only: B is refused all week, A on all other days."""
    others = (MONDAY, TUESDAY, THURSDAY, FRIDAY)
    refused = [Refusal(account_id="B", day=day) for day in (*others, WEDNESDAY)]
    refused += [Refusal(account_id="A", day=day) for day in others]
    return plan_territory(replace(ROOMY, refusals=tuple(refused)), work=1)


def test_an_opening_beside_another_visit_drives_least() -> None:
    found = openings(ROOMY, alone(), "B", today=MONDAY)
    assert [one.start.date() for one in found] == [WEDNESDAY, TUESDAY, THURSDAY, FRIDAY]
    assert [one.driving for one in found] == [10, 20, 20, 20]
    assert all(one.displaces is None for one in found)
    assert found[0].gain_cents > found[1].gain_cents
    assert found[0].end - found[0].start == at(MONDAY, "10:00") - at(MONDAY, "09:00")


def test_the_worth_is_what_a_plan_with_it_is_worth_more() -> None:
    plan = alone()
    [best] = openings(ROOMY, plan, "B", today=MONDAY, most=1)
    open_day = [day for day in (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
                if day != best.start.date()]  # fmt: skip
    refused = [Refusal(account_id=a, day=day) for a in "AB" for day in open_day]
    both = plan_territory(replace(ROOMY, refusals=tuple(refused)), work=1)
    assert both.objective_cents - plan.objective_cents == best.gain_cents


def test_a_full_day_says_whom_it_displaces() -> None:
    outsider = account("Z", revenue_per_year=90_000_000)
    place = replace(
        PLACE,
        accounts=(*PLACE.accounts, outsider),
        travel=territory(*PLACE.accounts, outsider).travel,
    )
    found = openings(place, first(), "Z", today=MONDAY, most=9)
    assert {one.start.date() for one in found} == {TUESDAY, WEDNESDAY, THURSDAY, FRIDAY}
    for one in found:
        there = {v.account_id for v in first().visits if v.start.date() == one.start.date()}
        assert one.displaces in there


def test_a_given_visit_can_be_moved() -> None:
    visit = next(v for v in first().visits if v.start.date() == THURSDAY)
    found = openings(PLACE, first(), visit.account_id, today=MONDAY, instead_of=THURSDAY)
    same = [one for one in found if one.start.date() == THURSDAY]
    assert [one.displaces for one in same] == [None]


def test_a_pinned_opening_is_kept_by_the_next_plan(tmp_path: Path) -> None:
    plan = alone()
    best = openings(ROOMY, plan, "B", today=MONDAY)[1]
    pin_opening(tmp_path, best)
    by_hand = by_hand_from_toml((tmp_path / "by-hand.toml").read_bytes())
    place = with_by_hand(ROOMY, by_hand)
    made = replan_territory(place, Morning(previous=plan, today=MONDAY), work=1)
    assert ("B", best.start) in {(v.account_id, v.start) for v in made.plan.visits}


def test_no_opening_where_no_visit_is_allowed() -> None:
    closed = replace(ROOMY, refusals=tuple(
        Refusal(account_id="B", day=day) for day in (TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
    ))  # fmt: skip
    found: list[Opening] = openings(closed, alone(), "B", today=MONDAY)
    assert found == []


def test_a_period_that_is_over_is_said() -> None:
    over = ROOMY.period.last + timedelta(days=1)
    with pytest.raises(BadInput, match=r"Nothing of .* is left after"):
        openings(ROOMY, alone(), "B", today=over)


@pytest.mark.parametrize(("who", "day"), [("C", None), ("A", FRIDAY)])
def test_what_is_not_there_is_said(who: str, day: date | None) -> None:
    with pytest.raises(BadInput, match="fit-unknown"):
        openings(ROOMY, alone(), who, today=MONDAY, instead_of=day)

"""Every morning: what has happened stays, and little else changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from planner.checks import check_plan
from planner.domain import (
    BadInput,
    BusyTime,
    Cents,
    Contract,
    Lunch,
    NothingFound,
    Plan,
    Refusal,
    Span,
    Territory,
)
from planner.domain.difference import Change
from planner.plan import plan_from_json, plan_to_json
from planner.planning import plan_territory
from planner.underway.morning import Morning
from planner.underway.replanning import Replanned, frozen_territory, replan_territory
from tests.territories import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    account,
    at,
    pin,
    policy,
    rep,
    territory,
    tiers,
)

ACCOUNTS = tuple(
    account(letter, revenue_per_year=1_000_000 * (n + 8)) for n, letter in enumerate("ABCDEFGH")
)
PLACE = territory(
    *ACCOUNTS,
    policy=policy(tiers=tiers(max_visits=2, min_gap_days=2)),
    reps=(rep(max_visits_per_day=3),),
)


def busy(day: date, start: str = "09:00", end: str = "17:00") -> BusyTime:
    return BusyTime(start=at(day, start), end=at(day, end), title="Fair")


@cache
def first() -> Plan:
    return plan_territory(PLACE, work=2)


def morning(today: date = TUESDAY, previous: Plan | None = None, **changes: object) -> Morning:
    return Morning(previous=previous or first(), today=today, **changes)  # type: ignore[arg-type] # the keys are the fields' names


def again(place: Territory, how: Morning) -> Replanned:
    return replan_territory(place, how, work=2)


def on(plan: Plan, day: date) -> set[tuple[str, str]]:
    return {(v.account_id, f"{v.start:%H:%M}") for v in plan.visits if v.start.date() == day}


def test_without_news_nothing_changes() -> None:
    made = again(PLACE, morning())
    assert plan_to_json(made.plan) == plan_to_json(first())
    assert made.difference.visits == ()


def test_without_news_nothing_changes_by_way_of_the_file() -> None:
    read = plan_from_json(plan_to_json(first()))
    assert again(PLACE, morning(previous=read)).plan == read


def test_a_busy_day_moves_its_visits_and_no_others_of_the_past() -> None:
    place = replace(PLACE, busy={"r1": (busy(THURSDAY),)})
    made = again(place, morning())
    assert on(made.plan, THURSDAY) == set()
    for day in (MONDAY, TUESDAY):
        assert on(made.plan, day) == on(first(), day)
    whys = {one.why for one in made.difference.visits if one.before
            and one.before.start.date() == THURSDAY}  # fmt: skip
    assert whys == {"the rep does not work that day"}
    assert check_plan(place, made.plan) == []


def test_a_replan_of_a_replan_changes_nothing() -> None:
    place = replace(PLACE, busy={"r1": (busy(THURSDAY),)})
    made = again(place, morning())
    twice = again(place, morning(previous=made.plan, today=WEDNESDAY))
    assert twice.plan == made.plan


def test_moved_visits_keep_their_uid() -> None:
    made = again(replace(PLACE, busy={"r1": (busy(THURSDAY),)}), morning())
    old = {v.uid for v in first().visits}
    for one in made.difference.of(Change.MOVED):
        assert one.before is not None
        assert one.after is not None
        assert one.before.uid == one.after.uid
        assert one.after.uid in old
    uids = [v.uid for v in made.plan.visits]
    assert len(set(uids)) == len(uids)


def test_an_hour_in_a_free_place_changes_nothing() -> None:
    last = max(v.end for v in first().visits if v.start.date() == FRIDAY)
    start, end = f"{last.hour + 1:02d}:30", f"{last.hour + 1:02d}:45"
    made = again(replace(PLACE, busy={"r1": (busy(FRIDAY, start, end),)}), morning())
    assert [v.start for v in made.plan.visits] == [v.start for v in first().visits]
    assert made.difference.visits == ()


def test_a_missed_visit_is_no_longer_in_the_past() -> None:
    visit = next(v for v in first().visits if v.start.date() == MONDAY)
    missed = frozenset({(visit.account_id, MONDAY)})
    made = again(PLACE, morning(missed=missed))
    assert visit.account_id not in {account_id for account_id, _ in on(made.plan, MONDAY)}
    [news] = [one for one in made.difference.visits if one.before == visit]
    assert news.why == "was missed"
    once_more = again(PLACE, morning(missed=missed, previous=made.plan))
    assert once_more.plan == made.plan


def test_refused_today_leaves_today() -> None:
    visit = next(v for v in first().visits if v.start.date() == TUESDAY)
    place = replace(PLACE, refusals=(Refusal(account_id=visit.account_id, day=TUESDAY),))
    made = again(place, morning())
    left = on(first(), TUESDAY) - {(visit.account_id, f"{visit.start:%H:%M}")}
    assert on(made.plan, TUESDAY) == left


def test_a_confirmed_appointment_stays() -> None:
    place = replace(PLACE, pins=(pin("A", FRIDAY, "10:07"),))
    made = again(place, morning())
    assert ("A", "10:07") in on(made.plan, FRIDAY)


@pytest.mark.parametrize("most", [0, 1, 2])
def test_at_most_so_many_changes(most: int) -> None:
    """A new account worth more than any other wants in on every day."""
    rich = account("Z", revenue_per_year=90_000_000)
    others = (account("Y", revenue_per_year=80_000_000), account("X", revenue_per_year=70_000_000))
    place = territory(*ACCOUNTS, *others, rich, policy=PLACE.policy, reps=PLACE.reps)
    free = again(place, morning(change_price=Cents(0)))
    assert lost(free) > 2
    made = again(place, morning(most_changes=most))
    assert lost(made) <= most
    assert made.plan.objective_cents <= free.plan.objective_cents
    assert made.plan.bound_cents is None or made.plan.bound_cents >= made.plan.objective_cents


def lost(made: Replanned) -> int:
    gone = (*made.difference.of(Change.MOVED), *made.difference.of(Change.DROPPED))
    return sum(one.why in ("fits better there", "the rules are kept best without it")
               or one.why.startswith("makes room") for one in gone)  # fmt: skip


def test_the_gain_is_what_the_change_is_worth() -> None:
    rich = account("Z", revenue_per_year=90_000_000)
    place = territory(*ACCOUNTS, rich, policy=PLACE.policy, reps=PLACE.reps)
    made = again(place, morning())
    assert made.difference.gain_cents == made.plan.objective_cents - first().objective_cents
    assert made.difference.gain_cents is not None
    assert made.difference.gain_cents > 0
    assert made.difference.of(Change.ADDED)


def test_an_account_that_is_gone_leaves_the_plan() -> None:
    place = territory(*ACCOUNTS[:-1], policy=PLACE.policy, reps=PLACE.reps)
    made = again(place, morning())
    assert "H" not in {v.account_id for v in made.plan.visits}
    whys = {one.why for one in made.difference.visits if one.account_id == "H"}
    assert whys == {
        "the account is no longer in the territory",  # today and before
        "the account is no longer planned by this rep",
    }


def test_the_past_is_frozen_in_the_territory_that_the_checks_see() -> None:
    from planner.planning import compile_reps
    from planner.underway.standing import standing_of

    how = morning(today=MONDAY)
    standing = standing_of(PLACE, compile_reps(PLACE).compiled, how)
    frozen = frozen_territory(PLACE, how, standing)
    assert {v.start.date() for v in standing.history.visits} == {MONDAY}
    assert check_plan(frozen, first()) == []
    without = replace(first(), visits=first().visits[1:])
    assert {breach.rule for breach in check_plan(frozen, without)} >= {"frozen-days"}


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (morning(date(2026, 12, 12)), "previous-over"),
        (morning(previous=replace(first(), last_day=FRIDAY, first_day=TUESDAY)), "previous-period"),
        (morning(previous=replace(first(), time_zone="Europe/Berlin")), "previous-zone"),
    ],
)
def test_a_plan_that_cannot_be_gone_on_with(how: Morning, code: str) -> None:
    with pytest.raises(BadInput, match=code):
        again(PLACE, how)


def test_too_few_changes_for_a_contract_are_said() -> None:
    """Contracts of two accounts take the places of promised visits; none may be lost."""
    owed = [account(f"K{n}", contract=contract(31)) for n in range(2)]
    place = territory(*ACCOUNTS, *owed, policy=policy(tiers=tiers(max_visits=2)), reps=PLACE.reps)
    with pytest.raises(NothingFound, match="loses at most 0"):
        again(place, morning(today=date(2026, 12, 6), most_changes=0))


def contract(visits: int) -> Contract:
    return Contract(visits_per_month=visits)


def test_a_day_that_is_emptied_keeps_no_lunch() -> None:
    lunch = Lunch(between=Span(690, 810), minutes=30)
    place = replace(PLACE, reps=(rep(max_visits_per_day=3, lunch=lunch),))
    before = plan_territory(place, work=2)
    monday = frozenset((v.account_id, MONDAY) for v in before.visits if v.start.date() == MONDAY)
    assert monday
    made = again(place, Morning(previous=before, today=TUESDAY, missed=monday))
    assert MONDAY not in {pause.start.date() for pause in made.plan.breaks}

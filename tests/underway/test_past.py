"""The past is past: no setting that changes later rewrites, moves or cancels what was done."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.calendars import calendar_export
from planner.checks import check_plan
from planner.domain import (
    BadInput,
    BusyTime,
    Contract,
    Plan,
    Quota,
    Refusal,
    Territory,
    Tier,
)
from planner.exporting import export
from planner.planning import plan_territory
from planner.readers import Reading
from planner.underway.morning import Morning
from planner.underway.replanning import replan_territory
from planner.verdicts import verdict_of
from planner.verifying import breaches_of
from tests.calendars.readers import raw_events, value
from tests.territories import (
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    account,
    at,
    policy,
    rep,
    territory,
    tiers,
    travel,
)

ACCOUNTS = tuple(
    account(letter, revenue_per_year=1_000_000 * (n + 8), tier=tier)
    for n, (letter, tier) in enumerate(zip("ABCDEFGH", (Tier.KEY, Tier.SECONDARY) * 4, strict=True))
)
REPS = (rep("r1", max_visits_per_day=3), rep("r2", max_visits_per_day=3))


def place_of(*accounts: Any, reps: Any = REPS, **changes: Any) -> Territory:
    neutral = {"policy": policy(tiers=tiers(max_visits=2, min_gap_days=2))}
    return territory(*accounts, reps=reps, **(neutral | changes))


PLACE = place_of(*ACCOUNTS, replace(ACCOUNTS[0], id="Z", name="Z", rep="r2"))


@cache
def before() -> Plan:
    return plan_territory(PLACE, work=1)


def shorter(place: Territory) -> Territory:
    return replace(place, policy=replace(place.policy, tiers=tiers(visit_minutes=45)))


def longer(place: Territory) -> Territory:
    tightened = tiers(visit_minutes=90, max_visits=1, min_gap_days=5, max_gap_days=6)
    return replace(place, policy=replace(place.policy, tiers=tightened))


def other_hours(place: Territory) -> Territory:
    return replace(
        place,
        reps=tuple(replace(r, hours="We-Fr 12:00-16:00", max_visits_per_day=1) for r in place.reps),
    )


def closed(place: Territory) -> Territory:
    accounts = tuple(replace(a, opening_hours="Th-Fr 10:00-15:00") for a in place.accounts)
    return replace(place, accounts=accounts)


def another_rep(place: Territory) -> Territory:
    accounts = tuple(replace(a, rep="r2") if a.id in "ABC" else a for a in place.accounts)
    return replace(
        place, accounts=accounts, travel={r.id: travel(r.id, accounts) for r in place.reps}
    )


def a_rep_is_gone(place: Territory) -> Territory:
    accounts = tuple(replace(a, rep="r2") for a in place.accounts)
    return replace(
        place,
        accounts=accounts,
        reps=tuple(r for r in place.reps if r.id == "r2"),
        travel={"r2": travel("r2", accounts)},
    )


def contracts(place: Territory) -> Territory:
    agreed = Contract(visits_per_month=4)
    return replace(place, accounts=tuple(replace(a, contract=agreed) for a in place.accounts))


def quota(place: Territory) -> Territory:
    tight = Quota(tiers=(Tier.KEY,), min_share=policy().key_share * 0 + 1)
    return replace(place, policy=replace(place.policy, quotas=(tight,)))


def fair(place: Territory) -> Territory:
    days = (MONDAY, TUESDAY, WEDNESDAY)
    times = tuple(BusyTime(start=at(d, "08:00"), end=at(d, "18:00")) for d in days)
    return replace(place, busy={"r1": times, "r2": times})


def refusals(place: Territory) -> Territory:
    refused = tuple(Refusal(account_id=a.id, day=MONDAY) for a in place.accounts)
    return replace(place, refusals=refused)


def grid(place: Territory) -> Territory:
    return replace(place, policy=replace(place.policy, slot_minutes=60))


TIGHTENINGS = (
    shorter, longer, other_hours, closed, another_rep, contracts, quota, fair, refusals, grid,
)  # fmt: skip


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
@given(
    st.sets(st.sampled_from(range(len(TIGHTENINGS))), min_size=1, max_size=2),
    st.sampled_from([TUESDAY, WEDNESDAY, THURSDAY]),
)
def test_tightened_settings_leave_the_past_alone(which: set[int], today: date) -> None:
    place = PLACE
    for n in sorted(which):
        place = TIGHTENINGS[n](place)
    made = replan_territory(place, Morning(previous=before(), today=today), work=1).plan
    _same_past(place, before(), made, today)


def test_a_rep_who_is_gone_keeps_what_they_did() -> None:
    place = a_rep_is_gone(contracts(PLACE))
    made = replan_territory(place, Morning(previous=before(), today=TUESDAY), work=1).plan
    _same_past(place, before(), made, TUESDAY, calendars=("r2",))


def _same_past(
    place: Territory, old: Plan, made: Plan, today: date, calendars: tuple[str, ...] = ("r1", "r2")
) -> None:
    def past(plan: Plan) -> list[Any]:
        return [v for v in plan.visits if v.start.date() <= today]

    assert past(made) == past(old)
    assert breaches_of(place, made) == []
    for rep_id in calendars:
        first = calendar_export(old, PLACE, rep_id)
        records = {record.uid: record for record in first.revised.records}
        again = calendar_export(made, place, rep_id, None, records)
        was = {value(e["UID"]): e for _, content in first.files for e in raw_events(content)}
        now = {value(e["UID"]): e for _, content in again.files for e in raw_events(content)}
        over = {v.uid for v in past(old) if v.rep == rep_id}
        assert {uid: now.get(uid) for uid in over} == {uid: was[uid] for uid in over}
        assert not over & {entry.uid for entry in again.revised.changes}


def test_a_stored_plan_knows_its_past(tmp_path: Path) -> None:
    """What a re-plan leaves can be checked and exported without the plan before."""
    place = longer(PLACE)
    made = replan_territory(place, Morning(previous=before(), today=WEDNESDAY), work=1).plan
    assert check_plan(place, made) != []  # as if nothing were over
    export(made, place, tmp_path / "out", overwrite=False, stored="plan.json")
    other = replace(made, visits=(replace(made.visits[0], value_cents=1), *made.visits[1:]))
    assert "frozen-days" in {breach.rule for breach in breaches_of(place, other)}
    later = replace(made, provenance={**made.provenance, "past": str(THURSDAY)})
    assert "frozen-days" in {breach.rule for breach in breaches_of(place, later)}


def test_the_bound_of_a_plan_made_anew_says_which_plans_it_speaks_of() -> None:
    made = replan_territory(shorter(PLACE), Morning(previous=before(), today=TUESDAY), work=1).plan
    assert made.provenance["bound"].startswith("plans that lose no more of the visits planned")
    assert "bound" not in before().provenance


def test_a_missed_visit_is_recorded_so_that_the_two_plans_can_be_compared() -> None:
    """The table of missed visits is not part of the territory: the plan itself says it."""
    visit = next(v for v in before().visits if v.start.date() == MONDAY)
    missed = frozenset({(visit.account_id, MONDAY)})
    how = Morning(previous=before(), today=TUESDAY, missed=missed)
    made = replan_territory(PLACE, how, work=1).plan
    verdict = verdict_of(made, Reading(territory=PLACE, findings=()), before=before())
    assert verdict.breaches == ()
    said = f"the plan says that {visit.account_id} was missed on 2026-12-07"
    assert said in verdict.notes
    silent = {key: value for key, value in made.provenance.items() if key != "past:missed"}
    other = replace(made, provenance=silent)
    verdict = verdict_of(other, Reading(territory=PLACE, findings=()), before=before())
    assert "frozen-days" in {breach.rule for breach in verdict.breaches}


@pytest.mark.parametrize("wrong", ["x", "{}", '["A"]', '[["A", "soon"]]', '[["A", 1]]', "[" * 9999])
def test_a_list_of_missed_visits_that_cannot_be_read_is_named(wrong: str) -> None:
    how = Morning(previous=before(), today=TUESDAY)
    made = replan_territory(shorter(PLACE), how, work=1).plan
    other = replace(made, provenance={**made.provenance, "past:missed": wrong})
    with pytest.raises(BadInput, match=r"provenance\.past:missed"):
        verdict_of(other, Reading(territory=PLACE, findings=()), before=before())


def test_a_limit_that_binds_nobody_is_reported_as_it_is_now() -> None:
    """It leaves every problem as it was, and yet the lines of the rule are others."""
    place, looser = (
        replace(
            PLACE,
            policy=replace(PLACE.policy, max_active_leads=most),
            inputs={"territory.toml": f"digest {most}"},
        )
        for most in (2, 3)
    )
    first = plan_territory(place, work=1)
    made = replan_territory(looser, Morning(previous=first, today=TUESDAY), work=1).plan
    assert breaches_of(looser, first) != []
    assert breaches_of(looser, made) == []
    assert made.visits == first.visits


def test_a_missed_visit_leaves_an_id_that_no_later_visit_takes_twice() -> None:
    """The second visit of an account is over, and the first was missed: a new one is planned."""
    visits = Counter(v.account_id for v in before().visits if v.start.date() < THURSDAY)
    account_id = next(each for each, count in visits.items() if count == 2)
    days = sorted(v.start.date() for v in before().visits if v.account_id == account_id)
    owed = Contract(visits_per_month=13)  # 2 or 3 in this week
    accounts = tuple(replace(a, contract=owed) if a.id == account_id else a for a in ACCOUNTS)
    place = place_of(*accounts, policy=policy(tiers=tiers(max_visits=3)))
    missed = frozenset({(account_id, days[0])})
    how = Morning(previous=before(), today=days[1], missed=missed)
    made = replan_territory(place, how, work=1).plan
    mine = [v for v in made.visits if v.account_id == account_id]
    assert len(mine) == len({v.uid for v in mine}) >= 2

"""Plans that were edited by hand, in any way: never a traceback."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.checks import CHECKS, check_plan
from planner.domain import Breach, Break, Plan, Tier, Visit

from .factory import plan, territory

PLACE = territory()
PLAN = plan(PLACE)

zones = st.sampled_from(
    [None, UTC, PLACE.period.zone, ZoneInfo("Pacific/Apia"), timezone(timedelta(hours=-23))]
)
near = st.datetimes(
    min_value=datetime.fromisoformat("2026-11-29"), max_value=datetime.fromisoformat("2027-01-02")
)
moments = st.one_of(near, near, st.datetimes()).flatmap(
    lambda moment: zones.map(lambda zone: moment.replace(tzinfo=zone))
)
ids = st.one_of(
    st.sampled_from(["A1", "A2", "A3", "A4", "B1", "r1", "r2", ""]), st.text(max_size=5)
)
numbers = st.integers(min_value=-(10**20), max_value=10**20)
figures: dict[str, st.SearchStrategy[Any]] = {
    "rep": ids,
    "account_id": ids,
    "start": moments,
    "end": moments,
    "value_cents": numbers,
    "travel_minutes_before": numbers,
    "travel_km_before": st.floats(),
    "uid": ids,
    "tier": st.sampled_from(list(Tier)),
    "visits": numbers,
    "next_visit_cents": st.none() | numbers,
    "objective_cents": numbers,
    "bound_cents": st.none() | numbers,
    "gap": st.none() | st.floats(),
    "status": ids,
    "currency": ids,
    "time_zone": ids,
}


def some_of(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={name: figures[name] for name in names})


def mangled(things: tuple[Any, ...], names: list[str]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Any of the things, in any order, with some of their figures replaced."""
    one = st.tuples(st.sampled_from(things), some_of(names))
    return st.lists(one, max_size=len(things) + 3).map(
        lambda pairs: tuple(replace(thing, **changes) for thing, changes in pairs)
    )


fields = list(Visit.__dataclass_fields__)
plans = st.builds(
    lambda head, **parts: replace(PLAN, **head, **parts),
    some_of(["objective_cents", "bound_cents", "gap", "status", "currency", "time_zone"]),
    visits=mangled(PLAN.visits, [name for name in fields if name in figures]),
    breaks=mangled(PLAN.breaks, list(Break.__dataclass_fields__)),
    outcomes=mangled(PLAN.outcomes, ["account_id", "rep", "tier", "visits", "next_visit_cents"]),
    unvisited=mangled(PLAN.unvisited, ["account_id"]),
    reps=mangled(PLAN.reps, ["rep", "status", "objective_cents", "bound_cents"]),
)


@settings(max_examples=300, deadline=None)
@given(made=plans)
def test_any_plan_is_checked(made: Plan) -> None:
    breaches = check_plan(PLACE, made)
    assert all(isinstance(breach, Breach) and breach.rule in CHECKS for breach in breaches)
    assert all(breach.message for breach in breaches)


@settings(max_examples=100, deadline=None)
@given(changes=some_of(["start", "end"]), place=st.integers(0, len(PLAN.visits) - 1))
def test_a_visit_that_moves_is_noticed(changes: dict[str, Any], place: int) -> None:
    """No time of a visit may change without any breach, but where it stays the same time."""
    visit = PLAN.visits[place]
    moved = replace(visit, **changes)
    made = replace(PLAN, visits=(*PLAN.visits[:place], moved, *PLAN.visits[place + 1 :]))
    if (moved.start, moved.end) != (visit.start, visit.end):
        assert check_plan(PLACE, made)

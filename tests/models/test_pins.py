"""Pins by themselves: what cannot be kept is proven, the rest is a place to begin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings

from models import solve
from models.anneal import Annealer, timed
from models.exhaustive import brute_force
from models.pins import pinned_routes, routes_to_begin
from models.problem import ActiveCap, Client, CountWindow, Duty, Lunch, Pin, Problem
from models.solution import Status, StopReason
from models.terms import Terms
from models.timetable import build_timetable
from models.verify import verify
from tests.models.strategies import problems

OPEN = ((480, 720),)


@pytest.fixture
def problem() -> Problem:
    """Half an hour's drive between two appointments that are just that far apart."""
    travel = np.array([[0, 20, 20, 5], [20, 0, 30, 5], [20, 30, 0, 5], [5, 5, 5, 0]])
    travel[1, 3] = travel[3, 2] = 15
    return Problem(
        name="pins",
        travel=travel,
        travel_cost=travel,
        slot=15,
        duties=(Duty(rep=0, day=0, start_node=0, end_node=0, start=480, end=720),),
        clients=tuple(
            Client(id=name, node=node, minutes=minutes, windows=(OPEN,), values=(0, 1000))
            for name, node, minutes in (("A", 1, 30), ("B", 2, 30), ("C", 3, 10))
        ),
        pins=(Pin(client=1, duty=0, start=571), Pin(client=0, duty=0, start=511)),
    )


def contradictions(problem: Problem) -> list[str]:
    return [problem.clients[i].id for i in Terms.of(problem).contradictions]


def test_pins_with_just_enough_time_between_them(problem: Problem) -> None:
    assert contradictions(problem) == []
    assert pinned_routes(problem) == [(0, 1)]
    plan = timed(problem, build_timetable(problem), [(0, 1)])
    assert plan.visits == ((0, 511, 0), (0, 571, 1))
    assert verify(problem, plan).violations == ()


CLASHES = {
    "a minute too little for the drive": lambda p: replace(
        p, pins=(Pin(client=1, duty=0, start=570), Pin(client=0, duty=0, start=511))
    ),
    "at the same time": lambda p: replace(
        p, pins=(Pin(client=1, duty=0, start=520), Pin(client=0, duty=0, start=520))
    ),
    "more than the duty takes": lambda p: replace(p, duties=(replace(p.duties[0], max_visits=1),)),
    "no room for lunch": lambda p: replace(
        p, duties=(replace(p.duties[0], lunch=Lunch(earliest=505, latest=571, minutes=30)),)
    ),
    "more than a cap allows": lambda p: replace(
        p, active_caps=(ActiveCap(label="cap", clients=(0, 1), at_most=1),)
    ),
}


@pytest.mark.parametrize("clash", CLASHES)
def test_pins_that_cannot_both_be_kept(problem: Problem, clash: str) -> None:
    changed = CLASHES[clash](problem)
    assert contradictions(changed) == ["A", "B"]
    assert brute_force(changed) is None


def test_a_pin_on_days_that_allow_no_visit(problem: Problem) -> None:
    never = CountWindow(client=0, first_day=0, last_day=0, at_most=0)
    assert contradictions(replace(problem, count_windows=(never,))) == ["A"]


def test_search_ends_with_the_proof(problem: Problem) -> None:
    clashing = CLASHES["at the same time"](problem)
    result = solve(clashing, work=1)
    assert (result.status, result.stop_reason) == (Status.INFEASIBLE, StopReason.PROVEN)
    assert (result.solution, result.objective) == (None, None)


def test_pins_that_fit_only_by_way_of_another_client(problem: Problem) -> None:
    travel = problem.travel.copy()
    travel[0, 1] = 60
    travel[0, 3], travel[3, 1] = 10, 5
    roundabout = replace(problem, travel=travel, slot=1, pins=(Pin(client=0, duty=0, start=511),))
    assert contradictions(roundabout) == []
    assert routes_to_begin(roundabout, build_timetable(roundabout)) == [(2, 0)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(problems(duties=3))
def test_no_feasible_problem_is_a_contradiction(problem: Problem) -> None:
    assume(problem.pins)
    terms = Terms.of(problem)
    if brute_force(problem) is not None:
        assert terms.contradictions == ()
        Annealer(problem, terms.timetable, moves=1)

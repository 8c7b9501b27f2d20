"""Pins by themselves: what cannot be kept is proven, the rest is a place to begin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings

from models import solve
from models.anneal import Annealer, timed
from models.exhaustive import brute_force
from models.pins import pinned_days, pinned_routes
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
    assert pinned_days(roundabout, build_timetable(roundabout)).routes == [(2, 0)]


def chain(links: int, **duty: Any) -> Problem:
    """A pin that is reached in time only by way of `links` other clients, one after the other."""
    nodes = links + 2
    travel = np.full((nodes, nodes), 60)
    np.fill_diagonal(travel, 0)
    for here in range(1, links + 1):
        travel[here, here + 1] = 1
    travel[0, 1], travel[nodes - 1, 0] = 1, 1
    return Problem(
        name="chain",
        travel=travel,
        travel_cost=0 * travel,
        duties=(Duty(rep=0, day=0, start_node=0, end_node=0, start=0, end=200, **duty),),
        clients=tuple(
            Client(id=f"c{n}", node=n, minutes=2, windows=(((0, 200),),), values=(0, 100))
            for n in range(1, nodes)
        ),
        pins=(Pin(client=links, duty=0, start=20),),
    )


@pytest.mark.parametrize("links", [1, 2, 4])
def test_a_pin_that_is_reached_only_by_way_of_several_clients(links: int) -> None:
    problem = chain(links)
    assert pinned_days(problem, build_timetable(problem)).routes == [tuple(range(links + 1))]
    result = solve(problem, work=1, workers=1)
    assert (result.status, result.objective) == (Status.OPTIMAL, 100 * (links + 1))
    assert result.solution is not None
    assert verify(problem, result.solution).violations == ()


def test_a_way_that_has_too_many_visits_is_none() -> None:
    problem = chain(2, max_visits=2)
    assert brute_force(problem) is None
    assert contradictions(problem) == ["c3"]
    assert solve(problem, work=1, workers=1).status is Status.INFEASIBLE
    assert contradictions(chain(2, max_visits=3)) == []


def test_ways_that_need_one_client_on_two_days_where_it_takes_one_visit() -> None:
    """Each day's pin can be kept, both cannot: nothing crashes, and that is proven."""
    one = chain(2)
    clients = tuple(
        replace(client, windows=client.windows * 2, values=(0, 100, 200) if n == 2 else (0, 100))
        for n, client in enumerate(one.clients)
    )
    both = replace(
        one,
        duties=(one.duties[0], replace(one.duties[0], day=1)),
        clients=clients,
        pins=tuple(Pin(client=2, duty=d, start=20) for d in range(2)),
    )
    assert contradictions(both) == []
    assert brute_force(both) is None
    assert solve(both, work=4, workers=1).status is Status.INFEASIBLE


@settings(max_examples=150, deadline=None, derandomize=True)
@given(problems(duties=3))
def test_no_feasible_problem_is_a_contradiction(problem: Problem) -> None:
    assume(problem.pins)
    terms = Terms.of(problem)
    if brute_force(problem) is not None:
        assert terms.contradictions == ()
        Annealer(problem, terms.timetable, moves=1)

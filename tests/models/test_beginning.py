"""Plans to begin with: kept as they are where they fit, repaired or dropped where not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.anneal import Annealer
from models.beginning import routes_of
from models.exhaustive import brute_force
from models.problem import Client, CountWindow, Duty, Pin, Problem
from models.solution import Solution, Status
from models.solve import solve
from models.terms import Terms
from models.timetable import fits
from tests.models.strategies import random_problem


@pytest.fixture
def problem() -> Problem:
    """Two days with room for two visits each; B is pinned to the first one."""
    travel = np.full((4, 4), 10)
    np.fill_diagonal(travel, 0)
    return Problem(
        name="beginning",
        travel=travel,
        travel_cost=travel,
        duties=tuple(
            Duty(rep=0, day=d, start_node=0, end_node=0, start=0, end=100) for d in range(2)
        ),
        clients=tuple(
            Client(id=i, node=n + 1, minutes=30, windows=(((0, 100),),) * 2, values=(0, 500, 900))
            for n, i in enumerate("ABC")
        ),
        count_windows=(CountWindow(client=2, first_day=0, last_day=1, at_most=1),),
        pins=(Pin(client=1, duty=0, start=50),),
    )


REPAIRED = {
    "nothing": ([], [(1,), ()]),
    "what fits": ([(0, 10, 0), (0, 50, 1), (1, 10, 2)], [(0, 1), (2,)]),
    "no pin": ([(0, 10, 0), (1, 10, 2)], [(0, 1), (2,)]),
    "unknown duties and clients": (
        [(-1, 10, 0), (2, 10, 0), (10**20, 0, 0), (1, 10, -1), (1, 10, 3), (1, 50, 10**20)],
        [(1,), ()],
    ),
    "twice on a day": ([(0, 50, 1), (1, 10, 0), (1, 50, 0)], [(1,), (0,)]),
    "too many on a day": ([(0, 50, 1), (1, 0, 0), (1, 30, 1), (1, 60, 2)], [(1,), (0, 1)]),
    "too often in a window": ([(0, 10, 2), (0, 50, 1), (1, 10, 2)], [(2, 1), ()]),
}


@pytest.mark.parametrize("plan", REPAIRED)
def test_what_is_left_of_a_plan(problem: Problem, plan: str) -> None:
    visits, routes = REPAIRED[plan]
    assert routes_of(Terms.of(problem), Solution(tuple(visits))) == routes
    result = solve(problem, work=0.5, workers=1, start=Solution(tuple(visits)))
    best = brute_force(problem)
    assert best is not None
    assert (result.status, result.objective) == (Status.OPTIMAL, best[0])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_any_plan_leaves_one_to_begin_with(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = random_problem(seed, clients=4, duties=3)
    terms = Terms.of(problem)
    visits = [
        (int(rng.integers(-1, 4)), int(rng.integers(0, 900)), int(rng.integers(-1, 5)))
        for _ in range(int(rng.integers(0, 15)))
    ]
    routes = routes_of(terms, Solution(tuple(visits)))
    for duty, route in enumerate(routes):
        assert fits(terms.timetable, duty, np.array(route, dtype=np.int32))
    Annealer(problem, terms.timetable, moves=1, start=routes)

"""The timetable's look-ups against days built minute by minute."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from models.clock import BY_TABLE, NEVER
from models.exhaustive import day_routes
from models.problem import Client, Duty, Lunch, Problem
from models.solution import Solution
from models.timetable import (
    build_timetable,
    day_times,
    duty_kinds,
    finish_at,
    fits,
    latest_at,
)
from models.verify import verify
from tests.models.strategies import problems, random_problem

OF_PLANS = ("min_visits", "most visits", "count", "row", "cap", "pin")
"""Violations that a day by itself cannot help."""


def orders(clients: int) -> list[tuple[int, ...]]:
    return [
        order for size in range(clients + 1) for order in permutations(range(clients), size)
    ]  # fmt: skip


def array(route: tuple[int, ...]) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array(route, dtype=np.int32)


def test_what_fits_is_what_can_be_driven() -> None:
    driven = refused = 0
    for seed in range(150):
        problem = random_problem(seed, clients=4, duties=2)
        tables = build_timetable(problem)
        for d in range(2):
            days = day_routes(problem, d)
            for order in orders(4):
                possible = order in days
                assert bool(fits(tables, d, array(order))) == possible
                assert (day_times(problem, tables, d, order) is not None) == possible
                driven, refused = driven + possible, refused + (not possible)
    assert driven > 2000
    assert refused > 2000


def test_times_of_a_day_pass_verify() -> None:
    lunches = 0
    for seed in range(100):
        problem = random_problem(seed, clients=4, duties=1)
        tables = build_timetable(problem)
        for route in day_routes(problem, 0):
            times = day_times(problem, tables, 0, route)
            assert times is not None
            visits = [(0, start, i) for start, i in zip(times.starts, route, strict=True)]
            lunch = {} if times.lunch is None else {0: times.lunch}
            found = verify(problem, Solution(tuple(visits), lunch)).violations
            assert [v for v in found if not v.label.startswith(OF_PLANS)] == []
            lunches += len(lunch)
    assert lunches > 200


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problems(clients=3, duties=1))
def test_nobody_gets_home_earlier(problem: Problem) -> None:
    """A shift that ends with the earliest arrival holds the route; a minute less does not."""
    for route, day in day_routes(problem, 0).items():
        if not route or problem.pins:
            continue
        for end, possible in ((day.home, True), (day.home - 1, False)):
            duty = problem.duties[0]
            blocked = tuple((a, min(b, end)) for a, b in duty.blocked if a < end)
            cut = replace(problem, duties=(replace(duty, end=end, blocked=blocked),))
            assert bool(fits(build_timetable(cut), 0, array(route))) == possible


def test_duties_of_one_kind_take_the_same_routes() -> None:
    shared = 0
    for seed in range(60):
        problem = random_problem(seed, clients=3, duties=2)
        twins = replace(
            problem,
            duties=(*problem.duties, replace(problem.duties[0], day=9)),
            clients=tuple(
                replace(client, windows=(*client.windows, client.windows[0]))
                for client in problem.clients
            ),
        )
        kinds = duty_kinds(twins, build_timetable(twins))
        if not any(pin.duty == 0 for pin in problem.pins):
            assert kinds[0] == kinds[2]
            shared += 1
        routes = [set(day_routes(twins, d)) for d in range(3)]
        assert all(
            routes[d] == routes[e] for d in range(3) for e in range(d) if kinds[d] == kinds[e]
        )
    assert shared > 20


def test_a_row_in_numbers_says_what_its_table_says() -> None:
    seen = {True: 0, False: 0}
    for seed in range(60):
        table = build_timetable(random_problem(seed, clients=4, duties=2))
        for row in range(len(table.finish)):
            seen[bool(table.service[row] == BY_TABLE)] += 1
            for clock in range(table.finish.shape[1]):
                finish = int(table.finish[row, clock])
                assert min(finish_at(table, row, clock), NEVER) == finish
                assert latest_at(table, row, clock) == table.latest[row, clock]
    assert min(seen.values()) > 20


def one_visit(minutes: int = 30, **changes: Any) -> Problem:
    """Half an hour away, ten hours open, a shift of two hours."""
    travel = np.array([[0, 30], [30, 0]])
    duty = Duty(rep=0, day=0, start_node=0, end_node=0, start=480, end=600)
    open_ = (((400, 1000),),)
    return Problem(
        name="one",
        travel=travel,
        travel_cost=travel,
        slot=15,
        duties=(replace(duty, **changes),),
        clients=(Client(id="c", node=1, minutes=minutes, windows=open_, values=(0, 1)),),
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ([510], None)),
        ({"minutes": 60}, ([510], None)),
        ({"minutes": 61}, None),
        ({"start": 481}, ([525], None)),  # at the door at 511: the next quarter
        ({"start": 495}, ([525], None)),
        ({"start": 511}, None),
        ({"blocked": ((480, 490),)}, ([525], None)),  # the drive begins after the block
        ({"blocked": ((500, 520),)}, ([540], None)),  # and pauses during one
        ({"blocked": ((500, 530),)}, ([540], None)),
        ({"blocked": ((500, 531),)}, None),  # until 541, and at 555 it is too late
        ({"lunch": Lunch(earliest=540, latest=540, minutes=30)}, ([510], 540)),
        ({"lunch": Lunch(earliest=480, latest=490, minutes=30)}, ([540], 480)),
        ({"lunch": Lunch(earliest=520, latest=525, minutes=30)}, None),  # then home at 615
        ({"lunch": Lunch(earliest=570, latest=580, minutes=30)}, ([510], 570)),
        ({"lunch": Lunch(earliest=571, latest=580, minutes=30)}, None),
        ({"max_visits": 0}, None),
        ({"max_visits": 1}, ([510], None)),
    ],
)
def test_one_visit_by_hand(
    changes: dict[str, Any], expected: tuple[list[int], int | None] | None
) -> None:
    problem = one_visit(**changes)
    times = day_times(problem, build_timetable(problem), 0, [0])
    assert times == expected
    assert ((0,) in day_routes(problem, 0)) == (expected is not None)

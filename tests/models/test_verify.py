"""Verify finds exactly what is wrong, and brute force agrees with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.exhaustive import brute_force, cheapest, day_routes, travel_cost
from models.problem import ActiveCap, Client, CountWindow, Duty, Lunch, Pin, Problem, Row
from models.solution import Solution
from models.verify import verify
from tests.models.strategies import random_problem

OPEN = ((400, 900),)
A, B, C = range(3)


@pytest.fixture
def problem() -> Problem:
    """Two days with a block, a lunch, a pin off the grid, and no room to spare between stops."""
    travel = np.array([[0, 30, 90, 25], [20, 0, 15, 15], [90, 15, 0, 15], [25, 15, 15, 0]])
    return Problem(
        name="by hand",
        travel=travel,
        travel_cost=10 * travel,
        slot=15,
        duties=(
            Duty(
                rep=0, day=5, start_node=0, end_node=0, start=480, end=720, blocked=((540, 555),),
                lunch=Lunch(earliest=600, latest=690, minutes=30), max_visits=2,
            ),
            Duty(rep=0, day=9, start_node=0, end_node=0, start=480, end=720),
        ),
        clients=(
            Client(id="A", node=1, minutes=30, windows=(OPEN, OPEN), values=(0, 9000, 15000)),
            Client(
                id="B", node=2, minutes=30, windows=(((500, 600),), OPEN), values=(0, 8000),
                min_visits=1,
            ),
            Client(id="C", node=3, minutes=20, windows=(OPEN, OPEN), values=(0, 7000)),
        ),
        count_windows=(CountWindow(client=A, first_day=5, last_day=9, at_least=2, at_most=2),),
        rows=(
            Row(label="minutes", weights=(30, 30, 20), at_least=110, at_most=110),
            Row(label="first day", weights=(1, 1, 1), at_most=2, duties=(0,)),
            Row(label="wish", weights=(1, 0, 0), at_least=5, price=100),
        ),
        active_caps=(ActiveCap(label="group", clients=(A, B, C), at_most=3),),
        pins=(Pin(client=C, duty=1, start=505),),
    )  # fmt: skip


PLAN = Solution(((0, 510, A), (0, 570, B), (1, 505, C), (1, 540, A)), {0: 600})
TRAVEL = 30 + 15 + 90 + 25 + 15 + 20


def labels(problem: Problem, plan: Solution) -> list[tuple[str, int]]:
    return [(found.label, found.amount) for found in verify(problem, plan).violations]


def with_duty(d: int, **changes: Any) -> Callable[[Problem], Problem]:
    return lambda problem: replace(
        problem,
        duties=tuple(
            replace(duty, **changes) if d == e else duty for e, duty in enumerate(problem.duties)
        ),
    )


def with_client(i: int, **changes: Any) -> Callable[[Problem], Problem]:
    return lambda problem: replace(
        problem,
        clients=tuple(
            replace(client, **changes) if i == j else client
            for j, client in enumerate(problem.clients)
        ),
    )


def with_leg(here: int, there: int, minutes: int) -> Callable[[Problem], Problem]:
    def changed(problem: Problem) -> Problem:
        travel = problem.travel.copy()
        travel[here, there] = minutes
        return replace(problem, travel=travel)

    return changed


def without_limits(problem: Problem) -> Problem:
    """Free of all that says how many visits there are."""
    free = with_client(B, min_visits=0)(with_duty(0, max_visits=None)(problem))
    return replace(free, count_windows=(), rows=(), active_caps=())


def test_objective_by_hand(problem: Problem) -> None:
    verdict = verify(problem, PLAN)
    assert verdict.violations == ()
    assert verdict.objective == 15000 + 8000 + 7000 - 10 * TRAVEL - 3 * 100


def test_duties_without_visits_cost_nothing_and_owe_no_lunch(problem: Problem) -> None:
    free = replace(without_limits(problem), pins=())
    assert verify(free, Solution(())) == verify(free, Solution((), {0: 600}))
    assert verify(free, Solution(())).objective == 0
    assert verify(free, Solution(())).violations == ()


def test_visits_beyond_the_last_value_are_worth_nothing(problem: Problem) -> None:
    free = without_limits(with_client(A, values=(0, 9000))(problem))
    verdict = verify(free, PLAN)
    assert [v.label for v in verdict.violations] == ["most visits"]
    assert verdict.objective == 9000 + 8000 + 7000 - 10 * TRAVEL


Change = Callable[[Problem], Problem]

PROBLEMS: dict[str, tuple[Change, list[tuple[str, int]]]] = {
    "window": (with_client(B, windows=(((500, 599),), OPEN)), [("window", 1)]),
    "two windows": (with_client(B, windows=(((500, 585), (586, 700)), OPEN)), [("window", 1)]),
    "closed": (with_client(B, windows=((), OPEN)), [("window", 1)]),
    "before the duty": (with_duty(0, start=520), [("outside the duty", 10)]),
    "grid": (lambda p: replace(p, slot=20), [("grid", 1), ("grid", 1)]),
    "blocked": (with_duty(0, blocked=((595, 600),)), [("blocked", 1)]),
    "visits a duty": (with_duty(0, max_visits=1), [("visits a duty", 1)]),
    "lunch too early": (
        with_duty(0, lunch=Lunch(earliest=601, latest=690, minutes=30)), [("lunch", 1)],
    ),
    "lunch too late": (
        with_duty(0, lunch=Lunch(earliest=590, latest=599, minutes=30)), [("lunch", 1)],
    ),
    "lunch on a block": (with_duty(0, blocked=((540, 555), (620, 625))), [("lunch", 1)]),
    "lunch not owed": (
        lambda p: with_duty(0, lunch=None)(with_leg(2, 0, 0)(p)), [("lunch", 1)],
    ),
    "travel from the start": (with_leg(0, 1, 31), [("travel", 1)]),
    "travel past a block": (with_leg(1, 2, 16), [("travel", 1)]),
    "travel past lunch": (with_leg(2, 0, 92), [("travel", 2)]),
    "travel of a pinned day": (with_leg(3, 1, 16), [("travel", 1)]),
    "most visits": (with_client(A, values=(0, 15000)), [("most visits", 1)]),
    "min_visits": (with_client(A, values=(0, 1, 2, 3, 4), min_visits=4), [("min_visits:A", 2)]),
    "count at most": (
        lambda p: replace(
            p, count_windows=(CountWindow(client=A, first_day=5, last_day=9, at_most=1),)
        ),
        [("count:A", 1)],
    ),
    "count at least": (
        lambda p: replace(
            p, count_windows=(CountWindow(client=A, first_day=6, last_day=9, at_least=2),)
        ),
        [("count:A", 1)],
    ),
    "row at most": (
        lambda p: replace(p, rows=(Row(label="minutes", weights=(30, 30, 20), at_most=109),)),
        [("minutes", 1)],
    ),
    "row at least": (
        lambda p: replace(p, rows=(Row(label="minutes", weights=(30, 30, 20), at_least=115),)),
        [("minutes", 5)],
    ),
    "row on duties": (
        lambda p: replace(p, rows=(Row(label="r", weights=(1, 1, 1), at_least=3, duties=(0,)),)),
        [("r", 1)],
    ),
    "cap": (
        lambda p: replace(p, active_caps=(ActiveCap(label="g", clients=(A, B, C), at_most=1),)),
        [("g", 2)],
    ),
    "pin": (lambda p: replace(p, pins=(Pin(client=C, duty=1, start=506),)), [("pin:C", 1)]),
    "pin on another duty": (
        lambda p: replace(p, pins=(*p.pins, Pin(client=B, duty=1, start=600))), [("pin:B", 1)],
    ),
    "unpinned, off the grid": (lambda p: replace(p, pins=()), [("grid", 1)]),
}  # fmt: skip


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_that_asks_more_is_missed_exactly_there(problem: Problem, name: str) -> None:
    change, expected = PROBLEMS[name]
    assert labels(change(problem), PLAN) == expected


SOLUTIONS: dict[str, tuple[Solution, list[tuple[str, int]]]] = {
    "unknown duty": (Solution((*PLAN.visits, (2, 510, A)), PLAN.lunches), [("unknown duty", 1)]),
    "unknown client": (
        Solution((*PLAN.visits, (1, 600, 3)), PLAN.lunches), [("unknown client", 1)],
    ),
    "negative indices": (
        Solution((*PLAN.visits, (-1, 600, -1)), PLAN.lunches),
        [("unknown duty", 1), ("unknown client", 1)],
    ),
    "lunch of an unknown duty": (
        Solution(PLAN.visits, {0: 600, 7: 600}), [("unknown duty", 1)],
    ),
    "twice a duty": (
        Solution(((1, 505, C), (1, 540, A), (1, 570, A))), [("once a duty", 1)],
    ),
    "off the grid": (
        Solution((*PLAN.visits[:3], (1, 541, A)), PLAN.lunches), [("grid", 1)],
    ),
    "after the duty": (
        Solution((*PLAN.visits[:3], (1, 705, A)), PLAN.lunches), [("outside the duty", 15)],
    ),
    "overlap": (Solution((*PLAN.visits[:3], (1, 510, A)), PLAN.lunches), [("overlap", 15)]),
    "no lunch": (Solution(PLAN.visits), [("lunch", 1)]),
    "lunch on a visit": (Solution(PLAN.visits, {0: 599}), [("lunch", 1), ("lunch", 1)]),
    "lunch outside the duty": (
        Solution(PLAN.visits, {0: 691}), [("lunch", 1), ("lunch", 1)],
    ),
    "moved pin": (
        Solution((*PLAN.visits[:2], (1, 506, C), (1, 555, A)), PLAN.lunches), [("pin:C", 1)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_changed_solution_violates_exactly_what_it_breaks(problem: Problem, name: str) -> None:
    plan, expected = SOLUTIONS[name]
    assert labels(without_limits(problem), plan) == expected


def test_a_missing_visit_is_missed_by_all_that_count_it(problem: Problem) -> None:
    plan = Solution((*PLAN.visits[:1], *PLAN.visits[2:]), PLAN.lunches)
    assert labels(problem, plan) == [("min_visits:B", 1), ("minutes", 30)]


@pytest.mark.parametrize(("at_least", "violated"), [(109, False), (110, False), (111, True)])
@pytest.mark.parametrize("price", [None, 7])
def test_rows_at_their_limit(
    problem: Problem, at_least: int, violated: bool, price: int | None
) -> None:
    row = Row(label="minutes", weights=(30, 30, 20), at_least=at_least, price=price)
    limited, free = replace(problem, rows=(row,)), replace(problem, rows=())
    cost = verify(free, PLAN).objective - verify(limited, PLAN).objective
    assert cost == (7 if violated and price else 0)
    assert bool(verify(limited, PLAN).violations) == (violated and price is None)


def test_brute_force_by_hand(problem: Problem) -> None:
    """Home - A - home and home - C - B - A - home is 70 min shorter, if B is open that day."""
    best = brute_force(problem)
    assert best is not None
    assert best[0] == verify(problem, PLAN).objective + 10 * 70
    assert best[1].routes(2) == [(A,), (C, B, A)]
    closed = with_client(B, windows=(((500, 600),), ()))(problem)
    assert brute_force(closed) == (verify(problem, PLAN).objective, PLAN)


def test_brute_force_refuses_what_it_cannot_finish() -> None:
    with pytest.raises(ValueError, match="too many"):
        brute_force(random_problem(1, clients=7, duties=1))
    with pytest.raises(ValueError, match="too many"):
        brute_force(random_problem(1, clients=4, duties=4))


def test_brute_force_passes_verify_on_random_problems() -> None:
    feasible = 0
    for seed in range(80):
        problem = random_problem(seed, clients=4, duties=2 + seed % 2)
        best = brute_force(problem)
        if best is not None:
            feasible += 1
            verdict = verify(problem, best[1])
            assert verdict.violations == ()
            assert verdict.objective == best[0]
            assert verdict.objective == objective_in_short(problem, best[1])
    assert feasible > 40


def objective_in_short(problem: Problem, plan: Solution) -> int:
    """The objective once more, by matrices."""
    made = np.zeros((len(problem.duties), len(problem.clients)), dtype=np.int64)
    for d, _, i in plan.visits:
        made[d, i] += 1
    seen = made.sum(axis=0).tolist()
    total: int = sum(c.values[n] for c, n in zip(problem.clients, seen, strict=True))
    for d, route in enumerate(plan.routes(len(problem.duties))):
        total -= travel_cost(problem, d, route)
    for row in problem.rows:
        duties = list(range(len(problem.duties)) if row.duties is None else row.duties)
        load = int((made[duties] @ np.array(row.weights)).sum())
        short = 0 if row.at_least is None else max(row.at_least - load, 0)
        over = 0 if row.at_most is None else max(load - row.at_most, 0)
        total -= (row.price or 0) * (short + over)
    return total


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.data())
def test_a_jolted_day_passes_only_if_its_route_can_be_driven(
    seed: int, data: st.DataObject
) -> None:
    problem = random_problem(seed, clients=3, duties=1)
    days = day_routes(problem, 0)
    route = data.draw(st.sampled_from(sorted(days)))
    jolt = st.sampled_from((0, 0, 0, 1, 5, 15, -1, -10))
    visits = [
        (0, start + data.draw(jolt), client)
        for start, client in zip(days[route].starts, route, strict=True)
    ]
    lunch = days[route].lunch
    plan = Solution(tuple(visits), {} if lunch is None else {0: lunch + data.draw(jolt)})
    limits = ("min_visits", "most", "count", "row", "cap")
    found = [v for v in verify(problem, plan).violations if not v.label.startswith(limits)]
    if not found:
        order = tuple(client for _, _, client in sorted(visits))
        assert order in days


def test_cheapest_keeps_one_order_of_each_set() -> None:
    problem = random_problem(9, clients=4, duties=1, features=frozenset({"asymmetric"}))
    days = day_routes(problem, 0)
    kept = cheapest(problem, 0, days)
    assert len(kept) == len({frozenset(route) for route in days}) == len(
        {frozenset(route) for _, route in kept}
    )  # fmt: skip
    for cost, route in kept:
        orders = [other for other in days if set(other) == set(route)]
        assert cost == min(travel_cost(problem, 0, other) for other in orders)

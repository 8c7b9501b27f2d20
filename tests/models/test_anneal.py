"""The annealer: its plans hold, its books are right, and it finds the best of small problems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.anneal import Annealer, shortfalls_of, timed
from models.anneal.day import rebuild
from models.exhaustive import Day, brute_force, day_routes
from models.problem import Client, CountWindow, Duty, Lunch, Pin, Problem
from models.solution import Solution
from models.timetable import build_timetable
from models.verify import row_total, verify
from tests.models.strategies import ALL, random_problem

HOT = 30_000.0
"""Cents: hot enough to climb out of anything in a small problem."""


def annealed(problem: Problem, moves: int, *, seed: int = 0, hot: float | None = None) -> Annealer:
    walk = Annealer(problem, seed=seed, moves=moves, hot=hot)
    walk.walk(moves)
    return walk


def starts_with_pins(problem: Problem) -> bool:
    """Whether the pins alone make days that can be driven, as a walk needs to begin."""
    pins = sorted(problem.pins, key=lambda pin: pin.start)
    return all(
        tuple(pin.client for pin in pins if pin.duty == d) in day_routes(problem, d)
        for d in range(len(problem.duties))
    )


def random_problems(count: int, clients: int = 4) -> list[Problem]:
    made = (random_problem(seed, clients=clients, duties=2 + seed % 2) for seed in range(count))
    return [problem for problem in made if keeps_pins(problem) and starts_with_pins(problem)]


def keeps_pins(problem: Problem) -> bool:
    """Whether no count window, cap or limit of visits is broken by the pins themselves."""
    visits = [(pin.duty, pin.start, pin.client) for pin in problem.pins]
    found = verify(problem, Solution(tuple(sorted(visits)))).violations
    caps = {cap.label for cap in problem.active_caps}
    over = {f"count:{client.id}" for client in problem.clients}
    return not any(v.label in caps | over | {"most visits", "visits a duty"} for v in found)


def test_plans_pass_verify_with_exactly_their_objective() -> None:
    found = 0
    for problem in random_problems(100, clients=6):
        walk = annealed(problem, 20_000, seed=found)
        if walk.objective is not None:
            verdict = verify(problem, timed(problem, walk.tables, walk.best_routes()))
            assert verdict.violations == ()
            assert verdict.objective == walk.objective
            found += 1
    assert found > 40


def test_small_problems_are_solved_to_the_optimum() -> None:
    solved = infeasible = 0
    for problem in random_problems(100):
        best = brute_force(problem)
        if best is None:
            assert annealed(problem, 5_000).objective is None
            infeasible += 1
            continue
        reached = []
        for seed in range(10):
            reached.append(annealed(problem, 30_000, seed=seed, hot=HOT).objective)
            assert reached[-1] is None or reached[-1] <= best[0]
            if reached[-1] == best[0]:
                break
        assert best[0] in reached, problem.name
        solved += 1
    assert solved > 40
    assert infeasible > 10


@pytest.mark.parametrize("feature", sorted(ALL))
def test_a_feature_alone_is_solved_to_the_optimum(feature: str) -> None:
    features = frozenset({feature, "rows"} if feature == "soft" else {feature})
    solved = 0
    for seed in range(16):
        problem = random_problem(seed, clients=4, duties=2, features=features)
        best = brute_force(problem)
        if best is not None and starts_with_pins(problem):
            walks = (annealed(problem, 20_000, seed=n, hot=HOT) for n in range(6))
            assert any(walk.objective == best[0] for walk in walks)
            solved += 1
    assert solved >= 8


def routes_of(walk: Annealer) -> list[tuple[int, ...]]:
    """Day routes of the current plan."""
    stride, state = walk.fixed.stride, walk.state
    return [
        tuple(int(i) for i in state.client[d * stride + 1 : d * stride + 1 + int(state.length[d])])
        for d in range(walk.fixed.duties)
    ]


Driven = list[dict[tuple[int, ...], Day]]


def check_books(problem: Problem, walk: Annealer, driven: Driven) -> None:
    """All that a walk counts as it goes, counted anew."""
    state, routes = walk.state, routes_of(walk)
    visits = [(d, n, i) for d, route in enumerate(routes) for n, i in enumerate(route)]
    days = [problem.duties[d].day for d, _, _ in visits]
    seen = [sum(i == j for _, _, j in visits) for i in range(len(problem.clients))]
    assert state.visits.tolist() == seen
    assert state.objective[0] == verify(problem, Solution(tuple(visits))).objective
    totals = [row_total(row, visits) for row in problem.rows]
    assert state.row_sum.tolist() == totals
    assert state.cap_count.tolist() == [
        sum(seen[i] > 0 for i in cap.clients) for cap in problem.active_caps
    ]
    ties = [w for w in problem.count_windows if w.at_most != 1 or w.at_least]
    ties.sort(key=lambda window: window.client)
    counts = [
        sum(
            i == window.client and window.first_day <= day <= window.last_day
            for (_, _, i), day in zip(visits, days, strict=True)
        )
        for window in ties
    ]
    assert state.tie_count.tolist() == counts
    missing = sum(
        max(client.min_visits - n, 0) for client, n in zip(problem.clients, seen, strict=True)
    )
    units = 0
    for row, total in zip(problem.rows, totals, strict=True):
        if row.price is None:
            units += max((total if row.at_least is None else row.at_least) - total, 0)
            units += max(total - (total if row.at_most is None else row.at_most), 0)
    fewer = sum(max(window.at_least - n, 0) for window, n in zip(ties, counts, strict=True))
    assert state.short.tolist() == [missing, units, fewer]
    words = walk.fixed.words
    for i in range(len(problem.clients)):
        bits = [int(word) for word in state.days[i * words : (i + 1) * words]]
        on = {64 * w + b for w, word in enumerate(bits) for b in range(64) if word >> b & 1}
        assert on == {d for d, _, j in visits if j == i}
    assert all(route in driven[d] for d, route in enumerate(routes))
    check_hard_limits(problem, routes, seen)
    check_clocks(walk)


def check_hard_limits(
    problem: Problem, routes: Sequence[tuple[int, ...]], seen: Sequence[int]
) -> None:
    """What a walk never breaks, not even at a penalty."""
    for client, n in zip(problem.clients, seen, strict=True):
        assert n <= client.max_visits
    for cap in problem.active_caps:
        assert sum(seen[i] > 0 for i in cap.clients) <= cap.at_most
    for window in problem.count_windows:
        inside = sum(
            window.client in route
            for duty, route in zip(problem.duties, routes, strict=True)
            if window.first_day <= duty.day <= window.last_day
        )
        assert window.at_most is None or inside <= window.at_most
    for pin in problem.pins:
        assert pin.client in routes[pin.duty]


def check_clocks(walk: Annealer) -> None:
    """Earliest and latest clocks of every day, built from nothing."""
    state = walk.state
    names = ("place", "leave0", "leave1", "last0", "last1")
    fresh = state._replace(**{name: getattr(state, name).copy() for name in names})
    for d in range(walk.fixed.duties):
        base, length = d * walk.fixed.stride, int(state.length[d])
        rebuild(walk.tables, fresh, d, base, length)
        for name in names:
            first = base + (name in ("last0", "last1"))
            last = base + length + 1 + (name not in ("leave0", "leave1"))
            kept, anew = getattr(state, name)[first:last], getattr(fresh, name)[first:last]
            assert kept.tolist() == anew.tolist(), name


def test_books_are_right_after_every_walk() -> None:
    moved = 0
    for seed, problem in enumerate(random_problems(100)):
        walk = Annealer(problem, seed=seed, moves=3000, hot=HOT, cold=HOT / 2)
        driven = [day_routes(problem, d) for d in range(len(problem.duties))]
        for moves in (0, 1, 1, 2, 5, 20, 100, 1000):
            walk.walk(moves)
            check_books(problem, walk, driven)
            moved += sum(map(len, routes_of(walk)))
    assert moved > 500


def test_books_of_many_days() -> None:
    """More than 64 duties need a second word of bits."""
    one = random_problem(3, clients=4, duties=1, features=frozenset({"asymmetric", "lunch"}))
    days = 70
    problem = replace(
        one,
        duties=tuple(replace(one.duties[0], day=day) for day in range(days)),
        clients=tuple(
            replace(
                client,
                windows=client.windows * days,
                values=tuple(1000 * k for k in range(days + 1)),
            )
            for client in one.clients
        ),
        count_windows=tuple(
            CountWindow(client=0, first_day=day, last_day=day + 2, at_most=1) for day in range(days)
        ),
    )
    walk = annealed(problem, 5_000)
    check_books(problem, walk, [day_routes(one, 0)] * days)
    assert any(routes_of(walk)[64:])
    assert walk.objective is not None
    assert verify(problem, timed(problem, walk.tables, walk.best_routes())).violations == ()


def test_same_seed_same_plan_however_it_is_cut_up() -> None:
    for problem in random_problems(25, clients=6):
        whole = annealed(problem, 20_000, seed=5)
        pieces = Annealer(problem, seed=5, moves=20_000)
        while not pieces.finished:
            pieces.walk(3_000)
        assert pieces.objective == whole.objective
        assert pieces.best_routes() == whole.best_routes()


def test_other_seeds_walk_elsewhere() -> None:
    problem = random_problem(7, clients=6, duties=3, features=frozenset({"asymmetric"}))
    walks = [Annealer(problem, seed=seed, moves=1000, hot=HOT, cold=HOT) for seed in range(5)]
    for walk in walks:
        walk.walk(1000)
    assert len({tuple(routes_of(walk)) for walk in walks}) > 1


def test_a_start_counts_from_the_first_move() -> None:
    begun = 0
    for problem in random_problems(60):
        best = brute_force(problem)
        if best is not None:
            routes = best[1].routes(len(problem.duties))
            walk = Annealer(problem, start=routes, moves=1000)
            assert (walk.objective, walk.best_routes()) == (best[0], routes)
            walk.walk(1000)
            assert walk.objective == best[0]
            begun += 1
    assert begun > 20


def test_recorded_routes_can_be_driven() -> None:
    for problem in random_problems(30):
        walk = annealed(problem, 5_000, hot=HOT)
        driven = [day_routes(problem, d) for d in range(len(problem.duties))]
        for duty, route in walk.recorded():
            assert route in driven[duty]


def two_clients(**changes: object) -> Problem:
    """Half an hour apart, one day."""
    travel = np.array([[0, 30, 30], [30, 0, 30], [30, 30, 0]])
    duty = Duty(rep=0, day=0, start_node=0, end_node=0, start=480, end=600)
    clients = tuple(
        Client(id=f"c{i}", node=i + 1, minutes=20, windows=(((480, 600),),), values=(0, 5000))
        for i in range(2)
    )
    problem = Problem(
        name="two", travel=travel, travel_cost=travel, duties=(duty,), clients=clients
    )
    return replace(problem, **changes)  # type: ignore[arg-type] # the keys are the fields' names


@pytest.mark.parametrize(("start", "fits"), [(509, False), (510, True), (550, True), (551, False)])
def test_a_pin_that_cannot_be_reached_is_in_no_plan(start: int, fits: bool) -> None:
    problem = two_clients(pins=(Pin(client=0, duty=0, start=start),))
    assert (brute_force(problem) is not None) == fits
    assert (annealed(problem, 1000).objective is not None) == fits


def test_a_start_that_does_not_fit_is_said() -> None:
    problem = two_clients()
    assert brute_force(problem) is not None
    with pytest.raises(ValueError, match="do not fit"):
        Annealer(problem, start=[(0, 1)])  # 90 min of drive and 40 of visits in 120
    assert Annealer(problem, start=[(1,)]).objective == 5000 - 60


def test_a_pinned_lunch_hour_keeps_the_day_whole() -> None:
    duty = Duty(
        rep=0, day=0, start_node=0, end_node=0, start=480, end=640,
        lunch=Lunch(earliest=530, latest=530, minutes=20),
    )  # fmt: skip
    problem = two_clients(
        duties=(duty,),
        clients=tuple(replace(c, windows=(((480, 640),),)) for c in two_clients().clients),
    )
    best = brute_force(problem)
    assert best is not None
    assert annealed(problem, 3000, hot=HOT).objective == best[0] == 10000 - 90


def test_nothing_to_visit_and_nobody_to_visit() -> None:
    closed = tuple(replace(client, windows=()) for client in two_clients().clients)
    for problem in (
        two_clients(clients=()),
        two_clients(duties=(), clients=closed),
        two_clients(duties=(), clients=()),
    ):
        walk = annealed(problem, 1000)
        assert walk.objective == 0
        assert not any(walk.best_routes())


def test_shortfalls_are_what_verify_misses() -> None:
    short = 0
    for seed, problem in enumerate(random_problems(120)):
        walk = annealed(problem, 2000, seed=seed)
        if walk.objective is None:
            plan = timed(problem, walk.tables, walk.best_routes())
            missed: dict[str, int] = {}
            for violation in verify(problem, plan).violations:
                missed[violation.label] = missed.get(violation.label, 0) + violation.amount
            told = {s.label: s.amount for s in shortfalls_of(problem, walk.best_routes())}
            assert told == missed
            assert told
            short += 1
    assert short > 10


@pytest.mark.parametrize("clients", [60, 120, 200, 300])
def test_the_standard_months_anneal_to_a_feasible_plan(shared_data: Path, clients: int) -> None:
    text = (shared_data / "months" / f"m{clients}.json").read_text()
    problem = Problem.from_json(text)
    walks = (annealed(problem, 1_000_000, seed=seed) for seed in range(3))
    walk = next(walk for walk in walks if walk.objective is not None)
    verdict = verify(problem, timed(problem, build_timetable(problem), walk.best_routes()))
    assert verdict.violations == ()
    assert verdict.objective == walk.objective

"""The relaxed master and what stands on it: bounds, prices, dives, days for routes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from models.budget import Budget
from models.exhaustive import brute_force
from models.incumbent import worth_of
from models.master.arrange import arrange
from models.master.generate import Generation
from models.master.integer import Column, Effort, choose_routes, on_any_days
from models.master.lp import MasterLP
from models.master.place import place_routes
from models.master.relaxed import Column as LpColumn
from models.master.relaxed import Outline
from models.master.spacing import separate
from models.problem import CountWindow, Problem
from models.routes import Pricer, RoutePool
from models.terms import Terms
from models.warm import tiny_problem
from tests.models.strategies import random_problem


def generated(problem: Problem, *, rounds: int = 6) -> Generation:
    """Column generation run to its end."""
    terms = Terms.of(problem)
    pool = RoutePool(problem, terms.timetable)
    pricer = Pricer(problem, terms.timetable)
    generation = Generation(terms, pool, pricer, budget=Budget(work=100.0))
    for _ in range(rounds):
        generation.run(None)
        if generation.tight:
            break
    return generation


def feasible_problems(count: int) -> Iterator[tuple[Problem, int]]:
    """Random problems with a plan, and the worth of the best."""
    seed = 0
    while count:
        problem = random_problem(seed, clients=4, duties=2 + seed % 2)
        best = brute_force(problem)
        if best is not None:
            yield problem, best[0]
            count -= 1
        seed += 1


def test_the_bound_is_near_the_best_plan_and_never_below() -> None:
    gaps = []
    for problem, best in feasible_problems(40):
        proven = generated(problem).bound
        assert proven is not None
        assert proven >= best
        gaps.append((proven - best) / max(1, abs(best)))
    assert np.median(gaps) < 0.2


def test_with_a_plan_to_begin_with_the_first_bound_is_sensible() -> None:
    """The program keeps every rule from the start, so that no multiplier is a penalty."""
    for problem, best in feasible_problems(25):
        found = brute_force(problem)
        assert found is not None
        terms = Terms.of(problem)
        pool, pricer = RoutePool(problem, terms.timetable), Pricer(problem, terms.timetable)
        generation = Generation(terms, pool, pricer, budget=Budget(work=100.0))
        generation.run(best, over=lambda: True, plan=found[1].routes(len(problem.duties)))
        generation.prove()
        assert generation.relaxed is not None
        assert generation.relaxed.slack < 1e-6
        assert generation.bound is not None
        assert best <= generation.bound


def test_a_dive_ends_in_whole_routes_that_fit() -> None:
    found = 0
    for problem, best in feasible_problems(25):
        generation = generated(problem)
        plan = generation.dive(price=True, random=None)
        terms = generation.terms
        worth = worth_of(terms, plan, spacing=False) if plan else None
        found += worth is not None
        kept = worth_of(terms, plan) if plan else None
        assert kept is None or kept <= best
    assert found >= 15


def spaced() -> Problem:
    """Two clients and four days; the first client's visits are at least two days apart."""
    problem = tiny_problem()
    duties = tuple(replace(problem.duties[0], day=day) for day in range(4))
    clients = tuple(
        replace(client, windows=client.windows[:1] * 4, values=(0, 1000, 1900, 2700))
        for client in problem.clients
    )
    windows = tuple(CountWindow(client=0, first_day=d, last_day=d + 1, at_most=1) for d in range(3))
    return replace(problem, duties=duties, clients=clients, count_windows=windows)


def test_windows_become_rows_without_splitting_groups_where_none_needs_it() -> None:
    """In the middle of a dive groups stay as they are: its columns are named by their groups."""
    terms = Terms.of(spaced())
    pool = RoutePool(terms.problem, terms.timetable)
    pool.add([(0,)])
    for groups, rows in (([[0, 1, 2], [3]], 0), ([[0, 1], [2], [3]], 1)):
        outline = Outline([np.array(group) for group in groups], [], [LpColumn(0, 0)])
        lp = MasterLP(terms, pool, outline=outline)
        lp.solve()  # both visits on the first group's days
        assert separate(lp, split=False) == rows
        assert lp.columns == outline.columns
        assert len(lp.groups) == len(groups)
        assert separate(lp) == 2 - 2 * rows


def test_routes_are_given_days_that_keep_spacing() -> None:
    terms = Terms.of(spaced())
    columns = [Column((0,), (0, 1, 2, 3), 0), Column((0, 1), (0, 1, 2, 3), 0)]
    placed = place_routes(terms, columns, Effort(work=5.0), all_of_them=True)
    assert placed.finished
    assert placed.plan is not None
    first, second = sorted(placed.plan)
    assert second - first >= 2


def test_a_search_stopped_before_it_began_proves_nothing() -> None:
    terms = Terms.of(spaced())
    columns = [Column((0,), (0, 1, 2, 3), 0), Column((0, 1), (0, 1, 2, 3), 0)]
    placed = place_routes(terms, columns, Effort(work=0.0))
    assert placed == (None, None, False, 0.0)


def test_where_not_all_routes_can_have_days_only_the_visits_in_excess_are_dropped() -> None:
    terms = Terms.of(spaced())
    plan = arrange(terms, [(0,), (0, 1), (0,), (1,)])
    assert sum(0 in route for route in plan) == 2
    assert sum(1 in route for route in plan) == 2
    assert worth_of(terms, plan) is not None


def test_a_day_that_is_longer_without_a_visit_loses_more_of_them() -> None:
    problem = spaced()
    travel = np.full_like(problem.travel, 10)
    first, second = (client.node for client in problem.clients)
    home = problem.duties[0].start_node
    travel[home, second] = 5_000  # only by way of the first client
    assert len({home, first, second}) == 3
    terms = Terms.of(replace(problem, travel=travel))
    plan = arrange(terms, [(0, 1), (0, 1), (0, 1), (0, 1)])
    assert sum(0 in route for route in plan) == 2
    assert set(plan) == {(0, 1), ()}


def test_chosen_routes_go_to_duties_that_they_fit_on() -> None:
    terms = Terms.of(spaced())
    columns = [Column((0,), (0, 1), 0), Column((1,), (1,), 0), Column((0, 1), (0, 1, 2), 0)]
    plan = on_any_days(terms, columns, {0: 1, 1: 1, 2: 1})
    assert plan == [(0,), (1,), (0, 1), ()]


@pytest.mark.parametrize("hinted", [False, True])
def test_the_master_without_days_takes_the_best_routes(hinted: bool) -> None:
    terms = Terms.of(spaced())
    every = (0, 1, 2, 3)
    columns = [Column((0, 1), every, 22), Column((0,), every, 10), Column((1,), every, 12)]
    hint = {0: 1, 1: 2} if hinted else None
    assert choose_routes(terms, columns, Effort(work=5.0), hint=hint) == {0: 2, 2: 1}

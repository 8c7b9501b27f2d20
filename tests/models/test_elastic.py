"""Elastic problems by brute force: nothing is missed exactly where there is a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.budget import Budget
from models.elastic import VISIT, giving_up, nearest, softened
from models.exhaustive import brute_force
from models.master.farkas import prove_infeasible
from models.problem import CountWindow, Row
from models.terms import Terms
from models.verify import verify
from models.warm import tiny_problem
from tests.models.strategies import random_problem


def test_a_softened_problem_misses_nothing_exactly_where_there_is_a_plan() -> None:
    feasible = infeasible = 0
    for seed in range(150):
        problem = random_problem(seed, clients=3, duties=2)
        elastic = softened(problem)
        best = brute_force(elastic.problem)
        if brute_force(problem) is not None:
            feasible += 1
            assert best is not None
            assert best[0] == elastic.worth
        else:
            infeasible += 1
            assert best is None or best[0] < elastic.worth
    assert feasible >= 30
    assert infeasible >= 20


@pytest.mark.parametrize("seed", range(30, 42))
def test_what_is_missed_at_least_is_never_more_than_any_plan_misses(seed: int) -> None:
    problem = random_problem(seed, clients=4, duties=2)
    elastic = softened(problem)
    best = brute_force(elastic.problem)
    found = nearest(problem, work=0.3, workers=1)
    if found is None:
        return
    assert best is not None
    least = elastic.worth - best[0]
    assert found.at_least <= least <= found.missed
    assert verify(elastic.problem, found.solution).violations == ()
    assert (found.missed == 0) == (brute_force(problem) is not None and found.missed == least)
    assert bool(found.shortfalls) == (found.missed > 0)


def test_visits_of_a_client_are_given_up_whole_rather_than_in_part() -> None:
    tiny = tiny_problem()
    duties = tuple(replace(duty, end=600, lunch=None) for duty in tiny.duties)  # one visit each
    clients = tuple(replace(client, min_visits=2) for client in tiny.clients)
    problem = replace(tiny, duties=duties, clients=clients)
    elastic = giving_up(problem, contracts={0: 1000, 1: 1001})
    assert brute_force(problem) is None
    best = brute_force(elastic.problem)
    assert best is not None
    assert best[0] == 1001, "both visits go to the client that is worth more"


def test_rows_and_cadences_give_way_only_where_they_are_named() -> None:
    row = Row(label="row", weights=(1, 1), at_least=5)
    window = CountWindow(client=0, first_day=0, last_day=0, at_least=2)
    problem = replace(tiny_problem(), rows=(row,), count_windows=(window,))
    assert brute_force(giving_up(problem).problem) is None
    assert brute_force(giving_up(problem, rows=["row"]).problem) is None
    assert brute_force(giving_up(problem, cadences={0: 7}).problem) is None
    both = brute_force(giving_up(problem, rows=["row"], cadences={0: 7}).problem)
    assert both is not None
    assert both[0] == -(VISIT + 7), "four visits of five, one of two on the first day"


def test_only_problems_without_a_plan_are_proven_infeasible() -> None:
    proven = infeasible = 0
    for seed in range(200):
        problem = random_problem(seed, clients=3, duties=2)
        if Terms.of(problem).contradictions:
            continue
        found = prove_infeasible(problem, None, Budget(work=1.0), 1.0).infeasible
        if brute_force(problem) is None:
            infeasible += 1
            proven += found
        else:
            assert not found, seed
    assert infeasible >= 10
    assert proven >= 0.5 * infeasible

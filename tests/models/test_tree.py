"""Branching on visit counts: sound at any moment, and exact where it ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.budget import Budget
from models.exhaustive import brute_force
from models.incumbent import Incumbent, worth_of
from models.master.farkas import prove_infeasible
from models.master.tree import Tree
from models.problem import Problem, Row
from models.solution import Status
from models.solve import solve
from models.terms import Terms
from models.warm import tiny_problem
from tests.models.strategies import random_problem
from tests.models.test_master import feasible_problems, generated


@pytest.mark.parametrize("listing", [False, True])
def test_no_case_loses_the_best_plan(listing: bool) -> None:
    split = exact = total = 0
    for problem, best in feasible_problems(30):
        root = generated(problem)
        incumbent = Incumbent(root.terms, lambda: None)
        tree = Tree(root, incumbent)
        if not listing:  # only where all counts are whole
            tree.reach = -np.inf
        while tree.gap > 0 and tree.cases < 40:
            before = tree.cases
            tree.grow(lambda: True)
            assert tree.bound >= best
            if tree.cases == before:
                break
        assert incumbent.objective is None or incumbent.objective <= best
        total += 1
        split += tree.cases > 1
        exact += tree.bound == incumbent.objective == best
    assert exact >= 0.9 * total
    assert listing or split >= 3


def test_narrower_terms_are_those_of_fewer_plans() -> None:
    for seed in range(10):
        terms = Terms.of(random_problem(seed))
        narrow = terms.narrowed(1, int(terms.fewest[1]), int(terms.fewest[1]))
        assert narrow.most[1] == terms.fewest[1]
        assert np.array_equal(np.delete(narrow.most, 1), np.delete(terms.most, 1))
        assert np.array_equal(narrow.barred, terms.barred)
        assert np.array_equal(terms.most, Terms.of(terms.problem).most)


def between(least: int, most: int) -> Problem:
    """Two clients whose visits count 60 and 45 in a row, and twelve more that any day can take."""
    problem = tiny_problem()
    clients = tuple(
        replace(problem.clients[i % 2], id=f"c{i}", windows=problem.clients[0].windows[:1] * 6)
        for i in range(14)
    )
    duties = tuple(replace(problem.duties[0], day=day) for day in range(6))
    row = Row(label="r", weights=(60, 45, *[0] * 12), at_least=least, at_most=most)
    return replace(problem, clients=clients, duties=duties, rows=(row,))


@pytest.mark.parametrize(("limits", "infeasible"), [((92, 103), True), ((92, 105), False)])
def test_a_conflict_in_whole_visits_is_proven(limits: tuple[int, int], infeasible: bool) -> None:
    problem = between(*limits)
    verdict = prove_infeasible(problem, None, Budget(work=10.0), 10.0)
    assert verdict.infeasible == infeasible
    assert not verdict.plan or worth_of(Terms.of(problem), verdict.plan) is not None


def test_every_small_problem_without_a_plan_is_proven_infeasible() -> None:
    proven = 0
    for seed in range(80):
        problem = random_problem(seed, clients=3, duties=2)
        if brute_force(problem) is None:
            assert solve(problem, work=2.0, workers=1).status is Status.INFEASIBLE
            proven += 1
    assert proven >= 10

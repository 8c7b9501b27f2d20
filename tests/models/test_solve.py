"""The whole search on small problems: sound in all it says, and the same for the same seed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from models.bound import bound
from models.budget import MOVES
from models.exhaustive import brute_force
from models.improve import Improver
from models.master.close import Closed
from models.master.generate import Generation
from models.problem import Problem
from models.solution import Result, Status, StopReason
from models.solve import solve
from models.verify import verify
from tests.models.strategies import random_problem


def facts(result: Result) -> tuple[object, ...]:
    """All of a result but its times."""
    return (
        result.status,
        result.stop_reason,
        result.solution,
        result.objective,
        result.bound,
        result.prices,
        result.shortfalls,
    )


def check(problem: Problem, result: Result) -> None:
    """Nothing that a result says is wrong."""
    best = brute_force(problem)
    if result.solution is not None:
        verdict = verify(problem, result.solution)
        assert verdict.violations == ()
        assert verdict.objective == result.objective
        assert best is not None
        assert verdict.objective <= best[0]
    if result.bound is not None and best is not None:
        assert best[0] <= result.bound
    if result.status is Status.INFEASIBLE:
        assert best is None
    if result.status is Status.OPTIMAL:
        assert best is not None
        assert result.objective == best[0]


@pytest.mark.parametrize("work", [0.1, 1.0])
def test_all_that_a_result_says_is_true(work: float) -> None:
    statuses = set()
    for seed in range(36 if work < 1 else 12):
        problem = random_problem(seed, clients=4, duties=2 + seed % 2)
        result = solve(problem, work=work, seed=seed, workers=1)
        check(problem, result)
        statuses.add(result.status)
    assert Status.INFEASIBLE in statuses
    assert statuses & {Status.OPTIMAL, Status.FEASIBLE}


def test_most_small_problems_are_solved_to_the_optimum() -> None:
    feasible = solved = 0
    for seed in range(20):
        problem = random_problem(seed, clients=4, duties=2)
        best = brute_force(problem)
        if best is not None:
            feasible += 1
            solved += solve(problem, work=0.5, workers=2).objective == best[0]
    assert feasible >= 10
    assert solved >= 0.9 * feasible


def test_workers_change_nothing_and_seeds_repeat() -> None:
    for seed in range(4):
        problem = random_problem(seed, clients=6, duties=3)
        one = solve(problem, work=1.0, seed=seed, workers=1)
        two = solve(problem, work=1.0, seed=seed, workers=2)
        again = solve(problem, work=1.0, seed=seed, workers=2)
        assert facts(one) == facts(two) == facts(again)


def test_what_closing_proves_is_no_bound_of_the_multipliers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Routes are left out by reduced profits, which hold for the multipliers' own bound alone."""
    seen = []

    def lowering(*arguments: Any) -> Closed:
        proven = next(a for a in arguments if isinstance(a, int))
        return Closed(None, proven - 1)

    def watched(improver: Improver, generation: Generation) -> None:
        assert generation.centre is not None
        assert generation.upper is not None
        proven = bound(improver.terms, generation.centre, generation.upper)
        assert generation.bound == proven
        seen.append(proven)
        improver.budget.spend(1.0)

    module = import_module("models.solve")
    monkeypatch.setattr(module, "close_gap", lowering)
    monkeypatch.setattr(module, "CLOSED", -1.0)  # no gap is small enough
    monkeypatch.setattr(Improver, "round", watched)
    for seed in range(3):
        solve(random_problem(seed, clients=4, duties=2), work=1.5, seed=seed, workers=1)
    assert seen


def test_a_proven_plan_ends_the_search_whatever_is_left_to_spend() -> None:
    proven = 0
    for seed in range(8):
        result = solve(random_problem(seed, clients=8, duties=4), work=20.0, seed=seed, workers=1)
        if result.status is Status.OPTIMAL:
            proven += 1
            moves = sum(phase.counts.get("moves", 0) for phase in result.phases.values())
            assert result.stop_reason in (StopReason.GAP, StopReason.PROVEN)
            assert moves < MOVES  # a unit's worth would be half of a second for nothing
    assert proven >= 4

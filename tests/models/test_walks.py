"""Walks against the budget: as long as their units are, whatever counts them."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event

import pytest

from models.anneal import Annealer
from models.budget import MOVES, Budget
from models.terms import Terms
from models.walks import CHUNK, HURRY, Walks
from tests.models.strategies import random_problem


@dataclass
class Clocked(Budget):
    """A budget whose clock stands still but for what the test lets pass."""

    now: float = 0.0

    @property
    def elapsed(self) -> float:
        return self.now


class Paced:
    """Stands for a walk: makes the clock go on by so much with every chunk."""

    def __init__(self, budget: Clocked, took: float) -> None:
        self.budget, self.took = budget, took
        self.share = 0.0
        self.shares: list[float] = []

    @property
    def finished(self) -> bool:
        return self.share >= 1.0

    def walk(self, moves: int, until: float) -> None:
        assert moves == CHUNK
        assert until >= self.share
        self.share = until
        self.shares.append(until)
        self.budget.now += self.took


def walks_of(budget: Budget) -> Walks:
    return Walks(Terms.of(random_problem(3, clients=5, duties=2)), budget, seed=7)


@pytest.mark.parametrize("took", [0.004, 0.03, 0.3, 5.0])
def test_a_walk_by_the_clock_is_cold_when_its_time_is_over(took: float) -> None:
    budget = Clocked(seconds=60.0)
    paced = Paced(budget, took)
    walks_of(budget).run(paced, 1.0)  # type: ignore[arg-type] # stands for a walk
    assert paced.share == 1.0
    assert budget.now <= max(1.0, 2 * took) + took
    assert budget.now > 1.0 - 2 * took
    steps = [b - a for a, b in zip(paced.shares, paced.shares[1:-1], strict=False)]
    assert all(step == pytest.approx(steps[0]) for step in steps)


def test_a_paused_walk_goes_on_where_it_stood() -> None:
    budget = Clocked(seconds=60.0)
    walks, paced = walks_of(budget), Paced(budget, 0.01)
    walks.run(paced, 1.0, pause=0.25)  # type: ignore[arg-type] # stands for a walk
    assert budget.now == pytest.approx(0.25, abs=0.02)
    assert paced.share == pytest.approx(0.25, abs=0.03)
    walks.run(paced, 1.0 - budget.now)  # type: ignore[arg-type] # stands for a walk
    assert budget.now == pytest.approx(1.0, abs=0.03)
    assert paced.finished


def test_a_hurried_walk_cools_down_at_once() -> None:
    budget = Clocked(seconds=60.0)
    paced, hurry = Paced(budget, 0.01), Event()
    hurry.set()
    walks_of(budget).run(paced, 10.0, hurry=hurry)  # type: ignore[arg-type] # stands for a walk
    assert budget.now == pytest.approx(HURRY, abs=0.02)
    assert paced.finished


def test_by_work_a_walk_has_its_moves_and_the_clock_says_nothing() -> None:
    outcomes = []
    for pause in (None, 0.01):
        walks, hurry = walks_of(Budget(work=10.0)), Event()
        hurry.set()
        walk: Annealer = walks.begin(1, 0.05)
        while not walk.finished:
            walks.run(walk, 0.05, pause=pause, hurry=hurry)
        assert walk.done == int(0.05 * MOVES)
        outcomes.append((walk.objective, walk.best_routes()))
    assert outcomes[0] == outcomes[1]

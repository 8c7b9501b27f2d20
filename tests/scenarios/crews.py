"""What the tests of crews share: problems with and without an end, and who watches them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from functools import cache
from pathlib import Path

import models
from models.warm import tiny_problem
from planner.bench.teams import write_team
from planner.planning import prepare
from planner.readers import read_territory
from planner.solving.searching import Report, Search
from planner.solving.together import STOPPED, Limits, Outcome, RepProgress

SOON = Limits(seconds=None, work=1, seed=0, workers=2)
"""Enough for a tiny problem, whose best plan it proves."""
ENDLESS = Limits(seconds=10_000, work=None, seed=0, workers=2)


def tiny(count: int) -> dict[str, models.Problem]:
    """Problems of several scenarios with three reps each; no two are the same."""
    first = tiny_problem()
    return {
        f"s{n // 3}/r{n % 3}": replace(first, travel_cost=first.travel_cost + n)
        for n in range(count)
    }


def endless(folder: Path, count: int) -> dict[str, models.Problem]:
    """Problems whose gap does not close while a test looks."""
    write_team(folder, 1, accounts=60, days=25)
    (problem,) = prepare(read_territory(folder).territory).problems.values()
    return {f"base/r{n}": problem for n in range(count)}


def objectives(outcomes: Mapping[str, Outcome]) -> dict[str, int | None]:
    """What was found; fails where a search broke off."""
    broken = {key: one for key, one in outcomes.items() if isinstance(one, Exception)}
    assert not broken
    return {key: one.objective for key, one in outcomes.items() if isinstance(one, models.Result)}


@cache
def found(key: str) -> models.Result:
    """What is found for a tiny problem."""
    return models.solve(tiny(9)[key], work=1, workers=1)


class Here:
    """A crew without processes, for tiny problems and `SOON`: searches when it is asked to."""

    width = room = threads = 1

    def __init__(self) -> None:
        self.halted = False

    def begin(self, count: int) -> None:  # noqa: ARG002
        self.halted = False

    def submit(self, search: Search) -> Future[models.Result]:
        future: Future[models.Result] = Future()
        future.set_result(STOPPED if self.halted else found(search.key))
        return future

    def reports(self) -> Iterable[Report]:
        return ()

    def lost(self, error: BaseException) -> bool:  # noqa: ARG002
        return False

    def halt(self) -> None:
        self.halted = True

    def abandon(self) -> None:
        """Nothing is left running."""


class Presses:
    """A watcher that asks to stop once so many searches are in some state."""

    def __init__(self, state: str, count: int) -> None:
        self.state, self.count = state, count
        self.pressed = threading.Event()
        self.seen: list[tuple[RepProgress, ...]] = []

    def __call__(self, reps: tuple[RepProgress, ...]) -> None:
        self.seen.append(reps)
        if sum(rep.state == self.state for rep in reps) >= self.count:
            self.pressed.set()

"""The search: one anytime loop over a problem."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from models.anneal import Annealer, Routes, shortfalls_of, timed
from models.problem import Problem
from models.solution import PhaseStatistics, Progress, Result, Solution, Status, StopReason
from models.timetable import build_timetable

CHAINS = 2
"""Walks of different seeds that run side by side; fixed, so that workers change nothing."""

SLICE = 50_000
"""Moves between two looks at the clock."""

WORK_MOVES = 1_000_000
"""Moves of each chain that one unit of work pays for."""


@dataclass
class _Watch:
    """Limits, and the reason for which one of them has stopped the search."""

    began: float
    seconds: float | None
    moves: int | None
    stop: Callable[[], bool] | None
    reason: StopReason | None = None

    def over(self, moves: int) -> bool:
        if self.stop is not None and self.stop():
            self.reason = StopReason.STOPPED
        elif self.moves is not None and moves >= self.moves:
            self.reason = StopReason.WORK
        elif self.seconds is not None and time.perf_counter() - self.began >= self.seconds:
            self.reason = StopReason.TIME
        return self.reason is not None


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    work: int | None = None,
    seed: int = 0,
    workers: int = 2,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    start: Solution | None = None,
) -> Result:
    """Best solution within the limits; see `Result`.

    Parameters
    ----------
    seconds : float, optional
        Time limit, wall clock.
    work : int, optional
        Work limit, in millions of moves of each chain; with it the result depends on the problem
        and the seed alone.
    workers : int
        Threads; the result does not depend on their number.
    progress : callable, optional
        Called with a `Progress` from the calling thread.
    stop : callable, optional
        Asked now and then; True ends the search with the best solution so far.
    """
    began = time.perf_counter()
    watch = _Watch(began, seconds, None if work is None else work * WORK_MOVES, stop)
    tables = build_timetable(problem)
    best: tuple[int, Routes] | None = None
    begin = None if start is None else start.routes(len(problem.duties))
    least: Routes = [() for _ in problem.duties]
    moves_done, length, rounds = 0, WORK_MOVES // 2, 0

    def tell(objective: int | None) -> None:
        if progress is not None:
            spent = time.perf_counter() - began
            progress(Progress(objective=objective, bound=None, phase="anneal", seconds=spent))

    with ThreadPoolExecutor(workers) as pool:
        while not watch.over(moves_done):
            if watch.moves is not None:
                length = min(length, watch.moves - moves_done)
            chains = [
                Annealer(problem, tables, seed=_seed(seed, rounds, n), moves=length, start=begin)
                for n in range(CHAINS)
            ]
            while not chains[0].finished and not watch.over(moves_done):
                list(pool.map(lambda chain: chain.walk(SLICE), chains))
                moves_done += SLICE
                for chain in chains:
                    if chain.objective is not None and (best is None or chain.objective > best[0]):
                        best = chain.objective, chain.best_routes()
                        tell(best[0])
            least = chains[0].best_routes()
            rounds += 1
            length *= 2
    assert watch.reason is not None, "only a limit ends the loop"
    took = time.perf_counter() - began
    phases = {
        "anneal": PhaseStatistics(seconds=took, calls=rounds, counts={"moves": moves_done * CHAINS})
    }
    if best is None:
        return Result(
            status=Status.UNKNOWN,
            stop_reason=watch.reason,
            shortfalls=shortfalls_of(problem, least),
            phases=phases,
            seconds=took,
        )
    return Result(
        status=Status.FEASIBLE,
        stop_reason=watch.reason,
        solution=timed(problem, tables, best[1]),
        objective=best[0],
        phases=phases,
        seconds=took,
    )


def _seed(seed: int, rounds: int, chain: int) -> int:
    return (seed * 1_000_003 + rounds) * CHAINS + chain

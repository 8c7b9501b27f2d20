"""Compiling the kernels: once a machine, and said before it happens."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from models.anneal.walk import walk
from models.problem import Client, Duty, Lunch, Problem


def kernels_are_compiled() -> bool:
    """Whether compiled kernels lie in the cache on disk."""
    cache = Path(walk.stats.cache_path)  # type: ignore[attr-defined] # numba's dispatcher has it
    return any(cache.glob("walk.walk-*.nbi"))


def warm_up() -> None:
    """Load the kernels, compiling what is not in the cache."""
    from models.solve import solve

    solve(tiny_problem(), work=1)


def tiny_problem() -> Problem:
    """Two clients and two days: enough to touch every kernel."""
    travel = np.array([[0, 5, 6], [5, 0, 4], [6, 4, 0]], dtype=np.int64)
    lunch = Lunch(earliest=690, latest=750, minutes=30)
    return Problem(
        name="tiny",
        travel=travel,
        travel_cost=travel,
        duties=tuple(
            Duty(rep=0, day=d, start_node=0, end_node=0, start=540, end=1020, lunch=lunch)
            for d in range(2)
        ),
        clients=tuple(
            Client(
                id=f"c{i}",
                node=i,
                minutes=30,
                windows=(((540, 1020),),) * 2,
                values=(0, 1000, 1500),
            )
            for i in (1, 2)
        ),
    )

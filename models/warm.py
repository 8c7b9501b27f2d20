"""Compiling the kernels: once a machine, and said before it happens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from models.anneal import Annealer
from models.anneal.walk import walk
from models.problem import Client, Duty, Lunch, Problem
from models.routes import SCALE, Pricer, enumerate_routes
from models.timetable import build_timetable


def kernels_are_compiled() -> bool:
    """Whether compiled kernels lie in the cache on disk."""
    folder = kernel_folder()
    return folder is not None and any(folder.glob("walk.walk-*.nbi"))


def kernel_folder() -> Path | None:
    """Where compiled kernels are kept; None where nothing can be written."""
    found = walk.stats.cache_path  # type: ignore[attr-defined] # numba's dispatcher has it
    return None if found is None else Path(found)


def warm_up() -> None:
    """Load the kernels, compiling what is not in the cache.

    Numba compiles one kernel at a time, so a second process compiles the annealer meanwhile; both
    find the other's kernels on disk.
    """
    from models.solve import solve

    other = None
    if kernel_folder() is not None and not kernels_are_compiled():
        program = "from models.warm import warm_annealer; warm_annealer()"
        other = subprocess.Popen([sys.executable, "-c", program])  # noqa: S603 - our own code
    try:
        warm_routes()
    finally:
        if other is not None:
            other.wait()
    solve(tiny_problem(), work=1)


def warm_annealer() -> None:
    """Compile the annealer's kernels."""
    Annealer(tiny_problem(), moves=2000).walk(2000)


def warm_routes() -> None:
    """Compile the kernels of route pricing."""
    problem = tiny_problem()
    pricer = Pricer(problem, build_timetable(problem))
    prizes = np.full((len(problem.duties), len(problem.clients)), 1000 * SCALE, dtype=np.int64)
    thresholds = np.zeros(len(problem.duties), dtype=np.int64)
    for exact in (False, True):
        pricer.price(prizes, thresholds, exact=exact)
    enumerate_routes(pricer, prizes, thresholds, 0)


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

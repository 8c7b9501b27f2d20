"""A peer's run: rounds of offer, solve and repair in parallel processes, the best plan kept."""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context

from models.problem import Problem
from models.solution import Solution
from models.verify import verify
from planner.bench.peers.offer import Routes, offer_of
from planner.bench.peers.repair import repaired
from planner.bench.run import Moment, Record


@dataclass(frozen=True)
class Peer:
    """A system to compare with.

    ``package`` is what it is imported as; ``rounds`` is into how many parts its time is cut. One
    that ends by itself is simply started again.
    """

    module: str
    package: str
    rounds: int


PEERS: Mapping[str, Peer] = {
    "or-tools": Peer("with_ortools", "ortools", 2),
    "pyvrp": Peer("with_pyvrp", "pyvrp", 3),
    "vroom": Peer("with_vroom", "vroom", 1),
}


def missing(name: str) -> str | None:
    """Why a peer cannot run; None where it can."""
    if find_spec(PEERS[name].package) is None:
        return f"{name}: not installed (pip install 'visit-planner[bench]')"
    return None


def run_peer(
    name: str,
    problem: Problem,
    *,
    seconds: float,
    seed: int,
    workers: int,
    prices: Mapping[str, int],
) -> Record:
    """The best plan of a peer after so many seconds on so many cores.

    Only the peer's own search counts as time; making its model, the repair and the check do not.

    Parameters
    ----------
    prices : mapping of str to int
        Dual price of rows by label, from our own engine.
    """
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as processes:
        runs = [
            processes.submit(_rounds, name, problem.to_json(), seconds, seed, number, dict(prices))
            for number in range(workers)
        ]
        objectives = [run.result() for run in runs]
    objective = max((found for found in objectives if found is not None), default=None)
    return Record(
        instance=problem.name,
        system=name,
        seed=seed,
        seconds=seconds,
        first_seconds=None,
        moments=(Moment(seconds, objective, None),),
        status="unknown" if objective is None else "feasible",
        objective=objective,
        bound=None,
    )


def _rounds(
    name: str, text: str, seconds: float, seed: int, number: int, prices: dict[str, int]
) -> int | None:
    """Best objective of one process; None where no plan keeps every rule."""
    problem = Problem.from_json(text)
    peer = PEERS[name]
    module = import_module(f"planner.bench.peers.{peer.module}")
    best: int | None = None
    left, turn, step = seconds, 0, 0.06
    while left > 0.1 * seconds / peer.rounds:
        own_seed = (seed * 1000 + number) * 1000 + turn
        offer = offer_of(problem, prices, own_seed)
        began = time.perf_counter()
        routes = module.solve(
            offer, seconds=min(left, seconds / peer.rounds), seed=own_seed, variant=number + turn
        )
        left -= time.perf_counter() - began
        objective = worth_of(problem, repaired(problem, routes, prices))
        if objective is not None and (best is None or objective > best):
            best = objective
        prices = steered(problem, routes, prices, step)
        step *= 0.7
        turn += 1
    return best


def worth_of(problem: Problem, solution: Solution) -> int | None:
    """Objective by the independent scorer; None where a rule is broken."""
    verdict = verify(problem, solution)
    return None if verdict.violations else verdict.objective


def steered(
    problem: Problem, routes: Routes, prices: Mapping[str, int], step: float
) -> dict[str, int]:
    """Row prices, raised where a peer's routes miss a hard row and lowered where they keep it."""
    moved = dict(prices)
    for row in problem.rows:
        if row.price is not None or row.label not in moved:
            continue
        total = sum(
            row.weights[i]
            for d, route in enumerate(routes)
            for i in route
            if row.duties is None or d in row.duties
        )
        missed = (row.at_least is not None and total < row.at_least) or (
            row.at_most is not None and total > row.at_most
        )
        moved[row.label] = round(moved[row.label] * (1 + step if missed else 1 - step))
    return moved

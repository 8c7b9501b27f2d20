"""Infeasibility, proven: multipliers that no plan can satisfy.

Where visits are worth nothing and cost nothing, every plan is worth exactly 0. So an upper bound
below 0 says that there is no plan (Farkas's lemma, by way of the Lagrangian bound, in integers).
The multipliers of that bound also say which constraints the proof needs.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.bound import Duals
from models.budget import Budget
from models.master.generate import Generation
from models.problem import Problem
from models.routes import Pricer, RoutePool
from models.terms import Terms

SMALL_COINS = 1_000.0
"""What violations cost is told in coins so much smaller: multipliers are rounded to whole ones."""
WHOLE = 1.0
"""Coins of violation in the relaxed master that count as none."""


def silent(problem: Problem) -> Problem:
    """The problem without money: its plans are those of the problem, all worth 0."""
    return replace(
        problem,
        travel_cost=np.zeros_like(problem.travel_cost),
        clients=tuple(
            replace(client, values=(0,) * len(client.values)) for client in problem.clients
        ),
        rows=tuple(row for row in problem.rows if row.price is None),
    )


def prove_infeasible(
    problem: Problem, pool: RoutePool | None, budget: Budget, units: float, *, workers: int = 1
) -> Duals | None:
    """Multipliers that prove that there is no plan; None where no proof was found.

    The relaxed master is all that is asked: what is infeasible only in whole visits is not found.

    Parameters
    ----------
    problem : Problem
        Of it `silent` is proven.
    pool : RoutePool or None
        Routes known already.
    budget : Budget
        Limits of the search.
    units : float
        Most of it that the proof may take.
    workers : int
        Threads.
    """
    terms = Terms.of(silent(problem))
    known = RoutePool(terms.problem, terms.timetable)
    if pool is not None:
        known.add(pool.route(index) for index in np.flatnonzero(pool.active).tolist())
    generation = Generation(
        terms, known, Pricer(terms.problem, terms.timetable), budget=budget, workers=workers
    )
    generation.lp.money /= SMALL_COINS  # violations aside, the program has no money in it
    spent = budget.until(units)

    def decided() -> bool:
        return _proven(generation) or _hopeless(generation)

    while not (spent() or _proven(generation) or generation.tight):
        generation.run(-1, over=lambda: decided() or spent())
        generation.converged |= _hopeless(generation)
        if not generation.converged:
            break
    return generation.centre if _proven(generation) else None


def _proven(generation: Generation) -> bool:
    return generation.bound is not None and generation.bound < 0


def _hopeless(generation: Generation) -> bool:
    """Whether the relaxed master keeps every rule: no bound on it is below 0."""
    return generation.relaxed is not None and generation.relaxed.value > -WHOLE

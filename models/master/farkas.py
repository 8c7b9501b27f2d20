"""Infeasibility, proven: multipliers that no plan can satisfy.

Where visits are worth nothing and cost nothing, every plan is worth exactly 0. So an upper bound
below 0 says that there is no plan (Farkas's lemma, by way of the Lagrangian bound, in integers).
What is infeasible only in whole visits is proven case by case, by branching on visit counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.budget import Budget
from models.incumbent import Incumbent, Routes
from models.master.close import FEW_CHOICES
from models.master.generate import Generation
from models.master.tree import Tree
from models.problem import Problem
from models.routes import Pricer, RoutePool
from models.terms import Terms

SMALL_COINS = 1_000.0
"""What violations cost is told in coins so much smaller: multipliers are rounded to whole ones."""
CASES = 0.2
"""Share of the limit that may be spent case by case."""
WHOLE = 1.0
"""Coins of violation in the relaxed master that count as none."""


@dataclass(frozen=True)
class Verdict:
    """What the search for a proof found.

    Parameters
    ----------
    infeasible : bool
        Whether it is proven that no plan exists.
    plan : list of tuple of int
        A plan, if one was found.
    """

    infeasible: bool
    plan: Routes


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
) -> Verdict:
    """Look for a proof that no plan exists; a plan that turns up on the way is one too.

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
    if _proven(generation) or generation.bound is None or spent():
        return Verdict(_proven(generation), [])
    incumbent = Incumbent(terms, lambda: None, objective=-1)
    tree = Tree(generation, incumbent, FEW_CHOICES)
    tree.grow(budget.until(CASES * units))
    return Verdict(tree.bound < 0, incumbent.routes)


def _proven(generation: Generation) -> bool:
    return generation.bound is not None and generation.bound < 0


def _hopeless(generation: Generation) -> bool:
    """Whether the relaxed master keeps every rule: no bound on it is below 0."""
    return generation.relaxed is not None and generation.relaxed.value > -WHOLE

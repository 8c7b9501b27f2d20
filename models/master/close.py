"""Closing a small gap for good: an integer master over every route that a better plan can have.

A plan is worth at most the bound, less what each of its routes falls short of the best of its
duty (Baldacci, Christofides, Mingozzi 2008, doi:10.1007/s10107-007-0178-5). So a plan better than
the incumbent has no route that falls short by more than the gap. Where those routes can be listed
and CP-SAT finishes, the best plan is known; all of it is integer arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.bound import Duals, prizes
from models.incumbent import Routes, travel_cost
from models.limits import EVERYTHING
from models.master.integer import Column, Effort
from models.master.place import place_routes
from models.routes import SCALE, Pricer, enumerate_routes
from models.terms import Terms

Ints = NDArray[np.int64]

MOST_LABELS = 50_000
"""Labels of one duty at which the list is given up."""
MOST_CHOICES = 30_000
"""Routes times duties that CP-SAT is asked to choose from."""
FEW_CHOICES = 3_000
"""The same where no worth says which of them can be in a better plan."""


@dataclass(frozen=True)
class Closed:
    """What the master over all routes within the gap says.

    Parameters
    ----------
    plan : list of tuple of int, or None
        The best plan found that is better than the incumbent.
    bound : int or None
        Proven for all plans, cents; None if there is no plan at all.
    """

    plan: Routes | None
    bound: int | None


def close_gap(
    terms: Terms,
    pricer: Pricer,
    duals: Duals,
    upper: Ints,
    proven: int,
    objective: int | None,
    effort: Effort,
    choices: int = MOST_CHOICES,
) -> Closed | None:
    """Close the gap if it is small enough; None where it is not.

    Parameters
    ----------
    duals, upper, proven :
        Multipliers, the bounds on their reduced profits, and the bound that they prove.
    objective : int or None
        Of the incumbent, if any.
    effort : Effort
        When to give up.
    choices : int
        Most routes times duties.
    """
    slack = EVERYTHING  # where there is no plan yet, no route is left out
    if objective is not None:
        slack = min(slack, (proven - objective + 1) * SCALE)
    listed = enumerate_routes(
        pricer, prizes(terms, duals), np.maximum(upper, 0), slack, limit=MOST_LABELS
    )
    if objective is None:
        choices = min(choices, FEW_CHOICES)
    if listed is None or sum(map(len, listed.duties)) > choices:
        return None
    columns = [
        column
        for route, duties in zip(listed.routes, listed.duties, strict=True)
        for column in _columns(terms, route, duties.tolist())
    ]
    placed = place_routes(terms, columns, effort, above=objective)
    if placed.bound is None and not placed.finished:
        return None
    bound = placed.bound
    if objective is not None:
        bound = objective if bound is None else max(objective, bound)
    plan = placed.plan
    duties = range(len(terms.problem.duties))
    return Closed(None if plan is None else [plan.get(d, ()) for d in duties], bound)


def _columns(terms: Terms, route: tuple[int, ...], duties: Sequence[int]) -> list[Column]:
    """Columns of a route, one for each cost."""
    able = [duty for duty in duties if not terms.barred[duty, list(route)].any()]
    by_cost: dict[int, list[int]] = {}
    for duty in able:
        by_cost.setdefault(travel_cost(terms, duty, route), []).append(duty)
    return [Column(route, tuple(fitting), cost) for cost, fitting in by_cost.items()]

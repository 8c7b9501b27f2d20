"""The best plan so far: a plan takes its place only if it keeps every rule and is worth more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.terms import Terms
from models.timetable import fits

Routes = list[tuple[int, ...]]
"""Clients of each duty, in the order of their visits."""


def visits_of(terms: Terms, routes: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Visits of day routes, int64[duties, clients]."""
    visits = np.zeros((len(terms.problem.duties), len(terms.problem.clients)), dtype=np.int64)
    for duty, route in enumerate(routes):
        visits[duty, list(route)] = 1
    return visits


def worth_of(terms: Terms, routes: Sequence[Sequence[int]], *, spacing: bool = True) -> int | None:
    """Objective of day routes in cents; None if they break a hard constraint.

    Without `spacing`, count windows may be broken.
    """
    problem = terms.problem
    for duty, route in enumerate(routes):
        if len(set(route)) < len(route):
            return None
        if not fits(terms.timetable, duty, np.array(route, dtype=np.int32)):
            return None
    visits = visits_of(terms, routes)
    counts = visits.sum(axis=0)
    within = terms.within(visits.astype(np.float64))
    if (
        (counts < terms.fewest).any()
        or (counts > terms.most).any()
        or (spacing and (within < terms.least_within).any())
        or (spacing and (within > terms.most_within).any())
        or visits[terms.barred].any()
        or any(visits[pin.duty, pin.client] == 0 for pin in problem.pins)
        or any((counts[list(cap.clients)] > 0).sum() > cap.at_most for cap in problem.active_caps)
    ):
        return None
    total = sum(client.values[int(k)] for client, k in zip(problem.clients, counts, strict=True))
    for row, weights in zip(problem.rows, terms.weights, strict=True):
        load = int((weights * visits).sum())
        violation = 0
        if row.at_least is not None:
            violation += max(0, row.at_least - load)
        if row.at_most is not None:
            violation += max(0, load - row.at_most)
        if violation and row.price is None:
            return None
        total -= violation * (row.price or 0)
    return total - sum(travel_cost(terms, duty, route) for duty, route in enumerate(routes))


def travel_cost(terms: Terms, duty: int, route: Sequence[int]) -> int:
    """Cents that a duty's route costs to drive."""
    if not route:
        return 0
    problem = terms.problem
    day = problem.duties[duty]
    nodes = np.array([day.start_node, *(problem.clients[i].node for i in route), day.end_node])
    return int(problem.travel_cost[nodes[:-1], nodes[1:]].sum())


class Incumbent:
    """The best plan so far.

    Parameters
    ----------
    terms : Terms
        The problem.
    improved : callable
        Called after each improvement.
    objective : int or None
        Only plans worth more count.
    """

    def __init__(
        self, terms: Terms, improved: Callable[[], None], objective: int | None = None
    ) -> None:
        self.terms = terms
        self.objective = objective
        self.routes: Routes = []
        self._improved = improved

    def offer(self, routes: Sequence[Sequence[int]]) -> bool:
        """Take a plan if it keeps every rule and is worth more; whether it did."""
        objective = worth_of(self.terms, routes)
        if objective is None or (self.objective is not None and objective <= self.objective):
            return False
        self.objective = objective
        self.routes = [tuple(int(i) for i in route) for route in routes]
        self._improved()
        return True

"""The optimum of a week by trying every route of every day.

Shares nothing with the engine: routes are built minute by minute for every possible lunch, in
every order. An integer program then chooses one route a day. A plan whose worth is known cuts it
down first: a route whose reduced cost in the linear relaxation is below the distance from the
relaxation's worth to the plan's is in no better plan (reduced cost fixing), so leaving it out
loses nothing, and the optimum is proven.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from models.problem import Duty, Problem

Ints = NDArray[np.int64]
Route = tuple[int, frozenset[int]]
"""A duty and the clients that it visits."""

NEVER = 1500
"""A minute after every day's end."""

SLACK = 10.0
"""Cents: more than the solvers' rounding."""


def best_objective(problem: Problem, known: int) -> int:
    """Objective of the best plan in cents, which is at least that of a known plan.

    Raises
    ------
    AssertionError
        If a solver does not prove it.
    """
    costs = {
        (d, clients): cost
        for d in range(len(problem.duties))
        for clients, cost in day_routes(problem, d).items()
    }
    relaxed = Choice(problem, costs, whole=False)
    most = relaxed.solve()
    near = {
        route: costs[route]
        for route, taken in relaxed.taken.items()
        if taken.reduced_cost() >= known - most - SLACK
    }
    choice = Choice(problem, near, whole=True)
    choice.solve()
    return choice.objective()


class Choice:
    """One route a duty: as an integer program, or relaxed."""

    def __init__(self, problem: Problem, costs: dict[Route, int], *, whole: bool) -> None:
        assert not problem.pins, "pins are not enumerated"
        self.problem, self.costs = problem, costs
        self.solver = pywraplp.Solver.CreateSolver("SCIP" if whole else "GLOP")
        self.whole = whole
        self.taken = {route: self._share() for route in costs}
        self.worth: list[Any] = [-cost * self.taken[route] for route, cost in costs.items()]
        self.visits: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for (d, clients), taken in self.taken.items():
            for c in clients:
                self.visits[c, d].append(taken)
        for d in range(len(problem.duties)):
            self.solver.Add(sum(self.taken[route] for route in costs if route[0] == d) == 1)
        self.active = [self._count(c) for c in range(len(problem.clients))]
        self._limit()
        self.solver.Maximize(sum(self.worth))

    def solve(self) -> float:
        """Worth of the best choice."""
        assert self.solver.Solve() == pywraplp.Solver.OPTIMAL
        return float(self.solver.Objective().Value())

    def objective(self) -> int:
        """Exact cents of what was chosen."""
        chosen = [route for route, taken in self.taken.items() if taken.solution_value() > 0.5]
        counts: dict[int, int] = defaultdict(int)
        for _, clients in chosen:
            for c in clients:
                counts[c] += 1
        gains = sum(self.problem.clients[c].values[k] for c, k in counts.items())
        return gains - sum(self.costs[route] for route in chosen)

    def _share(self) -> Any:
        return self.solver.BoolVar("") if self.whole else self.solver.NumVar(0, 1, "")

    def _seen(self, c: int, first: int, last: int) -> Any:
        duties = enumerate(self.problem.duties)
        return sum(sum(self.visits[c, d]) for d, duty in duties if first <= duty.day <= last)

    def _count(self, c: int) -> Any:
        """Ties a client's worth to its visits; whether it has any is returned."""
        client = self.problem.clients[c]
        exactly = [self._share() for _ in client.values]
        self.solver.Add(sum(exactly) == 1)
        times = sum(k * chosen for k, chosen in enumerate(exactly))
        self.solver.Add(self._seen(c, 0, NEVER) - times == 0)
        for chosen in exactly[: client.min_visits]:
            self.solver.Add(chosen == 0)
        self.worth += [value * exactly[k] for k, value in enumerate(client.values)]
        for d in range(len(self.problem.duties)):
            self.solver.Add(sum(self.visits[c, d]) <= 1 - exactly[0])
        return 1 - exactly[0]

    def _limit(self) -> None:
        """Count windows, rows and caps; a window is tied to the activity, which tightens it."""
        for window in self.problem.count_windows:
            seen = self._seen(window.client, window.first_day, window.last_day)
            self.solver.Add(seen >= window.at_least)
            if window.at_most is not None:
                self.solver.Add(seen <= window.at_most * self.active[window.client])
        duties = range(len(self.problem.duties))
        for row in self.problem.rows:
            assert row.price is None, "soft rows are not enumerated"
            load = sum(
                weight * sum(self.visits[c, d])
                for c, weight in enumerate(row.weights)
                for d in row.duties or duties
            )
            if row.at_least is not None:
                self.solver.Add(load >= row.at_least)
            if row.at_most is not None:
                self.solver.Add(load <= row.at_most)
        for cap in self.problem.active_caps:
            self.solver.Add(sum(self.active[c] for c in cap.clients) <= cap.at_most)


def day_routes(problem: Problem, d: int) -> dict[frozenset[int], int]:
    """Every set of clients that one duty can visit, with its least travel cost in cents."""
    duty = problem.duties[d]
    free = np.stack(list(_free_minutes(duty)))
    reach = np.stack([_first_minute_with(row) for row in free])
    rows = np.arange(len(free))
    starts = {
        c: _earliest_starts(problem, c, d, free)
        for c, client in enumerate(problem.clients)
        if client.windows[d]
    }
    most = duty.max_visits if duty.max_visits is not None else len(problem.clients)
    found: dict[frozenset[int], int] = {frozenset(): 0}

    def arrive(left: Ints, travel: int) -> Ints:
        worked = np.minimum(free[rows, np.minimum(left, NEVER)] + travel, NEVER)
        return np.where(left >= NEVER, NEVER, reach[rows, worked])

    def extend(route: tuple[int, ...], left: Ints, cost: int) -> None:
        node = problem.clients[route[-1]].node if route else duty.start_node
        if route:
            home = arrive(left, int(problem.travel[node, duty.end_node]))
            if (home <= duty.end).any():
                total = cost + int(problem.travel_cost[node, duty.end_node])
                key = frozenset(route)
                found[key] = min(total, found.get(key, total))
        if len(route) == most:
            return
        for c in starts:
            if c in route:
                continue
            client = problem.clients[c]
            begin = starts[c][rows, arrive(left, int(problem.travel[node, client.node]))]
            if (begin < NEVER).any():
                leave = np.where(begin < NEVER, begin + client.minutes, NEVER)
                extend((*route, c), leave, cost + int(problem.travel_cost[node, client.node]))

    extend((), np.full(len(free), duty.start), 0)
    return found


def _free_minutes(duty: Duty) -> Iterator[Ints]:
    """For every possible lunch: how many free minutes lie before each minute of the day."""
    open_ = np.zeros(NEVER + 1, dtype=np.int64)
    open_[duty.start : duty.end] = 1
    for start, end in duty.blocked:
        open_[start:end] = 0
    if duty.lunch is None:
        yield np.concatenate(([0], np.cumsum(open_)[:-1]))
        return
    for start in range(duty.lunch.earliest, duty.lunch.latest + 1):
        end = start + duty.lunch.minutes
        if open_[start:end].all():
            left = open_.copy()
            left[start:end] = 0
            yield np.concatenate(([0], np.cumsum(left)[:-1]))


def _first_minute_with(free: Ints) -> Ints:
    """``[w]``: the first minute before which ``w`` free minutes lie."""
    return np.minimum(np.searchsorted(free, np.arange(NEVER + 1)), NEVER)


def _earliest_starts(problem: Problem, c: int, d: int, free: Ints) -> Ints:
    """``[lunch, t]``: earliest start of a visit that is reached at minute ``t``."""
    client = problem.clients[c]
    table = np.full(free.shape, NEVER, dtype=np.int64)
    for n, (first, end) in product(range(len(free)), client.windows[d]):
        for begin in range(first, end - client.minutes + 1):
            after = begin + client.minutes
            if begin % problem.slot == 0 and free[n, after] - free[n, begin] == client.minutes:
                table[n, begin] = begin
    return np.minimum.accumulate(table[:, ::-1], axis=1)[:, ::-1]

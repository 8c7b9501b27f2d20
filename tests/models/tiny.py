"""Problems small enough to try every plan, with every canonical constraint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations, product

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from models.problem import ActiveCap, Client, CountWindow, Duty, Lunch, Pin, Problem, Row

Ints = NDArray[np.int64]
Feasible = Callable[[int, Sequence[int]], bool]


def tiny_problem(rng: Generator, clients: int = 4, duties: int = 3) -> Problem:
    """A random problem in which any constraint may appear, and none need hold."""
    nodes = clients + 1
    places = rng.integers(0, 60, (nodes, 2))
    travel = np.abs(places[:, None] - places[None]).sum(axis=2) // 2 + 5
    travel += rng.integers(0, 8, (nodes, nodes)) * rng.integers(0, 2)
    np.fill_diagonal(travel, 0)
    chance = rng.random
    days = np.sort(rng.choice(duties + 1, duties, replace=bool(rng.integers(2)) or duties > 1))
    members = tuple(int(i) for i in np.flatnonzero(chance(clients) < 0.6))
    return Problem(
        name="tiny",
        travel=travel,
        travel_cost=travel * int(rng.integers(0, 90)),
        slot=int(rng.choice([1, 15])),
        duties=tuple(_duty(rng, int(day), int(rng.integers(0, 2))) for day in days),
        clients=tuple(_client(rng, i, duties) for i in range(clients)),
        count_windows=tuple(_window(rng, clients, duties) for _ in range(rng.integers(0, 4))),
        rows=tuple(_row(rng, k, clients, duties) for k in range(rng.integers(0, 3))),
        active_caps=(
            (ActiveCap(label="cap", clients=members, at_most=int(rng.integers(0, 3))),)
            if members and chance() < 0.4
            else ()
        ),
        pins=(),
    )


def _duty(rng: Generator, day: int, end_node: int) -> Duty:
    lunch = Lunch(earliest=690, latest=780, minutes=30) if rng.random() < 0.5 else None
    blocked = ((540, 600),) if rng.random() < 0.4 else ()
    return Duty(
        rep=0,
        day=day,
        start_node=0,
        end_node=end_node,
        start=480,
        end=int(rng.integers(700, 900)),
        blocked=blocked,
        lunch=lunch,
        max_visits=int(rng.integers(1, 4)) if rng.random() < 0.4 else None,
    )


def _client(rng: Generator, number: int, duties: int) -> Client:
    most = int(rng.integers(1, 4))
    gains = rng.integers(0, 40_000, most)
    if rng.random() < 0.6:
        gains = np.sort(gains)[::-1]
    spans = [
        ((480, 1000),),
        ((480, 620), (700, 1000)),
        ((600, 760),),
        (),
    ]
    return Client(
        id=f"c{number}",
        node=number + 1,
        minutes=int(rng.integers(20, 80)),
        windows=tuple(spans[rng.choice(4, p=[0.5, 0.2, 0.2, 0.1])] for _ in range(duties)),
        values=(0, *(int(value) for value in np.cumsum(gains))),
        min_visits=int(rng.integers(0, most + 1)) if rng.random() < 0.25 else 0,
    )


def _window(rng: Generator, clients: int, duties: int) -> CountWindow:
    first = int(rng.integers(0, duties))
    least = int(rng.random() < 0.2)
    return CountWindow(
        client=int(rng.integers(clients)),
        first_day=first,
        last_day=min(duties, first + int(rng.integers(0, 3))),
        at_least=least,
        at_most=None if rng.random() < 0.15 and least else max(least, int(rng.integers(0, 3))),
    )


def _row(rng: Generator, number: int, clients: int, duties: int) -> Row:
    low = rng.random() < 0.6
    some = tuple(sorted(int(d) for d in rng.choice(duties, rng.integers(1, duties + 1), False)))
    return Row(
        label=f"row {number}",
        weights=tuple(int(w) for w in rng.integers(-60, 60, clients)),
        at_least=int(rng.integers(-60, 30)) if low else None,
        at_most=None if low else int(rng.integers(0, 90)),
        price=int(rng.integers(0, 900)) if rng.random() < 0.4 else None,
        duties=some if rng.random() < 0.3 else None,
    )


class EveryPlan:
    """All plans of a problem, told apart by who is visited on which duty.

    Parameters
    ----------
    problem : Problem
        A tiny one.
    feasible : callable
        Whether a duty can hold a sequence of clients.
    """

    def __init__(self, problem: Problem, feasible: Feasible) -> None:
        self.problem = problem
        everyone = range(len(problem.clients))
        self.costs: list[dict[tuple[int, ...], tuple[int, tuple[int, ...]]]] = []
        for d, _ in enumerate(problem.duties):
            best: dict[tuple[int, ...], tuple[int, tuple[int, ...]]] = {(): (0, ())}
            for size in range(1, len(problem.clients) + 1):
                for order in permutations(everyone, size):
                    if feasible(d, order):
                        cost = _cost(problem, d, order)
                        key = tuple(sorted(order))
                        if key not in best or cost < best[key][0]:
                            best[key] = (cost, order)
            self.costs.append(best)

    def upper(self, prizes: Ints) -> Ints:
        """The largest reduced profit of a route per duty, in the prizes' unit (cents x 1000)."""
        return np.array(
            [
                max(
                    sum(int(prizes[d, i]) for i in clients) - 1000 * cost
                    for clients, (cost, _) in routes.items()
                )
                for d, routes in enumerate(self.costs)
            ],
            dtype=np.int64,
        )

    def best(self) -> int | None:
        """Objective of the best plan; None when there is none."""
        found = None
        for plan in product(*(routes.items() for routes in self.costs)):
            objective = self._objective([clients for clients, _ in plan])
            if objective is not None:
                objective -= sum(cost for _, (cost, _) in plan)
                found = objective if found is None else max(found, objective)
        return found

    def _objective(self, plan: Sequence[tuple[int, ...]]) -> int | None:
        problem = self.problem
        total = 0
        for i, client in enumerate(problem.clients):
            visits = sum(i in clients for clients in plan)
            if not client.min_visits <= visits <= client.max_visits:
                return None
            total += client.values[visits]
        for window in problem.count_windows:
            visits = sum(
                window.client in clients
                for duty, clients in zip(problem.duties, plan, strict=True)
                if window.first_day <= duty.day <= window.last_day
            )
            most = visits if window.at_most is None else window.at_most
            if not window.at_least <= visits <= most:
                return None
        for cap in problem.active_caps:
            if sum(any(i in clients for clients in plan) for i in cap.clients) > cap.at_most:
                return None
        for row in problem.rows:
            load = sum(
                row.weights[i]
                for d, clients in enumerate(plan)
                if row.duties is None or d in row.duties
                for i in clients
            )
            short = 0 if row.at_least is None else max(0, row.at_least - load)
            over = 0 if row.at_most is None else max(0, load - row.at_most)
            if row.price is None and short + over:
                return None
            total -= (short + over) * (row.price or 0)
        for pin in problem.pins:
            if pin.client not in plan[pin.duty]:
                return None
        return total


def _cost(problem: Problem, d: int, order: Sequence[int]) -> int:
    duty = problem.duties[d]
    nodes = [duty.start_node, *(problem.clients[i].node for i in order), duty.end_node]
    return sum(int(problem.travel_cost[a, b]) for a, b in zip(nodes, nodes[1:], strict=False))


def with_pin(problem: Problem, duty: int, client: int, start: int) -> Problem:
    """The problem with one appointment confirmed."""
    from dataclasses import replace

    return replace(problem, pins=(Pin(client=client, duty=duty, start=start),))

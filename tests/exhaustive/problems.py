"""Small random problems that mix all canonical constraints, some of them tight, some of them huge.

`tests.models.strategies.random_problem` draws each constraint for itself. What it does not draw is
added here: several pins on one day at any minute, cadences, and numbers that are thousands of
times larger in money, weights or both.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from models.problem import CountWindow, Pin, Problem
from tests.models.strategies import random_problem

SIZES = ((3, 1), (4, 1), (5, 1), (3, 2), (4, 2), (5, 2), (3, 3), (4, 3))
"""Clients and duties; the exhaustive solver tries every plan."""


def problem_of(seed: int) -> Problem:
    """The problem of a seed; it need not be feasible."""
    rng = np.random.default_rng([seed, 14])
    clients, duties = SIZES[int(rng.integers(len(SIZES)))]
    problem = random_problem(int(rng.integers(2**32)), clients=clients, duties=duties)
    for chance, change in ((0.15, _pinned), (0.15, _paced), (0.2, _magnified)):
        if rng.random() < chance:
            problem = change(problem, rng)
    return replace(problem, name=f"problem {seed}")


def permuted(problem: Problem, seed: int) -> Problem:
    """The same problem with its clients in another order."""
    order = np.random.default_rng([seed, 15]).permutation(len(problem.clients)).tolist()
    now = {client: number for number, client in enumerate(order)}
    return replace(
        problem,
        clients=tuple(problem.clients[client] for client in order),
        rows=tuple(
            replace(row, weights=tuple(row.weights[client] for client in order))
            for row in problem.rows
        ),
        count_windows=tuple(
            replace(window, client=now[window.client]) for window in problem.count_windows
        ),
        active_caps=tuple(
            replace(cap, clients=tuple(sorted(now[client] for client in cap.clients)))
            for cap in problem.active_caps
        ),
        pins=tuple(replace(pin, client=now[pin.client]) for pin in problem.pins),
    )


def _pinned(problem: Problem, rng: Generator) -> Problem:
    """Up to three pins, often on the same day, at any minute at which each alone is possible."""
    made: dict[tuple[int, int], Pin] = {}
    for _ in range(int(rng.integers(1, 4))):
        i, d = int(rng.integers(len(problem.clients))), int(rng.integers(len(problem.duties)))
        client, duty = problem.clients[i], problem.duties[d]
        starts = [
            start
            for a, b in client.windows[d]
            for start in range(max(a, duty.start), min(b, duty.end) - client.minutes + 1)
            if not any(start < q and p < start + client.minutes for p, q in duty.blocked)
        ]
        if starts:
            made[d, i] = Pin(client=i, duty=d, start=int(rng.choice(starts)))
    return replace(problem, pins=tuple(made.values()))


def _paced(problem: Problem, rng: Generator) -> Problem:
    """Windows that ask for visits, and for more than one."""
    last = max(duty.day for duty in problem.duties)
    made = []
    for client in rng.choice(len(problem.clients), 2, replace=False).tolist():
        first = int(rng.integers(0, last + 1))
        least = int(rng.integers(1, 3))
        most = least + int(rng.integers(0, 2)) if rng.random() < 0.7 else None
        made.append(
            CountWindow(client=client, first_day=first, last_day=last, at_least=least, at_most=most)
        )
    return replace(problem, count_windows=(*problem.count_windows, *made))


def _magnified(problem: Problem, rng: Generator) -> Problem:
    """Money and weights of other sizes, each up to near what a problem may hold."""
    money, cost, weight = (10 ** int(rng.integers(0, power + 1)) for power in (6, 6, 6))
    price = 10 ** int(rng.integers(0, 6))
    return replace(
        problem,
        travel_cost=problem.travel_cost * cost,
        clients=tuple(
            replace(client, values=tuple(value * money for value in client.values))
            for client in problem.clients
        ),
        rows=tuple(
            replace(
                row,
                weights=tuple(each * weight for each in row.weights),
                at_least=None if row.at_least is None else row.at_least * weight,
                at_most=None if row.at_most is None else row.at_most * weight,
                price=None if row.price is None else row.price * price,
            )
            for row in problem.rows
        ),
    )

"""Every plan of a small problem, and what its best one gains with one constraint looser.

Days come from `models.exhaustive`, minute by minute. What a constraint one unit looser is, is said
here again in plain terms of the problem, so that the engine is not compared with itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from models.exhaustive import cheapest, day_routes
from models.problem import CountWindow, Problem

MOST_PLANS = 100_000


class Plans:
    """All choices of one route a duty, whether they keep the rules or not.

    Parameters
    ----------
    problem : Problem
        Its days are enumerated.
    """

    def __init__(self, problem: Problem) -> None:
        routes = [
            [(cost, route) for cost, route in cheapest(problem, d, day_routes(problem, d))]
            for d in range(len(problem.duties))
        ]
        sizes = [len(each) for each in routes]
        if np.prod(sizes) > MOST_PLANS:
            raise ValueError(f"{np.prod(sizes)} plans are too many to try")
        chosen = np.indices(sizes).reshape(len(sizes), -1)
        clients = len(problem.clients)
        # bool[plans, duties, clients]
        self.visits = np.zeros((chosen.shape[1], len(sizes), clients), dtype=np.int64)
        self.cost = np.zeros(chosen.shape[1], dtype=np.int64)
        for d, each in enumerate(routes):
            seen = np.zeros((len(each), clients), dtype=np.int64)
            for n, (_, route) in enumerate(each):
                seen[n, list(route)] = 1
            self.visits[:, d] = seen[chosen[d]]
            self.cost += np.array([cost for cost, _ in each])[chosen[d]]

    def best(self, problem: Problem) -> int | None:
        """Objective of the best plan that keeps a problem's rules; None where none does."""
        counts = self.visits.sum(axis=1)
        worth = -self.cost
        kept = np.ones(len(worth), dtype=bool)
        for i, client in enumerate(problem.clients):
            kept &= (counts[:, i] >= client.min_visits) & (counts[:, i] <= client.max_visits)
            worth = worth + np.array(client.values)[np.minimum(counts[:, i], client.max_visits)]
        for window in problem.count_windows:
            inside = [
                d
                for d, duty in enumerate(problem.duties)
                if window.first_day <= duty.day <= window.last_day
            ]
            seen = self.visits[:, inside, window.client].sum(axis=1)
            kept &= seen >= window.at_least
            if window.at_most is not None:
                kept &= seen <= window.at_most
        for row in problem.rows:
            duties = list(range(len(problem.duties)) if row.duties is None else row.duties)
            load = self.visits[:, duties].sum(axis=1) @ np.array(row.weights)
            missed = np.zeros_like(load)
            if row.at_least is not None:
                missed += np.maximum(0, row.at_least - load)
            if row.at_most is not None:
                missed += np.maximum(0, load - row.at_most)
            if row.price is None:
                kept &= missed == 0
            else:
                worth = worth - row.price * missed
        for cap in problem.active_caps:
            kept &= (counts[:, list(cap.clients)] > 0).sum(axis=1) <= cap.at_most
        for pin in problem.pins:
            kept &= self.visits[:, pin.duty, pin.client] == 1
        return int(worth[kept].max()) if kept.any() else None


def true_gains(problem: Problem, plans: Plans, best: int) -> Iterator[tuple[str, int]]:
    """By label, by how much the optimum rises with the constraint one unit looser."""
    for label, looser in looser_limits(problem):
        found = plans.best(looser)
        assert found is not None
        yield label, found - best
    for duty in range(len(problem.duties)):
        more = with_duty_more(problem, duty)
        if more is not None:
            try:
                found = Plans(more).best(more)
            except ValueError:
                continue
            assert found is not None
            yield f"duty:{duty}", found - best


def looser_limits(problem: Problem) -> Iterator[tuple[str, Problem]]:
    """The problem with one limit a unit wider; days are those of the problem itself."""
    for row in problem.rows:
        wider = replace(
            row,
            at_least=None if row.at_least is None else row.at_least - 1,
            at_most=None if row.at_most is None else row.at_most + 1,
        )
        rows = tuple(wider if each is row else each for each in problem.rows)
        yield row.label, replace(problem, rows=rows)
    for cap in problem.active_caps:
        more = replace(cap, at_most=cap.at_most + 1)
        caps = tuple(more if each is cap else each for each in problem.active_caps)
        yield cap.label, replace(problem, active_caps=caps)
    for i, client in enumerate(problem.clients):
        if client.min_visits:
            fewer = replace(client, min_visits=client.min_visits - 1)
            clients = tuple(fewer if each is client else each for each in problem.clients)
            yield f"min_visits:{client.id}", replace(problem, clients=clients)
        own = [w for w in problem.count_windows if w.client == i and w.at_most != 0]
        if own:
            windows = tuple(one_wider(w) if w in own else w for w in problem.count_windows)
            yield f"count:{client.id}", replace(problem, count_windows=windows)
        if any(pin.client == i for pin in problem.pins):
            pins = tuple(pin for pin in problem.pins if pin.client != i)
            yield f"pin:{client.id}", replace(problem, pins=pins)


def one_wider(window: CountWindow) -> CountWindow:
    return replace(
        window,
        at_least=max(0, window.at_least - 1),
        at_most=None if window.at_most is None else window.at_most + 1,
    )


def with_duty_more(problem: Problem, duty: int) -> Problem | None:
    """The problem with a copy of a duty that has no pin."""
    if any(pin.duty == duty for pin in problem.pins):
        return None
    new = len(problem.duties)
    return replace(
        problem,
        duties=(*problem.duties, problem.duties[duty]),
        clients=tuple(
            replace(client, windows=(*client.windows, client.windows[duty]))
            for client in problem.clients
        ),
        rows=tuple(
            replace(row, duties=(*row.duties, new))
            if row.duties is not None and duty in row.duties
            else row
            for row in problem.rows
        ),
    )

"""Elastic problems: limits that may be missed at a price, where nothing else is worth anything.

Visits earn nothing and drives cost nothing, so a plan of an elastic problem is worth what its
limits are worth together, less what it misses. Their search and their proven bound are those of
every other problem: the bound says how much any plan misses at least.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from models.anneal import shortfalls_of
from models.limits import missed_at_most
from models.problem import Client, CountWindow, Problem, Row
from models.solution import Shortfall, Solution
from models.solve import solve

VISIT = 1_000
"""What a missing visit costs; a row's unit costs its share of the heaviest visit's."""
DEAREST = 10**14
"""Most that missing all of a row costs, so that the sums stay within `models.limits`."""


@dataclass(frozen=True)
class Elastic:
    """A problem in which some limits give way.

    Parameters
    ----------
    problem : Problem
        Its plans keep all other limits.
    worth : int
        Of a plan that misses nothing; every miss costs its price.
    """

    problem: Problem
    worth: int


@dataclass(frozen=True)
class Nearest:
    """The plan that misses least, as far as it was searched for.

    Parameters
    ----------
    shortfalls : tuple of Shortfall
        What it misses; empty for a plan that keeps all.
    missed, at_least : int
        Cost of what it misses, and a proven lower limit of that for any plan; `VISIT` a visit.
    """

    solution: Solution
    shortfalls: tuple[Shortfall, ...]
    missed: int
    at_least: int


def softened(problem: Problem) -> Elastic:
    """Fewest visits, hard rows and windows with a fewest number give way; the rest is hard.

    A client's visits up to its fewest are worth `VISIT` each, a row becomes soft, and so does a
    window's ``at_least``, as a row over its duties. Spacing, caps and pins are kept.
    """
    rows = [_soft(problem, row) for row in problem.rows if row.price is None]
    rows += [
        _as_row(problem, index, VISIT)
        for index, window in enumerate(problem.count_windows)
        if window.at_least
    ]
    clients = [
        _worth(client, tuple(VISIT * min(k, client.min_visits) for k in _counts(client)))
        for client in problem.clients
    ]
    windows = tuple(replace(window, at_least=0) for window in problem.count_windows)
    return _elastic(problem, clients, rows, windows)


def giving_up(
    problem: Problem,
    *,
    contracts: Mapping[int, int] | None = None,
    cadences: Mapping[int, int] | None = None,
    rows: Collection[str] = (),
) -> Elastic:
    """Some clients' fewest visits are rather missed whole than in part, cadences window by window.

    Half of a client's visits are worth a quarter of its price, which leads the search to whole
    ones.

    Parameters
    ----------
    contracts : mapping of client to price
        Clients whose fewest visits may be missed.
    cadences : mapping of client to price
        Clients whose windows with a fewest number may be missed, each window at the price.
    rows : collection of str
        Labels of rows that may be missed.
    """
    contracts, cadences = contracts or {}, cadences or {}
    clients = []
    for i, client in enumerate(problem.clients):
        price, owed = contracts.get(i), client.min_visits
        if price is None or not owed:
            clients.append(replace(client, values=(0,) * len(client.values)))
        else:
            clients.append(
                _worth(client, tuple(price * min(k, owed) ** 2 // owed**2 for k in _counts(client)))
            )
    kept = [
        _soft(problem, row) if row.label in rows else row
        for row in problem.rows
        if row.price is None
    ]
    windows = []
    for index, window in enumerate(problem.count_windows):
        giving = window.at_least and window.client in cadences
        if giving:
            kept.append(_as_row(problem, index, cadences[window.client]))
        windows.append(replace(window, at_least=0) if giving else window)
    return _elastic(problem, clients, kept, tuple(windows))


def nearest(
    problem: Problem,
    *,
    seconds: float | None = None,
    work: float | None = None,
    seed: int = 0,
    workers: int = 2,
    stop: Callable[[], bool] | None = None,
) -> Nearest | None:
    """Search for the plan that misses least; None where spacing, caps or pins allow none.

    Parameters
    ----------
    seconds, work, seed, workers, stop :
        As of `models.solve.solve`.
    """
    elastic = softened(problem)
    found = solve(
        elastic.problem, seconds=seconds, work=work, seed=seed, workers=workers, stop=stop
    )
    if found.solution is None or found.objective is None:
        return None
    return Nearest(
        solution=found.solution,
        shortfalls=shortfalls_of(problem, found.solution.routes(len(problem.duties))),
        missed=elastic.worth - found.objective,
        at_least=0 if found.bound is None else max(0, elastic.worth - found.bound),
    )


def _counts(client: Client) -> range:
    return range(len(client.values))


def _worth(client: Client, values: tuple[int, ...]) -> Client:
    return replace(client, values=values, min_visits=0)


def _soft(problem: Problem, row: Row) -> Row:
    heaviest = max(abs(weight) for weight in (1, *row.weights))
    missed = max(1, *missed_at_most(problem, row))
    return replace(row, price=max(1, min(VISIT // heaviest, DEAREST // missed)))


def _as_row(problem: Problem, index: int, price: int) -> Row:
    """A window's fewest visits as a soft row over its duties."""
    window = problem.count_windows[index]
    return Row(
        label=f"window:{index}",
        weights=tuple(int(i == window.client) for i in range(len(problem.clients))),
        at_least=window.at_least,
        price=price,
        duties=tuple(
            d
            for d, duty in enumerate(problem.duties)
            if window.first_day <= duty.day <= window.last_day
        ),
    )


def _elastic(
    problem: Problem,
    clients: list[Client],
    rows: list[Row],
    windows: tuple[CountWindow, ...],
) -> Elastic:
    made = replace(
        problem,
        travel_cost=np.zeros_like(problem.travel_cost),
        clients=tuple(clients),
        rows=tuple(rows),
        count_windows=windows,
    )
    return Elastic(made, sum(client.values[-1] for client in clients))

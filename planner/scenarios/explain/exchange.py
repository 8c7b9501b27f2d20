"""Plans that are one exchange away: a visit comes in, another goes out.

A search that has to visit one account more starts from here, since a plan as it is breaks that
demand and would be no start at all. Every plan returned keeps all hard constraints.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.incumbent import Routes, travel_cost, worth_of
from models.terms import Terms
from models.timetable import fits

CHECKS = 300
"""Exchanges that are looked at in full before the search for one ends."""


@dataclass(frozen=True, order=True)
class _Exchange:
    """Days that change; the loss is negative where the plan gains."""

    loss: int
    days: tuple[tuple[int, tuple[int, ...]], ...]
    visits: tuple[tuple[int, int, int], ...]
    """Duty, client, and 1 or -1."""


def with_visit(
    terms: Terms, routes: Sequence[Sequence[int]], client: int, duties: Collection[int]
) -> Routes | None:
    """The best plan found with one visit more of a client, and at most one visit fewer of all.

    Parameters
    ----------
    terms : Terms
        Of the problem whose constraints the result keeps.
    routes : sequence of routes
        A plan, whether or not it keeps them.
    duties : collection of int
        Where the visit may be.

    Returns
    -------
    list of routes, or None
        None where no such plan was found.
    """
    return _Exchanges(terms, routes).first(_insertions(terms, routes, client, sorted(duties)))


def without_visits(
    terms: Terms, routes: Sequence[Sequence[int]], gone: Collection[tuple[int, int]]
) -> Routes | None:
    """The best plan found without some visits (duty, client), another one in or out at most."""
    left: Routes = [
        tuple(i for i in route if (duty, i) not in gone) for duty, route in enumerate(routes)
    ]
    return _Exchanges(terms, left).first(_refills(terms, left))


def filled_up(
    terms: Terms, routes: Sequence[Sequence[int]], gone: Collection[tuple[int, int]] = ()
) -> Routes | None:
    """The plan without some visits, and then with whatever single visits more make it better."""
    best = without_visits(terms, routes, gone)
    worth = None if best is None else worth_of(terms, best)
    while best is not None and worth is not None:
        better = without_visits(terms, best, ())
        gained = None if better is None else worth_of(terms, better)
        if gained is None or gained <= worth:
            break
        best, worth = better, gained
    return best


class _Exchanges:
    """Tries exchanges of one plan, the least loss first."""

    def __init__(self, terms: Terms, routes: Sequence[Sequence[int]]) -> None:
        self.terms, self.routes = terms, [tuple(route) for route in routes]
        visits = np.zeros((len(terms.problem.duties), len(terms.problem.clients)), dtype=np.int64)
        for duty, route in enumerate(self.routes):
            visits[duty, list(route)] = 1
        self.loads = [int((weights * visits).sum()) for weights in terms.weights]

    def first(self, exchanges: Iterator[_Exchange]) -> Routes | None:
        """The first exchange after which every hard constraint is kept."""
        checks = 0
        for exchange in sorted(exchanges):
            if not self._keeps_rows(exchange) or not all(
                fits(self.terms.timetable, duty, np.array(route, dtype=np.int32))
                for duty, route in exchange.days
            ):
                continue
            tried = list(self.routes)
            for duty, route in exchange.days:
                tried[duty] = route
            if worth_of(self.terms, tried) is not None:
                return tried
            checks += 1
            if checks == CHECKS:
                break
        return None

    def _keeps_rows(self, exchange: _Exchange) -> bool:
        for row, weights, load in zip(
            self.terms.problem.rows, self.terms.weights, self.loads, strict=True
        ):
            after = load + sum(sign * int(weights[d, i]) for d, i, sign in exchange.visits)
            low = row.at_least is not None and after < row.at_least
            if row.price is None and (low or (row.at_most is not None and after > row.at_most)):
                return False
        return True


def _insertions(
    terms: Terms, routes: Sequence[Sequence[int]], client: int, duties: Sequence[int]
) -> Iterator[_Exchange]:
    """A visit of a client between any two others, without or in place of any visit."""
    counts = _counts(terms, routes)
    worth = _step(terms, client, counts[client], 1)
    removals = list(_removals(terms, routes, counts, moving=client))
    for duty in duties:
        route = tuple(routes[duty])
        if client in route or terms.timetable.row[duty, client] < 0:
            continue
        before = travel_cost(terms, duty, route)
        for after in _places(route, client):
            loss = travel_cost(terms, duty, after) - before - worth
            yield _Exchange(loss, ((duty, after),), ((duty, client, 1),))
        for other, left, lost in [(i, left, lost) for d, i, left, lost in removals if d == duty]:
            for after in _places(left, client):
                loss = travel_cost(terms, duty, after) - travel_cost(terms, duty, left) - worth
                gone = (duty, other, -1)
                yield _Exchange(loss + lost, ((duty, after),), ((duty, client, 1), gone))
        # with a visit less on another day only the shortest way there is looked at
        after = min(_places(route, client), key=lambda tried: travel_cost(terms, duty, tried))
        loss = travel_cost(terms, duty, after) - before - worth
        for d, i, left, lost in removals:
            if d != duty:
                gone = (d, i, -1)
                yield _Exchange(loss + lost, ((duty, after), (d, left)), ((duty, client, 1), gone))


def _refills(terms: Terms, routes: Sequence[Sequence[int]]) -> Iterator[_Exchange]:
    """Nothing, any visit less, or any visit more."""
    counts = _counts(terms, routes)
    yield _Exchange(0, (), ())
    for duty, i, left, lost in _removals(terms, routes, counts):
        yield _Exchange(lost, ((duty, left),), ((duty, i, -1),))
    for duty, each in enumerate(routes):
        route = tuple(each)
        before = travel_cost(terms, duty, route)
        for i in range(len(counts)):
            if i in route or counts[i] >= terms.most[i] or terms.timetable.row[duty, i] < 0:
                continue
            worth = _step(terms, i, counts[i], 1)
            for after in _places(route, i):
                loss = travel_cost(terms, duty, after) - before - worth
                yield _Exchange(loss, ((duty, after),), ((duty, i, 1),))


def _removals(
    terms: Terms,
    routes: Sequence[Sequence[int]],
    counts: Sequence[int],
    moving: int | None = None,
) -> Iterator[tuple[int, int, tuple[int, ...], int]]:
    """Duty, client, what is left of the route, and what the plan loses without the visit.

    Of clients with their fewest visits none leaves, but for one that is moving to another day.
    """
    pinned = {(pin.duty, pin.client) for pin in terms.problem.pins}
    for duty, route in enumerate(routes):
        before = travel_cost(terms, duty, route)
        for i in route:
            free = i == moving or counts[i] > terms.fewest[i]
            if free and (duty, i) not in pinned:
                left = tuple(other for other in route if other != i)
                lost = -_step(terms, i, counts[i], -1)
                yield duty, i, left, lost - before + travel_cost(terms, duty, left)


def _places(route: Sequence[int], client: int) -> list[tuple[int, ...]]:
    return [(*route[:n], client, *route[n:]) for n in range(len(route) + 1)]


def _counts(terms: Terms, routes: Sequence[Sequence[int]]) -> list[int]:
    counts = [0] * len(terms.problem.clients)
    for route in routes:
        for i in route:
            counts[i] += 1
    return counts


def _step(terms: Terms, client: int, count: int, step: int) -> int:
    """What one visit more, or fewer, changes in a client's worth; beyond the table nothing."""
    values = terms.problem.clients[client].values
    return values[min(count + step, len(values) - 1)] - values[min(count, len(values) - 1)]

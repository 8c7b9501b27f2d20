"""Day routes to begin a search with: what is left of any plan without what cannot be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import numpy as np

from models.incumbent import worth_of
from models.pins import Routes
from models.solution import Solution
from models.terms import Terms
from models.timetable import fits

Visit = tuple[int, int]
"""Duty, client."""


def routes_of(terms: Terms, plan: Solution) -> Routes:
    """The routes of a plan, or of what is left of one that breaks a hard constraint.

    The plan may be anything. Visits of unknown duties or clients are dropped. If the rest is no
    plan, each day begins with its pins instead and takes the visits that counts, count windows and
    caps allow, as far as they fit into it; minimum visits and rows are no concern of a beginning.
    """
    duties, clients = range(len(terms.problem.duties)), range(len(terms.problem.clients))
    known = sorted(v for v in plan.visits if v[0] in duties and v[2] in clients)
    routes = Solution(tuple(known)).routes(len(duties))
    if worth_of(terms, routes) is not None:
        return routes
    allowed = _Allowed(terms)
    begun: Routes = list(terms.pinned.routes)
    for duty, route in enumerate(begun):
        if len(allowed.take([(duty, client) for client in route])) < len(route):
            begun[duty] = ()
    for duty, route in enumerate(routes):
        if begun[duty] or not any(pin.duty == duty for pin in terms.problem.pins):
            more = dict.fromkeys(client for client in route if client not in begun[duty])
            taken = allowed.take([(duty, client) for client in more])
            begun[duty] = _longer(terms, duty, begun[duty], [client for _, client in taken])
    return begun


class _Allowed:
    """The visits that counts, count windows and caps allow together."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.visits: Counter[int] = Counter()
        self.within: Counter[int] = Counter()
        self.windows: dict[Visit, list[tuple[int, int]]] = defaultdict(list)
        """Count windows over a visit, each with its most."""
        for index, window in enumerate(terms.problem.count_windows):
            if window.at_most is not None:
                for duty in terms.spans[index].tolist():
                    self.windows[duty, window.client].append((index, window.at_most))

    def take(self, visits: Iterable[Visit]) -> list[Visit]:
        """Count the visits that are allowed, one after the other; returns those."""
        return [visit for visit in visits if self._count(visit)]

    def _count(self, visit: Visit) -> bool:
        """Count a visit if it is allowed. Returns True if it was."""
        duty, client = visit
        windows = self.windows[visit]
        full = (
            self.terms.barred[duty, client]
            or self.visits[client] >= self.terms.most[client]
            or any(self.within[index] >= most for index, most in windows)
            or (self.visits[client] == 0 and self._capped(client))
        )
        if not full:
            self.visits[client] += 1
            self.within.update(index for index, _ in windows)
        return not full

    def _capped(self, client: int) -> bool:
        """Returns True if a cap has no room for one client more."""
        return any(
            sum(self.visits[other] > 0 for other in cap.clients) >= cap.at_most
            for cap in self.terms.problem.active_caps
            if client in cap.clients
        )


def _longer(
    terms: Terms, duty: int, route: tuple[int, ...], clients: Iterable[int]
) -> tuple[int, ...]:
    """A duty's route with further clients, each at the last place where it fits, if any."""
    for client in clients:
        places = range(len(route), -1, -1)
        tried = ((*route[:n], client, *route[n:]) for n in places)
        route = next((one for one in tried if _fits(terms, duty, one)), route)
    return route


def _fits(terms: Terms, duty: int, route: tuple[int, ...]) -> bool:
    return bool(fits(terms.timetable, duty, np.array(route, dtype=np.int32)))

"""Pinned visits by themselves: whether all can be kept, and routes to begin a search with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.problem import Problem
from models.routes.metric import metric_of
from models.timetable import Timetable, fits

Routes = list[tuple[int, ...]]
"""Clients of each duty, in the order of their visits."""


def pinned_routes(problem: Problem) -> Routes:
    """The pinned clients of each duty, by their starts."""
    routes: Routes = [() for _ in problem.duties]
    for pin in sorted(problem.pins, key=lambda pin: pin.start):
        routes[pin.duty] = (*routes[pin.duty], pin.client)
    return routes


def routes_to_begin(problem: Problem, timetable: Timetable) -> Routes:
    """Routes that hold all pins, and little else.

    Where roads cut corners, pins may fit only by way of another client; one such client a duty is
    looked for. Duties for which that is not enough keep a route that does not fit.
    """
    routes = pinned_routes(problem)
    for duty, route in enumerate(routes):
        if route and not _fits(timetable, duty, route):
            routes[duty] = next(
                (
                    longer
                    for client in range(len(problem.clients))
                    if client not in route and timetable.row[duty, client] >= 0
                    for place in range(len(route) + 1)
                    if _fits(timetable, duty, longer := (*route[:place], client, *route[place:]))
                ),
                route,
            )
    return routes


def pins_in_conflict(
    problem: Problem, timetable: Timetable, most: NDArray[np.int64], barred: NDArray[np.bool_]
) -> set[int]:
    """Clients whose pins cannot all be kept, whatever else a plan visits.

    A duty's pins are tried alone, with the least minutes from node to node by any visits on the
    way. Other visits only lengthen a day on these minutes, so pins that do not fit never will.

    Parameters
    ----------
    most : int64[clients]
        No plan visits a client more often.
    barred : bool[duties, clients]
        Visits that can be in no plan.
    """
    if not problem.pins:
        return set()
    clients = [pin.client for pin in problem.pins]
    found = {pin.client for pin in problem.pins if barred[pin.duty, pin.client]}
    found |= {client for client in clients if clients.count(client) > most[client]}
    for window in problem.count_windows:
        seen = sum(
            pin.client == window.client
            and window.first_day <= problem.duties[pin.duty].day <= window.last_day
            for pin in problem.pins
        )
        if window.at_most is not None and seen > window.at_most:
            found.add(window.client)
    for cap in problem.active_caps:
        active = set(clients) & set(cap.clients)
        if len(active) > cap.at_most:
            found |= active
    shortest = timetable._replace(travel=metric_of(problem).detour.astype(np.int32))
    for duty, route in enumerate(pinned_routes(problem)):
        if not _fits(shortest, duty, route):
            found |= set(route)
    return found


def _fits(timetable: Timetable, duty: int, route: Sequence[int]) -> bool:
    return bool(fits(timetable, duty, np.array(route, dtype=np.int32)))

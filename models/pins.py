"""Pinned visits by themselves: whether all can be kept, and routes to begin a search with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.problem import Problem
from models.routes.metric import metric_of
from models.routes.pricing import Pricer
from models.timetable import Timetable, fits

Routes = list[tuple[int, ...]]
"""Clients of each duty, in the order of their visits."""

HELD = 2**32
"""Worth of a pinned visit where every other one costs 1: more than any day has visits."""
LABELS = 200_000
"""Labels at which the search for one day's route gives up."""


@dataclass(frozen=True)
class PinnedDays:
    """What each duty can do with its pins alone.

    Parameters
    ----------
    routes : list of tuple of int
        For each duty, a route that holds all its pins, and little else; empty where there are no
        pins, or where none was found.
    broken : set of int
        Duties of which it is proven that no route holds all their pins.
    """

    routes: Routes
    broken: set[int]


def pinned_routes(problem: Problem) -> Routes:
    """The pinned clients of each duty, by their starts."""
    routes: Routes = [() for _ in problem.duties]
    for pin in sorted(problem.pins, key=lambda pin: pin.start):
        routes[pin.duty] = (*routes[pin.duty], pin.client)
    return routes


def pinned_days(
    problem: Problem, timetable: Timetable, barred: NDArray[np.bool_] | None = None
) -> PinnedDays:
    """Find a route for the pins of each duty, or prove that there is none.

    A duty's pins are tried alone first. Where roads cut corners, they may fit only by way of other
    clients; then all ways are searched.

    Parameters
    ----------
    barred : bool[duties, clients], optional
        Visits that can be in no plan.
    """
    closed = timetable.row < 0 if barred is None else barred
    routes, broken = pinned_routes(problem), set()
    tight = [d for d, route in enumerate(routes) if route and not _fits(timetable, d, route)]
    if tight:
        silent = replace(problem, travel_cost=np.zeros_like(problem.travel_cost))
        open_rows = timetable._replace(row=np.where(closed, np.int32(-1), timetable.row))
        shortest = timetable._replace(travel=metric_of(problem).detour.astype(np.int32))
        pricer = Pricer(silent, open_rows)
    for duty in tight:
        # other visits only lengthen a day on the least minutes from node to node
        possible = _fits(shortest, duty, routes[duty])
        found = _by_way_of_others(pricer, duty, routes[duty]) if possible else None
        if not possible or found == ():
            broken.add(duty)
        routes[duty] = found or ()
    return PinnedDays(routes, broken)


def _by_way_of_others(pricer: Pricer, duty: int, pinned: tuple[int, ...]) -> tuple[int, ...] | None:
    """A route with all pins of a duty and few other visits; () if there is none, None if unknown.

    Each pin is worth more than all other visits together cost, so the best route holds as many
    pins as any route can.
    """
    prizes = np.full((len(pricer.problem.duties), len(pricer.problem.clients)), -1, dtype=np.int64)
    prizes[duty, list(pinned)] = HELD
    thresholds = np.full(len(prizes), HELD * len(pinned) - HELD // 2, dtype=np.int64)
    number = next(n for n, group in enumerate(pricer.groups(prizes)) if duty in group)
    priced = pricer.price(
        prizes,
        thresholds,
        exact=True,
        label_limit=LABELS,
        routes_per_duty=1,
        part=slice(number, number + 1),
    )
    if priced.routes:
        return priced.routes[0]
    return () if priced.upper[duty] <= thresholds[duty] else None


def pins_in_conflict(
    problem: Problem, days: PinnedDays, most: NDArray[np.int64], barred: NDArray[np.bool_]
) -> set[int]:
    """Clients whose pins cannot all be kept, whatever else a plan visits.

    Parameters
    ----------
    days : PinnedDays
        What is known of each duty alone.
    most : int64[clients]
        No plan visits a client more often.
    barred : bool[duties, clients]
        Visits that can be in no plan.
    """
    if not problem.pins:
        return set()
    clients = [pin.client for pin in problem.pins]
    found = {pin.client for pin in problem.pins if barred[pin.duty, pin.client]}
    found |= {pin.client for pin in problem.pins if pin.duty in days.broken}
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
    return found


def _fits(timetable: Timetable, duty: int, route: Sequence[int]) -> bool:
    return bool(fits(timetable, duty, np.array(route, dtype=np.int32)))

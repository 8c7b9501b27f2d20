"""Days for routes that spacing does not let all be driven as they are.

Duties that can take each other's routes swap them while that breaks fewer count windows; then the
visits that still break one are dropped. What is lost is for the annealer to find again. Where
roads cut corners, a day can be longer without a visit; then more of its visits are dropped.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from models.incumbent import Routes
from models.terms import Terms
from models.timetable import fits

Floats = NDArray[np.float64]


def arrange(terms: Terms, plan: Routes) -> Routes:
    """The plan with its routes on better days, less the visits that break a count window.

    Parameters
    ----------
    terms : Terms
        The problem.
    plan : list of tuple of int
        Routes that fit on their duties.
    """
    plan = list(plan)
    visits = _visits(terms, plan)
    broken = _broken(terms, visits)
    better = True
    while better and broken:
        better = False
        for one, other in combinations(range(len(plan)), 2):
            if plan[one] == plan[other] or not _exchangeable(terms, plan, one, other):
                continue
            visits[[one, other]] = visits[[other, one]]
            now = _broken(terms, visits)
            if now < broken:
                broken, better = now, True
                plan[one], plan[other] = plan[other], plan[one]
            else:
                visits[[one, other]] = visits[[other, one]]
    return _dropped(terms, plan, visits)


def _visits(terms: Terms, plan: Routes) -> Floats:
    visits = np.zeros((len(plan), len(terms.problem.clients)))
    for duty, route in enumerate(plan):
        visits[duty, list(route)] = 1.0
    return visits


def _broken(terms: Terms, visits: Floats) -> float:
    """Visits over or under the count windows' limits."""
    within = terms.within(visits)
    over = np.maximum(0.0, within - terms.most_within).sum()
    return float(over + np.maximum(0.0, terms.least_within - within).sum())


def _exchangeable(terms: Terms, plan: Routes, one: int, other: int) -> bool:
    """Whether two duties can take each other's routes."""
    if terms.kinds[one] == terms.kinds[other]:
        return True
    return all(
        fits(terms.timetable, duty, np.array(route, dtype=np.int32))
        and not terms.barred[duty, list(route)].any()
        for duty, route in ((one, plan[other]), (other, plan[one]))
    )


def _dropped(terms: Terms, plan: Routes, visits: Floats) -> Routes:
    """The plan less one visit of each window that has too many, until none has."""
    windows = terms.problem.count_windows
    while True:
        over = np.flatnonzero(terms.within(visits) > terms.most_within + 0.5)
        if not len(over):
            kept = [
                tuple(client for client in route if visits[duty, client])
                for duty, route in enumerate(plan)
            ]
            return [_fitting(terms, duty, route) for duty, route in enumerate(kept)]
        client = windows[int(over[0])].client
        made = np.flatnonzero(visits[:, client])
        counts = [
            sum(duty in terms.spans[k] for k in over if windows[k].client == client)
            for duty in made
        ]
        visits[made[int(np.argmax(counts))], client] = 0.0


def _fitting(terms: Terms, duty: int, route: tuple[int, ...]) -> tuple[int, ...]:
    """The route less as few visits as it takes to fit, one after the other; as it is, mostly."""
    while not fits(terms.timetable, duty, np.array(route, dtype=np.int32)):
        fewer = [route[:n] + route[n + 1 :] for n in range(len(route))]
        shorter = (r for r in fewer if fits(terms.timetable, duty, np.array(r, dtype=np.int32)))
        route = next(shorter, fewer[-1])
    return route

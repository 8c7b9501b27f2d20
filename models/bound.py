"""The proven bound: what any multipliers say about the best plan, in exact integers.

Every constraint that ties days together is priced by a multiplier; what is left falls apart into
one route problem a duty and one choice of the number of visits a client. Their optima, added up,
are never less than the best plan's objective, *whatever* the multipliers are (Lagrangian duality;
Geoffrion 1974, doi:10.1007/BFb0120690). So the linear program's floating point duals are rounded
to integers first, and all that follows is integer arithmetic: the bound is a proof.

With ``a`` the clients of a route, ``R`` the value tables, ``lo`` and ``hi`` the fewest and most
visits of a client::

    UB = sum_d max(0, max_r [sum_{i in r} prize_di - cost_r])
       + sum_i max_{lo <= k <= hi} [R_i(k) - k visits_i + [k > 0] (sum_V b_V most_V - sum_C caps_C)]
       + sum_C caps_C at_most_C - sum_L floors_L at_least_L + sum_L ceilings_L at_most_L
       - sum_V least_V at_least_V - sum_P pins_P

    prize_di = visits_i + sum_L (floors_L - ceilings_L) w_Ldi - sum_{V on d} most_V
             + sum_{V on d} least_V + sum_{P on d} pins_P
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from models.limits import SCALE
from models.problem import Problem
from models.terms import Terms

Ints = NDArray[np.int64]

NEVER = -(10**10)
"""The prize of a visit that no plan may make: as the multiplier of a window with at most 0
visits, which costs the bound nothing."""


@dataclass(frozen=True, kw_only=True)
class Duals:
    """One multiplier for each constraint between days, in cents x `SCALE` per natural unit.

    Parameters
    ----------
    visits : int64[clients]
        Worth of one visit more, free in sign.
    floors, ceilings : int64[rows]
        Of ``at_least`` and ``at_most`` of each row; not negative, at most the price of a soft row.
    most, least : int64[count windows]
        Of ``at_most`` and ``at_least`` of each count window; not negative.
    caps : int64[active caps]
        Of each cap on active clients; not negative.
    pins : int64[pins]
        Of each pin, free in sign.
    """

    visits: Ints
    floors: Ints
    ceilings: Ints
    most: Ints
    least: Ints
    caps: Ints
    pins: Ints

    @staticmethod
    def zero(problem: Problem) -> Duals:
        """Multipliers that price nothing."""
        rows, windows = len(problem.rows), len(problem.count_windows)
        sizes = {
            "visits": len(problem.clients),
            "floors": rows,
            "ceilings": rows,
            "most": windows,
            "least": windows,
            "caps": len(problem.active_caps),
            "pins": len(problem.pins),
        }
        return Duals(**{name: np.zeros(size, dtype=np.int64) for name, size in sizes.items()})

    def towards(self, other: Duals, step: float) -> Duals:
        """The multipliers at a share `step` of the way to `other`, rounded."""
        mixed = {
            f.name: (1 - step) * getattr(self, f.name) + step * getattr(other, f.name)
            for f in fields(Duals)
        }
        return Duals(**{name: np.rint(values).astype(np.int64) for name, values in mixed.items()})


def legal(terms: Terms, duals: Duals) -> Duals:
    """The nearest multipliers of the right signs within the problem's `models.reach.Reach`.

    A constraint that a problem does not have gets 0; a soft row's multiplier is at most its
    price, because beyond that a plan would rather pay.
    """
    reach, windows = terms.reach, terms.problem.count_windows
    limits = [(bool(window.at_most), bool(window.at_least)) for window in windows]
    most, least = np.array(limits, dtype=np.int64).reshape(-1, 2).T * reach.windows
    return Duals(
        visits=np.clip(duals.visits, -reach.visits, reach.visits),
        floors=np.clip(duals.floors, 0, reach.floors),
        ceilings=np.clip(duals.ceilings, 0, reach.ceilings),
        most=np.clip(duals.most, 0, most),
        least=np.clip(duals.least, 0, least),
        caps=np.clip(duals.caps, 0, reach.caps),
        pins=np.clip(duals.pins, -reach.pins, reach.pins),
    )


def prizes(terms: Terms, duals: Duals) -> Ints:
    """What a visit to each client on each duty is worth under the multipliers.

    Returns
    -------
    int64[duties, clients]
        In cents x `SCALE`; within `models.limits.dearest`, since the multipliers are `legal`.
    """
    worth = np.tile(duals.visits, (len(terms.problem.duties), 1))
    for row, weights in enumerate(terms.weights):
        worth += (duals.floors[row] - duals.ceilings[row]) * weights
    for index in np.flatnonzero(duals.most | duals.least):
        window = terms.problem.count_windows[index]
        worth[terms.spans[index], window.client] += duals.least[index] - duals.most[index]
    for pin, price in zip(terms.problem.pins, duals.pins, strict=True):
        worth[pin.duty, pin.client] += price
    worth[terms.barred] = NEVER
    return worth


def bound(terms: Terms, duals: Duals, upper: Ints) -> int:
    """An objective that no plan exceeds.

    Parameters
    ----------
    terms : Terms
        The problem.
    duals : Duals
        Any `legal` multipliers.
    upper : int64[duties]
        For each duty, a number not less than the largest reduced profit of a route, that is its
        prizes at `prizes(terms, duals)` less its travel cost, in cents x `SCALE`.

    Returns
    -------
    int
        Cents, rounded down: objectives are whole cents.
    """
    problem = terms.problem
    total = sum(max(0, int(best)) for best in upper)
    bonus = [0] * len(problem.clients)
    for index in np.flatnonzero(duals.most | duals.least):
        window = problem.count_windows[index]
        bonus[window.client] += int(duals.most[index]) * (window.at_most or 0)
        total -= int(duals.least[index]) * window.at_least
    for cap, price in zip(problem.active_caps, duals.caps, strict=True):
        for i in cap.clients:
            bonus[i] -= int(price)
        total += int(price) * cap.at_most
    for row, floor, ceiling in zip(problem.rows, duals.floors, duals.ceilings, strict=True):
        total += int(ceiling) * (row.at_most or 0) - int(floor) * (row.at_least or 0)
    total -= sum(int(price) for price in duals.pins)
    for i, client in enumerate(problem.clients):
        total += max(
            int(client.values[k]) * SCALE - k * int(duals.visits[i]) + (bonus[i] if k > 0 else 0)
            for k in range(terms.fewest[i], terms.most[i] + 1)
        )
    return total // SCALE

"""The pool: every day route seen so far, shared by all duties.

A route found for one duty is priced on all duties where it is feasible, so most rounds of column
generation need no search at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from models.kernels import kernel
from models.limits import SCALE
from models.problem import Problem
from models.timetable import Timetable, duty_kinds, fits

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@kernel()
def _judge(
    timetable: Timetable,
    duties: Int64,
    travel_cost: Int64,
    offsets: Int64,
    clients: Int32,
    feasible: Bools,
    cost: Int64,
) -> None:
    """Feasibility and travel cost of the routes, for one duty of each kind."""
    for r in range(offsets.size - 1):
        route = clients[offsets[r] : offsets[r + 1]]
        for k in range(duties.size):
            duty = duties[k]
            feasible[r, k] = fits(timetable, duty, route)
            place = timetable.start_node[duty]
            cents = np.int64(0)
            for i in route:
                cents += travel_cost[place, timetable.node[i]]
                place = timetable.node[i]
            cost[r, k] = cents + travel_cost[place, timetable.end_node[duty]]


@kernel()
def _values(
    offsets: Int64,
    clients: Int32,
    feasible: Bools,
    cost: Int64,
    prizes: Int64,
    scale: int,
    out: Int64,
) -> None:
    """Prizes minus travel cost of all routes on one duty; far below zero where infeasible."""
    for r in range(offsets.size - 1):
        if not feasible[r]:
            out[r] = -(2**62)
            continue
        value = -cost[r] * scale
        for n in range(offsets[r], offsets[r + 1]):
            value += prizes[clients[n]]
        out[r] = value


class RoutePool:
    """Distinct client sequences with their feasibility and travel cost on each kind of duty.

    Only routes that some duty can drive are kept, and of two orders of one set of clients that
    one which is feasible on every kind on which the other one is and costs no more there. An
    index once given stays; a route that a better order has overtaken is no longer ``active``.

    Parameters
    ----------
    problem : Problem
    timetable : Timetable
    """

    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        self.problem = problem
        self.timetable = timetable
        self.kinds: Int32 = duty_kinds(problem, timetable)
        """Kind of each duty, int32[duties]."""
        self._first = np.unique(self.kinds, return_index=True)[1].astype(np.int64)
        self._travel_cost = problem.travel_cost.astype(np.int64)
        self._size = 0
        self._offsets = np.zeros(1025, dtype=np.int64)
        self._clients = np.zeros(8192, dtype=np.int32)
        self._feasible = np.zeros((1024, len(self._first)), dtype=np.bool_)
        self._cost = np.zeros((1024, len(self._first)), dtype=np.int64)
        self._active = np.zeros(1024, dtype=np.bool_)
        self._index: dict[bytes, int] = {}
        self._orders: defaultdict[bytes, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return self._size

    @property
    def offsets(self) -> Int64:
        """int64[routes + 1]: where each route begins in ``clients``."""
        return self._offsets[: self._size + 1]

    @property
    def clients(self) -> Int32:
        """int32: the clients of all routes, one after the other."""
        return self._clients[: self._offsets[self._size]]

    @property
    def feasible_by_kind(self) -> Bools:
        """bool[routes, kinds]."""
        return self._feasible[: self._size]

    @property
    def cost_by_kind(self) -> Int64:
        """int64[routes, kinds]: travel cost in cents."""
        return self._cost[: self._size]

    @property
    def feasible(self) -> Bools:
        """bool[routes, duties]."""
        return self.feasible_by_kind[:, self.kinds]

    @property
    def travel_cost(self) -> Int64:
        """int64[routes, duties]: travel cost in cents."""
        return self.cost_by_kind[:, self.kinds]

    @property
    def active(self) -> Bools:
        """bool[routes]: no other order of the same clients is better."""
        return self._active[: self._size]

    def route(self, index: int) -> tuple[int, ...]:
        """Clients of a route in the order of visits."""
        return tuple(self._clients[self._offsets[index] : self._offsets[index + 1]].tolist())

    def find(self, sequence: Sequence[int]) -> int:
        """Index of a route, -1 if it is not in the pool."""
        return self._index.get(np.asarray(sequence, dtype=np.int32).tobytes(), -1)

    def best_order(self, sequence: Sequence[int], duty: int) -> int:
        """Index of the cheapest route with the same clients on a duty, -1 if there is none."""
        kind = self.kinds[duty]
        key = np.sort(np.asarray(sequence, dtype=np.int32)).tobytes()
        orders = [order for order in self._orders.get(key, ()) if self._feasible[order, kind]]
        return min(orders, key=lambda order: (self._cost[order, kind], order), default=-1)

    def add(self, sequences: Iterable[Sequence[int]]) -> Int64:
        """Add routes; return the indices of those that were new and are kept."""
        fresh: dict[bytes, Int32] = {}
        for sequence in sequences:
            route = np.asarray(sequence, dtype=np.int32)
            key = route.tobytes()
            if len(route) and key not in self._index:
                fresh[key] = route
        if not fresh:
            return np.zeros(0, dtype=np.int64)
        offsets = np.cumsum([0, *map(len, fresh.values())], dtype=np.int64)
        clients = np.concatenate(list(fresh.values()))
        feasible = np.zeros((len(fresh), len(self._first)), dtype=np.bool_)
        cost = np.zeros((len(fresh), len(self._first)), dtype=np.int64)
        _judge(self.timetable, self._first, self._travel_cost, offsets, clients, feasible, cost)
        added = [
            self._keep(key, route, feasible[n], cost[n])
            for n, (key, route) in enumerate(fresh.items())
            if feasible[n].any()
        ]
        return np.array([index for index in added if index >= 0], dtype=np.int64)

    def _keep(self, key: bytes, route: Int32, feasible: Bools, cost: Int64) -> int:
        """Keep a route unless another order of its clients is as good everywhere."""
        orders = self._orders[np.sort(route).tobytes()]
        for other in orders:
            if not np.any(feasible & (~self._feasible[other] | (self._cost[other] > cost))):
                return -1
        index = self._size
        self._grow(index + 1, int(self._offsets[index]) + len(route))
        self._clients[self._offsets[index] : self._offsets[index] + len(route)] = route
        self._offsets[index + 1] = self._offsets[index] + len(route)
        self._feasible[index] = feasible
        self._cost[index] = cost
        self._active[index] = True
        self._size += 1
        self._index[key] = index
        for other in orders:
            if not np.any(self._feasible[other] & (~feasible | (cost > self._cost[other]))):
                self._active[other] = False
        orders[:] = [other for other in orders if self._active[other]] + [index]
        return index

    def _grow(self, routes: int, stops: int) -> None:
        if routes > len(self._active):
            self._offsets = _doubled(self._offsets)
            self._feasible = _doubled(self._feasible)
            self._cost = _doubled(self._cost)
            self._active = _doubled(self._active)
        while stops > len(self._clients):
            self._clients = _doubled(self._clients)

    def values(self, duty: int, prizes: Int64) -> Int64:
        """int64[routes]: prizes minus travel cost on a duty, in cents times ``SCALE``.

        Infeasible routes are worth ``-(2 ** 62)``.

        Parameters
        ----------
        prizes : int64[clients]
        """
        kind = self.kinds[duty]
        out = np.empty(self._size, dtype=np.int64)
        _values(
            self.offsets, self.clients, self.feasible_by_kind[:, kind],
            self.cost_by_kind[:, kind], np.ascontiguousarray(prizes), SCALE, out,
        )  # fmt: skip
        return out


def _doubled(array: Any) -> Any:
    return np.concatenate([array, np.zeros_like(array)])

"""From a peer's routes to a plan that keeps every rule.

1. Keep the peer's sequences; visits that break a rule are left out, the least worth a minute
   first.
2. Insert visits that are due, where they cost least; if need be, in place of one that is not.
3. Restore the rows (the quota) by visits that come or go, at the least loss per unit.
4. Fill: the visit with the largest gain, at the best position of the best duty, until none gains.
5. Exchange one visit for another as long as that gains, and fill again.
5. Exchange one visit for another as long as that gains, and fill again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from models.anneal import timed
from models.problem import Problem
from models.solution import Solution
from models.timetable import Timetable, build_timetable, fits
from planner.bench.peers.offer import Routes, row_worth

NOWHERE = 2**62


def repaired(problem: Problem, routes: Routes, prices: Mapping[str, int]) -> Solution:
    """A plan from a peer's routes; rows or visits due that cannot be met stay missed.

    Parameters
    ----------
    routes : list of list of int
        Clients of each duty, in order; anything, also with repeated clients.
    prices : mapping of str to int
        Dual price of rows by label: what a unit is worth while the plan is filled.
    """
    draft = Draft(problem)
    draft.readmit(routes)
    draft.insert_due()
    draft.restore_rows()
    draft.fill(row_worth(problem, prices))
    draft.exchange()
    return timed(problem, draft.tables, draft.routes)


class Draft:
    """A plan that grows by visits that keep windows, lunch, spacing, counts and caps.

    Rows and fewest visits may be missed on the way.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tables = build_timetable(problem)
        self.routes: Routes = [[] for _ in problem.duties]
        self.counts = np.zeros(len(problem.clients), dtype=np.int64)
        self.totals = [0 for _ in problem.rows]
        self._days: list[list[int]] = [[] for _ in problem.clients]
        self._windows: list[list[tuple[int, int, int]]] = [[] for _ in problem.clients]
        for window in problem.count_windows:
            if window.at_most is not None:
                limits = (window.first_day, window.last_day, window.at_most)
                self._windows[window.client].append(limits)
        self._caps = [
            [cap for cap in problem.active_caps if i in cap.clients]
            for i in range(len(problem.clients))
        ]
        self._places: list[tuple[NDArray[np.int64], NDArray[np.int64]] | None]
        self._places = [None for _ in problem.duties]

    def readmit(self, routes: Routes) -> None:
        """Take a peer's visits in their order, the most worth a minute first."""
        wanted = [(d, p, i) for d, route in enumerate(routes) for p, i in enumerate(route)]
        wanted.sort(key=lambda visit: (not self._due(visit[2]), -self._rate(visit[2]), visit))
        kept: list[list[tuple[int, int]]] = [[] for _ in routes]
        for duty, position, client in wanted:
            if not self.may_add(client, duty):
                continue
            order = sorted([*kept[duty], (position, client)])
            if self._fits(duty, [i for _, i in order]):
                kept[duty] = order
                self._book(duty, client, 1)
                self.routes[duty] = [i for _, i in order]

    def insert_due(self) -> None:
        """Insert visits that are due; in place of one that is not, where nothing else helps."""
        for i, client in enumerate(self.problem.clients):
            while self.counts[i] < client.min_visits:
                options = [(added, d, p) for added, d, p in self._insertions(i)]
                if options:
                    _, duty, position = min(options)
                    self.add(i, duty, position)
                elif not self._replace_for(i):
                    break

    def restore_rows(self) -> None:
        """Make hard rows hold, each by the cheapest visits that come or go."""
        for number, row in enumerate(self.problem.rows):
            if row.price is not None:
                continue
            while True:
                short = 0
                if row.at_least is not None:
                    short = max(short, row.at_least - self.totals[number])
                over = 0 if row.at_most is None else max(0, self.totals[number] - row.at_most)
                if not short and not over:
                    break
                if not self._step_towards(number, 1 if short else -1):
                    break

    def fill(self, worth: NDArray[np.int64]) -> None:
        """Add the visit with the largest gain, rows' worth included, until none gains."""
        while (best := self._best_addition(worth, self.totals)) is not None:
            self.add(*best[1])

    def exchange(self) -> None:
        """Put one visit in place of another as long as that gains, and fill again."""
        nothing = np.zeros(len(self.problem.clients), dtype=np.int64)
        better = True
        while better:
            better = False
            for duty, client in [(duty, client) for duty, client, _ in self._optional()]:
                if client not in self.routes[duty] or not self._may_go(client):
                    continue
                position, totals, drive = (
                    self.routes[duty].index(client), list(self.totals), self._drive(duty)
                )  # fmt: skip
                self.remove(duty, client)
                best = self._best_addition(nothing, totals)
                if best is not None and best[0] > self.gain(client) - drive + self._drive(duty):
                    self.add(*best[1])
                    better = True
                else:
                    self.add(client, duty, position)
        self.fill(nothing)

    def gain(self, client: int) -> int:
        """Worth of one more visit, cents."""
        values, count = self.problem.clients[client].values, int(self.counts[client])
        return values[count + 1] - values[count] if count + 1 < len(values) else 0

    def may_add(self, client: int, duty: int) -> bool:
        """Whether one more visit keeps counts, spacing and caps."""
        problem = self.problem
        if self.counts[client] >= problem.clients[client].max_visits:
            return False
        if client in self.routes[duty]:
            return False
        day = problem.duties[duty].day
        for first, last, limit in self._windows[client]:
            taken = sum(first <= other <= last for other in self._days[client])
            if first <= day <= last and taken >= limit:
                return False
        return self.counts[client] > 0 or all(
            sum(self.counts[j] > 0 for j in cap.clients) < cap.at_most for cap in self._caps[client]
        )

    def add(self, client: int, duty: int, position: int) -> None:
        """Insert a visit."""
        self.routes[duty].insert(position, client)
        self._book(duty, client, 1)

    def remove(self, duty: int, client: int) -> None:
        """Take a visit out."""
        self.routes[duty].remove(client)
        self._book(duty, client, -1)

    def _book(self, duty: int, client: int, sign: int) -> None:
        self.counts[client] += sign
        day = self.problem.duties[duty].day
        self._days[client].append(day) if sign > 0 else self._days[client].remove(day)
        for number, row in enumerate(self.problem.rows):
            if row.duties is None or duty in row.duties:
                self.totals[number] += sign * row.weights[client]
        self._places[duty] = None

    def _due(self, client: int) -> bool:
        return self.problem.clients[client].min_visits > 0

    def _may_go(self, client: int) -> bool:
        return bool(self.counts[client] > self.problem.clients[client].min_visits)

    def _rate(self, client: int) -> float:
        values = self.problem.clients[client].values
        return (values[1] if len(values) > 1 else 0) / self.problem.clients[client].minutes

    def _fits(self, duty: int, route: Sequence[int]) -> bool:
        return bool(fits(self.tables, duty, np.array(route, dtype=np.int32)))

    def _insertions(self, client: int) -> Iterator[tuple[int, int, int]]:
        """Added travel cost, duty and position for every duty that can take a client."""
        for duty in range(len(self.problem.duties)):
            places = self._places[duty]
            if places is None:
                route = np.array(self.routes[duty], dtype=np.int32)
                places = insertions(self.tables, self.problem.travel_cost, duty, route)
                self._places[duty] = places
            added = int(places[0][client])
            if added < NOWHERE and self.may_add(client, duty):
                yield added, duty, int(places[1][client])

    def _best_addition(
        self, worth: NDArray[np.int64], totals: Sequence[int]
    ) -> tuple[int, tuple[int, int, int]] | None:
        """Gain, and client, duty and position, of the best visit that gains and keeps the rows."""
        best: tuple[int, tuple[int, int, int]] | None = None
        for i in range(len(self.problem.clients)):
            gain = self.gain(i)
            if gain <= 0:
                continue
            for added, duty, position in self._insertions(i):
                net = gain + int(worth[i]) - added
                if (
                    gain > added
                    and (best is None or net > best[0])
                    and self._rows_hold(i, duty, totals)
                ):
                    best = (net, (i, duty, position))
        return best

    def _rows_hold(self, client: int, duty: int, before: Sequence[int]) -> bool:
        """Whether no hard row is missed by more, after one more visit, than it was before."""
        for row, total, old in zip(self.problem.rows, self.totals, before, strict=True):
            if row.price is not None:
                continue
            counted = row.duties is None or duty in row.duties
            after = total + (row.weights[client] if counted else 0)
            if row.at_least is not None and after < min(row.at_least, old):
                return False
            if row.at_most is not None and after > max(row.at_most, old):
                return False
        return True

    def _drive(self, duty: int) -> int:
        """Travel cost of a duty."""
        problem, route = self.problem, self.routes[duty]
        if not route:
            return 0
        day = problem.duties[duty]
        nodes = [day.start_node, *(problem.clients[i].node for i in route), day.end_node]
        return int(problem.travel_cost[nodes[:-1], nodes[1:]].sum())

    def _optional(self) -> Iterator[tuple[int, int, int]]:
        """Duty, client and loss of every visit that may go."""
        for duty, route in enumerate(self.routes):
            for i in route:
                values, count = self.problem.clients[i].values, int(self.counts[i])
                if self._may_go(i):
                    yield duty, i, values[count] - values[count - 1]

    def _replace_for(self, client: int) -> bool:
        """Put a due visit in place of the optional one that is worth least."""
        for _, duty, victim in sorted((loss, d, i) for d, i, loss in self._optional()):
            at = self.routes[duty].index(victim)
            self.remove(duty, victim)
            options = [option for option in self._insertions(client) if option[1] == duty]
            if options:
                self.add(client, duty, min(options)[2])
                return True
            self.add(victim, duty, at)
        return False

    def _step_towards(self, number: int, sign: int) -> bool:
        """One visit that comes or goes and moves a row's total in a direction, cheapest a unit."""
        weights = self.problem.rows[number].weights
        best: tuple[float, tuple[int, ...]] | None = None
        for duty, i, loss in self._optional():
            if sign * weights[i] < 0:
                cost = loss / abs(weights[i])
                if best is None or cost < best[0]:
                    best = (cost, (duty, i))
        for i in range(len(self.problem.clients)):
            if sign * weights[i] > 0:
                for added, duty, position in self._insertions(i):
                    cost = (added - self.gain(i)) / abs(weights[i])
                    if best is None or cost < best[0]:
                        best = (cost, (i, duty, position))
        if best is None:
            return False
        if len(best[1]) == 2:
            self.remove(*best[1])
        else:
            self.add(*best[1])
        return True


@njit(cache=True, nogil=True)
def insertions(
    tables: Timetable, cost: NDArray[np.int64], duty: int, route: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Least added travel cost and its position for every client; `NOWHERE` where it fits not."""
    clients = len(tables.node)
    added = np.full(clients, NOWHERE, dtype=np.int64)
    place = np.zeros(clients, dtype=np.int64)
    longer = np.empty(len(route) + 1, dtype=np.int32)
    for client in range(clients):
        if tables.row[duty, client] < 0:
            continue
        node = tables.node[client]
        for position in range(len(route) + 1):
            here = tables.start_node[duty] if position == 0 else tables.node[route[position - 1]]
            last = position == len(route)
            there = tables.end_node[duty] if last else tables.node[route[position]]
            more = cost[here, node] + cost[node, there]
            if len(route) > 0:
                more -= cost[here, there]
            if more >= added[client]:
                continue
            longer[:position] = route[:position]
            longer[position] = client
            longer[position + 1 :] = route[position:]
            if fits(tables, duty, longer):
                added[client] = more
                place[client] = position
    return added, place

"""Pricing: the best day routes for given prizes, and a proven bound on what any could be worth.

Each duty is an orienteering problem: choose and order clients so that prizes minus travel cost
are largest. Completion bounds first (they alone give a proof), then a beam search for good
routes, and in exact mode label setting over ng-routes whose memory grows along the cycles of the
best ones until the best is elementary (decremental state space relaxation: Righini & Salani 2008,
doi:10.1002/net.20212, on ng-routes: Martinelli, Pecin, Poggi 2014,
doi:10.1016/j.ejor.2014.05.005). All values are integers, so nothing is lost to rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from models.problem import Problem
from models.routes.beam import beam
from models.routes.day import prepare
from models.routes.kept import Kept
from models.routes.labels import Words
from models.routes.metric import metric_of
from models.routes.search import Found, search
from models.timetable import Timetable, duty_kinds

Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NEAREST = 16
"""Clients whose visits are remembered from the start."""

BEAM_WIDTH = 50
"""Partial routes that the beam search keeps with each number of visits."""


BEAMS = 4
"""Beam searches of one duty; each leaves out half of the clients of the best route before it, so
that routes come that have little in common."""

UNKNOWN = 2**62
"""A bound that says nothing."""

Given = TypeVar("Given")
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, kw_only=True)
class Pricing:
    """What pricing brought.

    Parameters
    ----------
    routes : list of tuple of int
        Clients in the order of visits.
    duties : int64[routes]
        For which each was found; all duties alike may take it.
    reduced : int64[routes]
        Prizes minus travel cost minus the duty's threshold, in cents times ``SCALE``; positive.
    upper : int64[duties]
        Proven upper bound on prizes minus travel cost over all feasible routes of each duty, in
        cents times ``SCALE``; the empty route counts as 0. `UNKNOWN` where nothing was priced.
    finished : bool[duties]
        Whether ``upper`` is the exact maximum, or the threshold where the maximum is below it.
    labels : int
        Labels made, a measure of work.
    """

    routes: list[tuple[int, ...]]
    duties: Int64
    reduced: Int64
    upper: Int64
    finished: Bools
    labels: int


@dataclass(frozen=True)
class _Priced:
    """The outcome for one group of duties that are alike."""

    routes: list[tuple[int, ...]]
    values: list[int]
    upper: int
    finished: bool
    labels: int
    cycles: list[tuple[int, int]]  # (at, remembers), pairs of clients


class Pricer:
    """Prices duties of one problem again and again.

    Parameters
    ----------
    problem : Problem
    timetable : Timetable
    """

    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        self.problem = problem
        self.timetable = timetable
        self.kinds = duty_kinds(problem, timetable)
        self.metric = metric_of(problem)
        # visits that were worth remembering so far: [at, remembers]
        self._memory = np.eye(len(problem.clients), dtype=np.bool_)

    def groups(self, prizes: Int64) -> list[list[int]]:
        """Duties that take the same routes at the same worth."""
        groups: dict[tuple[int, bytes], list[int]] = {}
        for duty in range(len(prizes)):
            key = (int(self.kinds[duty]), prizes[duty].tobytes())
            groups.setdefault(key, []).append(duty)
        return list(groups.values())

    def price(
        self,
        prizes: Int64,
        thresholds: Int64,
        *,
        exact: bool,
        workers: int = 1,
        label_limit: int = 200_000,
        routes_per_duty: int = 20,
        part: slice = slice(None),
    ) -> Pricing:
        """Find routes worth more than their duty's threshold, and bound what any is worth.

        Parameters
        ----------
        prizes : int64[duties, clients]
            Worth of a visit, in cents times ``SCALE``.
        thresholds : int64[duties]
            Routes up to this value are of no interest.
        exact : bool
            Whether to prove the maximum, not only find good routes.
        workers : int
            Threads. The outcome does not depend on it.
        label_limit : int
            Most labels of one duty in exact mode; the bound is proven with any limit.
        routes_per_duty : int
            Most routes of one beam on one duty.
        part : slice
            Which of the groups of duties that are alike to price.
        """
        prizes = prizes.astype(np.int64)
        groups = self.groups(prizes)[part]
        leaders = [min(group, key=lambda d: (int(thresholds[d]), d)) for group in groups]

        def price_one(duty: int) -> _Priced:
            return self._price_duty(
                duty,
                prizes,
                max(0, int(thresholds[duty])),
                label_limit if exact else 0,
                routes_per_duty,
            )

        outcomes = _in_threads(price_one, leaders, workers)
        routes: list[tuple[int, ...]] = []
        duties: list[int] = []
        reduced: list[int] = []
        upper = np.full(len(prizes), UNKNOWN, dtype=np.int64)
        finished = np.zeros(len(prizes), dtype=np.bool_)
        for group, leader, priced in zip(groups, leaders, outcomes, strict=True):
            upper[group] = priced.upper
            finished[group] = priced.finished
            routes += priced.routes
            duties += [leader] * len(priced.routes)
            reduced += [value - int(thresholds[leader]) for value in priced.values]
            for at, remembers in priced.cycles:
                self._memory[at, remembers] = True
        return Pricing(
            routes=routes,
            duties=np.array(duties, dtype=np.int64),
            reduced=np.array(reduced, dtype=np.int64),
            upper=upper,
            finished=finished,
            labels=sum(priced.labels for priced in outcomes),
        )

    def _price_duty(
        self, duty: int, prizes: Int64, threshold: int, label_limit: int, keep: int
    ) -> _Priced:
        prepared = prepare(self.problem, self.timetable, self.metric, duty, prizes)
        if prepared is None:
            return _Priced([], [], 0, True, 0, [])
        clients, day, bounds, upper = prepared
        if upper <= threshold:
            return _Priced([], [], upper, True, 0, [])
        everything = _words(np.ones((len(clients), len(clients)), dtype=np.bool_))
        found = _Routes(clients, BEAMS * keep)
        without = np.zeros(everything.shape[1], dtype=np.uint64)
        for _ in range(BEAMS):
            kept, count = beam(day, bounds, everything, threshold, keep, BEAM_WIDTH, without)
            found.add(kept, count)
            if not count:
                break
            for v in kept.clients[0, : kept.lengths[0] : 2].tolist():
                without[v >> 6] |= np.uint64(1 << (v & 63))
        finished, labels, cycles = False, 0, []
        if label_limit:
            remembered = self._remembered(clients, day.travel)
            before = remembered.copy()
            counted = False
            while not finished:
                threshold = max([threshold, *found.values[:1]])
                seen = search(
                    day, bounds, _words(remembered), counted, threshold, keep,
                    label_limit - labels,
                )  # fmt: skip
                labels += seen.labels
                found.add(seen.kept, seen.routes)
                upper = min(upper, max(threshold, seen.best, seen.left))
                if not seen.finished:
                    break
                finished = upper <= max([threshold, *found.values[:1]])
                # without any cycle the best path has too many visits: count them
                counted = counted or not (finished or _remember(remembered, seen))
            cycles = [
                (int(clients[at]), int(clients[to])) for at, to in np.argwhere(remembered & ~before)
            ]
        return _Priced(found.routes, found.values, upper, finished, labels, cycles)

    def _remembered(self, clients: Int64, travel: npt.NDArray[np.int32]) -> Bools:
        """bool[m, m]: visits remembered at each candidate: itself, the nearest, and cycles seen."""
        remembered = self._memory[np.ix_(clients, clients)]
        m = len(clients)
        near = np.argsort(travel[:m], axis=1, kind="stable")[:, :NEAREST]
        np.put_along_axis(remembered, near, True, axis=1)
        np.fill_diagonal(remembered, True)
        return remembered


class _Routes:
    """The best routes of one duty, by value."""

    def __init__(self, clients: Int64, keep: int) -> None:
        self._clients = clients
        self._keep = keep
        self.routes: list[tuple[int, ...]] = []
        self.values: list[int] = []

    def add(self, kept: Kept, count: int) -> None:
        """Take in routes, one order for each set of clients."""
        best: dict[frozenset[int], tuple[int, tuple[int, ...]]] = {
            frozenset(route): (-value, route)
            for route, value in zip(self.routes, self.values, strict=True)
        }
        for r in range(count):
            places = kept.clients[r, : kept.lengths[r]]
            route = tuple(self._clients[places].tolist())
            offer = (-int(kept.values[r]), route)
            best[frozenset(route)] = min(best.get(frozenset(route), offer), offer)
        ranked = sorted(best.values())[: self._keep]
        self.routes = [route for _, route in ranked]
        self.values = [-value for value, _ in ranked]


def _remember(remembered: Bools, seen: Found) -> bool:
    """Make each client on a cycle remember where it began; whether there was any cycle."""
    any_cycle = False
    for walk in seen.walks:
        last: dict[int, int] = {}
        for place, v in enumerate(walk):
            if v in last:
                remembered[walk[last[v] + 1 : place], v] = True
                any_cycle = True
            last[v] = place
    return any_cycle


def _words(bits: Bools) -> Words:
    """Pack the rows of a bit matrix into 64-bit words, the first column in the lowest bit."""
    columns = -(-bits.shape[1] // 64) * 64
    padded = np.zeros((bits.shape[0], columns), dtype=np.bool_)
    padded[:, : bits.shape[1]] = bits
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)


def _in_threads(work: Callable[[Given], Outcome], over: list[Given], workers: int) -> list[Outcome]:
    if workers <= 1 or len(over) <= 1:
        return [work(one) for one in over]
    with ThreadPoolExecutor(workers) as threads:
        return list(threads.map(work, over))

"""The primal side: plans from the pool's routes, put on days, polished, and fed back.

Two strands run side by side, always the same two, so that the number of workers changes nothing
but the time:

* the integer master chooses routes without days, from a known plan on;
* dives of the relaxed master, each put on days and annealed cold, from there and not from the
  incumbent; whatever routes the annealer meets go into the pool.

What the master chose is put on days and annealed in turn. Where spacing does not let all chosen
routes be driven, visits are dropped. Last, a few days at a time are freed and filled anew from
the pool, with all rules in view: as many as CP-SAT can decide, found out on the way.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from models.anneal import Annealer, Routes
from models.bound import Duals, prizes
from models.budget import CP_SAT, Budget
from models.incumbent import Incumbent, travel_cost, visits_of, worth_of
from models.limits import EVERYTHING
from models.master.arrange import arrange
from models.master.generate import Generation
from models.master.integer import Column, Effort, choose_routes, on_any_days
from models.master.place import Placed, place_routes
from models.routes import SCALE, RoutePool
from models.terms import Terms
from models.timetable import fits
from models.walks import Walks

Ints = NDArray[np.int64]

COLUMNS = 1_500
"""Columns of the integer master at 120 clients; fewer with more clients, whose rows are longer."""
FREE_DAYS = (3, 6)
"""Fewest days that are freed at a time, and most at first: more where that is soon decided."""
POLISH = 0.25
"""Units of a polish."""
PRICED = 2
"""One of so many dives looks for new routes on its way down."""
PLACE = 1.0
"""Most units to give chosen routes days; mostly far less is needed."""
REFILL = 1.0
"""Most units for days that are freed."""
BUILT = 0.05
"""Units that it takes to say what they may be filled with."""
WARM, COLD = 0.06, 0.01
"""Temperatures of a polish as shares of a first walk's."""
MASTERS = 500_000
"""Numbers of walks from what the master chose, beyond those from dives."""
UNITS, LONGEST = 2.0, 10.0
"""Units of a strand in the first round, and at most; more where a round brought nothing."""


@dataclass
class Improver:
    """What the rounds share.

    Parameters
    ----------
    terms, pool, incumbent, budget :
        The problem, its routes, the best plan and the limits.
    threads : Executor
        Runs the two strands.
    walks : Walks
        Begins walks.
    """

    terms: Terms
    pool: RoutePool
    incumbent: Incumbent
    budget: Budget
    threads: Executor
    walks: Walks
    rounds: int = 0
    dives: int = 0
    units: float = UNITS
    free: int = FREE_DAYS[1]

    @cached_property
    def _pinned(self) -> set[int]:
        return {pin.duty for pin in self.terms.problem.pins}

    @cached_property
    def _alike(self) -> list[tuple[int, int]]:
        """Equal for duties on which a visit counts the same in all rows; those with pins alone."""
        numbers: dict[bytes, int] = {}
        return [
            (numbers.setdefault(weights.tobytes(), len(numbers)), d if d in self._pinned else -1)
            for d, weights in enumerate(self.terms.weights.swapaxes(0, 1))
        ]

    # ---- columns ------------------------------------------------------------------------

    def _promising(self, duals: Duals, upper: Ints, proven: int) -> list[int]:
        """Pool routes by reduced profit at the proven bound; those that can be in a better plan.

        A plan with a route of reduced profit below minus the gap is worth less than the incumbent
        (reduced cost fixing), so leaving those out loses nothing.
        """
        worth = prizes(self.terms, duals)
        best = np.full(len(self.pool), -(2**62), dtype=np.int64)
        kinds: set[tuple[int, bytes]] = set()
        for duty in range(len(worth)):
            key = (int(self.pool.kinds[duty]), worth[duty].tobytes())
            if key not in kinds:
                kinds.add(key)
                best = np.maximum(best, self.pool.values(duty, worth[duty]) - max(0, upper[duty]))
        floor = -EVERYTHING
        if self.incumbent.objective is not None:
            floor = max(floor, (self.incumbent.objective - proven - 1) * SCALE)
        able = np.flatnonzero((best >= floor) & self.pool.active)
        clients = max(1, len(self.terms.problem.clients))
        count = int(COLUMNS * (120 / clients) ** 0.55)
        promising = able[np.argsort(-best[able], kind="stable")][:count]
        return [int(route) for route in promising]

    def _columns(
        self, routes: Sequence[int], duties: Sequence[int], shut: NDArray[np.bool_]
    ) -> list[Column]:
        """Columns of routes on some duties, one for each cost, without the visits that are shut."""
        columns = []
        at = np.ix_(np.array(routes, dtype=np.int64), self.pool.kinds[list(duties)])
        feasible, costs = self.pool.feasible_by_kind[at], self.pool.cost_by_kind[at]
        closed = shut[list(duties)]
        for number, route in enumerate(routes):
            clients = self.pool.route(route)
            by_worth: dict[tuple[int, int, int], list[int]] = {}
            able = feasible[number] & ~closed[:, list(clients)].any(axis=1)
            for k in np.flatnonzero(able).tolist():
                key = (int(costs[number, k]), *self._alike[duties[k]])
                by_worth.setdefault(key, []).append(duties[k])
            columns += [
                Column(clients, tuple(fitting), cost) for (cost, _, _), fitting in by_worth.items()
            ]
        return columns

    # ---- strands ------------------------------------------------------------------------

    def _effort(self, units: float) -> Effort:
        if self.budget.by_work:
            return Effort(work=units * CP_SAT)
        return Effort(seconds=max(0.05, min(units, self.budget.left)))

    def _choose(self, columns: list[Column], hint: dict[int, int], units: float) -> Routes:
        """Choose routes without days, then give them days; empty when that failed."""
        began = time.perf_counter()
        times = choose_routes(
            self.terms, columns, self._effort(units), hint=hint, seed=self.walks.seed + self.rounds
        )
        self.budget.record("choose", time.perf_counter() - began, columns=len(columns))
        return self._place(on_any_days(self.terms, columns, times))

    def _hint(self, columns: list[Column], known: Routes) -> dict[int, int]:
        """Column by duty of a known plan; routes that have none get one."""
        where = {
            (frozenset(column.clients), duty): index
            for index, column in enumerate(columns)
            for duty in column.duties
        }
        hint: dict[int, int] = {}
        for duty, route in enumerate(known):
            if route and (frozenset(route), duty) not in where:
                index = len(columns)
                alike = np.flatnonzero(self.terms.kinds == self.terms.kinds[duty])
                cost = travel_cost(self.terms, duty, route)
                columns.append(Column(route, tuple(int(d) for d in alike), cost))
                where |= {(frozenset(route), int(d)): index for d in alike}
            if route:
                hint[duty] = where[frozenset(route), duty]
        return hint

    def _place(self, plan: Routes) -> Routes:
        """Give the routes of a plan other days, so that spacing is kept; visits may be dropped."""
        if not any(plan) or self.budget.broken_off():
            return []
        began = time.perf_counter()
        duties = range(len(plan))
        columns = [
            Column(route, tuple(d for d in duties if self._fits(d, route)), 0)
            for route in plan
            if route
        ]
        placed = place_routes(self.terms, columns, self._effort(PLACE), all_of_them=True).plan
        self.budget.record("place", time.perf_counter() - began)
        return arrange(self.terms, plan) if placed is None else [placed.get(d, ()) for d in duties]

    def _fits(self, duty: int, route: tuple[int, ...]) -> bool:
        return not self.terms.barred[duty, list(route)].any() and bool(
            fits(self.terms.timetable, duty, np.array(route, dtype=np.int32))
        )

    def _dive(self, generation: Generation, units: float, duals: Duals) -> None:
        """Dive until the units are spent; put each plan on days, and polish it."""
        over = self.budget.until(units)
        while True:
            random = np.random.default_rng([self.walks.seed, self.dives]) if self.dives else None
            plan = generation.dive(price=self.dives % PRICED == 0, random=random)
            self.dives += 1
            if not plan or self.budget.over():
                return
            self._adopt(plan, duals)
            if over():
                return

    def _adopt(self, plan: Routes, duals: Duals) -> None:
        """Put a plan that may break spacing on days, and polish it."""
        if worth_of(self.terms, plan) is None:
            plan = self._place(plan)
        self.incumbent.offer(plan)
        walk = self._walk(plan, POLISH, duals, self.dives) if any(plan) else None
        self._take([walk] if walk else [])
        self.budget.spend(POLISH)

    def _walk(self, start: Routes, units: float, duals: Duals, number: int) -> Annealer | None:
        """Anneal a plan cold; None where the plan does not fit into its days."""
        penalties = 3.0 * (duals.floors + duals.ceilings).astype(np.float64) / SCALE
        try:
            walk = self.walks.begin(
                number, units, start=start, hot=WARM, cold=COLD, penalties=penalties
            )
        except ValueError:  # visited more often than counts or caps allow
            return None
        began = time.perf_counter()
        self.walks.run(walk, units)
        self.budget.record("polish", time.perf_counter() - began, moves=walk.done)
        return walk

    def _take(self, walks: Sequence[Annealer]) -> None:
        """Offer what walks found, and put their routes into the pool."""
        for walk in walks:
            self.pool.add(route for _, route in walk.recorded())
            if walk.objective is not None:
                self.incumbent.offer(walk.best_routes())

    def _free_days(self, random: Generator) -> list[int]:
        """Some duties: neighbours in time half of the time, any others else."""
        duties = len(self.terms.problem.duties)
        count = min(duties, int(random.integers(FREE_DAYS[0], self.free + 1)))
        if random.random() < 0.5:
            first = int(random.integers(0, duties - count + 1))
            return list(range(first, first + count))
        return sorted(int(duty) for duty in random.choice(duties, count, replace=False))

    def _shut(self, plan: Routes, free: Sequence[int]) -> NDArray[np.bool_]:
        """Visits, bool[duties, clients], that the plan's other days leave no room for."""
        terms = self.terms
        visits = visits_of(terms, plan)
        visits[list(free)] = 0
        shut: NDArray[np.bool_] = terms.barred | (visits.sum(axis=0) >= terms.most)
        for index in np.flatnonzero(terms.within(visits.astype(np.float64)) >= terms.most_within):
            shut[terms.spans[index], terms.window_client[index]] = True
        return shut

    def _refill(self, plan: Routes, free: Sequence[int], routes: Sequence[int]) -> Placed:
        """A plan with some days filled anew from the pool."""
        columns = self._columns(routes, free, self._shut(plan, free))
        hint = self._hint(columns, [r if d in free else () for d, r in enumerate(plan)])
        kept = {d: route for d, route in enumerate(plan) if d not in free and route}
        return place_routes(self.terms, columns, self._effort(REFILL), kept=kept, hint=hint)

    def _refills(self, routes: Sequence[int], known: Routes, units: float) -> Routes:
        """A plan with a few days at a time filled anew, again and again."""
        began = time.perf_counter()
        random = np.random.default_rng([self.walks.seed, self.rounds])
        duties = range(len(self.terms.problem.duties))
        plan = known or [() for _ in duties]
        worth = worth_of(self.terms, plan)
        spent, calls = 0.0, 0
        while spent < units and not self.budget.broken_off():
            placed = self._refill(plan, self._free_days(random), routes)
            calls += 1
            took = BUILT + placed.work / CP_SAT
            spent = spent + took if self.budget.by_work else time.perf_counter() - began
            self.free = max(
                FREE_DAYS[0], min(self.free + (1 if placed.finished else -1), len(duties))
            )
            if placed.plan is not None:
                other = [placed.plan.get(duty, ()) for duty in duties]
                found = worth_of(self.terms, other)
                if found is not None and (worth is None or found > worth):
                    plan, worth = other, found
        self.budget.record("refill", time.perf_counter() - began, calls=calls)
        return plan

    # ---- a round ------------------------------------------------------------------------

    def round(self, generation: Generation) -> None:
        """Both strands; each polishes what it has at once, however long the other takes."""
        duals, upper, proven = generation.centre, generation.upper, generation.bound
        assert duals is not None
        assert upper is not None
        assert proven is not None
        before = self.incumbent.objective
        if not self.incumbent.routes:
            self._dive(generation, 0.0, duals)
        units = min(self.units, 0.6 * self.budget.left)
        routes = self._promising(duals, upper, proven)
        known = list(self.incumbent.routes)
        number = MASTERS + self.rounds
        columns: list[Column] = []
        if not generation.crowded:
            duties = range(len(self.terms.problem.duties))
            columns = self._columns(routes, duties, self.terms.barred)
        hint = self._hint(columns, [] if generation.crowded else known)

        def master() -> tuple[Routes, Annealer | None]:
            if generation.crowded:
                plan = self._refills(routes, known, units)
            else:
                plan = self._choose(columns, hint, units)
            return plan, self._walk(plan, 2 * POLISH, duals, number) if any(plan) else None

        choosing = self.threads.submit(master)
        self._dive(generation, units, duals)
        if self.incumbent.routes:
            walk = self._walk(self.incumbent.routes, 2 * POLISH, duals, self.dives + 1)
            self._take([walk] if walk else [])
            self.budget.spend(2 * POLISH)
        chosen, walk = choosing.result()
        if any(chosen):
            self.incumbent.offer(chosen)
        self._take([walk] if walk else [])
        self.rounds += 1
        if self.incumbent.objective == before:
            self.units = min(2 * self.units, LONGEST)

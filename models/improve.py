"""The primal side: plans from the pool's routes, put on days, polished, and fed back.

Each round runs two strands side by side, always the same two, so that the number of workers
changes nothing but the time:

* *jump*: the integer master chooses routes without days, which are then given days with as few
  visits dropped as possible, and polished cold from there, not from the incumbent;
* *settle*: a few days of the incumbent are freed again and again and filled anew from the pool,
  with all rules in view.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from models.anneal import Annealer, Routes
from models.bound import Duals, prizes
from models.budget import CP_SAT, MOVES, Budget
from models.incumbent import Incumbent
from models.master.integer import Column, Effort, choose_routes
from models.master.place import place_routes
from models.routes import SCALE, RoutePool
from models.terms import Terms

Ints = NDArray[np.int64]

COLUMNS = 1_500
"""Columns of the integer master at 120 clients; fewer with more clients, whose rows are longer."""
FREE_DAYS = (3, 6)
"""Fewest and most days that are freed at a time."""
FREE_COLUMNS = 1_000
"""Columns for freed days."""
WARM, COLD = 6_000.0, 1_000.0
"""Temperatures of a polish in cents where a first walk starts at `USUAL`."""
USUAL = 100_000.0
FIRST_JUMP = 2.0
"""Units for the first choice of routes; more in later rounds."""


@dataclass
class Improver:
    """What the rounds share.

    Parameters
    ----------
    terms, pool, incumbent, budget :
        The problem, its routes, the best plan and the limits.
    threads : Executor
        Runs the two strands.
    hot : float
        First temperature of a walk from nothing.
    """

    terms: Terms
    pool: RoutePool
    incumbent: Incumbent
    budget: Budget
    threads: Executor
    seed: int
    hot: float
    rounds: int = 0
    jump_units: float = FIRST_JUMP
    tried: dict[tuple[int, ...], int] = field(default_factory=dict)

    # ---- columns ------------------------------------------------------------------------

    def _promising(self, duals: Duals, upper: Ints, proven: int, count: int) -> list[int]:
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
        floor = -(2**61)
        if self.incumbent.objective is not None:
            floor = (self.incumbent.objective - proven - 1) * SCALE
        able = np.flatnonzero((best >= floor) & self.pool.active)
        return [int(r) for r in able[np.argsort(-best[able], kind="stable")][:count]]

    def _columns(self, routes: Sequence[int], duties: Sequence[int]) -> list[Column]:
        """Columns of routes on some duties, one for each cost."""
        columns = []
        for route in routes:
            clients = self.pool.route(route)
            by_worth: dict[tuple[int, bytes], list[int]] = {}
            for duty in duties:
                if (
                    self.pool.feasible_by_kind[route, self.pool.kinds[duty]]
                    and not self.terms.barred[duty, list(clients)].any()
                ):
                    cost = int(self.pool.cost_by_kind[route, self.pool.kinds[duty]])
                    weights = self.terms.weights[:, duty, list(clients)].tobytes()
                    by_worth.setdefault((cost, weights), []).append(duty)
            columns += [
                Column(clients, tuple(fitting), cost) for (cost, _), fitting in by_worth.items()
            ]
        return columns

    # ---- strands ------------------------------------------------------------------------

    def _effort(self, units: float) -> Effort:
        if self.budget.by_work:
            return Effort(work=units * CP_SAT)
        return Effort(seconds=max(0.05, min(units, self.budget.left)))

    def _jump(self, routes: Sequence[int], units: float) -> Routes:
        """Choose routes without days, then give them days; empty when that failed."""
        duties = range(len(self.terms.problem.duties))
        columns = self._columns(routes, duties)
        hint: dict[int, int] = {}
        where = {(column.clients, duty): k for k, column in enumerate(columns) for duty in column.duties}
        for duty, route in enumerate(self.incumbent.routes):
            index = where.get((route, duty))
            if index is not None:
                hint[index] = hint.get(index, 0) + 1
        began = time.perf_counter()
        times = choose_routes(
            self.terms, columns, hint, self._effort(units), seed=self.seed + self.rounds
        )
        self.budget.record("choose", time.perf_counter() - began, columns=len(columns))
        if not times or self.budget.over():
            return []
        began = time.perf_counter()
        plan = place_routes(
            self.terms,
            [columns[index] for index in times],
            self._effort(units / 2),
            times=list(times.values()),
            droppable=True,
        )
        self.budget.record("place", time.perf_counter() - began)
        return [plan.get(duty, ()) for duty in duties] if plan else []

    def _settle(self, routes: Sequence[int], units: float, seed: int) -> list[Routes]:
        """Free a few days of the incumbent at a time; the plans that were better."""
        random = np.random.default_rng([self.seed, self.rounds, seed])
        over = self.budget.until(units)
        spent, found = 0.0, []
        plan: Routes = list(self.incumbent.routes) or [() for _ in self.terms.problem.duties]
        began = time.perf_counter()
        calls = 0
        while spent < units and not over():
            free = self._free_days(random)
            better = self._refill(plan, free, routes)
            spent += 0.25 if self.budget.by_work else 0.0
            calls += 1
            if better and better != plan:
                plan = better
                found.append(plan)
        self.budget.record("settle", time.perf_counter() - began, freed=calls)
        return found

    def _free_days(self, random: Generator) -> list[int]:
        """Some duties: neighbours in time half of the time, any others else."""
        duties = len(self.terms.problem.duties)
        count = min(duties, int(random.integers(FREE_DAYS[0], FREE_DAYS[1] + 1)))
        if random.random() < 0.5:
            first = int(random.integers(0, duties - count + 1))
            return list(range(first, first + count))
        return sorted(int(duty) for duty in random.choice(duties, count, replace=False))

    def _refill(self, plan: Routes, free: Sequence[int], routes: Sequence[int]) -> Routes:
        """The best plan with some days filled anew; empty when none was found."""
        own = [self.pool.find(plan[duty]) for duty in free if plan[duty]]
        chosen = dict.fromkeys([index for index in own if index >= 0] + list(routes))
        columns = self._columns(list(chosen)[:FREE_COLUMNS], free)
        kept = {d: route for d, route in enumerate(plan) if d not in free and route}
        placed = place_routes(self.terms, columns, self._effort(0.5), kept=kept)
        return [placed.get(duty, ()) for duty in range(len(plan))] if placed else []

    # ---- a round ------------------------------------------------------------------------

    def round(self, duals: Duals, upper: Ints, proven: int) -> None:
        """One round of both strands, then a polish of what they brought."""
        clients = max(1, len(self.terms.problem.clients))
        count = int(COLUMNS * (120 / clients) ** 0.55)
        routes = self._promising(duals, upper, proven, count)
        own = [self.pool.find(route) for route in self.incumbent.routes if route]
        routes = list(dict.fromkeys([*routes, *(index for index in own if index >= 0)]))
        units = min(self.jump_units, 0.7 * self.budget.left)
        before = self.incumbent.objective
        jump = self.threads.submit(self._jump, routes, units)
        settle = self.threads.submit(self._settle, routes, units, 0)
        jumped = jump.result()
        for plan in settle.result():
            self.incumbent.offer(plan)
        self.budget.spend(2 * units)
        if jumped:
            self.incumbent.offer(jumped)
        starts = [jumped or self.incumbent.routes, self.incumbent.routes]
        self._polish([start for start in starts if start], duals)
        self.rounds += 1
        if self.incumbent.objective == before:
            self.jump_units *= 1.5

    def _polish(self, starts: Sequence[Routes], duals: Duals) -> None:
        """Anneal cold from each plan; record the routes."""
        if self.budget.over():
            return
        began = time.perf_counter()
        scale = self.hot / USUAL
        moves = int(min(2.0, max(0.2, 0.3 * self.budget.left)) * MOVES)
        penalties = 3.0 * (duals.floors + duals.ceilings).astype(np.float64) / SCALE
        walks = []
        for number, start in enumerate(starts):
            try:
                walk = Annealer(
                    self.terms.problem,
                    self.terms.timetable,
                    seed=(self.seed * 1_000_003 + self.rounds) * 4 + number,
                    moves=moves,
                    start=start,
                    hot=WARM * scale,
                    cold=COLD * scale,
                    penalties=penalties,
                )
            except ValueError:  # a dropped visit can leave a longer way where roads cut corners
                continue
            walks.append(walk)
        over = self.budget.over

        def run(walk: Annealer) -> None:
            while not walk.finished and not over():
                walk.walk(50_000)

        list(self.threads.map(run, walks))
        for walk in walks:
            self.pool.add(route for _, route in walk.recorded())
            if walk.objective is not None:
                self.incumbent.offer(walk.best_routes())
        self.budget.spend(moves / MOVES)
        self.budget.record("polish", time.perf_counter() - began, moves=moves * len(walks))

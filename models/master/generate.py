"""Column generation: the relaxed master and pricing in turn, and the best bound proven on the way.

The program's own multipliers swing from one extreme to the other before it has converged, and
prove little there. So pricing looks at a point between them and the *centre*, the multipliers of
the best bound so far (Wentges 1997, doi:10.1016/S0969-6016(97)00001-4); every round of it proves
a bound, at whatever moment the loop is stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from models.bound import Duals, bound, legal, prizes
from models.budget import LABELS, PRICING_ROUNDS, PROGRAMS, Budget
from models.incumbent import Routes
from models.master.dive import dive
from models.master.lp import MasterLP
from models.master.relaxed import Outline, Relaxed
from models.master.spacing import crowding, separate
from models.master.start import diversify
from models.routes import Pricer, RoutePool
from models.terms import Terms

Ints = NDArray[np.int64]

POOL_COLUMNS = 12
"""Routes of the pool that a group of duties gets in one round."""
NEW_COLUMNS = 20
"""Routes that pricing returns for a group of duties."""
MOST_COLUMNS, KEPT_COLUMNS = 4_000, 2_000
BRANCH_COLUMNS = 1_000
"""Columns that a case of narrower terms begins with."""
DIVE_COLUMNS = 800
"""Columns that a dive begins with: most of its time are programs, on its way come others."""
PROGRAM_WORK = 5.0
"""Most of GLOP's deterministic time for one program, where work is counted."""
SMOOTHING = 0.5
"""How far from the program's multipliers towards the centre pricing looks."""
NEAR = 0.04
"""Relative distance of bound and relaxed master from which on labels are worth their time."""
FEW_LABELS, MANY_LABELS = 20_000, 200_000
"""Labels of one duty, before and after a first round that found nothing with the few."""
CONVERGED = 1e-5
"""Relative distance of bound and relaxed master at which nothing is left to gain."""
ENOUGH = 0.1
"""Share of the gap that the bound may be short of before the plan deserves the time more."""
CROWDED = 0.02
"""Share of visits too close to others from which on spacing is no afterthought."""
TIGHTENING = 0.1
"""Share of what is left of the budget after which a call turns no more windows into rows."""
SHARE = 0.75
"""Most of what is left of the budget that one call takes."""
ROUND_CLIENTS = 120
"""Clients for whom a round of pricing is the work that the budget says; it grows with them."""
RANDOM_ROUNDS = 24
"""Rounds of pricing for random prizes; not more than there are clients."""
PART = 2
"""Groups of duties that a round of pricing without a proof, or a step of a dive, looks at."""
UNPROVEN = 4
"""One round of so many proves a bound, if not more."""


class Generation:
    """The state of column generation; `run` goes on where it stopped.

    Parameters
    ----------
    terms, pool, pricer :
        The problem, its routes and what finds more.
    budget : Budget
        Limits of the search.
    workers : int
        Threads of pricing; the outcome does not depend on it.
    seed : int
        Of the random prizes that the first routes are best for.
    lp : MasterLP or None
        A relaxed master to go on with, whose columns are good ones already.
    improved : callable
        Called after each better bound.

    Attributes
    ----------
    bound : int or None
        The best proven so far, cents.
    centre, upper :
        Its multipliers, and the bounds on its reduced profits.
    converged : bool
        Whether the relaxed master is solved, but for count windows that are no rows yet.
    tight : bool
        Whether its last solution broke no count window.
    crowded : bool
        Whether spacing binds so often that routes without days are of no use.
    """

    def __init__(
        self,
        terms: Terms,
        pool: RoutePool,
        pricer: Pricer,
        *,
        budget: Budget,
        workers: int = 1,
        seed: int = 0,
        lp: MasterLP | None = None,
        improved: Callable[[], None] = lambda: None,
    ) -> None:
        self.terms, self.pool, self.pricer = terms, pool, pricer
        self._improved = improved
        self.budget, self.workers, self.seed = budget, workers, seed
        self.lp = lp or MasterLP(terms, pool, work=PROGRAM_WORK if budget.by_work else None)
        self.bound: int | None = None
        self.centre: Duals | None = None
        self.upper: Ints | None = None
        self.relaxed: Relaxed | None = None
        self.converged = False
        self.tight = False
        self.crowded = False
        self._turn = self._unproven = 0
        size = len(terms.problem.clients) / ROUND_CLIENTS
        self._round = size / PRICING_ROUNDS
        self._program = min(1.0, size) / PROGRAMS
        self._started = lp is not None

    def run(
        self,
        objective: int | None,
        over: Callable[[], bool] | None = None,
        plan: Routes | None = None,
    ) -> None:
        """Generate columns until nothing is left to gain, or the plan deserves the time more.

        Parameters
        ----------
        objective : int or None
            Of the best plan.
        plan : list of tuple of int or None
            A plan whose routes are the first columns: a program that keeps all rules from the
            start has sensible multipliers, and proves a sensible bound at once.
        over : callable or None
            When to stop; None: when most of the budget is spent.
        """
        over = over or self.budget.until(SHARE * self.budget.left)
        slow = self.budget.until(TIGHTENING * self.budget.left)
        if not self._started:
            self._started = True
            if plan:
                self._begin(plan)
            elif any(any(client.values) for client in self.terms.problem.clients):
                self._diversify()
        elif self.converged or self.crowded:
            self._tighten()
            if self.tight and self.converged:
                return
        while self._converge(objective, over) and not (over() or slow()):
            self._tighten()
            if self.tight:
                break
        if self.bound is None:  # the pool's columns alone took all the time
            self.prove()

    def _converge(self, objective: int | None, over: Callable[[], bool]) -> bool:
        """Price until nothing is left to gain over these windows; False when it is over before."""
        self._purge()
        weight, labels = 0.0, 0
        self.converged = False
        while not over():
            relaxed = self._solve()
            if self._from_pool(relaxed) >= len(self.lp.groups):
                continue
            if over():
                break
            self._unproven += 1
            if self._unproven < UNPROVEN and self._explore(relaxed) >= len(self.lp.groups):
                continue
            self._unproven = 0
            if self._distance(relaxed) <= NEAR:
                labels = max(labels, FEW_LABELS)
            added = self._price(relaxed, weight, labels)
            distance = self._distance(relaxed)
            self.converged = distance <= CONVERGED
            if self.converged or (objective is not None and self._enough(relaxed, objective)):
                if not self.lp.windows:  # later, groups are split and no longer evenly driven
                    self.crowded = crowding(self.lp) > CROWDED
                return True
            if added:
                weight, labels = SMOOTHING, 0
            elif weight:
                weight = 0.0
            elif labels < MANY_LABELS:
                weight, labels = SMOOTHING, MANY_LABELS if labels else FEW_LABELS
            else:  # neither the program nor pricing can say more
                self.converged = True
                return True
        return False

    def outline(self) -> Outline:
        """The groups, windows and best columns at hand."""
        assert self.relaxed is not None
        columns = self.lp.shortlist(self.relaxed.duals, self.relaxed.thresholds, BRANCH_COLUMNS)
        return Outline(list(self.lp.groups), list(self.lp.windows), columns)

    def branch(self, terms: Terms, outline: Outline) -> Generation:
        """Generation for terms that are narrower."""
        return Generation(
            terms,
            self.pool,
            self.pricer,
            budget=self.budget,
            workers=self.workers,
            lp=MasterLP(terms, self.pool, outline=outline, work=self.lp.work),
        )

    def prove(self) -> None:
        """Prove some bound at once, from the completion bounds alone."""
        relaxed = self.relaxed or self._solve()
        self._price(relaxed, 0.0, 0)

    def dive(self, *, price: bool, random: Generator | None) -> Routes:
        """A plan from the relaxed master that may break count windows; empty when out of budget.

        Parameters
        ----------
        price : bool
            Whether to look for new routes on the way down: slower and better.
        random : Generator or None
            Of a dive that does not always take the largest share.
        """
        began = time.perf_counter()

        def fill(relaxed: Relaxed) -> int:
            self.budget.spend(2 * self._program)
            added = self._from_pool(relaxed)
            if price:
                self._search(relaxed)
                added += self._from_pool(relaxed)
            return added + separate(self.lp, split=False) if self.crowded else added

        if self.crowded:
            self._shorten(DIVE_COLUMNS)
        else:
            self._purge()
        driven = dive(self.lp, fill, self.budget.over, random)
        plan: Routes = [() for _ in self.terms.problem.duties]
        room = [list(group) for group in self.lp.groups]
        for route, group in driven:
            if room[group]:
                plan[int(room[group].pop(0))] = self.pool.route(route)
        self.budget.record("dive", time.perf_counter() - began)
        return plan if driven else []

    def _begin(self, plan: Routes) -> None:
        """Make columns of a plan's routes."""
        self.pool.add(plan)
        for duty, route in enumerate(plan):
            if route:
                self.lp.add(self.pool.best_order(route, duty), duty)

    def _diversify(self) -> None:
        began = time.perf_counter()
        rounds = min(RANDOM_ROUNDS, len(self.terms.problem.clients))
        diversify(self.terms, self.pool, self.pricer, rounds=rounds, seed=self.seed)
        self.budget.spend(rounds / 4 * min(self._round, 1 / PRICING_ROUNDS))
        self.budget.record("diversify", time.perf_counter() - began, routes=len(self.pool))

    def _tighten(self) -> None:
        """Make rows of the count windows that the relaxed master breaks."""
        began = time.perf_counter()
        windows = separate(self.lp)
        self.tight = not windows
        self.budget.record("windows", time.perf_counter() - began, rows=windows)

    def _distance(self, relaxed: Relaxed) -> float:
        """Relative distance of bound and relaxed master."""
        if self.bound is None:
            return float("inf")
        return (self.bound - relaxed.value) / max(1.0, abs(relaxed.value))

    def _enough(self, relaxed: Relaxed, objective: int) -> bool:
        """Whether the bound is short of the relaxed master by a small part of the gap only."""
        assert self.bound is not None
        return self.bound - relaxed.value <= ENOUGH * (self.bound - objective)

    def _purge(self) -> None:
        if len(self.lp.columns) > MOST_COLUMNS:
            self._shorten(KEPT_COLUMNS)

    def _shorten(self, keep: int) -> None:
        """Keep the best columns only."""
        if self.relaxed is not None and len(self.lp.columns) > keep:
            duals, thresholds = self.relaxed.duals, self.relaxed.thresholds
            self.lp.restart(self.lp.shortlist(duals, thresholds, keep))

    def _solve(self) -> Relaxed:
        began = time.perf_counter()
        self.relaxed = self.lp.solve()
        self.budget.spend(self._program)
        self.budget.record("program", time.perf_counter() - began)
        return self.relaxed

    def _from_pool(self, relaxed: Relaxed) -> int:
        """Add the pool's best columns; how many."""
        worth = prizes(self.terms, relaxed.duals)
        added = 0
        for duty in (int(group[0]) for group in self.lp.groups):
            threshold = int(relaxed.thresholds[duty])
            values = self.pool.values(duty, worth[duty])
            better = np.flatnonzero((values > threshold + threshold // 10**7) & self.pool.active)
            best = better[np.argsort(-values[better], kind="stable")][:POOL_COLUMNS]
            added += sum(self.lp.add(int(route), duty) for route in best)
        return added

    def _explore(self, relaxed: Relaxed) -> int:
        """Price a few groups, in turn, for columns alone; how many."""
        began = time.perf_counter()
        self._search(relaxed)
        added = self._from_pool(relaxed)
        self.budget.record("explore", time.perf_counter() - began, columns=added)
        return added

    def _search(self, relaxed: Relaxed) -> None:
        """Routes of a few groups, in turn, for the pool."""
        self._turn += PART
        first = self._turn % max(PART, len(self.lp.groups))
        priced = self.pricer.price(
            prizes(self.terms, relaxed.duals),
            relaxed.thresholds,
            exact=False,
            workers=self.workers,
            routes_per_duty=NEW_COLUMNS,
            part=slice(first, first + PART),
        )
        self.pool.add(priced.routes)
        self.budget.spend(self._round * PART / 8)

    def _price(self, relaxed: Relaxed, weight: float, labels: int) -> int:
        """Price between the program's multipliers and the centre; prove; how many new columns."""
        began = time.perf_counter()
        duals, thresholds = relaxed.duals, relaxed.thresholds
        if weight and self.centre is not None and self.upper is not None:
            duals = legal(self.terms, duals.towards(self.centre, weight))
            mixed = (1 - weight) * thresholds + weight * self.upper
            thresholds = np.rint(mixed).astype(np.int64)
        priced = self.pricer.price(
            prizes(self.terms, duals),
            thresholds,
            exact=labels > 0,
            workers=self.workers,
            label_limit=max(1, labels),
            routes_per_duty=NEW_COLUMNS,
        )
        proven = bound(self.terms, duals, priced.upper)
        if self.bound is None or proven < self.bound:
            self.bound, self.centre, self.upper = proven, duals, priced.upper
            self._improved()
        self.pool.add(priced.routes)
        added = self._from_pool(relaxed)
        self.budget.spend(self._round + priced.labels / LABELS)
        self.budget.record(
            "price", time.perf_counter() - began, labels=priced.labels, columns=added
        )
        return added

"""Column generation: the relaxed master and pricing in turn, and the best bound proven on the way.

The program's own multipliers swing from one extreme to the other before it has converged, and
prove little there. So pricing looks at a point between them and the *centre*, the multipliers of
the best bound so far (Wentges 1997, doi:10.1016/S0969-6016(97)00001-4); every round of it proves
a bound, at whatever moment the loop is stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from models.bound import Duals, bound, prizes
from models.master.lp import MasterLP, Relaxed
from models.routes import Pricer, RoutePool
from models.terms import Terms

Ints = NDArray[np.int64]

POOL_COLUMNS = 12
"""Routes of the pool that a group of duties gets in one round."""
NEW_COLUMNS = 20
"""Routes that pricing returns for a group of duties."""
MOST_COLUMNS, KEPT_COLUMNS = 6_000, 3_000
NEAR = 0.02
"""Relative distance of bound and relaxed master from which on labels are worth their time."""
CONVERGED = 1e-5
"""Relative distance of bound and relaxed master at which the loop ends."""


@dataclass
class Counts:
    """Work done, for statistics and for work limits."""

    rounds: int = 0
    programs: int = 0
    labels: int = 0
    columns: int = 0
    windows: int = 0


@dataclass
class Generation:
    """The state of column generation; `run` may be called again and goes on.

    Parameters
    ----------
    terms, pool, pricer :
        The problem, its routes and what finds more.
    workers : int
        Threads of pricing; the outcome does not depend on it.
    """

    terms: Terms
    pool: RoutePool
    pricer: Pricer
    lp: MasterLP
    workers: int = 1
    bound: int | None = None
    centre: Duals | None = None
    upper: Ints | None = None
    relaxed: Relaxed | None = None
    converged: bool = False
    counts: Counts = field(default_factory=Counts)

    def run(self, over: Callable[[], bool]) -> None:
        """Generate columns until nothing is left to gain or `over` says so."""
        self.converged = False
        weight = 0.0
        while not over():
            relaxed = self.relaxed = self.lp.solve()
            self.counts.programs += 1
            if self._from_pool(relaxed) >= len(self.lp.groups):
                continue
            if over():
                break
            added = self._price(relaxed, weight, exact=self._near(relaxed))
            if self.bound is not None and self._closed(relaxed):
                windows = self.lp.separate()
                if not windows:
                    self.converged = True
                    break
                self.counts.windows += windows
                self.bound_at_separation = self.bound
            weight = 0.0 if not added else self.smoothing
        if self.bound is None and self.relaxed is not None:
            self._price(self.relaxed, 0.0, exact=False)

    smoothing: float = 0.5

    def _near(self, relaxed: Relaxed) -> bool:
        return self.bound is not None and self.bound - relaxed.value <= NEAR * abs(relaxed.value)

    def _closed(self, relaxed: Relaxed) -> bool:
        assert self.bound is not None
        return self.bound - relaxed.value <= CONVERGED * max(1.0, abs(relaxed.value))

    def _leaders(self) -> list[int]:
        return [int(group[0]) for group in self.lp.groups]

    def _from_pool(self, relaxed: Relaxed) -> int:
        """Add the pool's best columns; how many."""
        worth = prizes(self.terms, relaxed.duals)
        added = 0
        for duty in self._leaders():
            values = self.pool.values(duty, worth[duty])
            margin = max(1, int(relaxed.thresholds[duty]) // 10**7)
            better = np.flatnonzero((values > relaxed.thresholds[duty] + margin) & self.pool.active)
            best = better[np.argsort(-values[better], kind="stable")][:POOL_COLUMNS]
            added += sum(self.lp.add(route, duty) for route in best)
        self.counts.columns += added
        return added

    def _price(self, relaxed: Relaxed, weight: float, *, exact: bool = True) -> int:
        """Price between the program's multipliers and the centre; prove; how many new columns."""
        duals, thresholds = relaxed.duals, relaxed.thresholds
        if weight and self.centre is not None and self.upper is not None:
            duals = duals.towards(self.centre, weight)
            mixed = (1 - weight) * thresholds + weight * self.upper
            thresholds = np.rint(mixed).astype(np.int64)
        worth = prizes(self.terms, duals)
        priced = self.pricer.price(
            worth, thresholds, exact=exact, workers=self.workers, routes_per_duty=NEW_COLUMNS
        )
        self.counts.rounds += 1
        self.counts.labels += priced.labels
        proven = bound(self.terms, duals, priced.upper)
        if self.bound is None or proven < self.bound:
            self.bound, self.centre, self.upper = proven, duals, priced.upper
        self.pool.add(priced.routes)
        return self._from_pool(relaxed)

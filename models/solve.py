"""The search: anneal, generate columns, choose and place routes, polish, and so on; anytime."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

from models.anneal import Annealer, Routes, shortfalls_of, timed
from models.beginning import routes_of
from models.budget import CP_SAT, Budget
from models.improve import Improver
from models.incumbent import Incumbent
from models.master.close import close_gap
from models.master.farkas import prove_infeasible
from models.master.generate import Generation
from models.master.integer import Effort
from models.master.looser import price_bounds
from models.master.prices import known_prices, known_relief
from models.master.tree import Tree
from models.problem import Problem
from models.routes import Pricer, RoutePool
from models.solution import Progress, Result, Solution, Status, StopReason
from models.terms import Terms
from models.walks import Walks

CHAINS = 2
"""Walks of different seeds that run side by side; fixed, so that workers change nothing."""
FIRST = 0.025
"""Units of the first walks, which bring a plan at once."""
MEETING = 0.1
"""Units between two moments at which walks offer what they have."""
REHEATED = (0.06, 0.03, 0.3)
"""First temperatures of walks from the best plan beside column generation, by turns."""
STRETCH, GROWTH, LONGEST = 1.0, 1.5, 8.0
"""Units of the first such walk, how much longer each next one is, and the most."""
SHARE = 0.75
"""Most of what is left of the budget that a round of column generation takes."""
MONTH = 1_000
"""Clients times duties from which on a problem gets the whole of these units."""
SMALLEST = 0.05
"""Share of them that any problem gets."""
SECOND = 0.96
"""Units by which the first annealing is over: whoever waits a second sees its plan."""
MOST_CLOSING = 5.0
"""Most units of an attempt to close the gap for good."""
NO_BOUND = 2**62
CLOSED = 1e-6
"""A gap at which a plan counts as the best possible."""


class BoundError(Exception):
    """A proven bound that a plan exceeds: one of them is wrong, and it is not known which."""


def solve(
    problem: Problem,
    *,
    seconds: float | None = None,
    work: float | None = None,
    seed: int = 0,
    workers: int = 2,
    progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    start: Solution | None = None,
) -> Result:
    """Best plan and proven bound within the limits; see `Result`.

    Parameters
    ----------
    seconds : float, optional
        Time limit, wall clock.
    work : float, optional
        Work limit, in units of about a second; with it the result depends on the problem and the
        seed alone.
    workers : int
        Threads; the result does not depend on their number.
    progress : callable, optional
        Called with a `Progress` after every improvement, not always from the calling thread.
    stop : callable, optional
        Asked now and then; True ends the search with the best solution so far.
    start : Solution, optional
        A plan to begin with. One that breaks hard constraints is repaired as far as it can be: what
        does not fit is dropped, unknown duties and clients too.

    Raises
    ------
    BoundError
        The bound is below the objective: a bug, and the result is not to be used.
    """
    with ThreadPoolExecutor(max(1, workers)) as threads:
        return _Search(problem, Budget(seconds, work, stop), seed, threads, workers, progress).run(
            start
        )


class _Search:
    """One call of `solve`."""

    def __init__(
        self,
        problem: Problem,
        budget: Budget,
        seed: int,
        threads: ThreadPoolExecutor,
        workers: int,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.problem, self.budget, self.seed, self.threads = problem, budget, seed, threads
        self.progress = progress
        self.phase = "anneal"
        self.terms = Terms.of(problem)
        self.pool = RoutePool(problem, self.terms.timetable)
        self.incumbent = Incumbent(self.terms, self.tell)
        self.walks = Walks(self.terms, budget, seed)
        self.walked = self.moved = 0
        self.size = min(1.0, max(SMALLEST, len(problem.clients) * len(problem.duties) / MONTH))
        """Share of a month's units that the walks of a smaller problem need."""
        self.stretch = STRETCH * self.size
        self.rounds = 0
        self.workers = workers
        self.generation: Generation | None = None
        self.lowered = NO_BOUND
        """Proven while closing the gap; the multipliers at hand prove only their own bound."""
        self.tree: Tree | None = None
        self.tries = 0
        self.tried_gap = math.inf
        """Gap at the last attempt to close it."""
        self.least: Routes = [() for _ in problem.duties]
        self.begun: Routes = []
        """Routes of the plan that was given, as far as they fit."""

    def tell(self) -> None:
        """Report what there is."""
        if self.progress is not None:
            self.progress(
                Progress(
                    objective=self.incumbent.objective,
                    bound=self.bound,
                    phase=self.phase,
                    seconds=self.budget.elapsed,
                )
            )

    @property
    def bound(self) -> int | None:
        """Proven so far."""
        if self.generation is None or self.generation.bound is None:
            return None
        return min(self.generation.bound, self.lowered)

    def run(self, start: Solution | None) -> Result:
        """Anneal first; then bound and plan in turn."""
        if self.terms.contradictions:
            self.budget.reason = StopReason.PROVEN
            return self.result()
        if start is not None:
            self.begun = routes_of(self.terms, start)
            self.incumbent.offer(self.begun)
        self.anneal(self.first_units())
        if not self.budget.over() and not self.infeasible():
            self.alternate()
        return self.result()

    def first_units(self) -> float:
        """Units of the first annealing: a second of them for a month, less for a few days."""
        return self.size * max(FIRST, min(SECOND, 0.5 * self.budget.whole) - self.budget.spent)

    def anneal(self, units: float) -> None:
        """A short walk for a plan at once, then a long one; from the plan at hand if there is one.

        One long walk is better than two of half its length.
        """
        began = time.perf_counter()
        end = self.budget.spent + units
        start = self.incumbent.routes or self.begun
        known = (start, REHEATED[0]) if any(start) else None
        for length in (min(FIRST, units), units):
            left = end - self.budget.spent
            if left > 0 and not self.budget.over():
                self.side_by_side(min(length, left), known)
        self.budget.record("anneal", time.perf_counter() - began, moves=self.moved)

    def side_by_side(self, units: float, known: tuple[Routes, float] | None) -> None:
        """Walks of different seeds; one of them from a known plan, if there is one."""
        number = CHAINS if self.budget.by_work else min(CHAINS, self.workers)
        chains = [self.walk(units, known if n == 0 else None) for n in range(number)]
        end = self.budget.spent + units
        while not chains[0].finished and not self.budget.over():
            on = partial(self.walks.run, units=max(0.0, end - self.budget.spent), pause=MEETING)
            list(self.threads.map(on, chains))
            self.budget.spend(min(MEETING, units))
            self.offer(chains)
        self.take(chains)
        self.least = chains[0].best_routes()

    def walk(self, units: float, known: tuple[Routes, float] | None) -> Annealer:
        """A new walk, from a known plan at a temperature or from nothing."""
        self.walked += 1
        if known is None:
            return self.walks.begin(self.walked, units)
        start, hot = known
        return self.walks.begin(self.walked, units, start=start, hot=hot)

    def offer(self, chains: Sequence[Annealer]) -> None:
        """Offer the best plan of some walks."""
        best = max((c.objective for c in chains if c.objective is not None), default=None)
        for chain in chains:
            if best is not None and chain.objective == best:
                self.incumbent.offer(chain.best_routes())

    def take(self, chains: Sequence[Annealer]) -> None:
        """Offer the best plan of some walks, and put their routes into the pool."""
        self.offer(chains)
        for chain in chains:
            self.pool.add(route for _, route in chain.recorded())
            self.moved += chain.done

    def infeasible(self) -> bool:
        """Whether there is a proof that no plan exists; only asked where none was found."""
        if self.incumbent.objective is not None:
            return False
        self.phase = "proof"
        proof = prove_infeasible(
            self.problem, self.pool, self.budget, 0.5 * self.budget.left, workers=self.workers
        )
        if proof.infeasible:
            self.budget.reason = StopReason.PROVEN
        if proof.plan:
            self.incumbent.offer(proof.plan)
        return proof.infeasible

    def alternate(self) -> None:
        """Column generation and rounds of improvement until the limits or until they meet."""
        generation = self.generation = Generation(
            self.terms,
            self.pool,
            Pricer(self.problem, self.terms.timetable),
            budget=self.budget,
            workers=self.workers,
            seed=self.seed,
            improved=self.tell,
        )
        improver = Improver(
            self.terms,
            self.pool,
            self.incumbent,
            self.budget,
            self.threads,
            self.walks,
        )
        while not self.budget.over() and not self.closed():
            self.phase = "bound"
            self.generate(generation)
            self.tell()
            if self.budget.over() or self.closed():
                break
            if self.close(generation) or self.branch(generation, improver.rounds):
                break
            self.phase = "master"
            improver.round(generation)
        if generation.bound is None:
            generation.prove()

    def generate(self, generation: Generation) -> None:
        """Column generation until it settles, and walks beside it; they exchange their routes."""
        over = self.budget.until(SHARE * self.budget.left)
        settled = False
        while not (settled or over()):
            units = min(self.stretch, self.budget.left)
            spent, end = self.budget.spent, self.budget.until(units)
            hot = REHEATED[self.rounds % len(REHEATED)]
            known = (self.incumbent.routes, hot) if self.incumbent.routes else None
            walk = self.walk(units, known)
            hurry, needless = Event(), Event()
            walking = self.threads.submit(
                self.walks.run, walk, units, hurry=hurry, needless=needless
            )
            generation.workers = max(1, self.workers - 1)
            try:
                generation.run(self.incumbent.objective, end, self.incumbent.routes)
                settled = not end()
                if self.closed():  # whatever the walk finds can be no better
                    needless.set()
            finally:
                generation.workers = self.workers
                hurry.set()
            began = time.perf_counter()
            walking.result()
            if needless.is_set():
                return
            self.budget.record("beside", time.perf_counter() - began, moves=walk.done)
            self.budget.spend(max(0.0, spent + units - self.budget.spent))
            self.take([walk])
            self.rounds += 1
            self.stretch = min(LONGEST, GROWTH * self.stretch)

    def close(self, generation: Generation) -> bool:
        """Try to find the best plan for good; again only once the gap has halved."""
        assert generation.bound is not None
        assert generation.centre is not None
        assert generation.upper is not None
        objective = self.incumbent.objective
        gap = math.inf if objective is None else float(generation.bound - objective)
        if self.tries and gap > 0.5 * self.tried_gap:
            return False
        self.tries += 1
        self.tried_gap = gap
        self.phase = "close"
        began = time.perf_counter()
        units = min(MOST_CLOSING, 0.3 * self.budget.left)
        closed = close_gap(
            self.terms,
            generation.pricer,
            generation.centre,
            generation.upper,
            generation.bound,
            objective,
            Effort(work=units * CP_SAT) if self.budget.by_work else Effort(seconds=units),
        )
        self.budget.spend(0.1 if closed is None else units)
        self.budget.record("close", time.perf_counter() - began, closed=closed is not None)
        if closed is None:
            return False
        if closed.bound is None:
            self.budget.reason = StopReason.PROVEN
            return True
        if closed.plan is not None:
            self.incumbent.offer(closed.plan)
        self.lowered = min(self.lowered, closed.bound)
        self.tell()
        return self.closed()

    def branch(self, generation: Generation, rounds: int) -> bool:
        """Split the problem into cases by visit counts, in turn with improving the plan.

        A month's plan is improved first: cases are many as long as it is far from its bound.
        """
        if self.tree is None and generation.tight and (rounds or self.size < 1.0):
            self.tree = Tree(generation, self.incumbent)
        if self.tree is None or self.tree.due > self.budget.spent:
            return False
        self.phase = "branch"
        self.tree.grow(self.budget.until(min(self.tree.turn, 0.25 * self.budget.left)))
        self.lowered = min(self.lowered, self.tree.bound)
        self.tell()
        return self.closed()

    def closed(self) -> bool:
        """Whether plan and bound have met."""
        bound, objective = self.bound, self.incumbent.objective
        if bound is None or objective is None:
            return False
        if bound - objective <= CLOSED * abs(bound):
            self.budget.reason = StopReason.GAP
            return True
        return False

    def result(self) -> Result:
        """What is known now."""
        assert self.budget.reason is not None
        objective, bound = self.incumbent.objective, self.bound
        if objective is not None and bound is not None and bound < objective:
            raise BoundError(f"the plan is worth {objective}, above the proven bound {bound}")
        status = Status.UNKNOWN
        if self.budget.reason is StopReason.PROVEN:
            status = Status.INFEASIBLE
        elif objective is not None:
            status = Status.OPTIMAL if objective == bound else Status.FEASIBLE
        generation, relief = self.generation, None
        if generation is not None and objective is not None:
            relief = known_relief(generation, objective)
        return Result(
            status=status,
            stop_reason=self.budget.reason,
            solution=None
            if objective is None
            else timed(self.problem, self.terms.timetable, self.incumbent.routes),
            objective=objective,
            bound=bound,
            prices={} if generation is None else known_prices(generation),
            price_bounds={}
            if generation is None or objective is None or relief is None
            else price_bounds(generation, relief, objective, best=objective == bound),
            relief=relief,
            shortfalls=() if objective is not None else shortfalls_of(self.problem, self.least),
            phases=self.budget.phases,
            seconds=self.budget.elapsed,
        )

"""Whether a rep has a plan under changed rules: one bounded search an answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import models
from planner.checks import check_plan
from planner.domain import BadInput, Territory
from planner.plan import Solved, build_plan
from planner.rules import Compiled, compile_rep

LEAST_UNITS, MOST_UNITS = 1.0, 6.0
"""Of one search, in seconds or units of work."""
PART = 12
"""A search takes this part of the whole allowance, within those limits."""


@dataclass
class Allowance:
    """How much the searches of one explanation may take together.

    Parameters
    ----------
    units : float
        Seconds, or units of work.
    by_work : bool
        Whether work is counted instead of the clock, which makes a run repeatable.
    seed, workers, stop
        As of `models.solve`.
    """

    units: float
    by_work: bool
    seed: int = 0
    workers: int = 2
    stop: Callable[[], bool] | None = None
    began: float = field(default_factory=time.monotonic)
    done: float = 0.0

    @property
    def spent(self) -> float:
        """Units so far."""
        return self.done if self.by_work else time.monotonic() - self.began

    def over(self, share: float = 1.0) -> bool:
        """Whether this share of the allowance is spent, or all has to stop."""
        return self.spent >= share * self.units or bool(self.stop and self.stop())

    @property
    def probe(self) -> float:
        """Units of one search."""
        return min(MOST_UNITS, max(LEAST_UNITS, self.units / PART))

    def limits(self, units: float) -> dict[str, Any]:
        """Arguments for a search that takes at most so much."""
        return {
            "seconds": None if self.by_work else units,
            "work": units if self.by_work else None,
            "seed": self.seed,
            "workers": self.workers,
            "stop": self.stop,
        }

    def solve(
        self,
        problem: models.Problem,
        *,
        units: float | None = None,
        first: bool = False,
        start: models.Solution | None = None,
    ) -> models.Result:
        """Solve with a part of the allowance.

        Parameters
        ----------
        units : float, optional
            Most of it; `probe` by default.
        first : bool
            Whether the first plan is enough.
        """
        found = False

        def see(progress: models.Progress) -> None:
            nonlocal found
            found = found or progress.objective is not None

        most = self.probe if units is None else units
        limits = self.limits(most)
        if first:
            limits |= {"progress": see, "stop": lambda: found or bool(self.stop and self.stop())}
        result = models.solve(problem, start=start, **limits)
        self.done += most * _part_spent(result, first)
        return result


def _part_spent(result: models.Result, first: bool) -> float:
    """Part of a search's units that counts: it is not told, and must not depend on the clock."""
    if result.status is models.Status.INFEASIBLE:
        return 0.5
    return 0.25 if first and result.solution is not None else 1.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Whether a rep has a plan.

    Parameters
    ----------
    yes : bool or None
        True with a plan that was found, False where it is proven that there is none.
    solved : Solved or None
        The plan.
    """

    yes: bool | None
    solved: Solved | None = None


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """Questions about one rep.

    Parameters
    ----------
    territory : Territory
        As it is.
    """

    territory: Territory
    rep_id: str
    allowance: Allowance

    def compiled(self, territory: Territory) -> Compiled | None:
        """The rep's problem in a changed territory; None where its rules contradict each other."""
        try:
            return compile_rep(territory, self.rep_id)
        except BadInput:
            return None

    def has_plan(self, territory: Territory) -> Answer:
        """Whether there is a plan in a changed territory."""
        compiled = self.compiled(territory)
        if compiled is None:
            return Answer(yes=None)
        result = self.allowance.solve(compiled.problem, first=True)
        if result.solution is not None:
            return Answer(yes=True, solved=Solved(compiled, result))
        return Answer(yes=False if result.status is models.Status.INFEASIBLE else None)

    def improved(self, solved: Solved, units: float) -> Solved:
        """The plan after a longer search."""
        result = self.allowance.solve(
            solved.compiled.problem, units=units, start=solved.result.solution
        )
        better = result.objective is not None and (
            solved.result.objective is None or result.objective >= solved.result.objective
        )
        return replace(solved, result=result) if better else solved

    def is_sound(self, territory: Territory, solved: Solved) -> bool:
        """Whether the independent checks find nothing wrong with the plan."""
        plan = build_plan(territory, [solved], self.allowance.seed, {})
        return not any(breach.rep == self.rep_id for breach in check_plan(territory, plan))

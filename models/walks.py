"""Walks of the annealer against the budget.

Under a work limit a walk has as many moves as its units are worth, so that its outcome depends on
its seed alone. Under a time limit it is cooled by the clock: it is cold when its time is over,
however fast the machine is and whatever else runs there.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

from models.anneal import Annealer, first_temperature
from models.anneal.state import Fixed, Floats, fixed_of
from models.beginning import routes_of
from models.budget import MOVES, Budget
from models.solution import Solution
from models.terms import Terms

CHUNK = 20_000
"""Moves between two looks at the clock."""
HURRY = 0.1
"""Units that a walk which is told to hurry takes to cool down."""


class Walks:
    """Begins walks of one problem and runs them.

    Parameters
    ----------
    terms, budget :
        The problem and the limits.
    seed : int
        Of the whole search.
    """

    def __init__(self, terms: Terms, budget: Budget, seed: int) -> None:
        self.terms, self.budget, self.seed = terms, budget, seed
        self.fixed: Fixed = fixed_of(terms.problem, terms.timetable)
        self.hot = first_temperature(terms.problem)
        """First temperature of a walk from nothing."""
        self.first = routes_of(terms, Solution(()))
        """Routes of a walk from nothing: the pinned visits."""

    def begin(
        self,
        number: int,
        units: float,
        *,
        start: Sequence[Sequence[int]] | None = None,
        hot: float = 1.0,
        cold: float = 0.005,
        penalties: Floats | None = None,
    ) -> Annealer:
        """A walk that has yet to run.

        Parameters
        ----------
        number : int
            Tells the walks of one search apart.
        units : float
            Its length.
        start : sequence of sequence of int, optional
            Day routes to begin with; the pinned visits alone where there are none.
        hot, cold : float
            First and last temperature, as shares of a first walk's.
        penalties : array of float, optional
            First penalty of each row, cents per unit.

        Raises
        ------
        ValueError
            The start routes do not fit, or break counts, count windows or caps.
        """
        return Annealer(
            self.terms.problem,
            self.terms.timetable,
            seed=self.seed * 1_000_003 + number,
            moves=max(CHUNK, int(units * MOVES)),
            start=self.first if start is None else start,
            hot=hot * self.hot,
            cold=cold * self.hot,
            penalties=penalties,
            fixed=self.fixed,
        )

    def run(
        self,
        walk: Annealer,
        units: float,
        *,
        pause: float | None = None,
        hurry: Event | None = None,
        needless: Event | None = None,
    ) -> None:
        """Walk on to the end, which is some units away.

        Parameters
        ----------
        pause : float, optional
            Stop after so many units, to go on later.
        hurry : Event, optional
            Once set, the walk cools down at once. The clock decides when it is, so it counts for
            nothing under a work limit.
        needless : Event, optional
            Once set, the walk ends wherever it is; nobody may look at what it found then.
        """
        if self.budget.by_work:
            stop = walk.moves if pause is None else walk.done + int(pause * MOVES)
            while walk.done < stop and not walk.finished and not self._ends(needless):
                walk.walk(CHUNK)
            return
        begin = before = self.budget.elapsed
        end = begin + units
        stop_at = end if pause is None else begin + pause
        took = 0.0
        while not walk.finished and not self._ends(needless):
            if hurry is not None and hurry.is_set():
                end = stop_at = min(end, before + HURRY)
                hurry = None
            left = end - before
            if before >= stop_at and left > took:
                return
            share = 1.0 if left <= took else walk.share + (1.0 - walk.share) * took / left
            walk.walk(CHUNK, share)
            now = self.budget.elapsed
            took, before = now - before, now

    def _ends(self, needless: Event | None) -> bool:
        """Whether a walk must end at once."""
        return self.budget.broken_off() or (needless is not None and needless.is_set())

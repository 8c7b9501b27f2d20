"""Branching on visit counts: what the relaxed master cannot decide, decided case by case.

Where the relaxed master visits a client 1.7 times, a plan does so at most once or at least twice.
Each case is a relaxed master of its own that prices as before, since a count only limits the
visits of a client (branch and price: Barnhart, Johnson, Nemhauser, Savelsbergh, Vance 1998,
doi:10.1287/opre.46.3.316). The case of the largest bound is split first. A case whose bound is
not above the incumbent is settled; one whose gap is small enough is settled by listing its
routes. What all open cases allow is a bound on every plan.
"""

from __future__ import annotations

import heapq
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from models.bound import Duals
from models.budget import CP_SAT
from models.incumbent import Incumbent
from models.master.close import MOST_CHOICES, close_gap
from models.master.generate import Generation
from models.master.integer import Effort
from models.master.relaxed import Outline
from models.terms import Terms

Ints = NDArray[np.int64]

WHOLE = 1e-4
"""Distance of a count from a whole number that counts as none."""
LISTING = 1.0
"""Most units of one attempt to settle a case by listing its routes."""
NOTHING = -(2**62)
"""Objective where there is no plan."""
GAIN = 0.03
"""Share of the gap that a turn should close."""
TURN, LONGEST = 1.0, 30.0
"""Units of a turn, and at most, as long as each closes its share."""
REST = 4.0
"""How often its own length the tree waits after a turn that closed less."""


@dataclass(order=True, frozen=True)
class Case:
    """Plans with limits on some clients' visits, still to be split.

    Parameters
    ----------
    loss : int
        Minus the bound, so that the largest bound comes first.
    number : int
        In the order of creation.
    terms, outline :
        Its limits, and what its relaxed master is built from.
    duals, upper, proven :
        Its multipliers, the bounds on their reduced profits, and the bound that they prove.
    client, middle : int or None, int
        Whose visits to split by, and the most of the lower part; None where all are whole.
    """

    loss: int
    number: int
    terms: Terms = field(compare=False)
    outline: Outline = field(compare=False)
    duals: Duals = field(compare=False)
    upper: Ints = field(compare=False)
    proven: int = field(compare=False)
    client: int | None = field(compare=False)
    middle: int = field(compare=False)

    @staticmethod
    def of(generation: Generation, number: int, most: int) -> Case:
        """The case that generation of columns was about; no plan of it is worth more than `most`.

        It keeps no program: there may be hundreds of cases.
        """
        bound, duals, upper = generation.bound, generation.centre, generation.upper
        assert bound is not None
        assert duals is not None
        assert upper is not None
        terms, counts = generation.terms, generation.lp.counts
        part = np.abs(counts - np.rint(counts))
        part[generation.lp.mixed & (part <= WHOLE)] = 0.5
        client = int(np.argmax(part))
        low, high = int(terms.fewest[client]), int(terms.most[client])
        middle = min(max(math.floor(counts[client] + WHOLE), low), high - 1)
        return Case(
            -min(bound, most),
            number,
            terms,
            generation.outline(),
            duals,
            upper,
            bound,
            client if part[client] > WHOLE else None,
            middle,
        )


class Tree:
    """All cases of a problem; `grow` goes on where it stopped.

    Parameters
    ----------
    root : Generation
        Of the whole problem, with a bound.
    incumbent : Incumbent
        The best plan so far; gets those that are found on the way.
    choices : int
        Most routes times duties that a case is settled by.

    Attributes
    ----------
    cases : int
        Settled or split so far.
    reach : float
        Gap of a case up to which listing its routes is worth a try.
    turn : float
        Units of the next turn.
    due : float
        Units of the budget from which on another turn is worth its time.
    """

    def __init__(self, root: Generation, incumbent: Incumbent, choices: int = MOST_CHOICES) -> None:
        assert root.bound is not None
        self.root = root
        self.incumbent = incumbent
        self.choices = choices
        self.budget = root.budget
        self.cases = 0
        self.reach = math.inf
        self._made = 0
        self._open = [Case.of(root, 0, root.bound)]
        self._stuck: list[Case] = []
        self._stuck_at = NOTHING
        self.turn, self.due = TURN, 0.0

    @property
    def objective(self) -> int:
        """Of the incumbent."""
        return NOTHING if self.incumbent.objective is None else self.incumbent.objective

    @property
    def bound(self) -> int:
        """What no plan exceeds: that of the cases left, or the incumbent."""
        return max([self.objective, *(-case.loss for case in self._open[:1] + self._stuck)])

    def grow(self, over: Callable[[], bool]) -> None:
        """Split cases, the most hopeful first, until all are settled or it is over.

        At least one, as long as the budget lasts: half a case is none.
        """
        began, before, spent, gap = time.perf_counter(), self.cases, self.budget.spent, self.gap
        if self.objective > self._stuck_at:  # a better plan may settle what nothing else did
            self._open += self._stuck
            heapq.heapify(self._open)
            self._stuck, self._stuck_at = [], self.objective
        while self._open and not (self.budget.over() or (over() and self.cases > before)):
            case = self._open[0]  # it counts until its parts do
            left = self._split(case) if -case.loss > self.objective else []
            if left is None:
                break
            heapq.heappop(self._open)
            self.cases += 1
            for child in left:
                heapq.heappush(self._open, child)
        self.budget.record("tree", time.perf_counter() - began, cases=self.cases - before)
        gains = self.gap <= (1 - GAIN) * gap
        self.turn = min(2 * self.turn, LONGEST) if gains else TURN
        self.due = self.budget.spent + (0.0 if gains else REST * (self.budget.spent - spent))

    @property
    def gap(self) -> int:
        """Distance of bound and incumbent."""
        return self.bound - self.objective

    def _split(self, case: Case) -> list[Case] | None:
        """What is left of a case, in two parts by the visits of one client; None out of time."""
        terms, client = case.terms, case.client
        if client is None:
            if not self._settle(case, math.inf):
                self._stuck.append(case)
            return []
        low, high = int(terms.fewest[client]), int(terms.most[client])
        left = []
        for fewest, most in ((low, case.middle), (case.middle + 1, high)):
            part = self.root.branch(terms.narrowed(client, fewest, most), case.outline)
            part.run(self.incumbent.objective, partial(self._decided, part))
            if self.budget.over() or part.bound is None:
                return None
            self._made += 1
            child = Case.of(part, self._made, -case.loss)
            if -child.loss > self.objective and not self._settle(child, self.reach):
                left.append(child)
                if child.client is None:
                    plan = part.dive(price=False, random=None)
                    if plan:
                        self.incumbent.offer(plan)
        return left

    def _decided(self, part: Generation) -> bool:
        """Whether there is nothing more to say about a case, or no time for it."""
        return self.budget.over() or (part.bound is not None and part.bound <= self.objective)

    def _settle(self, case: Case, reach: float) -> bool:
        """List a case's routes if its gap is in reach; whether no plan of it is better now."""
        gap = -case.loss - self.objective
        if gap > reach:
            return False
        units = max(0.0, min(LISTING, self.budget.left))
        closed = close_gap(
            case.terms,
            self.root.pricer,
            case.duals,
            case.upper,
            case.proven,
            self.incumbent.objective,
            Effort(work=units * CP_SAT) if self.budget.by_work else Effort(seconds=units),
            self.choices,
        )
        self.budget.spend(0.1 if closed is None else units)
        if closed is not None and closed.plan is not None:
            self.incumbent.offer(closed.plan)
        if closed is not None and (closed.bound is None or closed.bound <= self.objective):
            return True
        self.reach = gap / 2
        return False

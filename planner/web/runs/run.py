"""A run as every tab sees it: how it goes, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

RUNNING, DONE, FAILED = "running", "done", "failed"
MAKING_PLANS = ("plan", "replan", "keep")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Where a search stood: cents of the best plan, and what no plan exceeds."""

    seconds: float
    objective: int | None
    bound: int | None

    @property
    def gap(self) -> float | None:
        """Share by which the plan may be below the best possible."""
        if self.objective is None or self.bound is None or self.bound <= 0:
            return None
        return max(0.0, (self.bound - self.objective) / self.bound)


@dataclass
class Run:
    """One search, from its beginning to its end.

    Parameters
    ----------
    errand : str
        What was asked for: ``plan``, ``replan``, ``keep``, ``whatif``, ``sweep`` or ``explain``.
    limit : float or None
        Seconds that it may take; None where work limits it.
    """

    errand: str
    limit: float | None = None
    clock: Callable[[], float] = time.monotonic
    state: str = RUNNING
    stopping: bool = False
    samples: list[Sample] = field(default_factory=list)
    words: str = ""
    reps: Sequence[Mapping[str, Any]] = ()
    answer: Mapping[str, Any] = field(default_factory=dict)
    begun: float = field(init=False)
    ended: float | None = None

    def __post_init__(self) -> None:
        self.begun = self.clock()

    @property
    def seconds(self) -> float:
        """How long it has been running, or ran."""
        return (self.clock() if self.ended is None else self.ended) - self.begun

    @property
    def makes_plan(self) -> bool:
        """Whether it plans the period, or only asks what would be."""
        return self.errand in MAKING_PLANS

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self.state == RUNNING

    @property
    def lacking(self) -> int:
        """Reps that have no plan yet."""
        return sum(rep["objective"] is None for rep in self.reps)

    @property
    def last(self) -> Sample:
        """Where it stands."""
        return self.samples[-1] if self.samples else Sample(seconds=0, objective=None, bound=None)

    def hear(self, said: Mapping[str, Any]) -> None:
        """Take in what the search says: sums over the reps.

        The sum of plans is of the reps that have one; a bound of all there is only with plans of
        all, so that a gap is never told of half a team.
        """
        if said["said"] == "words":
            self.words = said["words"]
        if said["said"] != "progress":
            return
        self.reps = said["reps"]
        plans = [rep["objective"] for rep in self.reps if rep["objective"] is not None]
        bounds = [rep["bound"] for rep in self.reps if rep["bound"] is not None]
        whole = len(plans) == len(bounds) == len(self.reps)
        sample = Sample(
            seconds=self.seconds,
            objective=sum(plans) if plans else None,
            bound=sum(bounds) if bounds and whole else None,
        )
        known = self.last
        if (sample.objective, sample.bound) != (known.objective, known.bound):
            self.samples.append(sample)

    def end(self, answer: Mapping[str, Any]) -> None:
        """Take in the last word."""
        self.ended = self.clock()
        self.answer = answer
        self.state = DONE if answer["said"] == "done" else FAILED

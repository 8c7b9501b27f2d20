"""How much a search may spend: seconds, work, or until it is stopped.

All phases count in one unit. Under a time limit it is a second of the wall clock; under a work
limit it is a fixed amount of work of about a second, so that nothing the clock says decides
anything and the outcome depends on the problem and the seed alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from models.solution import PhaseStatistics, StopReason

MOVES = 2_000_000
"""Moves of an annealing walk in a unit of work."""
PRICING_ROUNDS = 10
"""Rounds of pricing in a unit of work."""
LABELS = 400_000
"""Labels of pricing in a unit of work."""
PROGRAMS = 40
"""Linear programs in a unit of work."""
CP_SAT = 1.0
"""CP-SAT's deterministic time in a unit of work."""


@dataclass
class Budget:
    """Limits of one search, what is spent, and why it has to end.

    Parameters
    ----------
    seconds : float or None
        Wall clock.
    work : float or None
        Units of work.
    stop : callable or None
        Asked now and then; True ends the search.
    """

    seconds: float | None = None
    work: float | None = None
    stop: Callable[[], bool] | None = None
    reason: StopReason | None = None
    began: float = field(default_factory=time.perf_counter)
    done: float = 0.0
    phases: dict[str, PhaseStatistics] = field(default_factory=dict)

    @property
    def by_work(self) -> bool:
        """Whether work is counted and the clock does not matter."""
        return self.work is not None

    @property
    def elapsed(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.began

    @property
    def spent(self) -> float:
        """Units spent so far."""
        return self.done if self.by_work else self.elapsed

    @property
    def left(self) -> float:
        """Units left; infinite without a limit."""
        if self.work is not None:
            return self.work - self.done
        return float("inf") if self.seconds is None else self.seconds - self.elapsed

    @property
    def whole(self) -> float:
        """All units; infinite without a limit."""
        limit = self.work if self.work is not None else self.seconds
        return float("inf") if limit is None else limit

    def over(self) -> bool:
        """Whether the search must end now."""
        if self.reason is None:
            if self.stop is not None and self.stop():
                self.reason = StopReason.STOPPED
            elif self.work is not None and self.done >= self.work:
                self.reason = StopReason.WORK
            elif self.seconds is not None and self.elapsed >= self.seconds:
                self.reason = StopReason.TIME
        return self.reason is not None

    def broken_off(self) -> bool:
        """Whether a strand must end that runs beside the one which counts the work.

        What the other one has spent by some moment must not matter under a work limit.
        """
        if self.by_work:
            return self.stop is not None and self.stop()
        return self.over()

    def until(self, units: float) -> Callable[[], bool]:
        """A question that is True once so many more units are spent, or the search must end."""
        end = self.spent + units
        return lambda: self.over() or self.spent >= end

    def spend(self, units: float) -> None:
        """Count work; the clock needs no counting."""
        self.done += units

    def record(self, phase: str, seconds: float, **counts: int) -> None:
        """Add a call of a phase to the statistics."""
        before = self.phases.get(phase, PhaseStatistics())
        merged = dict(before.counts)
        for name, count in counts.items():
            merged[name] = merged.get(name, 0) + count
        self.phases[phase] = PhaseStatistics(
            seconds=before.seconds + seconds, calls=before.calls + 1, counts=merged
        )

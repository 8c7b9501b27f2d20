"""One solve of one instance, watched: what was reached after 1, 10, 60 seconds."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import models
from models.verify import verify


@dataclass(frozen=True)
class Moment:
    """What a solve had after some seconds; None where it had nothing yet."""

    seconds: float
    objective: int | None
    bound: int | None


@dataclass(frozen=True, kw_only=True)
class Record:
    """One solve.

    Parameters
    ----------
    first_seconds : float or None
        Until the first feasible plan.
    moments : tuple of Moment
        What was reached at each of the seconds asked for.
    best_known, known_bound : int or None
        Of the instance, where they are known.
    """

    instance: str
    system: str
    seed: int
    seconds: float
    first_seconds: float | None
    moments: tuple[Moment, ...]
    status: str
    objective: int | None
    bound: int | None
    best_known: int | None = None
    known_bound: int | None = None

    @property
    def gap(self) -> float | None:
        """Proven gap at the end, a share of the bound."""
        return gap_of(self.objective, self.bound)


def gap_of(objective: int | None, bound: int | None) -> float | None:
    """``(bound - objective) / bound``; None where one of them is missing."""
    if objective is None or not bound:
        return None
    return (bound - objective) / bound


def run_engine(
    problem: models.Problem, *, seconds: float, seed: int, marks: Sequence[float], workers: int = 2
) -> Record:
    """Solve with our engine and re-score the result with the independent scorer.

    Raises
    ------
    AssertionError
        The plan breaks a rule, its objective is not what the engine says, or it is above the
        engine's own bound: bugs, never benchmark results.
    """
    began = time.perf_counter()
    trace: list[Moment] = []

    def watch(progress: models.Progress) -> None:
        trace.append(Moment(time.perf_counter() - began, progress.objective, progress.bound))

    result = models.solve(problem, seconds=seconds, seed=seed, workers=workers, progress=watch)
    took = time.perf_counter() - began
    trace.append(Moment(took, result.objective, result.bound))
    if result.solution is not None:
        rescore(problem, result.solution, result.objective)
    if result.objective is not None and result.bound is not None:
        assert result.objective <= result.bound, "the plan is worth more than the proven bound"
    return Record(
        instance=problem.name,
        system="planner",
        seed=seed,
        seconds=took,
        first_seconds=next((m.seconds for m in trace if m.objective is not None), None),
        moments=tuple(at_mark(trace, mark) for mark in marks),
        status=str(result.status),
        objective=result.objective,
        bound=result.bound,
    )


def rescore(problem: models.Problem, solution: models.Solution, claimed: int | None) -> int:
    """Exact objective by the independent scorer; the plan must keep every rule."""
    verdict = verify(problem, solution)
    assert not verdict.violations, f"{problem.name}: {verdict.violations[:3]}"
    assert claimed in (None, verdict.objective), f"{problem.name}: {claimed} != {verdict.objective}"
    return verdict.objective


def at_mark(trace: Iterable[Moment], mark: float) -> Moment:
    """Best objective and lowest bound that were there by then."""
    seen = [moment for moment in trace if moment.seconds <= mark]
    objectives = [m.objective for m in seen if m.objective is not None]
    bounds = [m.bound for m in seen if m.bound is not None]
    return Moment(mark, max(objectives, default=None), min(bounds, default=None))


def median(values: Iterable[float | None]) -> float | None:
    """Median; None counts as infinitely bad, and is the answer where it is the median."""
    ranked = sorted(float("inf") if value is None else value for value in values)
    if not ranked:
        return None
    middle = statistics.median_low(ranked)
    return None if middle == float("inf") else middle


def document(records: Sequence[Record], note: str) -> dict[str, Any]:
    """All figures with versions and seeds, ready for JSON."""
    return {
        "note": note,
        "versions": {name: version(name) for name in ("visit-planner", "ortools", "numba", "numpy")}
        | {"python": platform.python_version()},
        "records": [asdict(record) for record in records],
    }


Progress = Callable[[Record], None]
"""Called after each solve."""

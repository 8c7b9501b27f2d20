"""One solve of one instance, watched: what was reached after 1, 10, 60 seconds."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import models
from models.verify import verify
from planner.domain import FailedCheck

PACKAGES = ("visit-planner", "ortools", "numba", "numpy", "pyvrp", "pyvroom")


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
    row_prices : mapping of str to int
        Dual price of each row by label, cents per unit; empty where nothing was proven.
    best_known, known_bound : int or None
        Of the instance, where they are known.
    sure : bool
        Whether a plan of the best known value exists, so that no bound may be below it.
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
    row_prices: Mapping[str, int] = field(default_factory=dict)
    best_known: int | None = None
    known_bound: int | None = None
    sure: bool = False

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
    FailedCheck
        The plan breaks a rule or its objective is not what the engine says: a bug, never a
        result.
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
        row_prices={
            row.label: result.prices[row.label]
            for row in problem.rows
            if row.label in result.prices
        },
    )


def rescore(problem: models.Problem, solution: models.Solution, claimed: int | None) -> None:
    """Check a plan, and the objective that is claimed for it, by the independent scorer.

    Raises
    ------
    FailedCheck
        A rule is broken, or the objective is another.
    """
    verdict = verify(problem, solution)
    if verdict.violations:
        broken = "; ".join(f"{v.label}: {v.message}" for v in verdict.violations[:3])
        raise FailedCheck(f"{problem.name}: the plan breaks a rule: {broken}")
    if claimed != verdict.objective:
        raise FailedCheck(f"{problem.name}: worth {verdict.objective:,}, not {claimed:,}")


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


def document(records: Sequence[Record], settings: Mapping[str, Any]) -> dict[str, Any]:
    """All figures with versions, seeds and settings, ready for JSON."""
    return {
        "settings": dict(settings),
        "versions": {name: _version(name) for name in PACKAGES}
        | {"python": platform.python_version()},
        "machine": {"processor": platform.machine(), "cores": os.cpu_count()},
        "records": [asdict(record) for record in records],
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None

"""What a search returns: the visits, what they are worth, and how the search ended."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from models.relief import Relief


class Status(StrEnum):
    """What is known about a problem after a search."""

    OPTIMAL = "optimal"
    """The plan is as good as the proven bound."""
    FEASIBLE = "feasible"
    """A plan that keeps every hard constraint."""
    INFEASIBLE = "infeasible"
    """Proven: no plan keeps every hard constraint."""
    UNKNOWN = "unknown"
    """Neither a plan nor a proof was found within the limits."""


class StopReason(StrEnum):
    """Why a search ended."""

    GAP = "gap reached"
    TIME = "time is up"
    WORK = "work is done"
    STOPPED = "stopped early"
    PROVEN = "infeasibility is proven"


@dataclass(frozen=True)
class Solution:
    """Visits of all duties.

    Parameters
    ----------
    visits : tuple of (duty, start, client)
        Sorted; the start is a minute of the duty's day.
    lunches : mapping of int to int
        Start of lunch by duty, for every duty with visits on which one is owed.
    """

    visits: tuple[tuple[int, int, int], ...]
    lunches: Mapping[int, int] = field(default_factory=dict)

    def routes(self, duties: int) -> list[tuple[int, ...]]:
        """Clients of each duty, in the order of their visits."""
        found: list[list[int]] = [[] for _ in range(duties)]
        for duty, _, client in sorted(self.visits):
            found[duty].append(client)
        return [tuple(route) for route in found]


@dataclass(frozen=True)
class Shortfall:
    """By how much the least infeasible plan of a search misses a constraint.

    ``label`` is the row's or cap's own; ``min_visits:<client id>``, ``count:<client id>`` and
    ``pin:<client id>`` name the others. ``amount`` is in the constraint's unit.
    """

    label: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class Progress:
    """What a search has so far; sent after every improvement and every phase.

    Parameters
    ----------
    objective, bound : int or None
        Cents; None before the first plan, and before the first proven bound.
    phase : str
        What the search is doing, in a word.
    seconds : float
        Since the search began.
    """

    objective: int | None
    bound: int | None
    phase: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class PhaseStatistics:
    """Seconds and calls of one phase, and what it counts."""

    seconds: float = 0.0
    calls: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Result:
    """How a search ended.

    Parameters
    ----------
    objective : int or None
        Cents: values less travel cost less soft rows' penalties, of `solution`.
    bound : int or None
        Proven: no feasible plan is worth more; None where nothing was proven.
    prices : mapping of str to int
        Estimates by label, of what one unit more room in a constraint would bring, in cents: the
        multipliers of the bound (`models.master.prices` says what a unit is). Not proven. Empty
        before the multipliers have settled; a row or cap whose label is missing has a price that
        is not known.
    price_bounds : mapping of str to (int, int)
        Proven by label: with one unit more room the optimum is worth at least and at most these
        cents more. Labels of which nothing is proven are missing.
    relief : Relief or None
        What the multipliers prove of any number of units; None where nothing is proven.
    shortfalls : tuple of Shortfall
        Of the least infeasible plan, where no feasible one was found.
    """

    status: Status
    stop_reason: StopReason
    solution: Solution | None = None
    objective: int | None = None
    bound: int | None = None
    prices: Mapping[str, int] = field(default_factory=dict)
    price_bounds: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    relief: Relief | None = None
    shortfalls: tuple[Shortfall, ...] = ()
    phases: Mapping[str, PhaseStatistics] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def gap(self) -> float | None:
        """``(bound - objective) / bound``; None where one of them is missing."""
        if self.objective is None or self.bound is None:
            return None
        return (self.bound - self.objective) / max(abs(self.bound), 1)

    def to_json(self) -> str:
        """The ``solution.json`` of this result."""
        solution = self.solution or Solution(())
        document: dict[str, Any] = {
            "status": str(self.status),
            "objective": self.objective,
            "bound": self.bound,
            "visits": [list(visit) for visit in solution.visits],
            "lunches": {str(duty): start for duty, start in sorted(solution.lunches.items())},
            "prices": dict(sorted(self.prices.items())),
            "price_bounds": {
                label: list(interval) for label, interval in sorted(self.price_bounds.items())
            },
            "seconds": round(self.seconds, 3),
        }
        return json.dumps(document)


def solution_from_json(text: str | bytes) -> Solution:
    """Visits and lunches of a ``solution.json``.

    Raises
    ------
    ValueError
        It is not one.
    """
    try:
        document = json.loads(text)
        visits = tuple(sorted((int(d), int(s), int(c)) for d, s, c in document["visits"]))
        lunches = {int(duty): int(start) for duty, start in document.get("lunches", {}).items()}
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"not a solution.json: {error}") from error
    return Solution(visits, lunches)

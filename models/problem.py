"""The problem: clients, duties and the canonical constraints, validated once.

Everything is an index or an integer: minutes of a duty's day, cents, nodes of the travel matrix.
A `Problem` that exists is valid, so nothing inside the engine checks again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.faults import faults_of

Span = tuple[int, int]
"""Half-open span in minutes of the day."""


class ProblemError(ValueError):
    """A problem that cannot be solved as it is written.

    Parameters
    ----------
    faults : sequence of str
        All of them, each with its place in the JSON.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True, kw_only=True)
class Lunch:
    """One unbroken span of ``minutes`` that starts within ``[earliest, latest]``."""

    earliest: int
    latest: int
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One rep's working day: a route from a start node to an end node.

    Parameters
    ----------
    rep, day : int
        The day is what count windows speak of; several duties may share one.
    start_node, end_node : int
        Nodes of the travel matrix.
    start, end : int
        Leaving the start node and being at the end node, minutes of the day.
    blocked : tuple of spans
        Times without visits, lunch or travel; sorted, disjoint, inside the shift.
    lunch : Lunch or None
        Owed on a duty with visits.
    max_visits : int or None
        Most visits; None sets no limit.
    """

    rep: int
    day: int
    start_node: int
    end_node: int
    start: int
    end: int
    blocked: tuple[Span, ...] = ()
    lunch: Lunch | None = None
    max_visits: int | None = None


@dataclass(frozen=True, kw_only=True)
class Client:
    """A place that can be visited, at most once a duty.

    Parameters
    ----------
    windows : tuple of tuples of spans
        Open spans in each duty; a visit lies wholly inside one.
    values : tuple of int
        ``values[k]`` is the worth of ``k`` visits in cents; the last index is the most visits.
    min_visits : int
        Fewest visits.
    """

    id: str
    node: int
    minutes: int
    windows: tuple[tuple[Span, ...], ...]
    values: tuple[int, ...]
    min_visits: int = 0

    @property
    def max_visits(self) -> int:
        """Most visits."""
        return len(self.values) - 1


@dataclass(frozen=True, kw_only=True)
class CountWindow:
    """Visits of one client on the days ``first_day ... last_day``, both included."""

    client: int
    first_day: int
    last_day: int
    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """A linear limit over visits: ``at_least <= sum of weights <= at_most``.

    Parameters
    ----------
    weights : tuple of int
        Per client; every visit counts it once.
    duties : tuple of int or None
        Only visits on these duties count; None counts all.
    price : int or None
        Cents per unit of violation; None makes the row hard.
    """

    label: str
    weights: tuple[int, ...]
    at_least: int | None = None
    at_most: int | None = None
    price: int | None = None
    duties: tuple[int, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class ActiveCap:
    """At most so many of these clients get any visit."""

    label: str
    clients: tuple[int, ...]
    at_most: int


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A visit that is in every solution, at exactly this start; it need not be on the grid."""

    client: int
    duty: int
    start: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """One immutable, valid problem.

    Parameters
    ----------
    travel, travel_cost : ndarray of int64, shape (nodes, nodes)
        Minutes and cents from row to column; directions may differ, and the triangle
        inequality need not hold.
    slot : int
        Visits start on multiples of this, in minutes of the day.

    Raises
    ------
    ProblemError
        With all faults.
    """

    name: str
    travel: NDArray[np.int64]
    travel_cost: NDArray[np.int64]
    duties: tuple[Duty, ...]
    clients: tuple[Client, ...]
    slot: int = 1
    count_windows: tuple[CountWindow, ...] = ()
    rows: tuple[Row, ...] = ()
    active_caps: tuple[ActiveCap, ...] = ()
    pins: tuple[Pin, ...] = field(default=())

    def __post_init__(self) -> None:
        faults = faults_of(self)
        if faults:
            raise ProblemError(faults)

    @staticmethod
    def from_json(text: str | bytes | Mapping[str, Any]) -> Problem:
        """Read a ``problem.json``, given as text or as the parsed dictionary.

        Raises
        ------
        ProblemError
            It is not JSON, has unknown or missing keys, or its values do not fit together.
        """
        from models.document import problem_from

        return problem_from(text)

    def to_json(self) -> str:
        """The ``problem.json`` of this problem."""
        from models.document import problem_to

        return problem_to(self)

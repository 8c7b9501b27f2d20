"""The annealer as a Python object: start it, walk on, take the best plan and the routes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.anneal.moves import empty_move
from models.anneal.ruin import empty_ruin
from models.anneal.state import Fixed, Floats, empty_state, fixed_of, start_penalties
from models.anneal.walk import Cooling, Pool, prepare, walk
from models.pins import pinned_days
from models.problem import Problem
from models.solution import Shortfall, Solution
from models.timetable import Timetable, build_timetable, day_times

Routes = list[tuple[int, ...]]
"""Clients of each duty, in the order of their visits."""

RECORDS = 90
"""Times that a walk records all its day routes."""
RECORDED_FROM = 0.4
"""Share of the walk from which on it does."""


def first_temperature(problem: Problem) -> float:
    """Temperature of a walk from nothing: a fifth of a visit's mean worth, at seven a day.

    Clients that take fewer visits than that share their worth among those.
    """
    worth = sum(max(client.values) for client in problem.clients)
    visits = min(7 * len(problem.duties), sum(client.max_visits for client in problem.clients))
    return max(1.0, 0.2 * worth / max(1, visits))


class Annealer:
    """One walk of one seed.

    Parameters
    ----------
    problem, timetable
        The problem and its tables.
    seed : int
        Same seed and same moves, same plan.
    moves : int
        Length of the walk, as far as it is known before.
    start : list of tuple of int, optional
        Day routes to begin with; they must fit, and count as the best plan if they miss nothing.
        Pins that they do not hold are missing visits, which the walk looks for.
    hot, cold : float, optional
        First and last temperature in cents.
    penalties : array of float, optional
        First penalty of each row, cents per unit.

    Raises
    ------
    ValueError
        The start routes do not fit, or break counts, count windows or caps.
    """

    def __init__(
        self,
        problem: Problem,
        timetable: Timetable | None = None,
        *,
        seed: int = 0,
        moves: int = 1_000_000,
        start: Sequence[Sequence[int]] | None = None,
        hot: float | None = None,
        cold: float | None = None,
        penalties: Floats | None = None,
        fixed: Fixed | None = None,
    ) -> None:
        self.problem = problem
        self.tables = build_timetable(problem) if timetable is None else timetable
        self.fixed = fixed_of(problem, self.tables) if fixed is None else fixed
        self.state = empty_state(self.fixed, problem, seed)
        self.moves = moves
        self.hot = first_temperature(problem) if hot is None else hot
        self.cold = self.hot / 200 if cold is None else cold
        rows = len(problem.rows)
        if penalties is not None:
            self.state.penalty[:rows] = np.maximum(penalties, start_penalties(self.fixed) / 8)
        self._first_penalty = self.state.penalty.copy()
        self.done = 0
        self.share = 0.0
        """Of the walk that is done: what the temperature depends on."""
        self._pool = self._empty_pool()
        self._move = empty_move()
        self._ruin = empty_ruin(self.fixed)
        self._begin(pinned_days(problem, self.tables).routes if start is None else start)

    def _empty_pool(self) -> Pool:
        size = 2 * RECORDS * max(1, self.fixed.duties)
        return Pool(
            duty=np.zeros(size, dtype=np.int32),
            length=np.zeros(size, dtype=np.int32),
            client=np.zeros((size, self.fixed.stride), dtype=np.int32),
            size=np.zeros(1, dtype=np.int64),
        )

    def _begin(self, routes: Sequence[Sequence[int]]) -> None:
        pairs = [(d, client) for d, route in enumerate(routes) for client in route]
        duties = np.array([duty for duty, _ in pairs], dtype=np.int32)
        clients = np.array([client for _, client in pairs], dtype=np.int32)
        failed = prepare(self.fixed, self.tables, self.state, duties, clients)
        if failed >= 0:
            raise ValueError("the visits to begin with do not fit into their days")

    def walk(self, moves: int, until: float | None = None) -> None:
        """Walk on by as many moves; numba releases the lock meanwhile.

        Parameters
        ----------
        until : float, optional
            Share of the walk that is done then; without it the walk has the length that was given
            at first, and stops there. With it, a walk can end at a given moment, however fast it
            is.
        """
        if until is None:
            moves = min(moves, self.moves - self.done)
            until = (self.done + moves) / max(1, self.moves)
        every = max(1, self.moves * 3 // 5 // RECORDS)
        ratio = self.cold / self.hot
        walk(
            self.fixed,
            self.tables,
            self.state,
            self._move,
            self._ruin,
            self._pool,
            Cooling(
                self.hot * ratio**self.share,
                self.hot * ratio**until,
                0 if until <= RECORDED_FROM else every,
            ),
            self._first_penalty,
            self.done,
            self.done + moves,
        )
        self.done += moves
        self.share = until

    @property
    def finished(self) -> bool:
        """Whether the walk is at its end."""
        return self.share >= 1.0

    @property
    def objective(self) -> int | None:
        """Of the best plan, cents; None where none was found."""
        return int(self.state.objective[1]) if self.state.found[0] else None

    @property
    def penalties(self) -> Floats:
        """Penalty of each row now, cents per unit."""
        return self.state.penalty[: len(self.problem.rows)].copy()

    def best_routes(self) -> Routes:
        """Day routes of the best plan; of the current one where none was found."""
        lengths, clients = self.state.best_length, self.state.best_client
        if not self.state.found[0]:
            lengths, clients = self.state.length, self.state.client
        stride = self.fixed.stride
        return [
            tuple(int(i) for i in clients[d * stride + 1 : d * stride + 1 + int(lengths[d])])
            for d in range(self.fixed.duties)
        ]

    def recorded(self) -> list[tuple[int, tuple[int, ...]]]:
        """Different routes that the walk met, each with a duty that it fits, in a fixed order."""
        count = int(self._pool.size[0])
        seen: dict[tuple[int, ...], int] = {}
        for n in range(count):
            route = tuple(int(i) for i in self._pool.client[n, : self._pool.length[n]])
            seen.setdefault(route, int(self._pool.duty[n]))
        return [(duty, route) for route, duty in seen.items()]

    def shortfalls(self) -> tuple[Shortfall, ...]:
        """What the current plan misses, by label."""
        return shortfalls_of(self.problem, self.best_routes())


def shortfalls_of(problem: Problem, routes: Sequence[Sequence[int]]) -> tuple[Shortfall, ...]:
    """By how much day routes miss minimum visits, rows and count windows."""
    visits = [(duty, client) for duty, route in enumerate(routes) for client in route]
    found: dict[str, int] = {}

    def miss(label: str, amount: int) -> None:
        if amount > 0:
            found[label] = found.get(label, 0) + amount

    for i, client in enumerate(problem.clients):
        miss(f"min_visits:{client.id}", client.min_visits - sum(c == i for _, c in visits))
    for row in problem.rows:
        if row.price is None:
            total = sum(row.weights[i] for d, i in visits if row.duties is None or d in row.duties)
            miss(row.label, 0 if row.at_least is None else row.at_least - total)
            miss(row.label, 0 if row.at_most is None else total - row.at_most)
    for window in problem.count_windows:
        seen = sum(
            i == window.client and window.first_day <= problem.duties[d].day <= window.last_day
            for d, i in visits
        )
        miss(f"count:{problem.clients[window.client].id}", window.at_least - seen)
    return tuple(Shortfall(label, amount) for label, amount in found.items())


def timed(problem: Problem, timetable: Timetable, routes: Sequence[Sequence[int]]) -> Solution:
    """A solution with the earliest times of each day's route.

    Raises
    ------
    ValueError
        A route does not fit into its duty.
    """
    visits: list[tuple[int, int, int]] = []
    lunches: dict[int, int] = {}
    for duty, route in enumerate(routes):
        times = day_times(problem, timetable, duty, list(route))
        if times is None:
            raise ValueError(f"the route of duty {duty} does not fit")
        visits += [(duty, start, i) for start, i in zip(times.starts, route, strict=True)]
        if times.lunch is not None:
            lunches[duty] = times.lunch
    return Solution(tuple(sorted(visits)), lunches)


__all__ = ["Annealer", "Routes", "first_temperature", "shortfalls_of", "timed"]

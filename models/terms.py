"""A problem as the master and the bound read it: what follows from its constraints at once.

Nothing here decides anything. A window with at most 0 visits becomes a barred pair of client and
duty, spacing limits how often a client can be visited at all, rows become weights per duty, and
duties that no constraint can tell apart are one kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.pins import PinnedDays, pinned_days, pins_in_conflict
from models.problem import Problem
from models.reach import Reach
from models.timetable import Timetable, build_timetable, duty_kinds

Ints = NDArray[np.int64]

SHARED = (
    "days",
    "spans",
    "window_client",
    "least_within",
    "most_within",
    "barred",
    "weights",
    "capped",
    "kinds",
    "pinned",
    "reach",
)
"""What follows from a problem whatever the numbers of visits are."""
LIMITS = ("least_within", "most_within")
"""Of that, what follows from limits."""


@dataclass(frozen=True)
class Terms:
    """The derived arrays of a problem.

    Parameters
    ----------
    problem : Problem
        The validated problem.
    timetable : Timetable
        Its tables.
    """

    problem: Problem
    timetable: Timetable

    @staticmethod
    def of(problem: Problem) -> Terms:
        """The terms of a problem, with a timetable of their own."""
        return Terms(problem, build_timetable(problem))

    def narrowed(self, client: int, fewest: int, most: int) -> Terms:
        """The terms of plans that visit a client so often; what is derived is shared."""
        other = Terms(self.problem, self.timetable)
        for name in SHARED:
            other.__dict__[name] = getattr(self, name)
        for name, limit in (("fewest", fewest), ("most", most)):
            other.__dict__[name] = getattr(self, name).copy()
            other.__dict__[name][client] = limit
        return other

    def loosened(self, problem: Problem) -> Terms:
        """The terms of a problem that differs in limits alone, and bars the same visits."""
        other = Terms(problem, self.timetable)
        for name in SHARED:
            if name not in LIMITS:
                other.__dict__[name] = getattr(self, name)
        return other

    @cached_property
    def days(self) -> Ints:
        """int64[duties]: the day of each duty."""
        return np.array([duty.day for duty in self.problem.duties], dtype=np.int64)

    @cached_property
    def spans(self) -> list[Ints]:
        """The duties within each count window."""
        return [
            np.flatnonzero((window.first_day <= self.days) & (self.days <= window.last_day))
            for window in self.problem.count_windows
        ]

    @cached_property
    def window_client(self) -> Ints:
        """int64[count windows]: whose visits each counts."""
        return np.array([window.client for window in self.problem.count_windows], dtype=np.int64)

    @cached_property
    def least_within(self) -> Ints:
        """int64[count windows]: fewest visits."""
        return np.array([window.at_least for window in self.problem.count_windows], dtype=np.int64)

    @cached_property
    def most_within(self) -> Ints:
        """int64[count windows]: most visits; as many as there are duties where there is no limit.

        That is so for at most 0 too: those visits are `barred` instead.
        """
        return np.array(
            [window.at_most or len(self.days) for window in self.problem.count_windows],
            dtype=np.int64,
        )

    def within(self, visits: NDArray[np.float64]) -> NDArray[np.float64]:
        """Visits in each count window.

        Parameters
        ----------
        visits : float64[duties, clients]
            How much of each visit is made.
        """
        order = np.argsort(self.days, kind="stable")
        running = np.vstack([np.zeros(visits.shape[1]), np.cumsum(visits[order], axis=0)])
        first = [window.first_day for window in self.problem.count_windows]
        last = [window.last_day for window in self.problem.count_windows]
        begin = np.searchsorted(self.days[order], first, side="left")
        end = np.searchsorted(self.days[order], last, side="right")
        return running[end, self.window_client] - running[begin, self.window_client]

    @cached_property
    def barred(self) -> NDArray[np.bool_]:
        """bool[duties, clients]: visits that can be in no plan."""
        problem = self.problem
        closed = self.timetable.row < 0
        for window, span in zip(problem.count_windows, self.spans, strict=True):
            if window.at_most == 0:
                closed[span, window.client] = True
        return closed

    @cached_property
    def weights(self) -> Ints:
        """int64[rows, duties, clients]: what a visit counts in each row."""
        problem = self.problem
        table = np.zeros(
            (len(problem.rows), len(problem.duties), len(problem.clients)), dtype=np.int64
        )
        for index, row in enumerate(problem.rows):
            duties = range(len(problem.duties)) if row.duties is None else row.duties
            table[index, list(duties), :] = row.weights
        return table

    @cached_property
    def fewest(self) -> Ints:
        """int64[clients]: no plan visits a client less often."""
        lowest = np.array([client.min_visits for client in self.problem.clients], dtype=np.int64)
        for window in self.problem.count_windows:
            lowest[window.client] = max(lowest[window.client], window.at_least)
        return lowest

    @cached_property
    def most(self) -> Ints:
        """int64[clients]: no plan visits a client more often.

        Taking each open duty as soon as the windows allow it is best for one client alone: the
        earlier of two duties leaves at least as much room after it.
        """
        windows: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for window in self.problem.count_windows:
            if window.at_most is not None:
                windows[window.client].append((window.first_day, window.last_day, window.at_most))
        order = sorted(range(len(self.days)), key=lambda duty: (self.days[duty], duty))
        highest = np.zeros(len(self.problem.clients), dtype=np.int64)
        for i, client in enumerate(self.problem.clients):
            taken: list[int] = []
            for duty in order:
                day = int(self.days[duty])
                if not self.barred[duty, i] and all(
                    sum(earlier >= first for earlier in taken) < limit
                    for first, last, limit in windows[i]
                    if first <= day <= last
                ):
                    taken.append(day)
            highest[i] = min(len(taken), len(client.values) - 1)
        return highest

    @cached_property
    def capped(self) -> NDArray[np.bool_]:
        """bool[clients]: whether a cap counts the client."""
        counted = np.zeros(len(self.problem.clients), dtype=bool)
        for cap in self.problem.active_caps:
            counted[list(cap.clients)] = True
        return counted

    @cached_property
    def concave(self) -> NDArray[np.bool_]:
        """bool[clients]: whether no visit is worth more than the one before."""
        return np.array(
            [
                all(
                    2 * client.values[k] >= client.values[k - 1] + client.values[k + 1]
                    for k in range(self.fewest[i] + 1, self.most[i])
                )
                for i, client in enumerate(self.problem.clients)
            ],
            dtype=bool,
        )

    @cached_property
    def kinds(self) -> Ints:
        """int64[duties]: duties of one number take the same routes at the same worth.

        Count windows aside: they tell duties apart by their days.
        """
        problem = self.problem
        pinned = {pin.duty for pin in problem.pins}
        fitting = duty_kinds(problem, self.timetable)
        numbers: dict[Hashable, int] = {}
        kinds = np.zeros(len(problem.duties), dtype=np.int64)
        for d in range(len(problem.duties)):
            key = (
                int(fitting[d]),
                self.barred[d].tobytes(),
                self.weights[:, d].tobytes(),
                d if d in pinned else -1,
            )
            kinds[d] = numbers.setdefault(key, len(numbers))
        return kinds

    @cached_property
    def reach(self) -> Reach:
        """The largest multipliers."""
        return Reach.of(self.problem)

    @cached_property
    def pinned(self) -> PinnedDays:
        """What each duty can do with its pins alone."""
        return pinned_days(self.problem, self.timetable, self.barred)

    @cached_property
    def contradictions(self) -> tuple[int, ...]:
        """Clients that must be visited more often than their windows allow, or whose pins clash."""
        owed = {int(i) for i in np.flatnonzero(self.fewest > self.most)}
        pinned = pins_in_conflict(self.problem, self.pinned, self.most, self.barred)
        return tuple(sorted(owed | pinned))

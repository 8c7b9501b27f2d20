"""The optimum of a small problem by brute force: every order of every day, every lunch.

Days are built minute by minute, without the timetable; plans are judged by `models.verify`.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise, product

from models.problem import Problem
from models.solution import Solution
from models.verify import Verdict, verify_period

MOST_CLIENTS = 6
MOST_PAIRS = 15
"""Largest product of clients and duties that is tried."""

Route = tuple[int, ...]


@dataclass(frozen=True)
class Day:
    """Earliest times of a route with the lunch that gets home first, minutes of the day.

    Parameters
    ----------
    starts : tuple of int
        Start of each visit.
    lunch : int or None
        Start of lunch; None where none is owed.
    home : int
        Arrival at the end node.
    """

    starts: tuple[int, ...]
    lunch: int | None
    home: int


def brute_force(problem: Problem) -> tuple[int, Solution] | None:
    """Objective in cents and a plan that has it; None where no plan is feasible.

    Raises
    ------
    ValueError
        More than 6 clients, or clients times duties above 15.
    """
    clients, duties = len(problem.clients), len(problem.duties)
    if clients > MOST_CLIENTS or clients * duties > MOST_PAIRS:
        raise ValueError(f"{clients} clients on {duties} duties are too many to try every plan")
    choices = []
    for d in range(duties):
        days = day_routes(problem, d)
        choices.append([(d, route, days[route]) for _, route in cheapest(problem, d, days)])
    best: tuple[int, Solution] | None = None
    for plan in product(*choices):
        solution = Solution(
            visits=tuple(
                sorted(
                    (d, start, client)
                    for d, route, day in plan
                    for start, client in zip(day.starts, route, strict=True)
                )
            ),
            lunches={d: day.lunch for d, _, day in plan if day.lunch is not None},
        )
        verdict: Verdict = verify_period(problem, solution)
        if not verdict.violations and (best is None or verdict.objective > best[0]):
            best = verdict.objective, solution
    return best


def cheapest(problem: Problem, duty: int, days: dict[Route, Day]) -> list[tuple[int, Route]]:
    """Travel cost in cents and order of the cheapest route of each set of clients, sorted."""
    found: dict[frozenset[int], tuple[int, Route]] = {}
    for route in days:
        priced = travel_cost(problem, duty, route), route
        clients = frozenset(route)
        found[clients] = min(priced, found.get(clients, priced))
    return sorted(found.values())


def travel_cost(problem: Problem, duty: int, route: Route) -> int:
    """Travel cost of a duty's route in cents; an empty one costs nothing."""
    if not route:
        return 0
    ends = problem.duties[duty]
    nodes = [ends.start_node, *(problem.clients[i].node for i in route), ends.end_node]
    return sum(int(problem.travel_cost[here, there]) for here, there in pairwise(nodes))


def day_routes(problem: Problem, duty: int) -> dict[Route, Day]:
    """Every route that a duty can drive, in every order, the empty one too."""
    day = problem.duties[duty]
    found: dict[Route, Day] = {(): Day((), None, day.start)}
    if day.lunch is None:
        _Tries(problem, duty, None, found).extend((), (), day.start_node, day.start)
        return found
    for lunch in range(day.lunch.earliest, day.lunch.latest + 1):
        tries = _Tries(problem, duty, lunch, found)
        end = lunch + day.lunch.minutes
        blocked = any(lunch < close and start < end for start, close in day.blocked)
        if day.start <= lunch and end <= day.end and not blocked:
            tries.extend((), (), day.start_node, day.start)
    return found


class _Tries:
    """All routes of a duty with one start of lunch; the found days keep the earliest home.

    Parameters
    ----------
    found : dict of route to Day
        Gains what is found.
    """

    def __init__(
        self, problem: Problem, duty: int, lunch: int | None, found: dict[Route, Day]
    ) -> None:
        self.problem, self.lunch, self.found = problem, lunch, found
        self.duty = problem.duties[duty]
        self.most = len(problem.clients) if self.duty.max_visits is None else self.duty.max_visits
        taken = list(self.duty.blocked)
        if lunch is not None and self.duty.lunch is not None:
            taken.append((lunch, lunch + self.duty.lunch.minutes))
        self.free = [not any(a <= t < b for a, b in taken) for t in range(self.duty.end)]
        # worked[t]: free minutes of the duty before minute t
        self.worked = [0] * (self.duty.end + 1)
        for t in range(self.duty.start, self.duty.end):
            self.worked[t + 1] = self.worked[t] + self.free[t]
        pinned = {pin.client: pin.start for pin in problem.pins if pin.duty == duty}
        self.starts = [self._starts(duty, i, pinned.get(i)) for i in range(len(problem.clients))]

    def _starts(self, duty: int, i: int, pin: int | None) -> list[int]:
        """Every minute at which a visit can start, in order."""
        client = self.problem.clients[i]
        starts = []
        for start in range(self.duty.start, self.duty.end - client.minutes + 1):
            on_time = start % self.problem.slot == 0 if pin is None else start == pin
            end = start + client.minutes
            if (
                on_time
                and any(a <= start and end <= b for a, b in client.windows[duty])
                and self.worked[end] - self.worked[start] == client.minutes
            ):
                starts.append(start)
        return starts

    def _arrival(self, leave: int, drive: int) -> int | None:
        """First minute before which the drive is done; None where it is past the duty's end."""
        done = self.worked[leave] + drive
        if done > self.worked[self.duty.end]:
            return None
        return max(leave, bisect_left(self.worked, done))

    def extend(self, route: Route, starts: tuple[int, ...], place: int, leave: int) -> None:
        """Try to go home, and to every further client."""
        if route:
            home = self._arrival(leave, int(self.problem.travel[place, self.duty.end_node]))
            if home is not None:
                # a late lunch keeps the rep until it is over
                late = 0
                if self.lunch is not None and self.duty.lunch is not None:
                    late = self.lunch + self.duty.lunch.minutes
                home = max(home, late)
                if route not in self.found or home < self.found[route].home:
                    self.found[route] = Day(starts, self.lunch, home)
        if len(route) >= self.most:
            return
        for i, client in enumerate(self.problem.clients):
            if i in route:
                continue
            arrival = self._arrival(leave, int(self.problem.travel[place, client.node]))
            if arrival is None:
                continue
            later = bisect_left(self.starts[i], arrival)
            if later < len(self.starts[i]):
                start = self.starts[i][later]
                self.extend((*route, i), (*starts, start), client.node, start + client.minutes)

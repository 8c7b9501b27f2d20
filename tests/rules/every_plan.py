"""The best plan of a tiny problem, by trying them all; `models.verify` has the last word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise, permutations, product
from typing import NamedTuple

from models import Duty, Problem, Solution
from models.verify import verify


class Day(NamedTuple):
    """One way to spend a duty."""

    clients: tuple[int, ...]
    starts: tuple[int, ...]
    lunch: int | None
    cost: int


def best_plan(problem: Problem) -> tuple[int, Solution] | None:
    """Objective in cents and solution of the best plan; None when no plan keeps all limits."""
    plans = product(*(_days(problem, d) for d in range(len(problem.duties))))
    ranked = sorted(((_objective(problem, plan), plan) for plan in plans), reverse=True)
    for objective, plan in ranked:
        solution = Solution(
            visits=tuple(
                (d, start, client)
                for d, day in enumerate(plan)
                for start, client in zip(day.starts, day.clients, strict=True)
            ),
            lunches={d: day.lunch for d, day in enumerate(plan) if day.lunch is not None},
        )
        verdict = verify(problem, solution)
        if not verdict.violations:
            assert verdict.objective == objective
            return objective, solution
    return None


def _objective(problem: Problem, plan: Sequence[Day]) -> int:
    visits = Counter(chain.from_iterable(day.clients for day in plan))
    worth = 0
    for i, client in enumerate(problem.clients):
        worth += client.values[min(visits[i], client.max_visits)]
    return worth - sum(day.cost for day in plan)


def _days(problem: Problem, d: int) -> list[Day]:
    """The cheapest way to visit each set of clients on a duty, and to visit none."""
    cheapest = {frozenset[int](): Day((), (), None, 0)}
    for size in range(1, len(problem.clients) + 1):
        for order in permutations(range(len(problem.clients)), size):
            day = _timed(problem, d, order)
            if day is not None:
                known = cheapest.get(frozenset(order))
                if known is None or day.cost < known.cost:
                    cheapest[frozenset(order)] = day
    return list(cheapest.values())


def _timed(problem: Problem, d: int, order: Sequence[int]) -> Day | None:
    """Visits in an order, each as early as can be, with the first lunch that allows it."""
    duty = problem.duties[d]
    lunches: Sequence[int | None] = [None]
    if duty.lunch is not None:
        lunches = range(duty.lunch.earliest, duty.lunch.latest + 1)
    for lunch in lunches:
        starts = _starts(problem, d, order, _busy_minutes(duty, lunch))
        if starts is not None:
            nodes = [duty.start_node, *(problem.clients[i].node for i in order), duty.end_node]
            cost = sum(int(problem.travel_cost[leg]) for leg in pairwise(nodes))
            return Day(tuple(order), starts, lunch, cost)
    return None


def _busy_minutes(duty: Duty, lunch: int | None) -> set[int]:
    busy = set(chain.from_iterable(range(start, end) for start, end in duty.blocked))
    if lunch is None or duty.lunch is None:
        return busy
    eaten = set(range(lunch, lunch + duty.lunch.minutes))
    return set(range(duty.start, duty.end)) if eaten & busy else busy | eaten


def _starts(
    problem: Problem, d: int, order: Sequence[int], busy: set[int]
) -> tuple[int, ...] | None:
    duty = problem.duties[d]
    node, now = duty.start_node, duty.start
    starts = []
    for i in order:
        client = problem.clients[i]
        arrival = _driven(busy, now, int(problem.travel[node, client.node]), duty.end)
        start = next(
            (
                t
                for t in _possible(problem, d, i, arrival)
                if busy.isdisjoint(range(t, t + client.minutes))
            ),
            None,
        )
        if start is None:
            return None
        starts.append(start)
        node, now = client.node, start + client.minutes
    home = _driven(busy, now, int(problem.travel[node, duty.end_node]), duty.end)
    return tuple(starts) if home <= duty.end else None


def _driven(busy: set[int], now: int, minutes: int, end: int) -> int:
    """Arrival after a drive that pauses in busy minutes; after the end if it does not fit."""
    while minutes and now <= end:
        minutes -= now not in busy
        now += 1
    return now


def _possible(problem: Problem, d: int, i: int, arrival: int) -> list[int]:
    """Starts of a visit in its windows and on the grid, or as it was agreed."""
    pinned = [pin.start for pin in problem.pins if (pin.duty, pin.client) == (d, i)]
    if pinned:
        return [start for start in pinned if start >= arrival]
    last = problem.duties[d].end - problem.clients[i].minutes
    return [
        start
        for opens, closes in problem.clients[i].windows[d]
        for start in range(max(opens, arrival), closes - problem.clients[i].minutes + 1)
        if start % problem.slot == 0 and start <= last
    ]

"""Where a scenario's search begins: with what fits of the base's plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import models
from models.timetable import Timetable, build_timetable, day_times
from planner.rules import Compiled

Stops = dict[tuple[int, int], int]
"""Start of a visit by duty and client."""


def fitted(target: Compiled, plans: Iterable[tuple[Compiled, models.Solution]]) -> models.Solution:
    """What fits of some reps' plans into a problem: day by day, in the order of their times.

    Where a day no longer holds all its visits, those that are worth least leave it; then those
    that are worth least for what a cap or a row misses. What is left may still break a rule that
    only more visits would keep: then a search takes no notice of it.
    """
    problem = target.problem
    timetable = build_timetable(problem)
    duty_of = {day: n for n, day in enumerate(target.days)}
    pinned = {(pin.duty, pin.client): pin.start for pin in problem.pins}
    stops: Stops = dict(pinned)
    for source, solution in plans:
        for d, start, i in solution.visits:
            duty, client = duty_of.get(source.days[d]), target.client_of.get(source.contact_of(i))
            if duty is not None and client is not None:
                stops.setdefault((duty, client), start)
    leave_full_days(problem, timetable, stops)
    keep_caps(problem, stops)
    keep_rows(problem, stops)
    return _timed(problem, timetable, stops)


def leave_full_days(problem: models.Problem, timetable: Timetable, stops: Stops) -> None:
    """Take visits from days that do not hold them, the least worth first, owed ones last."""
    fixed = {(pin.duty, pin.client) for pin in problem.pins}

    def rank(client: int) -> tuple[bool, int, int]:
        values = problem.clients[client].values
        return problem.clients[client].min_visits > 0, values[min(1, len(values) - 1)], client

    for duty in range(len(problem.duties)):
        while (day := _route(stops, duty)) and day_times(problem, timetable, duty, day) is None:
            free = [client for client in day if (duty, client) not in fixed]
            del stops[duty, min(free or day, key=rank)]


def keep_caps(problem: models.Problem, stops: Stops) -> None:
    """Leave the clients of a cap that are worth least, as many as are too many."""
    for cap in problem.active_caps:
        loose = _loose(problem, stops)
        counts = Counter(client for _, client in stops)
        active = [client for client in cap.clients if counts[client]]
        whole = [
            client
            for client in active
            if not problem.clients[client].min_visits
            and all(each in loose for each in stops if each[1] == client)
        ]
        whole.sort(key=lambda client: (_value(problem, client, counts[client]), client))
        for client in whole[: max(0, len(active) - cap.at_most)]:
            for stop in [each for each in stops if each[1] == client]:
                del stops[stop]


def keep_rows(problem: models.Problem, stops: Stops) -> None:
    """Leave visits that weigh against a row, the least worth for their weight first."""
    for row in problem.rows:
        if row.price is not None:
            continue
        for sign, limit in ((1, row.at_least), (-1, None if row.at_most is None else -row.at_most)):
            while limit is not None and sign * _activity(row, stops) < limit:
                against = [
                    stop
                    for stop in _loose(problem, stops)
                    if sign * row.weights[stop[1]] < 0 and _counts_in(row, stop[0])
                ]
                if not against:
                    break
                counts = Counter(client for _, client in stops)
                del stops[
                    min(
                        against,
                        key=lambda stop: (
                            _loss(problem, stop[1], counts[stop[1]]) / abs(row.weights[stop[1]]),
                            stop,
                        ),
                    )
                ]


def _timed(problem: models.Problem, timetable: Timetable, stops: Stops) -> models.Solution:
    visits: list[tuple[int, int, int]] = []
    lunches: dict[int, int] = {}
    for duty in range(len(problem.duties)):
        day = _route(stops, duty)
        times = day_times(problem, timetable, duty, day) if day else None
        if times is not None:
            visits += [(duty, start, i) for start, i in zip(times.starts, day, strict=True)]
            if times.lunch is not None:
                lunches[duty] = times.lunch
    return models.Solution(tuple(sorted(visits)), lunches)


def _route(stops: Stops, duty: int) -> list[int]:
    """Clients of a day in the order of their times."""
    return [client for _, client in sorted((at, i) for (d, i), at in stops.items() if d == duty)]


def _loose(problem: models.Problem, stops: Stops) -> list[tuple[int, int]]:
    """Visits that may be left without breaking what is owed."""
    fixed = {(pin.duty, pin.client) for pin in problem.pins}
    counts = Counter(client for _, client in stops)
    return [
        stop
        for stop in sorted(stops)
        if stop not in fixed and counts[stop[1]] > problem.clients[stop[1]].min_visits
    ]


def _activity(row: models.Row, stops: Stops) -> int:
    return sum(row.weights[client] for duty, client in stops if _counts_in(row, duty))


def _counts_in(row: models.Row, duty: int) -> bool:
    return row.duties is None or duty in row.duties


def _value(problem: models.Problem, client: int, visits: int) -> int:
    values = problem.clients[client].values
    return values[min(visits, len(values) - 1)]


def _loss(problem: models.Problem, client: int, visits: int) -> int:
    """What one visit fewer loses."""
    return _value(problem, client, visits) - _value(problem, client, visits - 1)

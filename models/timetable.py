"""The timetable: what fits into a day, by table look-up.

Each duty has a *working clock*: ``w(t)`` counts the minutes of ``[start, t)`` outside its blocked
spans. Driving pauses during a block, so a leg of ``m`` minutes is an addition on the clock. A
visit is a table row: ``finish[row, x]`` is the clock at which the visit ends when its client is
reached at clock ``x``, with the wait for the window and the grid, clear of every blocked span.
Rows are monotone, so their inverses give latest arrivals.

Lunch is a flag: 0 while it is owed, 1 when it is taken or not owed. A leg of ``m`` minutes that
leaves at clock ``x`` arrives at ``x + m`` with the flag as it was, or, taking lunch before, on or
after the drive, at ``max(x + m, lunch_start[x]) + lunch_minutes`` with flag 1. The earliest lunch
on a leg dominates a later one on the same leg, because both arrivals only grow with its start.

::

    clock     x            x + m      finish[row, x + m]
    day       |--- drive ---|..wait..|##### visit #####|--- drive ...
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.clock import BY_TABLE, NEVER, Clock, Int32, Rows
from models.kernels import kernel
from models.problem import Problem


class Timetable(NamedTuple):
    """All tables of a problem; a numba kernel takes it as one argument.

    Parameters
    ----------
    travel : int32[nodes, nodes]
        Driving minutes.
    node : int32[clients]
        Node of each client.
    start_node, end_node : int32[duties]
        Nodes of each duty.
    end : int32[duties]
        Last clock at which the route may be at its end node.
    row : int32[duties, clients]
        Row of `finish` for a visit, -1 where none can be made.
    finish : int32[rows, clocks]
        Clock at the end of the visit by clock of arrival; `NEVER` where it does not fit.
    latest : int32[rows, clocks]
        Last clock of arrival for a visit that ends by a clock; -1 where there is none.
    opening, closing, service : int32[rows]
        A row in three numbers, where nothing but one window limits the visit: reached by
        ``closing``, it ends ``service`` after the later of arrival and ``opening``. In other rows
        ``service`` is `BY_TABLE`. Long clocks do not fit into a processor's cache; these do.
    lunch_row : int32[duties]
        Row of `lunch_start`, -1 where no lunch is owed.
    lunch_minutes : int32[duties]
        Length of the lunch, 0 where none is owed.
    lunch_start : int32[lunch rows, clocks]
        Clock of the earliest legal start of lunch at or after a clock; `NEVER` after the last.
    lunch_latest : int32[lunch rows, clocks]
        Last clock from which lunch starts by a clock; -1 where there is none.
    max_visits : int32[duties]
        Most visits; the number of clients where there is no limit.
    """

    travel: Int32
    node: Int32
    start_node: Int32
    end_node: Int32
    end: Int32
    row: Int32
    finish: Int32
    latest: Int32
    opening: Int32
    closing: Int32
    service: Int32
    lunch_row: Int32
    lunch_minutes: Int32
    lunch_start: Int32
    lunch_latest: Int32
    max_visits: Int32


def build_timetable(problem: Problem) -> Timetable:
    """Tables of a problem; duties and visits that are alike share their rows."""
    clocks = [Clock(duty) for duty in problem.duties]
    width = max((clock.length for clock in clocks), default=0) + 1
    pinned = {(pin.duty, pin.client): pin.start for pin in problem.pins}
    visits = Rows(width)
    lunches = Rows(width)
    row = np.full((len(problem.duties), len(problem.clients)), -1, dtype=np.int32)
    lunch_row = np.full(len(problem.duties), -1, dtype=np.int32)
    for d, duty in enumerate(problem.duties):
        kind = (duty.start, duty.end, duty.blocked)
        if duty.lunch is not None:
            lunch_row[d] = lunches.of((kind, duty.lunch), clocks[d].lunch_starts(duty.lunch), 0)
        for i, client in enumerate(problem.clients):
            pin = pinned.get((d, i))
            spans = client.windows[d]
            if pin is None and (not spans or client.max_visits == 0):
                continue
            key = (kind, client.minutes, spans, pin)
            row[d, i] = visits.find(key)
            if row[d, i] == Rows.UNKNOWN:
                window = clocks[d].one_window(client.minutes, spans, problem.slot, pin)
                if window is not None:
                    row[d, i] = visits.of_window(key, window, client.minutes)
                else:
                    starts = clocks[d].visit_starts(client.minutes, spans, problem.slot, pin)
                    row[d, i] = visits.of(key, starts, client.minutes)
    finish, latest = visits.arrays()
    opening, closing, service = visits.in_numbers()
    lunch_start, lunch_latest = lunches.arrays()
    duties = problem.duties
    return Timetable(
        travel=np.minimum(problem.travel, NEVER).astype(np.int32),
        node=_column(client.node for client in problem.clients),
        start_node=_column(duty.start_node for duty in duties),
        end_node=_column(duty.end_node for duty in duties),
        end=_column(clock.length for clock in clocks),
        row=row,
        finish=finish,
        latest=latest,
        opening=opening,
        closing=closing,
        service=service,
        lunch_row=lunch_row,
        lunch_minutes=_column(0 if duty.lunch is None else duty.lunch.minutes for duty in duties),
        lunch_start=lunch_start,
        lunch_latest=lunch_latest,
        max_visits=_column(
            len(problem.clients)
            if duty.max_visits is None
            else min(duty.max_visits, len(problem.clients))
            for duty in duties
        ),
    )


def _column(values: Iterable[int]) -> Int32:
    return np.fromiter(values, dtype=np.int32)


@kernel(inline=True)
def finish_at(timetable: Timetable, row: int, arrive: int) -> int:
    """Clock at the end of a visit that is reached at a clock of its day; `NEVER` if too late."""
    service = timetable.service[row]
    if service == BY_TABLE:
        return int(timetable.finish[row, arrive])
    if arrive > timetable.closing[row]:
        return int(NEVER)
    return int(max(arrive, timetable.opening[row]) + service)


@kernel(inline=True)
def latest_at(timetable: Timetable, row: int, end: int) -> int:
    """Last clock of arrival for a visit that ends by a clock of its day; -1 if there is none."""
    service = timetable.service[row]
    if service == BY_TABLE:
        return int(timetable.latest[row, end])
    begin = end - service
    if begin < timetable.opening[row]:
        return -1
    return int(min(begin, timetable.closing[row]))


@kernel()
def with_lunch(timetable: Timetable, duty: int, leave: int, minutes: int) -> int:
    """Clock of arrival on a leg during which lunch is taken; `NEVER` or later if it cannot be."""
    begin = int(timetable.lunch_start[timetable.lunch_row[duty], leave])
    if begin >= NEVER:
        return int(NEVER)
    return max(leave + minutes, begin) + int(timetable.lunch_minutes[duty])


@kernel()
def fits(timetable: Timetable, duty: int, route: NDArray[np.int32]) -> bool:
    """Whether a duty can visit the clients in this order and take its lunch."""
    if len(route) == 0:
        return True
    if len(route) > timetable.max_visits[duty]:
        return False
    never, end = int(NEVER), int(timetable.end[duty])
    owed, taken = 0, never
    if timetable.lunch_row[duty] < 0:
        owed, taken = never, 0
    place = timetable.start_node[duty]
    for position in range(len(route) + 1):
        home = position == len(route)
        next_place = timetable.end_node[duty] if home else timetable.node[route[position]]
        leg = int(timetable.travel[place, next_place])
        taken = taken + leg if taken < never else never
        if owed < never:
            lunched = with_lunch(timetable, duty, owed, leg)
            taken = min(taken, lunched)
            owed += leg
        if home:
            return taken <= end
        row = timetable.row[duty, route[position]]
        if row < 0:
            return False
        owed = finish_at(timetable, row, owed) if owed <= end else never
        taken = finish_at(timetable, row, taken) if taken <= end else never
        if owed >= never and taken >= never:
            return False
        place = next_place
    return False


class DayTimes(NamedTuple):
    """Earliest times of one duty's route, minutes of the day.

    Parameters
    ----------
    starts : list of int
        Start of each visit.
    lunch : int or None
        Start of lunch; None where none is owed.
    """

    starts: list[int]
    lunch: int | None


def day_times(
    problem: Problem, timetable: Timetable, duty: int, route: list[int] | tuple[int, ...]
) -> DayTimes | None:
    """Earliest start of each visit of a route and of its lunch; None where it does not fit.

    Two forward passes, one for each flag; lunch falls on the leg that gets home first.
    """
    if not route:
        return DayTimes([], None)
    if not fits(timetable, duty, np.array(route, dtype=np.int32)):
        return None
    clock = Clock(problem.duties[duty])
    best: tuple[int, DayTimes] | None = None
    legs = range(len(route) + 1) if timetable.lunch_row[duty] >= 0 else [-1]
    for lunch_leg in legs:
        tried = _walk(problem, timetable, duty, list(route), lunch_leg, clock)
        if tried is not None and (best is None or tried[0] < best[0]):
            best = tried
    return None if best is None else best[1]


def _walk(
    problem: Problem,
    timetable: Timetable,
    duty: int,
    route: list[int],
    lunch_leg: int,
    clock: Clock,
) -> tuple[int, DayTimes] | None:
    """Clock at home and times of a route that takes lunch on one leg; None where it fails."""
    end = int(timetable.end[duty])
    place, now = int(timetable.start_node[duty]), 0
    starts: list[int] = []
    lunch = None
    for position in range(len(route) + 1):
        home = position == len(route)
        target = int(timetable.end_node[duty] if home else timetable.node[route[position]])
        leg = int(timetable.travel[place, target])
        if position == lunch_leg:
            begin = int(timetable.lunch_start[timetable.lunch_row[duty], now])
            length = int(timetable.lunch_minutes[duty])
            if begin >= NEVER:
                return None
            lunch = clock.start + int(clock.minute[begin + length]) - length
            now = max(now + leg, begin) + length
        else:
            now += leg
        if now > end:
            return None
        if home:
            return now, DayTimes(starts, lunch)
        now = int(timetable.finish[timetable.row[duty, route[position]], now])
        if now > end:
            return None
        minutes = problem.clients[route[position]].minutes
        starts.append(clock.start + int(clock.minute[now]) - minutes)
        place = target
    return None


def duty_kinds(problem: Problem, timetable: Timetable) -> Int32:
    """Number of each duty's kind: duties of one kind take exactly the same routes."""
    kinds: dict[object, int] = {}
    found = []
    for d, duty in enumerate(problem.duties):
        key = (
            timetable.row[d].tobytes(),
            int(timetable.lunch_row[d]),
            duty.start_node,
            duty.end_node,
            duty.max_visits,
            int(timetable.end[d]),
        )
        found.append(kinds.setdefault(key, len(kinds)))
    return np.array(found, dtype=np.int32)

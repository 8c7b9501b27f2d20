"""Kernels of one day: what fits where, in constant time a position."""

from __future__ import annotations

from models.anneal.state import Fixed, State
from models.clock import NEVER
from models.kernels import kernel
from models.timetable import Timetable, finish_at, latest_at

FULL = 2**62
"""A cost that says that nothing fits."""


@kernel(inline=True)
def lunched(tables: Timetable, duty: int, leave: int, leg: int) -> int:
    """Clock of arrival with lunch taken on the leg, from a clock at which it is owed."""
    begin = tables.lunch_start[tables.lunch_row[duty], leave]
    arrive = leave + leg
    return int(max(arrive, begin) + tables.lunch_minutes[duty])


@kernel(inline=True)
def rebuild(tables: Timetable, state: State, duty: int, base: int, length: int) -> None:
    """Earliest leaves and latest arrivals of the ``length`` clients that stand at ``base``."""
    end = tables.end[duty]
    owed = tables.lunch_row[duty] >= 0
    place = state.place
    place[base] = tables.start_node[duty]
    place[base + length + 1] = tables.end_node[duty]
    state.leave0[base] = 0 if owed else NEVER
    state.leave1[base] = NEVER if owed else 0
    for p in range(base + 1, base + length + 1):
        client = state.client[p]
        place[p] = tables.node[client]
        leg = tables.travel[place[p - 1], place[p]]
        row = tables.row[duty, client]
        arrive0 = NEVER
        arrive1 = state.leave1[p - 1] + leg
        if state.leave0[p - 1] <= end:
            arrive0 = state.leave0[p - 1] + leg
            arrive1 = min(arrive1, lunched(tables, duty, state.leave0[p - 1], leg))
        state.leave0[p] = finish_at(tables, row, int(arrive0)) if arrive0 <= end else NEVER
        state.leave1[p] = finish_at(tables, row, arrive1) if arrive1 <= end else NEVER
    state.last1[base + length + 1] = end
    state.last0[base + length + 1] = -1
    for p in range(base + length, base, -1):
        leg = tables.travel[place[p], place[p + 1]]
        row = tables.row[duty, state.client[p]]
        leave1 = state.last1[p + 1] - leg
        leave0 = -1
        if owed:
            leave0 = state.last0[p + 1] - leg
            before = state.last1[p + 1] - tables.lunch_minutes[duty]
            if before >= 0:
                after = tables.lunch_latest[tables.lunch_row[duty], before]
                leave0 = max(leave0, min(after, before - leg))
        state.last1[p] = latest_at(tables, row, leave1) if leave1 >= 0 else -1
        state.last0[p] = latest_at(tables, row, leave0) if leave0 >= 0 else -1


@kernel(inline=True)
def joins(tables: Timetable, state: State, duty: int, before: int, after: int) -> bool:
    """Whether the day still fits when what stands between two positions is taken out."""
    end = tables.end[duty]
    leg = tables.travel[state.place[before], state.place[after]]
    if state.leave1[before] + leg <= state.last1[after]:
        return True
    leave0 = state.leave0[before]
    if leave0 > end:
        return False
    return bool(
        leave0 + leg <= state.last0[after]
        or lunched(tables, duty, leave0, leg) <= state.last1[after]
    )


@kernel(inline=True)
def best_place(
    fixed: Fixed, tables: Timetable, state: State, duty: int, base: int, length: int, client: int
) -> tuple[int, int]:
    """Cheapest position for a client in a day, and what it adds to the travel cost.

    The position is the one that the client would take, 1 to ``length + 1``; the cost is `FULL`
    where the client fits nowhere.
    """
    best_cost, best = FULL, 0
    row = tables.row[duty, client]
    if row < 0 or length >= tables.max_visits[duty]:
        return best, best_cost
    end = tables.end[duty]
    owed = tables.lunch_row[duty] >= 0
    node = tables.node[client]
    for p in range(base + 1, base + length + 2):
        here, there = state.place[p - 1], state.place[p]
        added = fixed.cost[here, node] + fixed.cost[node, there]
        if length > 0:
            added -= fixed.cost[here, there]
        if added >= best_cost:
            continue
        leg, onward = tables.travel[here, node], tables.travel[node, there]
        leave0 = state.leave0[p - 1]
        arrive1 = state.leave1[p - 1] + leg
        last1 = state.last1[p]
        if owed and leave0 <= end:
            arrive1 = min(arrive1, lunched(tables, duty, leave0, leg))
        if arrive1 <= end and finish_at(tables, row, arrive1) + onward <= last1:
            best_cost, best = added, p - base
            continue
        arrive0 = leave0 + leg
        if not owed or arrive0 > end:
            continue
        done0 = finish_at(tables, row, arrive0)
        if done0 > end:
            continue
        if done0 + onward <= state.last0[p] or lunched(tables, duty, done0, onward) <= last1:
            best_cost, best = added, p - base
    return best, best_cost


@kernel(inline=True)
def saved_by_removal(fixed: Fixed, state: State, base: int, length: int, position: int) -> int:
    """Travel cost saved when the visit at a position is taken out."""
    p = base + position
    saved = fixed.cost[state.place[p - 1], state.place[p]]
    saved += fixed.cost[state.place[p], state.place[p + 1]]
    if length > 1:
        saved -= fixed.cost[state.place[p - 1], state.place[p + 1]]
    return int(saved)

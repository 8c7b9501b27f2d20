"""The walk: simulated annealing over day routes, and the record of the routes it met.

Kirkpatrick, Gelatt & Vecchi (1983), doi:10.1126/science.220.4598.671. The temperature falls
geometrically with the share of the walk that is done.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from models.anneal.account import allowed, book
from models.anneal.day import joins, rebuild
from models.anneal.moves import Move, attempt, make, propose, put_in, uniform
from models.anneal.ruin import Ruin, renew
from models.anneal.state import Fixed, Floats, Int32, Int64, State
from models.kernels import kernel
from models.timetable import Timetable

STEER_EVERY = 1000
"""Moves between two looks at the penalties."""

RENEW_EVERY = 60
"""Moves from one large move to the next, which takes about as long as all of those."""


class Pool(NamedTuple):
    """Routes that the walk met; ``size[0]`` of them."""

    duty: Int32
    length: Int32
    client: Int32  # [capacity, stride]
    size: Int64


class Cooling(NamedTuple):
    """Temperatures in cents at the begin and at the end of some moves."""

    hot: float
    cold: float
    record_every: int


@kernel()
def prepare(fixed: Fixed, tables: Timetable, state: State, duty_of: Int32, client_of: Int32) -> int:
    """Puts given visits, in order, into an empty state; index of the first that fails, or -1.

    A visit is appended to its day, so each day's visits come in the order of its route.
    """
    for n in range(len(duty_of)):
        duty, client = duty_of[n], client_of[n]
        base, length = duty * fixed.stride, state.length[duty]
        if tables.row[duty, client] < 0 or length >= tables.max_visits[duty]:
            return n
        if not allowed(fixed, state, duty, client):
            return n
        book(fixed, state, duty, client, 1)
        before = tables.start_node[duty]
        if length > 0:
            before = tables.node[state.client[base + length]]
        added = fixed.cost[before, tables.node[client]]
        added += fixed.cost[tables.node[client], tables.end_node[duty]]
        if length > 0:
            added -= fixed.cost[before, tables.end_node[duty]]
        put_in(fixed, state, duty, length + 1, client)
        state.objective[0] -= added
    for duty in range(fixed.duties):
        base, length = duty * fixed.stride, state.length[duty]
        rebuild(tables, state, duty, base, length)
        if length > 0 and not joins(tables, state, duty, base + length, base + length + 1):
            return len(duty_of)
    keep_if_best(fixed, state)
    return -1


@kernel()
def keep_if_best(fixed: Fixed, state: State) -> None:
    """Keeps the current plan if it misses nothing and is the best yet."""
    if state.short[0] + state.short[1] + state.short[2] > 0:
        return
    if state.found[0] and state.objective[0] <= state.objective[1]:
        return
    state.found[0] = 1
    state.objective[1] = state.objective[0]
    for duty in range(fixed.duties):
        base = duty * fixed.stride
        state.best_length[duty] = state.length[duty]
        for p in range(base + 1, base + state.length[duty] + 1):
            state.best_client[p] = state.client[p]


@kernel()
def steer(fixed: Fixed, state: State, first: Floats) -> None:
    """Raises the penalty of what is missed too often, lowers that of what hardly ever is."""
    rows = len(fixed.row_price)
    for row in range(rows + 1):
        share = state.bad[row] / STEER_EVERY
        low = first[row] / 8 if row < rows else first[row]
        if share > 0.6:
            state.penalty[row] = min(state.penalty[row] * 1.03, first[row] * 100)
        elif share < 0.3:
            state.penalty[row] = max(state.penalty[row] * 0.97, low)
        state.bad[row] = 0


@kernel()
def record(fixed: Fixed, state: State, pool: Pool) -> None:
    """Keeps all day routes of the current plan, as far as there is room."""
    for duty in range(fixed.duties):
        length = state.length[duty]
        n = pool.size[0]
        if length == 0 or n == len(pool.duty):
            continue
        pool.duty[n] = duty
        pool.length[n] = length
        for p in range(length):
            pool.client[n, p] = state.client[duty * fixed.stride + 1 + p]
        pool.size[0] = n + 1


@kernel()
def walk(
    fixed: Fixed,
    tables: Timetable,
    state: State,
    move: Move,
    ruin: Ruin,
    pool: Pool,
    cooling: Cooling,
    first_penalty: Floats,
    begin: int,
    stop: int,
) -> None:
    """Moves ``begin`` to ``stop`` of a walk."""
    if fixed.duties == 0 or fixed.clients == 0:
        return
    ratio = cooling.cold / cooling.hot
    temperature = cooling.hot
    rows = len(fixed.row_price)
    for turn in range(begin, stop):
        if turn % 100 == 0:
            temperature = cooling.hot * ratio ** ((turn - begin) / (stop - begin))
        threshold = temperature * math.log(uniform(state.random) + 1e-300)
        if turn % RENEW_EVERY == 0:
            if renew(fixed, tables, state, ruin, threshold):
                keep_if_best(fixed, state)
        elif propose(fixed, tables, state, move) and attempt(fixed, tables, state, move, threshold):
            make(fixed, tables, state, move)
            keep_if_best(fixed, state)
        for row in range(rows):
            total = state.row_sum[row]
            if fixed.row_price[row] < 0 and (
                total < fixed.row_least[row] or total > fixed.row_most[row]
            ):
                state.bad[row] += 1
        if state.short[0] + state.short[2] > 0:
            state.bad[rows] += 1
        if (turn + 1) % STEER_EVERY == 0:
            steer(fixed, state, first_penalty)
        if cooling.record_every > 0 and (turn + 1) % cooling.record_every == 0:
            record(fixed, state, pool)


__all__ = ["Cooling", "Pool", "prepare", "walk"]

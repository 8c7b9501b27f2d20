"""Kernels of the moves: what leaves and what comes, whether it may, and doing it.

Every move is up to two visits that leave and up to two that come: insert, remove, relocate,
replace on the same day or across days, swap. It is booked first, which decides most of them, and
looks at times and places only then; a refused move is booked back.

The kernels are inlined into one loop: passing this many arrays costs more than what a call does.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.anneal.account import allowed, book
from models.anneal.day import FULL, best_place, joins, rebuild, saved_by_removal
from models.anneal.state import Fixed, Int64, State, Words
from models.kernels import kernel
from models.timetable import Timetable

# Shares of the kinds of moves, summed up: the best of seven mixes tried on the standard months.
REMOVES = 0.05
INSERTS = 0.23
RELOCATES = 0.48
SAME_DAY = 0.70  # one visit for another on the same day
ACROSS = 0.82  # one visit for another on another day; the rest swaps two visits

NEAR = 0.4
"""Share of clients to insert that are looked for near what the day visits."""

OWED = 0.1
"""Share of clients to insert that still miss visits, while any does."""


class Move(NamedTuple):
    """One proposal; ``size`` says how many leave and how many come."""

    size: Int64
    out_duty: Int64
    out_position: Int64
    out_client: Int64
    in_duty: Int64
    in_client: Int64
    in_position: Int64


def empty_move() -> Move:
    """A move of nothing."""
    return Move(*(np.zeros(2, dtype=np.int64) for _ in Move._fields))


@kernel(inline=True)
def uniform(random: Words) -> float:
    """Next number in [0, 1): xorshift128+ (Vigna 2017, doi:10.1016/j.cam.2016.11.006)."""
    one, two = random[0], random[1]
    random[0] = two
    one ^= one << np.uint64(23)
    random[1] = one ^ two ^ (one >> np.uint64(18)) ^ (two >> np.uint64(5))
    return float(((random[1] + two) >> np.uint64(11)) * (1.0 / 9007199254740992.0))


@kernel(inline=True)
def below(random: Words, limit: int) -> int:
    """Whole number in ``[0, limit)``."""
    return int(uniform(random) * limit)


@kernel(inline=True)
def propose(fixed: Fixed, tables: Timetable, state: State, move: Move) -> bool:
    """Draw a move; False where what was drawn cannot be one."""
    kind = uniform(state.random)
    inserts, swaps = REMOVES <= kind < INSERTS, kind >= ACROSS
    leaving = 0 if inserts else (2 if swaps else 1)
    coming = 0 if kind < REMOVES else (2 if swaps else 1)
    move.size[0], move.size[1] = leaving, coming
    for n in range(leaving):
        duty = below(state.random, fixed.duties)
        length = state.length[duty]
        if length == 0:
            return False
        position = 1 + below(state.random, length)
        client = state.client[duty * fixed.stride + position]
        if fixed.pinned[duty, client]:
            return False
        move.out_duty[n], move.out_position[n], move.out_client[n] = duty, position, client
    if swaps:
        if move.out_duty[0] == move.out_duty[1] or move.out_client[0] == move.out_client[1]:
            return False
        move.in_duty[0], move.in_client[0] = move.out_duty[1], move.out_client[0]
        move.in_duty[1], move.in_client[1] = move.out_duty[0], move.out_client[1]
    elif coming == 1:
        duty = below(state.random, fixed.duties)
        if RELOCATES <= kind < SAME_DAY:  # replaced on the same day
            duty = move.out_duty[0]
        move.in_duty[0] = duty
        if INSERTS <= kind < RELOCATES:  # relocated
            move.in_client[0] = move.out_client[0]
        else:
            length = state.length[duty]
            client = below(state.random, fixed.clients)
            if length > 0 and uniform(state.random) < NEAR:  # near what the day visits
                beside = state.client[duty * fixed.stride + 1 + below(state.random, length)]
                client = fixed.near[beside, below(state.random, fixed.near.shape[1])]
            if state.short[0] > 0 and uniform(state.random) < OWED:
                first = client
                for step in range(fixed.clients):
                    client = (first + step) % fixed.clients
                    if state.visits[client] < fixed.least[client]:
                        break
            if leaving == 1 and client == move.out_client[0]:
                return False
            move.in_client[0] = client
    for n in range(coming):  # noqa: SIM110 - numba has no all() of a generator
        if tables.row[move.in_duty[n], move.in_client[n]] < 0:
            return False
    return True


@kernel(inline=True)
def attempt(fixed: Fixed, tables: Timetable, state: State, move: Move, threshold: float) -> bool:
    """Make a move if it may be made and changes objective less penalty by the threshold."""
    leaving, coming = move.size[0], move.size[1]
    change, booked, good = 0.0, 0, True
    for n in range(leaving + coming):
        if n < leaving:
            sign, duty, client = -1, move.out_duty[n], move.out_client[n]
        else:
            sign, duty, client = 1, move.in_duty[n - leaving], move.in_client[n - leaving]
            if not allowed(fixed, state, duty, client):
                good = False
                break
        change += book(fixed, state, duty, client, sign)
        booked += 1
    saved = 0
    if good:
        for n in range(leaving):
            duty = move.out_duty[n]
            base = duty * fixed.stride
            saved += saved_by_removal(fixed, state, base, state.length[duty], move.out_position[n])
        good = change + saved >= threshold
    if good:
        change += saved
        for n in range(coming):
            # a day that also loses a visit is tried without it, in scratch
            duty = move.in_duty[n]
            base, length = duty * fixed.stride, state.length[duty]
            loses = -1
            for m in range(leaving):
                if move.out_duty[m] == duty:
                    loses = m
            if loses >= 0:
                scratch = (fixed.duties + n) * fixed.stride
                position = move.out_position[loses]
                for p in range(1, position):
                    state.client[scratch + p] = state.client[base + p]
                for p in range(position + 1, length + 1):
                    state.client[scratch + p - 1] = state.client[base + p]
                length -= 1
                base = scratch
                rebuild(tables, state, duty, base, length)
            place, added = best_place(fixed, tables, state, duty, base, length, move.in_client[n])
            if added == FULL or change - added < threshold:
                good = False
                break
            change -= added
            saved -= added
            move.in_position[n] = place
    if good:
        for n in range(leaving):
            duty = move.out_duty[n]
            stays = coming == 0 or (move.in_duty[0] != duty and move.in_duty[coming - 1] != duty)
            p = duty * fixed.stride + move.out_position[n]
            if stays and state.length[duty] > 1 and not joins(tables, state, duty, p - 1, p + 1):
                good = False
    if not good:
        for n in range(booked - 1, -1, -1):
            if n < leaving:
                sign, duty, client = 1, move.out_duty[n], move.out_client[n]
            else:
                sign, duty, client = -1, move.in_duty[n - leaving], move.in_client[n - leaving]
            book(fixed, state, duty, client, sign)
        return False
    state.objective[0] += saved
    return True


@kernel()
def make(fixed: Fixed, tables: Timetable, state: State, move: Move) -> None:
    """Write an accepted move into the days."""
    leaving, coming = move.size[0], move.size[1]
    for n in range(leaving):
        duty = move.out_duty[n]
        base = duty * fixed.stride
        for p in range(move.out_position[n], state.length[duty]):
            state.client[base + p] = state.client[base + p + 1]
        state.length[duty] -= 1
    for n in range(coming):
        put_in(fixed, state, move.in_duty[n], move.in_position[n], move.in_client[n])
    for n in range(leaving + coming):
        duty = move.out_duty[n] if n < leaving else move.in_duty[n - leaving]
        rebuild(tables, state, duty, duty * fixed.stride, state.length[duty])


@kernel(inline=True)
def put_in(fixed: Fixed, state: State, duty: int, position: int, client: int) -> None:
    """Put a client at a position of a day, which must be rebuilt then."""
    base, length = duty * fixed.stride, state.length[duty]
    for p in range(length, position - 1, -1):
        state.client[base + p + 1] = state.client[base + p]
    state.client[base + position] = client
    state.length[duty] = length + 1

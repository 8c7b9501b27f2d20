"""Kernels of the moves: each proposes a change, and makes it if the threshold lets it.

A move first books what comes and goes, which decides most proposals, and looks at times and
places only then; a refused move books the opposite.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from models.anneal.account import allowed, book
from models.anneal.day import (
    FULL,
    best_place,
    copy_without,
    joins,
    put_in,
    rebuild,
    saved_by_removal,
    take_out,
)
from models.anneal.state import Fixed, State, Words
from models.timetable import Timetable


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def uniform(random: Words) -> float:
    """Next number in [0, 1): xorshift128+ (Vigna 2017, doi:10.1016/j.cam.2016.11.006)."""
    one, two = random[0], random[1]
    random[0] = two
    one ^= one << np.uint64(23)
    random[1] = one ^ two ^ (one >> np.uint64(18)) ^ (two >> np.uint64(5))
    return ((random[1] + two) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def below(random: Words, limit: int) -> int:
    """Whole number in ``[0, limit)``."""
    return int(uniform(random) * limit)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def client_for(fixed: Fixed, state: State, duty: int) -> int:
    """A client to put into a day: near one of its visits three times in five."""
    length = state.length[duty]
    if length > 0 and fixed.near.shape[1] > 0 and uniform(state.random) < 0.6:
        p = duty * fixed.stride + 1 + below(state.random, length)
        return fixed.near[state.client[p], below(state.random, fixed.near.shape[1])]
    return below(state.random, fixed.clients)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def visit_of(fixed: Fixed, state: State, duty: int) -> int:
    """Position of a random visit that may go; 0 where there is none."""
    length = state.length[duty]
    if length == 0:
        return 0
    position = 1 + below(state.random, length)
    if fixed.pinned[duty, state.client[duty * fixed.stride + position]]:
        return 0
    return position


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def insert(fixed: Fixed, tables: Timetable, state: State, threshold: float) -> int:
    """Puts one visit more into a day; the duty it changed, or -1."""
    duty = below(state.random, fixed.duties)
    client = client_for(fixed, state, duty)
    if tables.row[duty, client] < 0 or not allowed(fixed, state, duty, client):
        return -1
    change = book(fixed, state, duty, client, 1)
    base, length = duty * fixed.stride, state.length[duty]
    if change >= threshold:
        position, added = best_place(fixed, tables, state, duty, base, length, client)
        if added < FULL and change - added >= threshold:
            put_in(tables, state, duty, base, length, position, client)
            state.length[duty] += 1
            state.objective[0] -= added
            return duty
    book(fixed, state, duty, client, -1)
    return -1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def remove(fixed: Fixed, tables: Timetable, state: State, threshold: float) -> int:
    """Takes one visit out; the duty it changed, or -1."""
    duty = below(state.random, fixed.duties)
    position = visit_of(fixed, state, duty)
    if position == 0:
        return -1
    base, length = duty * fixed.stride, state.length[duty]
    client = state.client[base + position]
    change = book(fixed, state, duty, client, -1)
    saved = saved_by_removal(fixed, state, base, length, position)
    if change + saved >= threshold and (
        length == 1 or joins(tables, state, duty, base + position - 1, base + position + 1)
    ):
        take_out(tables, state, duty, base, length, position)
        state.length[duty] -= 1
        state.objective[0] += saved
        return duty
    book(fixed, state, duty, client, 1)
    return -1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def replace(fixed: Fixed, tables: Timetable, state: State, threshold: float, same: bool) -> int:
    """Takes a visit out of one day and puts another client into the same or another day."""
    duty = below(state.random, fixed.duties)
    position = visit_of(fixed, state, duty)
    if position == 0:
        return -1
    other = duty if same else below(state.random, fixed.duties)
    base, length = duty * fixed.stride, state.length[duty]
    client = state.client[base + position]
    comes = client_for(fixed, state, other)
    if comes == client or tables.row[other, comes] < 0:
        return -1
    change = book(fixed, state, duty, client, -1)
    if not allowed(fixed, state, other, comes):
        book(fixed, state, duty, client, 1)
        return -1
    change += book(fixed, state, other, comes, 1)
    saved = saved_by_removal(fixed, state, base, length, position)
    if change + saved >= threshold and exchange(
        fixed, tables, state, duty, position, other, comes, saved, change, threshold
    ):
        return other
    book(fixed, state, other, comes, -1)
    book(fixed, state, duty, client, 1)
    return -1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def relocate(fixed: Fixed, tables: Timetable, state: State, threshold: float) -> int:
    """Moves a visit to another day, or to another place of its day."""
    duty = below(state.random, fixed.duties)
    position = visit_of(fixed, state, duty)
    if position == 0:
        return -1
    other = below(state.random, fixed.duties)
    base, length = duty * fixed.stride, state.length[duty]
    client = state.client[base + position]
    if tables.row[other, client] < 0:
        return -1
    change = book(fixed, state, duty, client, -1)
    if not allowed(fixed, state, other, client):
        book(fixed, state, duty, client, 1)
        return -1
    change += book(fixed, state, other, client, 1)
    saved = saved_by_removal(fixed, state, base, length, position)
    if change + saved >= threshold and exchange(
        fixed, tables, state, duty, position, other, client, saved, change, threshold
    ):
        return other
    book(fixed, state, other, client, -1)
    book(fixed, state, duty, client, 1)
    return -1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def exchange(
    fixed: Fixed,
    tables: Timetable,
    state: State,
    duty: int,
    position: int,
    other: int,
    comes: int,
    saved: int,
    change: float,
    threshold: float,
) -> bool:
    """Takes out and puts in where it fits and pays; whether it did. All is booked already."""
    base, length = duty * fixed.stride, state.length[duty]
    if other == duty:
        scratch = fixed.duties * fixed.stride
        copy_without(tables, state, duty, base, length, position, scratch)
        place, added = best_place(fixed, tables, state, duty, scratch, length - 1, comes)
        if added == FULL or change + saved - added < threshold:
            return False
        for p in range(1, length):
            state.client[base + p] = state.client[scratch + p]
        put_in(tables, state, duty, base, length - 1, place, comes)
    else:
        if length > 1 and not joins(tables, state, duty, base + position - 1, base + position + 1):
            return False
        to, count = other * fixed.stride, state.length[other]
        place, added = best_place(fixed, tables, state, other, to, count, comes)
        if added == FULL or change + saved - added < threshold:
            return False
        take_out(tables, state, duty, base, length, position)
        state.length[duty] -= 1
        put_in(tables, state, other, to, count, place, comes)
        state.length[other] += 1
    state.objective[0] += saved - added
    return True


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def swap(fixed: Fixed, tables: Timetable, state: State, threshold: float) -> int:
    """Swaps two visits between two days; one of the duties it changed, or -1."""
    first, second = below(state.random, fixed.duties), below(state.random, fixed.duties)
    if first == second:
        return -1
    at, to = visit_of(fixed, state, first), visit_of(fixed, state, second)
    if at == 0 or to == 0:
        return -1
    base1, base2 = first * fixed.stride, second * fixed.stride
    one, two = state.client[base1 + at], state.client[base2 + to]
    if one == two or tables.row[second, one] < 0 or tables.row[first, two] < 0:
        return -1
    change = book(fixed, state, first, one, -1) + book(fixed, state, second, two, -1)
    if allowed(fixed, state, second, one):
        change += book(fixed, state, second, one, 1)
        if allowed(fixed, state, first, two):
            change += book(fixed, state, first, two, 1)
            if swapped(fixed, tables, state, first, at, second, to, change, threshold):
                return first
            book(fixed, state, first, two, -1)
        book(fixed, state, second, one, -1)
    book(fixed, state, second, two, 1)
    book(fixed, state, first, one, 1)
    return -1


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def swapped(
    fixed: Fixed,
    tables: Timetable,
    state: State,
    first: int,
    at: int,
    second: int,
    to: int,
    change: float,
    threshold: float,
) -> bool:
    """Swaps where it fits and pays; whether it did. All is booked already."""
    base1, base2 = first * fixed.stride, second * fixed.stride
    length1, length2 = state.length[first], state.length[second]
    one, two = state.client[base1 + at], state.client[base2 + to]
    gain = saved_by_removal(fixed, state, base1, length1, at)
    gain += saved_by_removal(fixed, state, base2, length2, to)
    if change + gain < threshold:
        return False
    scratch1 = fixed.duties * fixed.stride
    scratch2 = scratch1 + fixed.stride
    copy_without(tables, state, first, base1, length1, at, scratch1)
    place1, added1 = best_place(fixed, tables, state, first, scratch1, length1 - 1, two)
    if added1 == FULL or change + gain - added1 < threshold:
        return False
    copy_without(tables, state, second, base2, length2, to, scratch2)
    place2, added2 = best_place(fixed, tables, state, second, scratch2, length2 - 1, one)
    if added2 == FULL or change + gain - added1 - added2 < threshold:
        return False
    for p in range(1, length1):
        state.client[base1 + p] = state.client[scratch1 + p]
    for p in range(1, length2):
        state.client[base2 + p] = state.client[scratch2 + p]
    put_in(tables, state, first, base1, length1 - 1, place1, two)
    put_in(tables, state, second, base2, length2 - 1, place2, one)
    state.objective[0] += gain - added1 - added2
    return True


__all__ = ["insert", "rebuild", "relocate", "remove", "replace", "swap", "uniform"]

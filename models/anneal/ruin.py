"""Kernel of the large move: parts of some near days are taken out and filled anew.

Strings of visits leave one to three days that come near each other, as in Christiaens & Vanden
Berghe (2020), doi:10.1287/trsc.2019.0914. What left, what is near it and some others then come
back greedily: the visit that earns most for its minutes first, now and then overlooked.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.anneal.account import allowed, book
from models.anneal.day import FULL, best_place, joins, rebuild
from models.anneal.moves import below, put_in, uniform
from models.anneal.state import Fixed, Floats, Int32, Int64, State
from models.kernels import kernel
from models.timetable import Timetable

DAYS = 3
"""Most days that a move changes."""
STRING = 4
"""Most visits that leave a day."""
NEIGHBOURS = 14
"""Clients near those that leave, and others, that are tried besides them."""
STRANGERS = 4
OVERLOOKED = 0.05
"""Share of the places that are not seen."""
CANDIDATES = DAYS * STRING + NEIGHBOURS + STRANGERS
BOOKINGS = CANDIDATES + DAYS * STRING


class Ruin(NamedTuple):
    """What a move is made of, and what it takes to undo it."""

    duty: Int64  # [DAYS]
    length: Int64  # [DAYS] before the move
    client: Int32  # [DAYS, stride] before the move
    candidate: Int64  # [CANDIDATES]
    place: Int64  # [CANDIDATES, DAYS]
    score: Floats  # [CANDIDATES, DAYS]; at most 0 where the client does not come
    booked: Int64  # [BOOKINGS, 3]: duty, client, sign
    tally: Int64  # [2]: bookings, candidates


def empty_ruin(fixed: Fixed) -> Ruin:
    """A move of nothing."""
    return Ruin(
        duty=np.zeros(DAYS, dtype=np.int64),
        length=np.zeros(DAYS, dtype=np.int64),
        client=np.zeros((DAYS, fixed.stride), dtype=np.int32),
        candidate=np.zeros(CANDIDATES, dtype=np.int64),
        place=np.zeros((CANDIDATES, DAYS), dtype=np.int64),
        score=np.zeros((CANDIDATES, DAYS), dtype=np.float64),
        booked=np.zeros((BOOKINGS, 3), dtype=np.int64),
        tally=np.zeros(2, dtype=np.int64),
    )


@kernel(inline=True)
def driven(fixed: Fixed, state: State, base: int, length: int) -> int:
    """Travel cost of a day."""
    cost = 0
    if length > 0:
        for p in range(base, base + length + 1):
            cost += fixed.cost[state.place[p], state.place[p + 1]]
    return int(cost)


@kernel(inline=True)
def noted(fixed: Fixed, state: State, ruin: Ruin, duty: int, client: int, sign: int) -> float:
    """`book`, so that it can be undone."""
    n = ruin.tally[0]
    ruin.booked[n, 0], ruin.booked[n, 1], ruin.booked[n, 2] = duty, client, sign
    ruin.tally[0] = n + 1
    return float(book(fixed, state, duty, client, sign))


@kernel()
def choose_days(fixed: Fixed, state: State, ruin: Ruin) -> int:
    """A visit's day, and days that visit a client near it; how many there are."""
    duty = below(state.random, fixed.duties)
    if state.length[duty] == 0:
        return 0
    centre = state.client[duty * fixed.stride + 1 + below(state.random, state.length[duty])]
    ruin.duty[0] = duty
    count = 1
    for _ in range(below(state.random, DAYS)):
        near = fixed.near[centre, below(state.random, fixed.near.shape[1])]
        other = below(state.random, fixed.duties)
        if state.visits[near] > 0:
            for _ in range(fixed.duties):
                bits = state.days[near * fixed.words + other // 64]
                if (bits >> np.uint64(other % 64)) & np.uint64(1):
                    break
                other = (other + 1) % fixed.duties
        known = state.length[other] == 0
        for n in range(count):
            known = known or ruin.duty[n] == other
        if not known:
            ruin.duty[count] = other
            count += 1
    return count


@kernel()
def look(fixed: Fixed, tables: Timetable, state: State, ruin: Ruin, candidate: int, n: int) -> None:
    """Where a candidate would come on one of the days, and what it would earn a minute."""
    ruin.score[candidate, n] = 0.0
    duty, client = ruin.duty[n], ruin.candidate[candidate]
    if uniform(state.random) < OVERLOOKED or tables.row[duty, client] < 0:
        return
    if not allowed(fixed, state, duty, client):
        return
    base, length = duty * fixed.stride, state.length[duty]
    place, added = best_place(fixed, tables, state, duty, base, length, client)
    if added == FULL:
        return
    worth = book(fixed, state, duty, client, 1)
    book(fixed, state, duty, client, -1)
    if worth <= added:
        return
    before, after = state.place[base + place - 1], state.place[base + place]
    node = tables.node[client]
    minutes = fixed.minutes[client] + tables.travel[before, node] + tables.travel[node, after]
    if length > 0:
        minutes -= tables.travel[before, after]
    ruin.place[candidate, n] = place
    ruin.score[candidate, n] = (worth - added) / max(1, minutes)


@kernel()
def take_out(fixed: Fixed, tables: Timetable, state: State, ruin: Ruin, n: int) -> float:
    """Takes a string of visits out of one of the days: the change of objective less penalty."""
    duty = ruin.duty[n]
    base, length = duty * fixed.stride, state.length[duty]
    ruin.length[n] = length
    for p in range(1, length + 1):
        ruin.client[n, p] = state.client[base + p]
    change = 0.0
    size = 1 + below(state.random, min(STRING, length))
    first = 1 + below(state.random, length - size + 1)
    kept = first - 1
    for p in range(first, length + 1):
        client = state.client[base + p]
        if p < first + size and not fixed.pinned[duty, client]:
            change += noted(fixed, state, ruin, duty, client, -1)
            ruin.candidate[ruin.tally[1]] = client
            ruin.tally[1] += 1
        else:
            kept += 1
            state.client[base + kept] = client
    state.length[duty] = kept
    rebuild(tables, state, duty, base, kept)
    return change


@kernel()
def gather(fixed: Fixed, state: State, ruin: Ruin) -> None:
    """Adds clients near those that left, and some others, to the candidates."""
    gone = ruin.tally[1]
    for _ in range(NEIGHBOURS if gone > 0 else 0):
        beside = ruin.candidate[below(state.random, gone)]
        near = fixed.near[beside, below(state.random, fixed.near.shape[1])]
        ruin.candidate[ruin.tally[1]] = near
        ruin.tally[1] += 1
    for _ in range(STRANGERS):
        ruin.candidate[ruin.tally[1]] = below(state.random, fixed.clients)
        ruin.tally[1] += 1


@kernel()
def fill(fixed: Fixed, tables: Timetable, state: State, ruin: Ruin, days: int) -> float:
    """Puts candidates in until none earns anything: the change of objective less penalty."""
    change = 0.0
    for c in range(ruin.tally[1]):
        for n in range(days):
            look(fixed, tables, state, ruin, c, n)
    while ruin.tally[0] < BOOKINGS:
        best, chosen, day = 0.0, -1, 0
        for c in range(ruin.tally[1]):
            for n in range(days):
                if ruin.score[c, n] > best:
                    best, chosen, day = ruin.score[c, n], c, n
        if chosen < 0:
            break
        duty, client = ruin.duty[day], ruin.candidate[chosen]
        ruin.score[chosen, day] = 0.0
        if not allowed(fixed, state, duty, client):  # another came since it was looked at
            continue
        change += noted(fixed, state, ruin, duty, client, 1)
        put_in(fixed, state, duty, ruin.place[chosen, day], client)
        rebuild(tables, state, duty, duty * fixed.stride, state.length[duty])
        for c in range(ruin.tally[1]):
            for n in range(days):
                if ruin.score[c, n] > 0 and (n == day or ruin.candidate[c] == client):
                    look(fixed, tables, state, ruin, c, n)
    return change


@kernel()
def undo(fixed: Fixed, tables: Timetable, state: State, ruin: Ruin, days: int) -> None:
    """Books everything back and restores the days."""
    for b in range(ruin.tally[0] - 1, -1, -1):
        book(fixed, state, ruin.booked[b, 0], ruin.booked[b, 1], -ruin.booked[b, 2])
    for n in range(days):
        duty = ruin.duty[n]
        base = duty * fixed.stride
        state.length[duty] = ruin.length[n]
        for p in range(1, ruin.length[n] + 1):
            state.client[base + p] = ruin.client[n, p]
        rebuild(tables, state, duty, base, ruin.length[n])


@kernel()
def renew(fixed: Fixed, tables: Timetable, state: State, ruin: Ruin, threshold: float) -> bool:
    """Take out and fill anew, if that changes objective less penalty by the threshold."""
    ruin.tally[0] = ruin.tally[1] = 0
    days = choose_days(fixed, state, ruin)
    change, saved, good = 0.0, 0, days > 0
    for n in range(days):
        duty = ruin.duty[n]
        saved += driven(fixed, state, duty * fixed.stride, state.length[duty])
        change += take_out(fixed, tables, state, ruin, n)
    gather(fixed, state, ruin)
    change += fill(fixed, tables, state, ruin, days)
    for n in range(days):
        duty = ruin.duty[n]
        length = state.length[duty]
        home = duty * fixed.stride + length + 1
        saved -= driven(fixed, state, duty * fixed.stride, length)
        # where drives break the triangle inequality a visit less can make a day longer
        if length > 0 and not joins(tables, state, duty, home - 1, home):
            good = False
    if good and change + saved >= threshold:
        state.objective[0] += saved
        return True
    undo(fixed, tables, state, ruin, days)
    return False

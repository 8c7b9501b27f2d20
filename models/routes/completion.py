"""Completion bounds: the most that the rest of a day can still bring.

For each client ``u``, lunch flag ``f`` and leave clock ``w`` the dynamic program gives an upper
bound on prizes minus travel cost of everything that comes after ``u``, over all ways home that
never go ``u -> v -> u``. Best and second-best values with different first successors are kept
for that (two-cycle elimination: Houck, Picard, Queyranne, Vemuganti 1980, OPSEARCH 17:93-109).

An entry holds a value and, in its low bits, the next client, so that the larger of two entries
brings its successor along; the loops would not vectorise over more arrays than that.

All arithmetic is in integers of ``quantum`` money units; prizes are rounded up and costs down, so
each value is a proven bound. Clocks are in buckets of ``2 ** shift`` minutes, rounded down, which
is optimistic as well (leaving earlier is never worse). Values fall with the clock, so the value at
the later of two clocks is the smaller of the two values: lunch needs no look-up of its own.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.kernels import kernel

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

BITS = 16
"""Low bits of an entry, that say which client comes next: 0 for home, else its number plus 1."""

NEXT = (1 << BITS) - 1

NEVER = -(2**45)
"""Value of a state from which home cannot be reached in time."""

HOPELESS = NEVER << BITS

LARGEST = 2**43
"""Most quanta that a bound can reach."""


class Legs(NamedTuple):
    """One day in buckets and quanta: costs rounded down, prizes up, clocks down.

    Parameters
    ----------
    travel, travel_lunch : int32[m, m]
        Buckets from client to client, without and with lunch on the way.
    home, home_lunch : int32[m]
        The same from client to end node.
    cost, home_cost, prize : int64
        In quanta.
    finish : int32[m, buckets]
        Leave bucket by arrival bucket, ``>= buckets`` if the visit does not fit any more.
    after_lunch : int32[buckets]
        Earliest bucket at which a lunch not begun before this bucket is over; empty without
        lunch.
    follows : bool[m]
        Clients that may come after another one; the others only get tables of their own.
    earliest : int32[2, m]
        No client is left before this bucket, by flag.
    span : int
        Length of a chunk, at least 1: no leg to a client that may follow and its visit together
        take less.
    """

    travel: Int32
    travel_lunch: Int32
    home: Int32
    home_lunch: Int32
    cost: Int64
    home_cost: Int64
    prize: Int64
    finish: Int32
    after_lunch: Int32
    follows: Bools
    earliest: Int32
    span: int


class Values(NamedTuple):
    """Entries of the best and the second best next client; by flag, client and bucket."""

    best: Int64
    second: Int64


class Room(NamedTuple):
    """What the dynamic program writes."""

    arriving: Values
    leaving: Values
    waiting: Values  # of arriving right after a lunch, by client and clock of the chunk
    lunched: Values  # of one leg with lunch
    order: Int64  # clients by their head
    head: Int64  # most that arriving at a client can be worth in the chunk


def completion_bounds(legs: Legs) -> Values:
    """The most that prizes minus costs can still bring, by flag, client and arrival bucket.

    Returns
    -------
    Values
        Each int64[2 * m * buckets]; the client's own prize included.
    """
    m, buckets = legs.finish.shape
    room = Room(
        arriving=_new_values(2 * m * buckets),
        leaving=_new_values(2 * m * buckets),
        waiting=_new_values(m * legs.span),
        lunched=_new_values(legs.span),
        order=np.arange(m),
        head=np.empty(m, np.int64),
    )
    _fill(legs, room)
    return room.arriving


def _new_values(size: int) -> Values:
    return Values(np.full(size, HOPELESS, np.int64), np.full(size, HOPELESS, np.int64))


@kernel()
def _arrive(legs: Legs, room: Room, low: int, high: int) -> None:
    """Values by arrival clock from those by leave clock, for arrivals ``low ... high - 1``."""
    arriving, leaving = room.arriving, room.leaving
    m, buckets = legs.finish.shape
    for f in range(2):
        for v in range(m):
            row = (f * m + v) * buckets
            for x in range(low, high):
                leave = legs.finish[v, x]
                if leave < buckets and leaving.best[row + leave] > HOPELESS:
                    prize = legs.prize[v] << BITS
                    arriving.best[row + x] = leaving.best[row + leave] + prize
                    if leaving.second[row + leave] > HOPELESS:
                        arriving.second[row + x] = leaving.second[row + leave] + prize


@kernel(inline=True)
def _offer(
    entries: Values, at: int, leaving: Values, into: int, length: int, u: int, v: int, price: int
) -> None:
    """Offer successor ``v`` at consecutive arrivals to consecutive leaves of ``u``."""
    best, second, best1, best2 = entries.best, entries.second, leaving.best, leaving.second
    to, here, back, mine = np.uint64(at), np.uint64(into), u + 1, v + 1
    for n in range(length):
        k = np.uint64(n)
        most, other = best[to + k], second[to + k]
        entry = other if most & NEXT == back else most
        entry = (entry & ~NEXT) - price + mine
        old = best1[here + k]
        best2[here + k] = max(best2[here + k], min(old, entry))
        best1[here + k] = max(old, entry)


@kernel(inline=True)
def _lunch(room: Room, at: int, over: int, wait: int, length: int, u: int) -> None:
    """Entries of a leg from ``u`` with or without lunch on it, whichever is worth more.

    Values fall with the clock, so the later of two clocks (driven and eaten, or waited for
    lunch and eaten) has the smaller of the two values.
    """
    best, second, out = room.arriving.best, room.arriving.second, room.lunched.best
    best_wait, second_wait = room.waiting.best, room.waiting.second
    to, late, begun, back = np.uint64(at), np.uint64(over), np.uint64(wait), u + 1
    for n in range(length):
        k = np.uint64(n)
        most, other = best[to + k], second[to + k]
        plain = other if most & NEXT == back else most
        most, other = best[late + k], second[late + k]
        eaten = other if most & NEXT == back else most
        most, other = best_wait[begun + k], second_wait[begun + k]
        waited = other if most & NEXT == back else most
        out[k] = max(plain, min(eaten, waited)) & ~NEXT


@kernel()
def _wait(legs: Legs, room: Room, low: int, high: int, soonest: int) -> None:
    """Values of arriving right after a lunch that begins at the clocks ``low ... high``.

    `soonest` buckets is the shortest leg with lunch.
    """
    arriving, waiting = room.arriving, room.waiting
    m, buckets = legs.finish.shape
    for v in range(m):
        for w in range(low, high + 1):
            y, k = max(legs.after_lunch[w], w + soonest), v * legs.span + w - low
            waiting.best[k] = waiting.second[k] = HOPELESS
            if y < buckets:
                at = (m + v) * buckets + y
                waiting.best[k] = arriving.best[at]
                waiting.second[k] = arriving.second[at]


@kernel()
def _rank(head: Int64, order: Int64) -> None:
    """Sort clients by their head, the largest first; quick where little has changed."""
    for n in range(1, order.size):
        v, at = order[n], n
        while at > 0 and head[order[at - 1]] < head[v]:
            order[at] = order[at - 1]
            at -= 1
        order[at] = v


@kernel(inline=True)
def _extend(legs: Legs, room: Room, f: int, u: int, v: int, low: int, high: int) -> None:
    """Offer successor ``v`` to ``u`` for the leave clocks ``low ... high``."""
    arriving, leaving, waiting = room.arriving, room.leaving, room.waiting
    m, buckets = legs.finish.shape
    into = (f * m + u) * buckets + low
    worst = leaving.second[(f * m + u) * buckets + high]
    price = legs.cost[u, v] << BITS
    at = (f * m + v) * buckets + low + legs.travel[u, v]
    length = max(0, min(high, buckets - 1 - legs.travel[u, v]) - low + 1)
    over, wait = (m + v) * buckets + low + legs.travel_lunch[u, v], v * legs.span
    lunched = 0
    if f == 0:
        lunched = max(0, min(high, buckets - 1 - legs.travel_lunch[u, v]) - low + 1)
        if lunched > 0 and min(arriving.best[over], waiting.best[wait]) - price <= worst:
            lunched = 0
    if lunched == 0 and (length == 0 or arriving.best[at] - price <= worst):
        return
    if lunched > 0:
        _lunch(room, at, over, wait, lunched, u)
        _offer(room.lunched, 0, leaving, into, lunched, u, v, price)
    rest = length - lunched
    _offer(arriving, at + lunched, leaving, into + lunched, rest, u, v, price)


@kernel(inline=True)
def _leave(legs: Legs, room: Room, f: int, u: int, low: int, high: int) -> None:
    """Values of leaving ``u`` at the clocks ``low ... high``."""
    leaving, order, head = room.leaving, room.order, room.head
    m, buckets = legs.finish.shape
    row = (f * m + u) * buckets
    if high < legs.earliest[f, u]:  # never left so early: the later value will do
        for w in range(low, high + 1):
            leaving.best[row + w] = leaving.best[row + high + 1]
            leaving.second[row + w] = leaving.second[row + high + 1]
        return
    for w in range(low, high + 1):
        arrival = w + legs.home[u]
        if f == 0:
            arrival = max(w + legs.home_lunch[u], legs.after_lunch[w])
        if arrival < buckets:
            leaving.best[row + w] = -legs.home_cost[u] << BITS
    first = -1
    if high + 1 < buckets:  # what was best a moment later is likely to be best now
        first = (leaving.best[row + high + 1] & NEXT) - 1
        if first >= 0:
            _extend(legs, room, f, u, first, low, high)
    for n in range(m):
        v = order[n]
        lead = head[v] - leaving.second[row + high]
        if lead <= 0:
            break
        if v != u and v != first and lead > legs.cost[u, v] << BITS and legs.follows[v]:
            _extend(legs, room, f, u, v, low, high)


@kernel()
def _fill(legs: Legs, room: Room) -> None:
    """Fill the tables backwards, chunk by chunk of ``span`` leave clocks.

    Within a chunk no state depends on another one: a leg and a visit together take at least
    ``span`` buckets. So the inner loops run over consecutive clocks and vectorise.
    """
    m, buckets = legs.finish.shape
    arriving, head, lunch = room.arriving, room.head, legs.after_lunch.size > 0
    nearest, nearest_lunch = buckets, 2 * buckets
    for u in range(m):
        for v in range(m):
            if u != v and legs.follows[v]:
                nearest = min(nearest, legs.travel[u, v])
                nearest_lunch = min(nearest_lunch, legs.travel_lunch[u, v])
    filled, high = buckets, buckets - 1
    while high >= 0:
        low = max(0, high - legs.span + 1)
        wanted = min(filled, low + nearest)
        _arrive(legs, room, wanted, filled)
        filled = wanted
        for f in range(1, -1 if lunch else 0, -1):
            if f == 0:
                _wait(legs, room, low, high, nearest_lunch)
            for v in range(m):
                head[v] = HOPELESS
                if legs.follows[v] and low + nearest < buckets:
                    head[v] = arriving.best[(f * m + v) * buckets + low + nearest]
                if legs.follows[v] and f == 0:
                    head[v] = max(head[v], room.waiting.best[v * legs.span])
            _rank(head, room.order)
            for u in range(m):
                _leave(legs, room, f, u, low, high)
        high = low - 1
    _arrive(legs, room, 0, filled if legs.follows.all() else buckets)

"""Completion bounds: the most that the rest of a day can still bring.

For each client ``u``, lunch flag ``f`` and leave clock ``w`` the dynamic program gives an upper
bound on prizes minus travel cost of everything that comes after ``u``, over all ways home that
never go ``u -> v -> u``. Best and second-best values with different first successors are kept
for that (two-cycle elimination: Houck, Picard, Queyranne, Vemuganti 1980, OPSEARCH 17:93-109).

All arithmetic is in integers of ``quantum`` money units; prizes are rounded up and costs down, so
each value is a proven bound. Clocks are in buckets of ``2 ** shift`` minutes, rounded down, which
is optimistic as well (leaving earlier is never worse). Values fall with the clock, so the value at
the later of two clocks is the smaller of the two values: lunch needs no look-up of its own.
"""

import numpy as np
import numpy.typing as npt
from numba import njit

Int32 = npt.NDArray[np.int32]

NEVER = np.int32(-(2**30))
"""Value of a state from which home cannot be reached in time."""

HOME = np.int32(-1)
"""Successor of a client that is the day's last one."""


@njit(cache=True, nogil=True)
def _best_unless(out, best, second, successor, at, length, u):  # type: ignore[no-untyped-def]
    """Read arrival values along ``length`` clocks, the second best where the best returns to u."""
    for k in range(length):
        j = at + np.uint64(k)
        first = best[j]
        other = second[j]
        out[k] = other if successor[j] == u else first


@njit(cache=True, nogil=True)
def _offer(best1, best2, first, into, values, length, v, cost):  # type: ignore[no-untyped-def]
    """Offer successor ``v`` to ``length`` consecutive leave clocks and keep the best two."""
    for k in range(length):
        i = into + np.uint64(k)
        value = values[k] - cost
        old1 = best1[i]
        best2[i] = max(best2[i], min(old1, value))
        first[i] = v if value > old1 else first[i]
        best1[i] = max(old1, value)


@njit(cache=True, nogil=True)
def _arrive(  # type: ignore[no-untyped-def]
    best, second, successor, leave1, leave2, leave_first, finish, prize, low, high
):
    """Values by arrival clock from those by leave clock, for arrivals ``low ... high - 1``."""
    m, buckets = finish.shape
    for f in range(2):
        for v in range(m):
            row = (f * m + v) * buckets
            for x in range(low, high):
                leave = finish[v, x]
                if leave < buckets and leave1[row + leave] > NEVER:
                    best[row + x] = leave1[row + leave] + prize[v]
                    successor[row + x] = leave_first[row + leave]
                    if leave2[row + leave] > NEVER:
                        second[row + x] = leave2[row + leave] + prize[v]


@njit(cache=True, nogil=True)
def completion_bounds(  # type: ignore[no-untyped-def]
    travel, travel_lunch, home, home_lunch, cost, home_cost, prize, finish, after_lunch,
    follows, earliest, span,
):  # fmt: skip
    """Fill the tables backwards, chunk by chunk of ``span`` leave clocks.

    Within a chunk no state depends on another one: a leg and a visit together take at least
    ``span`` buckets. So the inner loops run over consecutive clocks and vectorise.

    Parameters
    ----------
    travel, travel_lunch : int32[m, m]
        Buckets from client to client, without and with lunch on the way (rounded down).
    home, home_lunch : int32[m]
        The same from client to end node.
    cost, home_cost, prize : int32
        In quanta; costs rounded down, prizes up.
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

    Returns
    -------
    best, second, successor : int32[2 * m * buckets]
        By flag, client, arrival bucket; the client's own prize included.
    """
    m, buckets = finish.shape
    lunch = after_lunch.size > 0
    size = 2 * m * buckets
    leave1 = np.full(size, NEVER, np.int32)
    leave2 = np.full(size, NEVER, np.int32)
    leave_first = np.full(size, HOME, np.int32)
    best = np.full(size, NEVER, np.int32)
    second = np.full(size, NEVER, np.int32)
    successor = np.full(size, HOME, np.int32)
    wait1 = np.empty(m * span, np.int32)
    wait2 = np.empty(m * span, np.int32)
    wait_successor = np.empty(m * span, np.int32)
    plain = np.empty(span, np.int32)
    eaten = np.empty(span, np.int32)
    waited = np.empty(span, np.int32)
    head = np.empty(m, np.int32)

    nearest = buckets
    nearest_lunch = 2 * buckets
    cheapest = np.full(m, 2**30, np.int32)
    for u in range(m):
        for v in range(m):
            if u != v and follows[v]:
                nearest = min(nearest, travel[u, v])
                nearest_lunch = min(nearest_lunch, travel_lunch[u, v])
                cheapest[u] = min(cheapest[u], cost[u, v])
    filled = buckets
    high = buckets - 1
    while high >= 0:
        low = max(0, high - span + 1)
        wanted = min(filled, low + nearest)
        _arrive(best, second, successor, leave1, leave2, leave_first, finish, prize, wanted, filled)
        filled = wanted
        for f in range(1, -1, -1):
            if f == 0 and not lunch:
                break
            for v in range(m):
                head[v] = NEVER
                x = low + nearest
                if x < buckets and follows[v]:
                    head[v] = best[(f * m + v) * buckets + x]
            if f == 0:
                for v in range(m):
                    row = (m + v) * buckets
                    for w in range(low, high + 1):
                        y = max(after_lunch[w], w + nearest_lunch)
                        k = v * span + w - low
                        if y < buckets:
                            wait1[k] = best[row + y]
                            wait2[k] = second[row + y]
                            wait_successor[k] = successor[row + y]
                        else:
                            wait1[k] = wait2[k] = NEVER
                            wait_successor[k] = HOME
                    if follows[v]:
                        head[v] = max(head[v], wait1[v * span])
            order = np.argsort(-head)
            for u in range(m):
                into = np.uint64((f * m + u) * buckets + low)
                last = (f * m + u) * buckets + high
                if high < earliest[f, u]:  # never left so early: the later value will do
                    leave1[last - high + low : last + 1] = leave1[last + 1]
                    leave2[last - high + low : last + 1] = leave2[last + 1]
                    leave_first[last - high + low : last + 1] = leave_first[last + 1]
                    continue
                for w in range(low, high + 1):
                    arrival = w + home[u] if f else max(w + home_lunch[u], after_lunch[w])
                    if arrival < buckets:
                        leave1[(f * m + u) * buckets + w] = -home_cost[u]
                for n in range(m):
                    v = order[n]
                    if head[v] - cheapest[u] <= leave2[last]:
                        break
                    if v == u or not follows[v]:
                        continue
                    price = cost[u, v]
                    at = (f * m + v) * buckets + low + travel[u, v]
                    length = min(high, buckets - 1 - travel[u, v]) - low + 1
                    if length <= 0:
                        length = 0
                        lead = NEVER
                    else:
                        lead = best[at]
                    if f == 1:
                        if lead - price <= leave2[last]:
                            continue
                        _best_unless(plain, best, second, successor, np.uint64(at), length, u)
                    else:
                        over = (m + v) * buckets + low + travel_lunch[u, v]
                        both = max(0, min(high, buckets - 1 - travel_lunch[u, v]) - low + 1)
                        lead_lunch = NEVER
                        if both > 0:
                            lead_lunch = min(best[over], wait1[v * span])
                        if max(lead, lead_lunch) - price <= leave2[last]:
                            continue
                        _best_unless(plain, best, second, successor, np.uint64(at), length, u)
                        if lead_lunch - price > leave2[last]:
                            _best_unless(eaten, best, second, successor, np.uint64(over), both, u)
                            _best_unless(
                                waited, wait1, wait2, wait_successor, np.uint64(v * span), both, u
                            )
                            for k in range(both):
                                plain[k] = max(plain[k], min(eaten[k], waited[k]))
                    _offer(leave1, leave2, leave_first, into, plain, length, v, price)
        high = low - 1
    rest = filled if follows.all() else buckets
    _arrive(best, second, successor, leave1, leave2, leave_first, finish, prize, 0, rest)
    return best, second, successor

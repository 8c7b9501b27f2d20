"""The best routes of a search, one order for a set of clients."""

from typing import NamedTuple

import numpy as np
from numba import njit

from models.routes.labels import Int32, Int64, Words


class Kept(NamedTuple):
    """The best elementary routes so far, best first, one order for a set of clients."""

    clients: Int32  # [routes, longest], candidate indices
    lengths: Int32
    values: Int64
    sets: Words  # [routes, words]


@njit(cache=True, nogil=True)
def new_kept(routes, longest, words):  # type: ignore[no-untyped-def]
    """Room for ``routes`` routes."""
    return Kept(
        np.zeros((routes, longest), np.int32),
        np.zeros(routes, np.int32),
        np.zeros(routes, np.int64),
        np.zeros((routes, words), np.uint64),
    )


@njit(cache=True, nogil=True)
def record(route, value, kept, count):  # type: ignore[no-untyped-def]
    """Keep a route if it is elementary and among the best; return the number of routes kept."""
    words = kept.sets.shape[1]
    mine = np.zeros(words, np.uint64)
    for v in route:
        bit = np.uint64(1) << np.uint64(v & 63)
        if mine[v >> 6] & bit:
            return count
        mine[v >> 6] |= bit
    out = count
    for r in range(count):
        same = True
        for k in range(words):
            same = same and kept.sets[r, k] == mine[k]
        if same:
            if kept.values[r] >= value:
                return count
            out = r
            break
    if out == count:
        if count < kept.values.size:
            count += 1
        elif kept.values[count - 1] < value:
            out = count - 1
        else:
            return count
    while out > 0 and kept.values[out - 1] < value:
        kept.values[out] = kept.values[out - 1]
        kept.lengths[out] = kept.lengths[out - 1]
        kept.clients[out] = kept.clients[out - 1]
        kept.sets[out] = kept.sets[out - 1]
        out -= 1
    kept.values[out] = value
    kept.lengths[out] = route.size
    kept.clients[out, : route.size] = route
    kept.sets[out] = mine
    return count

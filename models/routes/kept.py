"""The best routes of a search, one order for a set of clients."""

from typing import NamedTuple

import numpy as np

from models.kernels import kernel
from models.routes.labels import Int32, Int64, Words


class Kept(NamedTuple):
    """The best elementary routes so far, best first, one order for a set of clients."""

    clients: Int32  # [routes, longest], candidate indices
    lengths: Int32
    values: Int64
    sets: Words  # [routes + 1, words]; the last one is scratch


def new_kept(routes: int, longest: int, words: int) -> Kept:
    """Room for ``routes`` routes."""
    return Kept(
        np.zeros((routes, longest), np.int32),
        np.zeros(routes, np.int32),
        np.zeros(routes, np.int64),
        np.zeros((routes + 1, words), np.uint64),
    )


@kernel()
def record(route: Int32, length: int, value: int, kept: Kept, count: int) -> int:
    """Keep a route if it is elementary and among the best; return the number of routes kept."""
    words, mine = kept.sets.shape[1], kept.values.size
    for k in range(words):
        kept.sets[mine, k] = 0
    for n in range(length):
        v = route[n]
        bit = np.uint64(1) << np.uint64(v & 63)
        if kept.sets[mine, v >> 6] & bit:
            return count
        kept.sets[mine, v >> 6] |= bit
    out = count
    for r in range(count):
        same = True
        for k in range(words):
            same = same and kept.sets[r, k] == kept.sets[mine, k]
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
        for n in range(kept.lengths[out]):
            kept.clients[out, n] = kept.clients[out - 1, n]
        for k in range(words):
            kept.sets[out, k] = kept.sets[out - 1, k]
        out -= 1
    kept.values[out] = value
    kept.lengths[out] = length
    for n in range(length):
        kept.clients[out, n] = route[n]
    for k in range(words):
        kept.sets[out, k] = kept.sets[mine, k]
    return count

"""Beam search: good routes of one day in a bounded number of labels.

Level by level (one visit more each), the most hopeful partial routes are kept, hope being prizes
minus costs so far plus the completion bound. Of the orders of one set of clients with one last
client only the most hopeful is kept.
"""

import numpy as np
from numba import njit

from models.routes.kept import new_kept, record
from models.routes.labels import (
    adopt,
    children,
    new_labels,
    path,
    start_label,
    worth,
)


@njit(cache=True, nogil=True)
def _same(labels, visited, words, i, low):  # type: ignore[no-untyped-def]
    """Whether a label from ``low`` on has the set of clients and the last client of ``i``."""
    for j in range(low, i):
        if labels.node[j] == labels.node[i]:
            same = True
            for k in range(words):
                if visited[j, k] != visited[i, k]:
                    same = False
                    break
            if same:
                return True
    return False


@njit(cache=True, nogil=True)
def beam(day, bounds, memory, threshold, keep, width):  # type: ignore[no-untyped-def]
    """Find up to ``keep`` routes worth more than ``threshold``, best first.

    Returns
    -------
    kept, count
        As in ``models.routes.search.Found``.
    """
    m = day.prize.size
    words = memory.shape[1]
    cap = day.max_visits
    labels = new_labels(1 + width * cap, words)
    start_label(labels, m, words, day.lunch_start.size > 0)
    visited = np.zeros((1 + width * cap, words), np.uint64)
    brood = new_labels(2 * m, 0)
    young = new_labels(2 * m * width, 0)
    kept = new_kept(keep, cap, words)
    routes = 0
    low, high = 0, 1
    for _ in range(cap):
        count = 0
        for i in range(low, high):
            born = children(day, bounds, labels, i, words, threshold, brood)
            for k in range(born):
                young.node[count] = brood.node[k]
                young.parent[count] = i
                young.clock[count] = brood.clock[k]
                young.flag[count] = brood.flag[k]
                young.profit[count] = brood.profit[k]
                young.hope[count] = brood.hope[k]
                count += 1
        low = high
        for k in np.argsort(-young.hope[:count], kind="mergesort"):
            if high - low == width:
                break
            parent = young.parent[k]
            v = young.node[k]
            for n in range(words):
                visited[high, n] = visited[parent, n]
            visited[high, v >> 6] |= np.uint64(1) << np.uint64(v & 63)
            labels.node[high] = v
            if _same(labels, visited, words, high, low):
                continue
            adopt(day, labels, high, parent, young, k, words, memory)
            value = worth(day, labels, high)
            if value > threshold:
                routes = record(path(labels, high), value, kept, routes)
                if routes == keep:
                    threshold = max(threshold, kept.values[keep - 1])
            high += 1
        if high == low:
            break
    return kept, routes

"""Beam search: good routes of one day in a bounded number of labels.

Level by level (one visit more each), the most hopeful partial routes are kept, hope being prizes
minus costs so far plus the completion bound. Of the orders of one set of clients with one last
client only the most hopeful is kept.
"""

from typing import NamedTuple

import numpy as np

from models.kernels import kernel
from models.routes.kept import Kept, new_kept, record
from models.routes.labels import (
    Bounds,
    Day,
    Int32,
    Int64,
    Labels,
    Words,
    adopt,
    children,
    new_labels,
    path,
    start_label,
    worth,
)


@kernel()
def _same(labels: Labels, visited: Words, words: int, i: int, low: int) -> bool:
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


class Room(NamedTuple):
    """What one beam search writes."""

    labels: Labels
    brood: Labels
    young: Labels
    visited: Words  # [labels, words]
    kept: Kept
    walk: Int32


@kernel()
def _grow(
    day: Day, bounds: Bounds, room: Room, low: int, high: int, words: int, threshold: int
) -> int:
    """All that the labels ``low ... high - 1`` can become; their number."""
    brood, young, count = room.brood, room.young, 0
    for i in range(low, high):
        born = children(day, bounds, room.labels, i, words, threshold, brood)
        for k in range(born):
            young.node[count] = brood.node[k]
            young.parent[count] = i
            young.clock[count] = brood.clock[k]
            young.flag[count] = brood.flag[k]
            young.profit[count] = brood.profit[k]
            young.hope[count] = brood.hope[k]
            count += 1
    return count


@kernel()
def _choose(
    day: Day,
    room: Room,
    order: Int64,
    low: int,
    width: int,
    memory: Words,
    threshold: int,
    routes: int,
) -> tuple[int, int]:
    """Make labels of the first of the young in an order; the next free label, routes kept."""
    labels, young, visited = room.labels, room.young, room.visited
    words, high = memory.shape[1], low
    for k in order:
        if high - low == width:
            break
        parent, v = young.parent[k], young.node[k]
        for n in range(words):
            visited[high, n] = visited[parent, n]
        visited[high, v >> 6] |= np.uint64(1) << np.uint64(v & 63)
        labels.node[high] = v
        if _same(labels, visited, words, high, low):
            continue
        adopt(day, labels, high, parent, young, k, words, memory)
        value = worth(day, labels, high)
        if value > threshold:
            length = path(labels, high, room.walk)
            routes = record(room.walk, length, value, room.kept, routes)
        high += 1
    return high, routes


def beam(
    day: Day, bounds: Bounds, memory: Words, threshold: int, keep: int, width: int, without: Words
) -> tuple[Kept, int]:
    """Find up to ``keep`` routes worth more than ``threshold``, best first.

    Parameters
    ----------
    memory, threshold, keep :
        As in `models.routes.search.search`.
    width : int
        Labels with each number of visits.
    without : uint64[words]
        Clients to leave out.

    Returns
    -------
    kept, count
        As in `models.routes.search.Found`.
    """
    m, words = memory.shape
    room = Room(
        labels=new_labels(1 + width * day.max_visits, words),
        brood=new_labels(2 * m, 0),
        young=new_labels(2 * m * width, 0),
        visited=np.zeros((1 + width * day.max_visits, words), np.uint64),
        kept=new_kept(keep, day.max_visits, words),
        walk=np.empty(day.max_visits, np.int32),
    )
    start_label(room.labels, m, words, day.lunch_start.size > 0)
    room.labels.shut[:words] = without
    routes, low, high = 0, 0, 1
    while high > low:
        count = _grow(day, bounds, room, low, high, words, threshold)
        order = np.argsort(-room.young.hope[:count], kind="stable")
        low, (high, routes) = high, _choose(
            day, room, order, high, width, memory, threshold, routes
        )  # fmt: skip
        if routes == keep:
            threshold = max(threshold, int(room.kept.values[keep - 1]))
        if room.labels.stops[low] >= day.max_visits:
            break
    return room.kept, routes

"""Label setting: the best path of one day for given prizes, and a proof that none is better.

Labels are processed by increasing clock; a label whose completion bound does not beat what is
asked for is never made, and one that another one equals or beats in every respect is not
extended (Feillet, Dejax, Gendreau, Gueguen 2004, doi:10.1002/net.20033).
"""

from typing import NamedTuple

import numpy as np

from models.kernels import kernel
from models.routes.kept import Kept, new_kept, record
from models.routes.labels import (
    HOPELESS,
    Bounds,
    Day,
    Int32,
    Labels,
    Words,
    adopt,
    children,
    new_labels,
    path,
    start_label,
    worth,
)

WALKS = 16
"""Number of paths that a search remembers, apart from the routes that it keeps."""


class Found(NamedTuple):
    """What a search brought."""

    kept: Kept
    routes: int  # number of routes kept
    best: int  # most over all paths, elementary or not
    walks: list[list[int]]  # the last paths that raised it
    left: int  # most that a label not extended yet can still become
    finished: bool
    labels: int


@kernel(inline=True)
def _dominated(labels: Labels, first: Int32, i: int, words: int, counted: bool) -> bool:
    """Whether an earlier label at the client is as good as ``i``; if not, file ``i`` there."""
    node, profit, flag = labels.node[i], labels.profit[i], labels.flag[i]
    before = -1
    j = first[node]
    while j >= 0 and labels.profit[j] >= profit:
        if labels.flag[j] >= flag and (not counted or labels.stops[j] <= labels.stops[i]):
            subset = True
            for k in range(words):
                if labels.shut[j * words + k] & ~labels.shut[i * words + k]:
                    subset = False
                    break
            if subset:
                return True
        before = j
        j = labels.below[j]
    labels.below[i] = j
    if before < 0:
        first[node] = i
    else:
        labels.below[before] = i
    return False


@kernel()
def at_clock(labels: Labels, i: int, order: Int32) -> int:
    """Write the labels of one clock, those that can dominate another one first; their number."""
    count = 0
    while i >= 0:
        at = count
        while at > 0:
            j = order[at - 1]
            if labels.flag[j] > labels.flag[i]:
                break
            if labels.flag[j] == labels.flag[i] and labels.profit[j] >= labels.profit[i]:
                break
            order[at] = j
            at -= 1
        order[at] = i
        count += 1
        i = labels.later[i]
    return count


class Room(NamedTuple):
    """What one search writes."""

    labels: Labels
    brood: Labels
    kept: Kept
    head: Int32  # [clocks], last label made of each clock
    first: Int32  # [m + 1], label of the most profit at each client
    order: Int32  # [labels]
    raised: Int32  # [WALKS], last labels that raised the best value
    walk: Int32  # [clocks + 1]


@kernel()
def _search(
    day: Day, bounds: Bounds, memory: Words, counted: bool, threshold: int, room: Room
) -> tuple[int, int, int, int, int]:
    """Fill the room; routes kept, best value, times that it was raised, what is left, labels."""
    labels, brood, kept, head, first = room.labels, room.brood, room.kept, room.head, room.first
    m = day.prize.size
    words = memory.shape[1]
    cap, limit = day.max_visits, labels.node.size - 1
    start_label(labels, m, words, day.lunch_start.size > 0)
    head[0] = 0
    made = 1
    count = raises = clock = 0
    best = left = HOPELESS
    finished = True
    while finished and clock <= day.end:
        if head[clock] < 0:
            clock += 1
            continue
        here = at_clock(labels, head[clock], room.order)
        head[clock] = -1
        for n in range(here):
            i = room.order[n]
            if labels.hope[i] <= threshold or _dominated(labels, first, i, words, counted):
                continue
            if counted and labels.stops[i] >= cap:
                continue
            born = children(day, bounds, labels, i, words, threshold, brood)
            if made + born > limit:
                finished = False
                break
            for k in range(born):
                if brood.hope[k] <= threshold:
                    continue
                adopt(day, labels, made, i, brood, k, words, memory)
                leave = labels.clock[made]
                labels.later[made] = head[leave]
                head[leave] = made
                value = worth(day, labels, made)
                if value > threshold:
                    if labels.stops[made] <= cap:
                        count = record(room.walk, path(labels, made, room.walk), value, kept, count)
                    threshold = best = value
                    room.raised[raises % WALKS] = made
                    raises += 1
                made += 1
    if not finished:
        for i in range(made):
            if labels.clock[i] >= clock:
                left = max(left, labels.hope[i])
    return count, best, raises, left, made


def search(
    day: Day,
    bounds: Bounds,
    memory: Words,
    counted: bool,
    threshold: int,
    keep: int,
    limit: int,
) -> Found:
    """Find the best path of a day, or prove that none is worth more than ``threshold``.

    Parameters
    ----------
    memory : uint64[m, words]
        Bit set of the clients that a label at a client remembers; all ones for elementary.
    counted : bool
        Whether the number of visits is compared and limited. Without it, paths with too many
        visits count for ``best`` but are not kept.
    threshold : int
        Money units; raised to the best value found.
    keep : int
        Number of routes.
    limit : int
        Number of labels at which to give up.

    Returns
    -------
    Found
        No route is worth more than the largest of ``threshold``, ``best`` and ``left``.
    """
    m, words = memory.shape
    room = Room(
        labels=new_labels(limit + 1, words),
        brood=new_labels(2 * m, 0),
        kept=new_kept(keep, day.max_visits, words),
        head=np.full(day.end + 1, -1, np.int32),
        first=np.full(m + 1, -1, np.int32),
        order=np.empty(limit + 1, np.int32),
        raised=np.empty(WALKS, np.int32),
        walk=np.empty(day.end + 2, np.int32),
    )
    count, best, raises, left, made = _search(day, bounds, memory, counted, threshold, room)
    walks = [_walk_to(room, int(i)) for i in room.raised[: min(raises, WALKS)]]
    return Found(room.kept, count, best, walks, left, left == HOPELESS, made)


def _walk_to(room: Room, label: int) -> list[int]:
    length = path(room.labels, label, room.walk)
    return [int(v) for v in room.walk[:length]]

"""Label setting: the best path of one day for given prizes, and a proof that none is better.

Labels are processed by increasing clock; a label whose completion bound does not beat what is
asked for is never made, and one that another one equals or beats in every respect is not
extended (Feillet, Dejax, Gendreau, Gueguen 2004, doi:10.1002/net.20033).
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from models.routes.kept import Kept, new_kept, record
from models.routes.labels import (
    HOPELESS,
    Int32,
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
    walks: Int32  # [walks, longest], the last paths that raised it
    walk_lengths: Int32
    left: int  # most that a label not extended yet can still become
    finished: bool
    labels: int


@njit(cache=True, nogil=True)
def _dominated(labels, first, i, words, counted):  # type: ignore[no-untyped-def]
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


@njit(cache=True, nogil=True)
def at_clock(labels, head):  # type: ignore[no-untyped-def]
    """Labels of one clock, those that can dominate another one first."""
    count = 0
    i = head
    while i >= 0:
        count += 1
        i = labels.later[i]
    order = np.empty(count, np.int64)
    i = head
    for k in range(count):
        at = k
        while at > 0:
            j = order[at - 1]
            if labels.flag[j] > labels.flag[i]:
                break
            if labels.flag[j] == labels.flag[i] and labels.profit[j] >= labels.profit[i]:
                break
            order[at] = j
            at -= 1
        order[at] = i
        i = labels.later[i]
    return order


@njit(cache=True, nogil=True)
def search(day, bounds, memory, counted, threshold, keep, limit):  # type: ignore[no-untyped-def]
    """Find the best path of a day, or prove that none is worth more than ``threshold``.

    Parameters
    ----------
    day : Day
    bounds : Bounds
    memory : uint64[m, words]
        Bit set of the clients that a label at a client remembers; all ones for elementary.
    counted : bool
        Whether the number of visits is compared and limited. Without it, paths with too many
        visits count for ``best`` but are not kept.
    threshold : int64
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
    m = day.prize.size
    words = memory.shape[1]
    cap = day.max_visits
    labels = new_labels(limit + 1, words)
    start_label(labels, m, words, day.lunch_start.size > 0)
    brood = new_labels(2 * m, 0)
    kept = new_kept(keep, cap, words)
    head = np.full(day.end + 1, -1, np.int32)
    first = np.full(m + 1, -1, np.int32)
    head[0] = 0
    made = 1
    count = 0
    best = HOPELESS
    raised = np.empty(WALKS, np.int64)
    raises = 0
    finished = True
    clock = 0
    while finished and clock <= day.end:
        if head[clock] < 0:
            clock += 1
            continue
        order = at_clock(labels, head[clock])
        head[clock] = -1
        for i in order:
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
                        count = record(path(labels, made), value, kept, count)
                    threshold = best = value
                    raised[raises % WALKS] = made
                    raises += 1
                made += 1
    left = HOPELESS
    if not finished:
        for i in range(made):
            if labels.clock[i] >= clock:
                left = max(left, labels.hope[i])
    walks = min(raises, WALKS)
    longest = 0
    for k in range(walks):
        longest = max(longest, labels.stops[raised[k]])
    steps = np.zeros((walks, longest), np.int32)
    lengths = np.zeros(walks, np.int32)
    for k in range(walks):
        walk = path(labels, raised[k])
        steps[k, : walk.size] = walk
        lengths[k] = walk.size
    return Found(kept, count, best, steps, lengths, left, finished, made)  # type: ignore[arg-type]

"""Partial routes of one day, and how they grow by a visit.

A label is a partial route: its last client, the clock at which it leaves it, whether lunch is
taken, prizes minus costs so far, and the clients that it may not visit any more. A label at a
client remembers only visits within that client's *memory*: ng-routes (Baldacci, Mingozzi,
Roberti 2011, doi:10.1287/opre.1110.0975). With all clients in every memory the routes are
elementary.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.kernels import kernel
from models.routes.completion import BITS, NEXT
from models.routes.completion import HOPELESS as NO_WAY_HOME

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

_DE_BRUIJN = np.uint64(0x03F79D71B4CB0A89)
_PLACE = np.zeros(64, np.int64)
"""Place of a single bit, by its product with the de Bruijn number."""
for _k in range(64):
    _PLACE[((0x03F79D71B4CB0A89 << _k) % 2**64) >> 58] = _k

HOPELESS = -(2**62)
"""Below every value of a route."""


class Day(NamedTuple):
    """One duty as pricing sees it: ``m`` candidates, row ``m`` of a leg matrix is the start node.

    Clocks are minutes of working time, money is in units of cents times ``SCALE``.
    """

    travel: Int32  # [m + 1, m]
    home: Int32  # [m], minutes to the end node
    cost: Int64  # [m + 1, m]
    home_cost: Int64  # [m]
    prize: Int64  # [m]
    finish: Int32  # [rows, clocks], leave clock by arrival clock, > end if it does not fit
    row: Int32  # [m]
    lunch_start: Int32  # [clocks] earliest start of lunch not before; empty without lunch
    lunch_minutes: int
    end: int  # last clock at which the rep may be home
    soonest: Int32  # [m], clock before which no way leads to a candidate
    far: Words  # [2, m, steps, words], see ``out_of_reach``
    fine: int
    max_visits: int


class Bounds(NamedTuple):
    """Completion bounds by flag, client and arrival bucket; see ``models.routes.completion``."""

    best: Int64
    second: Int64
    clients: int
    buckets: int
    shift: int
    quantum: int
    bonus: int  # money units that the tables leave out


class Labels(NamedTuple):
    """All labels of one search, a column each."""

    node: Int32
    parent: Int32
    clock: Int32
    flag: Int32
    stops: Int32
    profit: Int64
    hope: Int64  # profit plus completion bound
    shut: Words  # [labels * words], clients not to be visited from here
    later: Int32  # next label with the same clock
    below: Int32  # next label at the same client with no more profit


@kernel(inline=True)
def _has(words: Words, at: int, v: int) -> bool:
    return bool((words[at + (v >> 6)] >> np.uint64(v & 63)) & np.uint64(1))


def out_of_reach(last: Int32, end: int, fine: int, words: int) -> Words:
    """Bit sets of the clients that cannot be reached in time any more.

    Parameters
    ----------
    last : int32[2, m, m]
        By flag, client left and client to come: last clock of leaving.

    Returns
    -------
    uint64[2, m, (end >> fine) + 1, words]
        By flag, client left and clock in steps of ``2 ** fine``, each a subset of the next.
    """
    far = np.zeros((2, last.shape[1], (end >> fine) + 1, words), np.uint64)
    _mark_far(last, fine, far)
    return far


@kernel()
def _mark_far(last: Int32, fine: int, far: Words) -> None:
    m, steps, words = far.shape[1:]
    for f in range(2):
        for u in range(m):
            for v in range(m):
                step = max(0, (last[f, u, v] >> fine) + 1)
                if step < steps:
                    far[f, u, step, v >> 6] |= np.uint64(1) << np.uint64(v & 63)
            for step in range(1, steps):
                for k in range(words):
                    far[f, u, step, k] |= far[f, u, step - 1, k]


@kernel(inline=True)
def _shut(day: Day, labels: Labels, i: int, words: int, memory: Words) -> None:
    """Write the clients that label ``i`` remembers or cannot reach in time any more."""
    v, clock, flag, parent = labels.node[i], labels.clock[i], labels.flag[i], labels.parent[i]
    for k in range(words):
        known = labels.shut[parent * words + k] & memory[v, k]
        labels.shut[i * words + k] = known | day.far[flag, v, clock >> day.fine, k]
    labels.shut[i * words + (v >> 6)] |= np.uint64(1) << np.uint64(v & 63)


@kernel(inline=True)
def children(
    day: Day, bounds: Bounds, labels: Labels, i: int, words: int, threshold: int, brood: Labels
) -> int:
    """Write the extensions of label ``i`` that may still beat ``threshold``; return their number.

    Each leg without lunch, and with the earliest lunch on it (which is at least as good as any
    later lunch on the same leg).
    """
    u, clock, flag = labels.node[i], labels.clock[i], labels.flag[i]
    count = 0
    for k in range(words):
        free = ~labels.shut[i * words + k]
        while free != 0:
            bit = free & (~free + np.uint64(1))
            free ^= bit
            v = (k << 6) + _PLACE[(bit * _DE_BRUIJN) >> np.uint64(58)]
            if v >= day.prize.size:
                break
            plain = clock + day.travel[u, v]
            rest = labels.profit[i] - day.cost[u, v]
            lunched = day.end + 1
            for g in range(1, flag - 1, -1):
                arrival = plain
                if g > flag:
                    arrival = max(plain, day.lunch_start[clock]) + day.lunch_minutes
                if arrival > day.end:
                    continue
                at = (g * bounds.clients + v) * bounds.buckets + (arrival >> bounds.shift)
                entry = bounds.best[at]
                hope = rest + bounds.bonus + (entry >> BITS) * bounds.quantum
                if entry == NO_WAY_HOME or hope <= threshold:
                    continue
                to = (entry & NEXT) - 1
                if to >= 0 and _has(labels.shut, i * words, to):
                    entry = bounds.second[at]
                    hope = rest + bounds.bonus + (entry >> BITS) * bounds.quantum
                    if entry == NO_WAY_HOME or hope <= threshold:
                        continue
                leave = day.finish[day.row[v], arrival]
                if leave > day.end or leave >= lunched:
                    continue
                if g > flag:
                    lunched = leave
                brood.node[count] = v
                brood.flag[count] = g
                brood.clock[count] = leave
                brood.profit[count] = rest + day.prize[v]
                brood.hope[count] = hope
                count += 1
    return count


@kernel(inline=True)
def adopt(
    day: Day, labels: Labels, i: int, parent: int, brood: Labels, k: int, words: int, memory: Words
) -> None:
    """Make label ``i`` of child ``k`` of ``parent``."""
    labels.node[i] = brood.node[k]
    labels.parent[i] = parent
    labels.clock[i] = brood.clock[k]
    labels.flag[i] = brood.flag[k]
    labels.stops[i] = labels.stops[parent] + 1
    labels.profit[i] = brood.profit[k]
    labels.hope[i] = brood.hope[k]
    _shut(day, labels, i, words, memory)


@kernel(inline=True)
def worth(day: Day, labels: Labels, i: int) -> int:
    """Value of going home from label ``i``; hopeless if it is too late for that."""
    clock, v = labels.clock[i], labels.node[i]
    arrival = clock + day.home[v]
    if labels.flag[i] == 0:
        arrival = max(arrival, day.lunch_start[clock]) + day.lunch_minutes
    if arrival > day.end:
        return HOPELESS
    return int(labels.profit[i] - day.home_cost[v])


def new_labels(limit: int, words: int) -> Labels:
    """Room for ``limit`` labels."""
    return Labels(
        np.empty(limit, np.int32), np.empty(limit, np.int32), np.empty(limit, np.int32),
        np.empty(limit, np.int32), np.empty(limit, np.int32), np.empty(limit, np.int64),
        np.empty(limit, np.int64), np.empty(limit * words, np.uint64),
        np.empty(limit, np.int32), np.empty(limit, np.int32),
    )  # fmt: skip


@kernel()
def start_label(labels: Labels, node: int, words: int, lunch: bool) -> None:
    """Make label 0, the start of the day."""
    labels.node[0] = node
    labels.parent[0] = -1
    labels.clock[0] = 0
    labels.flag[0] = 0 if lunch else 1
    labels.stops[0] = 0
    labels.profit[0] = 0
    labels.hope[0] = -HOPELESS
    labels.later[0] = -1
    for k in range(words):
        labels.shut[k] = 0


@kernel()
def path(labels: Labels, i: int, out: Int32) -> int:
    """Write the clients from the first to that of label ``i``; their number."""
    length = int(labels.stops[i])
    for k in range(length - 1, -1, -1):
        out[k] = labels.node[i]
        i = labels.parent[i]
    return length

"""Every route worth at least so much: what closes a small gap exactly.

If the best plan is worth more than the incumbent, each of its routes has a reduced prize of at
least minus the gap (Baldacci, Christofides, Mingozzi 2008, doi:10.1007/s10107-007-0178-5). So a
master over all these routes, one order for each set of clients and duty, proves optimality.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.kernels import kernel
from models.routes.day import Prepared, prepare
from models.routes.labels import (
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
from models.routes.pricing import Pricer
from models.routes.search import at_clock

Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Enumeration:
    """All routes of each duty that are worth enough.

    Parameters
    ----------
    routes : list of tuple of int
        Clients in the best order.
    values : int64[routes]
        Prizes minus travel cost, in cents times ``SCALE``.
    duties : list of int arrays
        All duties that are alike and share the route.
    """

    routes: list[tuple[int, ...]]
    values: Int64
    duties: list[Int64]


@kernel()
def _slot(labels: Labels, i: int, words: int, slots: int) -> int:
    """Place of a label's client and set of clients in the table."""
    mixed = np.uint64(labels.node[i] + 1) * np.uint64(0x9E3779B97F4A7C15)
    for k in range(words):
        mixed ^= labels.shut[i * words + k]
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
    return int(np.int64(mixed & np.uint64(slots - 1)))


@kernel()
def _repeated(labels: Labels, table: Int32, i: int, words: int) -> bool:
    """Whether an earlier label of the same client and set is as good; if not, file ``i``."""
    slot = _slot(labels, i, words, table.size)
    j = table[slot]
    while j >= 0:
        if (
            labels.node[j] == labels.node[i]
            and labels.flag[j] >= labels.flag[i]
            and labels.profit[j] >= labels.profit[i]
        ):
            same = True
            for k in range(words):
                same = same and labels.shut[j * words + k] == labels.shut[i * words + k]
            if same:
                return True
        j = labels.below[j]
    labels.below[i] = table[slot]
    table[slot] = i
    return False


class Room(NamedTuple):
    """What one listing writes."""

    labels: Labels
    brood: Labels
    table: Int32  # last label of each slot
    memory: Words  # [m, words], all ones
    head: Int32  # [clocks]
    order: Int32  # [labels]
    goals: Int32  # [labels], where routes end that are worth enough


@kernel()
def _list_routes(day: Day, bounds: Bounds, least: int, room: Room) -> int:
    """Make a label of every sequence worth at least ``least``; the number of goals, or -1."""
    labels, brood, memory, head = room.labels, room.brood, room.memory, room.head
    m, words = memory.shape
    limit = labels.node.size - 1
    start_label(labels, m, words, day.lunch_start.size > 0)
    head[0] = 0
    made, count, clock = 1, 0, 0
    while clock <= day.end:
        if head[clock] < 0:
            clock += 1
            continue
        here = at_clock(labels, head[clock], room.order)
        head[clock] = -1
        for n in range(here):
            i = room.order[n]
            if _repeated(labels, room.table, i, words):
                continue
            if i > 0 and worth(day, labels, i) >= least:
                room.goals[count] = i
                count += 1
            if labels.stops[i] >= day.max_visits:
                continue
            born = children(day, bounds, labels, i, words, least - 1, brood)
            if made + born > limit:
                return -1
            for k in range(born):
                adopt(day, labels, made, i, brood, k, words, memory)
                labels.later[made] = head[labels.clock[made]]
                head[labels.clock[made]] = made
                made += 1
    return count


def list_routes(
    prepared: Prepared, least: int, limit: int
) -> list[tuple[int, tuple[int, ...]]] | None:
    """All elementary sequences worth at least ``least``, with their worth; the best of each set.

    None if there are more than ``limit`` labels.
    """
    day = prepared.day._replace(far=np.zeros_like(prepared.day.far))  # a label shuts its visits
    m, words = len(day.prize), day.far.shape[3]
    room = Room(
        labels=new_labels(limit + 1, words),
        brood=new_labels(2 * m, 0),
        table=np.full(1 << (2 * limit).bit_length(), -1, np.int32),
        memory=np.full((m, words), ~np.uint64(0)),
        head=np.full(day.end + 1, -1, np.int32),
        order=np.empty(limit + 1, np.int32),
        goals=np.empty(limit + 1, np.int32),
    )
    walk = np.empty(day.max_visits, np.int32)
    best: dict[frozenset[int], tuple[int, tuple[int, ...]]] = {}
    count = _list_routes(day, prepared.bounds, least, room)
    if count < 0:
        return None
    for label in room.goals[:count].tolist():
        length = path(room.labels, label, walk)
        route = tuple(prepared.clients[walk[:length]].tolist())
        offer = (-int(worth(day, room.labels, label)), route)
        best[frozenset(route)] = min(best.get(frozenset(route), offer), offer)
    return [(-loss, route) for loss, route in sorted(best.values())]


def _prepare_all(pricer: Pricer, duty: int, prizes: Int64, least: int) -> Prepared | None:
    """A duty with every client that a route worth at least ``least`` can have.

    A client that lowers a route's worth is in none unless the route without it, which is worth at
    most the bound, is that much better than needed.
    """
    given = (pricer.problem, pricer.timetable, pricer.metric, duty, prizes)
    prepared = prepare(*given)
    most = 0 if prepared is None else prepared.root
    return prepare(*given, margin=most - least + 1) if most >= least else None


def enumerate_routes(
    pricer: Pricer, prizes: Int64, thresholds: Int64, slack: int, limit: int = 1_000_000
) -> Enumeration | None:
    """All elementary routes worth at least their duty's threshold less a slack.

    Of the orders of one set of clients only the best one of each duty is returned.

    Parameters
    ----------
    prizes : int64[duties, clients]
        In cents times ``SCALE``.
    thresholds : int64[duties]
    slack : int
        In cents times ``SCALE``: the gap that is to be closed.
    limit : int
        Most labels of one duty.

    Returns
    -------
    Enumeration or None
        None if some duty has more labels than ``limit``.
    """
    routes: list[tuple[int, ...]] = []
    values: list[int] = []
    duties: list[Int64] = []
    for group in pricer.groups(prizes):
        least = int(thresholds[group].min()) - slack
        prepared = _prepare_all(pricer, group[0], prizes, least)
        if prepared is None:
            continue
        listed = list_routes(prepared, least, limit)
        if listed is None:
            return None
        for value, route in listed:
            able = [d for d in group if value >= thresholds[d] - slack]
            routes.append(route)
            values.append(value)
            duties.append(np.array(able, dtype=np.int64))
    return Enumeration(routes, np.array(values, dtype=np.int64), duties)

"""Every route worth at least so much: what closes a small gap exactly.

If the best plan is worth more than the incumbent, each of its routes has a reduced prize of at
least minus the gap (Baldacci, Christofides, Mingozzi 2008, doi:10.1007/s10107-007-0178-5). So a
master over all these routes, one order for each set of clients and duty, proves optimality.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from models.routes.day import Prepared, prepare
from models.routes.labels import adopt, children, new_labels, path, start_label, worth
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


@njit(cache=True, nogil=True)
def _slot(labels, i, words, slots):  # type: ignore[no-untyped-def]
    """Place of a label's client and set of clients in the table."""
    mixed = np.uint64(labels.node[i] + 1) * np.uint64(0x9E3779B97F4A7C15)
    for k in range(words):
        mixed ^= labels.shut[i * words + k]
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
    return np.int64(mixed & np.uint64(slots - 1))


@njit(cache=True, nogil=True)
def _repeated(labels, table, i, words):  # type: ignore[no-untyped-def]
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


@njit(cache=True, nogil=True)
def _list_routes(day, bounds, least, limit):  # type: ignore[no-untyped-def]
    """All sequences worth at least ``least``, set by set but for the last client.

    ``day.far`` must be empty sets, so that a label shuts exactly the clients visited.

    Returns
    -------
    clients : int32[routes, longest]
    lengths : int32[routes]
    values : int64[routes]
    finished : bool
        False if there are more than ``limit`` labels.
    """
    m = day.prize.size
    words = day.far.shape[3]
    slots = 1
    while slots < 2 * limit:
        slots *= 2
    table = np.full(slots, -1, np.int32)
    memory = np.full((m, words), ~np.uint64(0))
    labels = new_labels(limit + 1, words)
    start_label(labels, m, words, day.lunch_start.size > 0)
    brood = new_labels(2 * m, 0)
    head = np.full(day.end + 1, -1, np.int32)
    goals = np.empty(limit + 1, np.int32)
    count = 0
    head[0] = 0
    made = 1
    clock = 0
    finished = True
    while finished and clock <= day.end:
        if head[clock] < 0:
            clock += 1
            continue
        order = at_clock(labels, head[clock])
        head[clock] = -1
        for i in order:
            if _repeated(labels, table, i, words):
                continue
            if i > 0 and worth(day, labels, i) >= least:
                goals[count] = i
                count += 1
            if labels.stops[i] >= day.max_visits:
                continue
            born = children(day, bounds, labels, i, words, least - 1, brood)
            if made + born > limit:
                finished = False
                break
            for k in range(born):
                adopt(day, labels, made, i, brood, k, words, memory)
                labels.later[made] = head[labels.clock[made]]
                head[labels.clock[made]] = made
                made += 1
    clients = np.zeros((count, day.max_visits), np.int32)
    lengths = np.zeros(count, np.int32)
    values = np.zeros(count, np.int64)
    for n in range(count):
        route = path(labels, goals[n])
        clients[n, : route.size] = route
        lengths[n] = route.size
        values[n] = worth(day, labels, goals[n])
    return clients, lengths, values, finished


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
        day = prepared.day._replace(far=np.zeros_like(prepared.day.far))
        clients, lengths, worths, finished = _list_routes(day, prepared.bounds, least, limit)
        if not finished:
            return None
        best: dict[frozenset[int], tuple[int, tuple[int, ...]]] = {}
        for places, length, value in zip(clients, lengths, worths.tolist(), strict=True):
            route = tuple(prepared.clients[places[:length]].tolist())
            offer = (-value, route)
            best[frozenset(route)] = min(best.get(frozenset(route), offer), offer)
        for loss, route in sorted(best.values()):
            able = [d for d in group if -loss >= thresholds[d] - slack]
            routes.append(route)
            values.append(-loss)
            duties.append(np.array(able, dtype=np.int64))
    return Enumeration(routes, np.array(values, dtype=np.int64), duties)

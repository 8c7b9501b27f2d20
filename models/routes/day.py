"""One duty as pricing sees it: the clients worth a look, and their completion bounds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.limits import BUCKETS, SCALE
from models.problem import Problem
from models.routes.completion import BITS, HOPELESS, LARGEST, Legs, completion_bounds
from models.routes.labels import Bounds, Day, out_of_reach
from models.routes.metric import Metric
from models.routes.packing import packing_bound
from models.timetable import Timetable

Int64 = npt.NDArray[np.int64]

STEPS = 128
"""Most points in time at which the clients out of reach are listed."""


def candidates(
    timetable: Timetable, metric: Metric, duty: int, prizes: Int64, margin: int = 0
) -> Int64:
    """Clients that can be worth a visit, the highest prize first.

    A client is left out if no visit fits, or if skipping it never costs anything: it saves at
    most its ``saving`` in travel, its prize does not outweigh that, and no leg is shortened by it.
    With a ``margin``, if skipping it never costs more than that.
    """
    row = timetable.row[duty]
    worth = (prizes > -metric.saving * SCALE - margin) | metric.shortcut
    first = metric.detour[timetable.start_node[duty], timetable.node]
    clients = np.flatnonzero((row >= 0) & worth & (first <= timetable.end[duty]))
    in_time = timetable.latest[row[clients], timetable.end[duty]] >= first[clients]
    clients = clients[in_time]
    ranked: Int64 = clients[np.lexsort((clients, -prizes[clients]))]
    return ranked


def build_day(
    problem: Problem,
    timetable: Timetable,
    metric: Metric,
    duty: int,
    clients: Int64,
    prizes: Int64,
) -> Day:
    """Gather the tables of one duty for the given clients."""
    node = timetable.node[clients]
    start, stop = timetable.start_node[duty], timetable.end_node[duty]
    end = int(timetable.end[duty])
    origins = np.append(node, start)
    row = timetable.row[duty, clients]
    detour = np.minimum(metric.detour[np.ix_(origins, node)], end + 1)
    lunch_minutes = int(timetable.lunch_minutes[duty])
    lunch_start = np.empty(0, dtype=np.int32)
    if timetable.lunch_row[duty] >= 0:
        lunch_start = timetable.lunch_start[timetable.lunch_row[duty], : end + 1]
    fine = (end // STEPS).bit_length()
    last = _last_leave(timetable, duty, row, detour[:-1], metric.detour[node, stop])
    return Day(
        travel=np.minimum(timetable.travel[np.ix_(origins, node)], end + 1),
        home=np.minimum(timetable.travel[node, stop], end + 1),
        cost=problem.travel_cost[np.ix_(origins, node)].astype(np.int64) * SCALE,
        home_cost=problem.travel_cost[node, stop].astype(np.int64) * SCALE,
        prize=prizes[clients].astype(np.int64),
        finish=timetable.finish,
        row=row,
        lunch_start=np.ascontiguousarray(lunch_start),
        lunch_minutes=lunch_minutes,
        end=end,
        soonest=detour[-1].astype(np.int32),
        far=out_of_reach(last, end, fine, -(-len(clients) // 64)),
        fine=fine,
        max_visits=min(int(timetable.max_visits[duty]), len(clients)),
    )


def _last_leave(
    timetable: Timetable,
    duty: int,
    row: npt.NDArray[np.int32],
    detour: Int64,
    home: Int64,
) -> npt.NDArray[np.int32]:
    """int32[2, m, m]: last clock of leaving one client for another one, home still in reach."""
    end = int(timetable.end[duty])
    lunch = int(timetable.lunch_minutes[duty])

    def arrival(leave: Int64) -> Int64:
        """Last clock of arriving so as to leave by a clock."""
        latest = timetable.latest[row, np.maximum(leave, 0)]
        return np.where(leave >= 0, latest, -1).astype(np.int64)

    def eating(clock: Int64, minutes: Int64) -> Int64:
        """Last clock of leaving so as to have eaten and driven by a clock."""
        if timetable.lunch_row[duty] < 0:
            return np.full(minutes.shape, -1, dtype=np.int64)
        begin = np.broadcast_to(clock - lunch, minutes.shape)
        latest = timetable.lunch_latest[timetable.lunch_row[duty], np.maximum(begin, 0)]
        found: Int64 = np.minimum(np.where(begin >= 0, latest, -1), begin - minutes)
        return found

    after = arrival(end - home)
    before = arrival(eating(np.array(end), home))
    after_leg = after - detour
    before_leg = np.maximum(before - detour, eating(after, detour))
    return np.stack([before_leg, after_leg]).astype(np.int32)


def build_bounds(day: Day, minutes: Int64) -> tuple[Bounds, int]:
    """Completion bounds of a day, and the most that any of its routes can be worth.

    Parameters
    ----------
    minutes : int64[m]
        Length of a visit to each candidate.
    """
    m = len(day.prize)
    shift = (day.end // BUCKETS).bit_length()
    width = (day.end >> shift) + 1
    legs = day.travel[:m].copy()
    np.fill_diagonal(legs, day.end + 1)
    follows = np.ones(m, dtype=np.bool_)
    if m > 1 and (int(legs.min()) >> shift) + (int(minutes.min()) >> shift) == 0:
        follows = (minutes >> shift) > 0
    nearest = int(legs.min()) >> shift if m > 1 else width
    span = nearest + (int(minutes[follows].min()) >> shift) if follows.any() else width
    span = min(span, width)

    clear = legs <= day.end
    cost = np.where(clear, day.cost[:m], 0)
    stops = width // span + 2
    most = stops * max(int(day.prize.max()), int(cost.max()), int(day.home_cost.max()), 0)
    quantum = most // LARGEST + 1
    finish = day.finish[day.row, : day.end + 1 : 1 << shift]
    finish = np.where(finish <= day.end, finish >> shift, width).astype(np.int32)
    lunch = day.lunch_minutes
    after_lunch = np.minimum(day.lunch_start[:: 1 << shift], day.end + 1) + lunch
    values = completion_bounds(
        Legs(
            travel=legs >> shift,
            travel_lunch=(legs + lunch) >> shift,
            home=day.home >> shift,
            home_lunch=(day.home + lunch) >> shift,
            cost=cost // quantum,
            home_cost=(np.where(day.home <= day.end, day.home_cost, 0) // quantum),
            # below the floor a prize outweighs whatever a route can earn; no sum leaves the tables
            prize=np.maximum(-(-day.prize // quantum), -(LARGEST // stops)),
            finish=finish,
            after_lunch=(after_lunch >> shift).astype(np.int32),
            follows=follows,
            earliest=_earliest(day, finish, shift),
            span=span,
        )
    )
    bonus = int(np.maximum(day.prize[~follows], 0).sum())
    bounds = Bounds(*values, m, width, shift, quantum, bonus)
    return bounds, _root(day, bounds)


class Prepared(NamedTuple):
    """A duty ready to be priced."""

    clients: Int64  # [m], the client of each candidate
    day: Day
    bounds: Bounds
    root: int  # bound on the worth of any route


def prepare(
    problem: Problem,
    timetable: Timetable,
    metric: Metric,
    duty: int,
    prizes: Int64,
    margin: int = 0,
) -> Prepared | None:
    """Candidates, tables and bounds of a duty; None if no client is worth a visit.

    Parameters
    ----------
    prizes : int64[duties, clients]
        In cents times ``SCALE``.
    """
    clients = candidates(timetable, metric, duty, prizes[duty], margin)
    if not len(clients) or not timetable.max_visits[duty]:
        return None
    day = build_day(problem, timetable, metric, duty, clients, prizes[duty])
    minutes = np.array([problem.clients[i].minutes for i in clients], dtype=np.int64)
    bounds, root = build_bounds(day, minutes)
    return Prepared(clients, day, bounds, min(root, packing_bound(day, minutes)))


def _earliest(day: Day, finish: npt.NDArray[np.int32], shift: int) -> npt.NDArray[np.int32]:
    """int32[2, m]: bucket before which no candidate is left, by flag; at most the last bucket."""
    m, width = finish.shape
    arrival = np.minimum(day.soonest, day.end)
    after = arrival
    if day.lunch_start.size:
        after = np.maximum(arrival, min(int(day.lunch_start[0]), day.end)) + day.lunch_minutes
    arrivals = np.minimum(np.stack([arrival, after]), day.end) >> shift
    earliest: npt.NDArray[np.int32] = np.minimum(finish[np.arange(m), arrivals], width - 1)
    return earliest


def _root(day: Day, bounds: Bounds) -> int:
    """Bound at the start node, where a day without visits is worth nothing."""
    m = len(day.prize)
    flag = 0 if day.lunch_start.size else 1
    best = 0
    for after in range(flag, 2):
        for v in range(m):
            arrival = int(day.travel[m, v])
            if after > flag:
                arrival = max(arrival, min(int(day.lunch_start[0]), day.end + 1))
                arrival += day.lunch_minutes
            if arrival <= day.end:
                more = bounds.best[(after * m + v) * bounds.buckets + (arrival >> bounds.shift)]
                if more > HOPELESS:
                    worth = (
                        (int(more) >> BITS) * bounds.quantum - int(day.cost[m, v]) + bounds.bonus
                    )
                    best = max(best, worth)
    return best

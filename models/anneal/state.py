"""What the annealer knows and changes: flat arrays for its kernels.

A day's sequence, its earliest leave clocks and its latest arrivals stand in one stretch of flat
arrays that begins at ``duty * stride``: position 0 is the start node, positions 1 to ``length``
are visits, the next one is the end node. Two stretches after the last duty are scratch.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.problem import CountWindow, Problem
from models.timetable import Timetable

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Words = NDArray[np.uint64]
Floats = NDArray[np.float64]

NEAREST = 25
"""Neighbours of a visit among which a client to insert is looked for."""

NO_LIMIT = 2**60


class Fixed(NamedTuple):
    """The problem as the kernels read it.

    ``tie_*`` are the count windows that are more than "at most one": each with the duties that it
    covers as bits, in a list per client. Windows with at most one visit are `clash`: the duties
    that a visit of the client excludes, as bits.
    """

    cost: Int64  # [nodes, nodes]
    value_start: Int64  # [clients + 1] into value
    value: Int64
    least: Int64  # [clients] fewest visits
    most: Int64  # [clients] most visits
    minutes: Int64  # [clients] length of a visit
    clash: Words  # [duties * words * clients], see `clash_at`
    words: int
    pinned: NDArray[np.uint8]  # [duties, clients]
    near: Int32  # [clients, NEAREST]
    row_weight: Int64  # [rows, clients]
    row_duty: NDArray[np.uint8]  # [rows, duties]
    row_least: Int64
    row_most: Int64
    row_price: Int64  # cents per unit for a soft row, -1 for a hard one
    cap_start: Int64  # [clients + 1] into cap_list
    cap_list: Int64
    cap_most: Int64
    tie_start: Int64  # [clients + 1] into the windows below
    tie_duty: NDArray[np.uint8]  # [windows, duties]
    tie_least: Int64
    tie_most: Int64
    stride: int
    clients: int
    duties: int


class State(NamedTuple):
    """The current plan and the best one."""

    length: Int64  # [duties + 2]
    client: Int32  # [(duties + 2) * stride]
    place: Int32
    leave0: Int32  # earliest leave with lunch owed
    leave1: Int32  # earliest leave with lunch taken
    last0: Int32  # latest arrival with lunch owed
    last1: Int32  # latest arrival with lunch taken
    visits: Int64  # [clients]
    days: Words  # [clients * words] duties of its visits
    row_sum: Int64
    cap_count: Int64
    tie_count: Int64
    short: Int64  # missing visits and pins, hard rows' units, missing in windows
    objective: Int64  # [current, best]; best is meaningless until found[0]
    found: Int64  # [1]
    best_length: Int64
    best_client: Int32
    penalty: Floats  # [rows + 1]: per unit of each hard row, per missing visit
    bad: Int64  # [rows + 1] moves since the last steering that ended short
    random: Words  # [2]


def fixed_of(problem: Problem, timetable: Timetable) -> Fixed:
    """The annealer's view of a problem."""
    clients, duties = len(problem.clients), len(problem.duties)
    values = [np.array(client.values, dtype=np.int64) for client in problem.clients]
    single = [w for w in problem.count_windows if w.at_most == 1 and not w.at_least]
    ties = [w for w in problem.count_windows if w.at_most != 1 or w.at_least]
    ties.sort(key=lambda window: window.client)
    words = max(1, -(-duties // 64))
    days = np.array([duty.day for duty in problem.duties], dtype=np.int64)
    most_route = max((int(n) for n in timetable.max_visits), default=0)
    pinned = np.zeros((duties, clients), dtype=np.uint8)
    for pin in problem.pins:
        pinned[pin.duty, pin.client] = 1
    cap_lists = [
        [c for c, cap in enumerate(problem.active_caps) if i in cap.clients] for i in range(clients)
    ]
    cost = problem.travel_cost
    rows = problem.rows
    return Fixed(
        cost=cost.astype(np.int64),
        value_start=_starts([len(table) for table in values]),
        value=np.concatenate(values) if values else np.zeros(0, dtype=np.int64),
        least=np.array([client.min_visits for client in problem.clients], dtype=np.int64),
        most=np.array([client.max_visits for client in problem.clients], dtype=np.int64),
        minutes=np.array([client.minutes for client in problem.clients], dtype=np.int64),
        clash=_clashes(single, days, clients, words),
        words=words,
        pinned=pinned,
        near=_nearest(problem),
        row_weight=np.array([row.weights for row in rows], dtype=np.int64).reshape(
            len(rows), clients
        ),
        row_duty=np.array(
            [[row.duties is None or d in row.duties for d in range(duties)] for row in rows],
            dtype=np.uint8,
        ).reshape(len(rows), duties),
        row_least=_limits(-NO_LIMIT, [row.at_least for row in rows]),
        row_most=_limits(NO_LIMIT, [row.at_most for row in rows]),
        row_price=_limits(-1, [row.price for row in rows]),
        cap_start=_starts([len(caps) for caps in cap_lists]),
        cap_list=np.array([c for caps in cap_lists for c in caps], dtype=np.int64),
        cap_most=np.array([cap.at_most for cap in problem.active_caps], dtype=np.int64),
        tie_start=_starts([sum(w.client == i for w in ties) for i in range(clients)]),
        tie_duty=np.array(
            [(window.first_day <= days) & (days <= window.last_day) for window in ties],
            dtype=np.uint8,
        ).reshape(len(ties), duties),
        tie_least=np.array([window.at_least for window in ties], dtype=np.int64),
        tie_most=_limits(NO_LIMIT, [window.at_most for window in ties]),
        stride=min(clients, most_route) + 3,
        clients=clients,
        duties=duties,
    )


def empty_state(fixed: Fixed, problem: Problem, seed: int) -> State:
    """A state without visits; `kernels.rebuild` must run for every duty before it is used."""
    stretch = (fixed.duties + 2) * fixed.stride
    rows = len(fixed.row_price)
    caps, ties = len(fixed.cap_most), len(fixed.tie_least)
    penalty = np.zeros(rows + 1)
    penalty[:rows] = start_penalties(fixed)
    top = max((max(client.values) for client in problem.clients), default=0)
    penalty[rows] = max(5e5, top / 2)
    violated = np.maximum(fixed.row_least, 0) + np.maximum(-fixed.row_most, 0)
    hard = fixed.row_price < 0
    soft_cost = int((np.where(hard, 0, fixed.row_price) * violated).sum())
    return State(
        length=np.zeros(fixed.duties + 2, dtype=np.int64),
        client=np.zeros(stretch, dtype=np.int32),
        place=np.zeros(stretch, dtype=np.int32),
        leave0=np.zeros(stretch, dtype=np.int32),
        leave1=np.zeros(stretch, dtype=np.int32),
        last0=np.zeros(stretch, dtype=np.int32),
        last1=np.zeros(stretch, dtype=np.int32),
        visits=np.zeros(fixed.clients, dtype=np.int64),
        days=np.zeros(fixed.clients * fixed.words, dtype=np.uint64),
        row_sum=np.zeros(rows, dtype=np.int64),
        cap_count=np.zeros(caps, dtype=np.int64),
        tie_count=np.zeros(ties, dtype=np.int64),
        short=np.array(
            [
                fixed.least.sum() + fixed.pinned.sum(dtype=np.int64),
                violated[hard].sum(),
                fixed.tie_least.sum(),
            ],
            dtype=np.int64,
        ),
        objective=np.array([-soft_cost, -NO_LIMIT], dtype=np.int64),
        found=np.zeros(1, dtype=np.int64),
        best_length=np.zeros(fixed.duties, dtype=np.int64),
        best_client=np.zeros(fixed.duties * fixed.stride, dtype=np.int32),
        penalty=penalty,
        bad=np.zeros(rows + 1, dtype=np.int64),
        random=_seeded(seed),
    )


def start_penalties(fixed: Fixed) -> Floats:
    """First penalty of each hard row: what a unit of its weight is worth, by and large."""
    tops = np.array(
        [
            fixed.value[fixed.value_start[i] : fixed.value_start[i + 1]].max(initial=0)
            for i in range(fixed.clients)
        ],
        dtype=np.float64,
    )
    weight = np.abs(fixed.row_weight) @ np.maximum(fixed.most, 1).astype(np.float64)
    guess: Floats = np.where(weight > 0, tops.sum() / np.maximum(weight, 1.0), 1.0)
    return np.maximum(guess, 1.0)


def _starts(lengths: list[int]) -> Int64:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _limits(missing: int, limits: list[int | None]) -> Int64:
    return np.array([missing if limit is None else limit for limit in limits], dtype=np.int64)


def _clashes(windows: list[CountWindow], days: Int64, clients: int, words: int) -> Words:
    """Bits of the duties that a visit excludes: ``[(client * duties + duty) * words + word]``."""
    duties = len(days)
    masks = np.zeros((clients, duties, words), dtype=np.uint64)
    for d in range(duties):  # at most one visit a duty
        masks[:, d, d // 64] |= np.uint64(1) << np.uint64(d % 64)
    for window in windows:
        inside = np.flatnonzero((window.first_day <= days) & (days <= window.last_day))
        mask = np.zeros(words, dtype=np.uint64)
        for day in inside.tolist():
            mask[day // 64] |= np.uint64(1) << np.uint64(day % 64)
        masks[window.client, inside] |= mask
    return masks.ravel()


def _nearest(problem: Problem) -> Int32:
    """The clients nearest to each client, by the drive there and back."""
    nodes = np.array([client.node for client in problem.clients], dtype=np.int64)
    both = problem.travel[np.ix_(nodes, nodes)]
    away = (both + both.T).astype(np.float64)
    np.fill_diagonal(away, np.inf)
    order = np.argsort(away, axis=1, kind="stable")[:, : min(NEAREST, max(len(nodes) - 1, 1))]
    return order.astype(np.int32)


def _seeded(seed: int) -> Words:
    """State of the random generator: two words from numpy's seed sequence, never both zero."""
    return np.random.SeedSequence(seed).generate_state(2, np.uint64) | np.uint64(1)

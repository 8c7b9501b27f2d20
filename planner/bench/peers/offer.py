"""What the peers are offered: optional stops with prizes, in place of the rules they lack.

None of the peers knows visits whose worth falls with their number, spacing between two visits of
one client, quotas over a month, or caps on clients. All get the same substitute:

- *Visits*: a rough knapsack over all visits, worth per minute of visit and drive, says how
  often each client would be visited if time were a fifth more than there is; the peer is offered
  that many *stops*, and chooses. The k-th stop is worth the k-th marginal value; a table that
  is not concave is replaced by its concave envelope. Visits that are due get a prize that no other
  sum of prizes reaches.
- *Spacing*: a client's stops lie in different segments of the month, as even as can be and so far
  apart that no two visits in neighbouring segments can be too close.
- *Rows* (the quota): each visit's prize is raised by the row's price times its weight. The price
  begins at our own engine's dual price, better than what a peer's user could know, and is steered
  from round to round by whether the row was kept.
- *Caps*: only the most valuable clients of a class are offered.
- *Grid*: a leg ends on the grid, so that service and drive together last a multiple of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.problem import Problem, Span

Ints = NDArray[np.int64]
Routes = list[list[int]]
"""Clients of each duty, in the order in which a peer visits them."""

EXTRA = 1.2
"""Minutes of the offered stops, as a multiple of the minutes that there are."""


@dataclass(frozen=True)
class Stop:
    """A visit that a peer may make, once, on one of some duties.

    ``prize`` is in cents; ``due`` says that a rule asks for the visit.
    """

    client: int
    duties: tuple[int, ...]
    prize: int
    due: bool


@dataclass(frozen=True)
class Offer:
    """A problem as the peers see it.

    Parameters
    ----------
    minutes, cents : int64[places, places]
        Drives. Place ``i`` is client ``i``; the duties' start and end nodes follow.
    start, end : tuple of int
        Place of each duty's start and end.
    stops : tuple of Stop
        In the order of their clients.
    """

    problem: Problem
    minutes: Ints
    cents: Ints
    start: tuple[int, ...]
    end: tuple[int, ...]
    stops: tuple[Stop, ...]

    def worth(self, stop: Stop) -> int:
        """What it costs to leave out a stop; more than all prizes where it is due."""
        sure = 10 * sum(max(0, other.prize) for other in self.stops) if stop.due else 0
        return max(0, stop.prize) + sure

    def spans(self, stop: Stop, duty: int) -> list[Span]:
        """Earliest and latest START of a stop on a duty, span by span."""
        problem = self.problem
        minutes, shift = problem.clients[stop.client].minutes, problem.duties[duty]
        found = []
        for begin, end in problem.clients[stop.client].windows[duty]:
            first = -(-max(begin, shift.start) // problem.slot) * problem.slot
            last = (min(end, shift.end) - minutes) // problem.slot * problem.slot
            if first <= last:
                found.append((first, last))
        return found


def offer_of(problem: Problem, prices: Mapping[str, int], seed: int) -> Offer:
    """Places, drives and stops of a problem.

    Parameters
    ----------
    prices : mapping of str to int
        Dual price of rows by label, cents per unit; a missing one counts as 0.
    seed : int
        Which of a client's segments is worth how much, where that is open.

    Raises
    ------
    ValueError
        The problem has pins, which this model does not know.
    """
    if problem.pins:
        raise ValueError("the peers' model knows no pins")
    depots = sorted({duty.start_node for duty in problem.duties}
                    | {duty.end_node for duty in problem.duties})  # fmt: skip
    nodes = [client.node for client in problem.clients] + depots
    index = {node: len(problem.clients) + n for n, node in enumerate(depots)}
    drive = problem.travel[np.ix_(nodes, nodes)]
    service = np.array([c.minutes for c in problem.clients] + [0] * len(depots))[:, None]
    to_client = np.arange(len(nodes))[None, :] < len(problem.clients)
    on_grid = -(-(service + drive) // problem.slot) * problem.slot - service
    return Offer(
        problem=problem,
        minutes=np.where(to_client, on_grid, drive).astype(np.int64),
        cents=problem.travel_cost[np.ix_(nodes, nodes)].astype(np.int64),
        start=tuple(index[duty.start_node] for duty in problem.duties),
        end=tuple(index[duty.end_node] for duty in problem.duties),
        stops=tuple(_stops(problem, prices, np.random.default_rng(seed))),
    )


def row_worth(problem: Problem, prices: Mapping[str, int]) -> Ints:
    """What a visit of each client is worth for the rows at their prices, cents."""
    worth = np.zeros(len(problem.clients), dtype=np.int64)
    for row in problem.rows:
        price = abs(prices.get(row.label, row.price or 0))
        sign = 1 if row.at_least is not None else -1
        worth += sign * price * np.array(row.weights, dtype=np.int64)
    return worth


def spacing(problem: Problem) -> Ints:
    """Fewest days from one visit of each client to the next."""
    gaps = np.ones(len(problem.clients), dtype=np.int64)
    for window in problem.count_windows:
        if window.at_most == 1:
            days = window.last_day - window.first_day + 1
            gaps[window.client] = max(gaps[window.client], days)
    return gaps


def _stops(problem: Problem, prices: Mapping[str, int], rng: np.random.Generator) -> list[Stop]:
    extra, gaps = row_worth(problem, prices), spacing(problem)
    counts = _wanted(problem, extra)
    stops = []
    for i, client in enumerate(problem.clients):
        open_duties = sorted(
            (d for d, spans in enumerate(client.windows) if spans),
            key=lambda d: problem.duties[d].day,
        )
        days = [problem.duties[d].day for d in open_duties]
        pieces: list[range] = []
        for number in range(int(counts[i]), 0, -1):
            pieces = _segments(days, number, int(gaps[i]), rng)
            if pieces:
                break
        # any visit that is made counts as the first: which segment is worth most is open
        order = rng.permutation(len(pieces))
        marginal = _marginals(client.values)
        for k, segment in enumerate(order):
            stops.append(
                Stop(
                    client=i,
                    duties=tuple(open_duties[position] for position in pieces[segment]),
                    prize=round(marginal[k] + int(extra[i])),
                    due=k < client.min_visits,
                )
            )
    return [stop for stop in stops if stop.due or stop.prize > 0]


def _wanted(problem: Problem, extra: Ints) -> Ints:
    """How often each client is visited when time is `EXTRA` times what there is."""
    room = EXTRA * sum(
        duty.end - duty.start - sum(end - start for start, end in duty.blocked)
        - (duty.lunch.minutes if duty.lunch else 0)
        for duty in problem.duties
    )  # fmt: skip
    drives = _drives(problem)
    ranked: list[tuple[float, int, int]] = []
    counts = np.zeros(len(problem.clients), dtype=np.int64)
    for i, client in enumerate(problem.clients):
        counts[i] = client.min_visits
        room -= counts[i] * (client.minutes + drives[i])
        for k, marginal in enumerate(_marginals(client.values)):
            if k >= client.min_visits:
                rate = (marginal + int(extra[i])) / (client.minutes + drives[i])
                ranked.append((rate, i, k))
    ranked.sort(key=lambda entry: (-entry[0], entry[1:]))
    for rate, i, _ in ranked:
        if rate <= 0 or room <= 0:
            break
        if counts[i] == 0 and any(
            i in cap.clients and sum(counts[j] > 0 for j in cap.clients) >= cap.at_most
            for cap in problem.active_caps
        ):
            continue
        counts[i] += 1
        room -= problem.clients[i].minutes + drives[i]
    return counts


def _drives(problem: Problem) -> NDArray[np.float64]:
    """Guess of the minutes driven for a visit: from a near client, and a share of the way home."""
    nodes = [client.node for client in problem.clients]
    between = problem.travel[np.ix_(nodes, nodes)].astype(np.float64)
    np.fill_diagonal(between, np.inf)
    near = np.sort(between, axis=1)[:, :4]
    near[~np.isfinite(near)] = 0
    home = problem.duties[0].start_node if problem.duties else 0
    ways = problem.travel[home, nodes] + problem.travel[nodes, home]
    result: NDArray[np.float64] = near.mean(axis=1) + ways / 8
    return result


def _marginals(values: Sequence[int]) -> list[float]:
    """Marginal values of the least concave table above the values."""
    slopes: list[float] = []
    at = 0
    while at < len(values) - 1:
        slope, to = max(
            ((values[k] - values[at]) / (k - at), k) for k in range(at + 1, len(values))
        )
        slopes += [slope] * (to - at)
        at = to
    return slopes


def _segments(days: Sequence[int], number: int, gap: int, rng: np.random.Generator) -> list[range]:
    """Cut sorted days into so many runs that lie ``gap`` days apart, as even as can be.

    Ranges of positions in ``days``; empty where there is no such cut. Even: the sum of the
    inverse sizes is least, up to some noise that makes clients differ.
    """
    n = len(days)
    noise = rng.uniform(0.9, 1.1, size=(n, n))
    best = [[math.inf] * (n + 1) for _ in range(number + 1)]
    best[0] = [0.0] * (n + 1)
    cut: dict[tuple[int, int], tuple[int, int, int]] = {}
    for left in range(1, number + 1):
        for begin in range(n - 1, -1, -1):
            best[left][begin] = best[left][begin + 1]
            if begin + 1 < n and (left, begin + 1) in cut:
                cut[left, begin] = cut[left, begin + 1]
            for last in range(begin, n):
                follows = next((p for p in range(last + 1, n) if days[p] >= days[last] + gap), n)
                if left == 1 and last < n - 1:
                    continue
                cost = noise[begin, last] / (last - begin + 1) + best[left - 1][follows]
                if cost < best[left][begin]:
                    best[left][begin] = cost
                    cut[left, begin] = (begin, last, follows)
    if not math.isfinite(best[number][0]):
        return []
    found, begin = [], 0
    for left in range(number, 0, -1):
        first, last, begin = cut[left, begin]
        found.append(range(first, last + 1))
    return found

"""What each rule costs: the multipliers of the best proven bound, under the rules' own labels.

Multipliers are prices once they have settled: where the bound that they prove is near what the
relaxed master's own columns are worth. Before, they only say which rows the columns at hand could
not keep yet. A row that they keep in one way alone has a multiplier of any size even then; more
than all visits together is no price.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.bound import Duals
from models.master.generate import Generation
from models.routes import SCALE
from models.terms import Terms

SETTLED = 0.01
"""Relative distance of bound and relaxed master up to which multipliers are prices."""


def known_prices(generation: Generation) -> dict[str, int]:
    """Prices by label, as far as they are known: none before the multipliers have settled."""
    bound, relaxed, duals = generation.bound, generation.relaxed, generation.centre
    if bound is None or relaxed is None or duals is None:
        return {}
    if bound - relaxed.value > SETTLED * max(1.0, abs(relaxed.value)):
        return {}
    terms = generation.terms
    most = sum(max(client.values) for client in terms.problem.clients)
    found = prices_by_label(terms, duals, generation.upper)
    return {label: price for label, price in found.items() if price <= most}


def prices_by_label(
    terms: Terms, duals: Duals, upper: NDArray[np.int64] | None = None
) -> dict[str, int]:
    """What one unit more room in each constraint is worth at most, cents.

    Rows and caps are all there; of the others only those that are not 0.

    Keys
    ----
    ``<row label>``
        A unit of the row's limit, in the unit of its weights.
    ``<cap label>``
        One client more.
    ``min_visits:<client id>``
        One visit fewer than the fewest.
    ``count:<client id>``
        A visit more (or fewer) in one of the client's count windows, summed over them.
    ``pin:<client id>``
        Leaving the pinned visit out.
    ``duty:<index>``
        One duty more like this one.
    """
    problem = terms.problem
    always = {row.label for row in problem.rows} | {cap.label for cap in problem.active_caps}
    found = dict.fromkeys(sorted(always), 0)

    def price(label: str, amount: int) -> None:
        if amount:
            found[label] = found.get(label, 0) + amount

    for row, floor, ceiling in zip(problem.rows, duals.floors, duals.ceilings, strict=True):
        price(row.label, abs(int(floor) - int(ceiling)))  # an exact row may have any of both
    for cap, amount in zip(problem.active_caps, duals.caps, strict=True):
        price(cap.label, int(amount))
    for window, most, least in zip(problem.count_windows, duals.most, duals.least, strict=True):
        price(f"count:{problem.clients[window.client].id}", int(most) + int(least))
    for pin, amount in zip(problem.pins, duals.pins, strict=True):
        price(f"pin:{problem.clients[pin.client].id}", max(0, int(amount)))
    spaced = {window.client for window in problem.count_windows}
    for i, client in enumerate(problem.clients):
        fewer, more = _relief(terms, duals, i)
        if terms.fewest[i]:
            price(f"min_visits:{client.id}", fewer)
        if i in spaced:  # a window that gives way may change how often a visit is possible at all
            price(f"count:{client.id}", max(fewer, more))
    if upper is not None:
        for duty, worth in enumerate(upper):
            price(f"duty:{duty}", int(worth))
    return {
        label: round(amount / SCALE)
        for label, amount in found.items()
        if abs(amount) >= SCALE or label in always
    }


def _relief(terms: Terms, duals: Duals, i: int) -> tuple[int, int]:
    """What one visit fewer than the fewest, or more than the most, would add to the bound."""
    low, high = int(terms.fewest[i]), int(terms.most[i])
    values = terms.problem.clients[i].values
    bonus = sum(
        int(most) * (window.at_most or 0)
        for window, most in zip(terms.problem.count_windows, duals.most, strict=True)
        if window.client == i
    ) - sum(
        int(amount)
        for cap, amount in zip(terms.problem.active_caps, duals.caps, strict=True)
        if i in cap.clients
    )

    def part(k: int) -> int:
        return int(values[k]) * SCALE - k * int(duals.visits[i]) + (bonus if k else 0)

    best = max(part(k) for k in range(low, high + 1))
    fewer = part(low - 1) - best if low else 0
    more = part(high + 1) - best if high + 1 < len(values) else 0
    return max(0, fewer), max(0, more)

"""What each rule costs: estimates from the multipliers of the best proven bound, and a proof.

A *price* is an estimate of what one unit more room in a constraint would bring: by how much the
multipliers' bound rises. Multipliers are prices once they have settled, where the bound that they
prove is near what the relaxed master's own columns are worth. Before, they only say which rows
the columns at hand could not keep yet. A row that they keep in one way alone has a multiplier of
any size even then; more than all visits together is no price.

The bound itself is never in doubt: that of the looser problem is a bound, too (`models.relief`).

Labels, and what one unit looser means
--------------------------------------
``<row label>``
    Every limit of the row one unit wider, in the unit of its weights.
``<cap label>``
    One client more.
``min_visits:<client id>``
    The client's fewest visits one fewer.
``count:<client id>``
    All of the client's count windows one visit wider: one more than ``at_most``, one fewer than
    ``at_least``. Windows that allow no visit stay as they are.
``pin:<client id>``
    The client's pinned visits may be left out, or made as they are pinned.
``duty:<index>``
    One duty more like this one, in all rows that this one is in. Duties with a pin have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.bound import Duals
from models.master.generate import Generation
from models.problem import Client, CountWindow
from models.relief import PARTS, Relief
from models.routes import SCALE
from models.terms import Terms

SETTLED = 0.01
"""Relative distance of bound and relaxed master up to which multipliers are prices."""

assert SCALE == PARTS


def known_prices(generation: Generation) -> dict[str, int]:
    """Prices by label, as far as they are known: none before the multipliers have settled."""
    bound, relaxed, duals = generation.bound, generation.relaxed, generation.centre
    if bound is None or relaxed is None or duals is None:
        return {}
    if bound - relaxed.value > SETTLED * max(1.0, abs(relaxed.value)):
        return {}
    most = _all_visits(generation.terms)
    found = prices_by_label(generation.terms, duals, generation.upper)
    return {label: price for label, price in found.items() if price <= most}


def known_relief(generation: Generation, objective: int) -> Relief | None:
    """What the multipliers prove of looser constraints; None before there is a bound.

    Labels whose gain is above all visits together are left out: they would say nothing.

    Parameters
    ----------
    objective : int
        Of the best plan, cents.
    """
    bound, duals, upper = generation.bound, generation.centre, generation.upper
    if bound is None or duals is None or upper is None:
        return None
    most = _all_visits(generation.terms) * SCALE
    found = gains_by_label(generation.terms, duals, upper)
    return Relief(bound - objective, {label: gain for label, gain in found.items() if gain <= most})


def prices_by_label(
    terms: Terms, duals: Duals, upper: NDArray[np.int64] | None = None
) -> dict[str, int]:
    """Estimates of what one unit more room in each constraint is worth, cents.

    Rows and caps are all there; of the others only those that are not 0.
    """
    problem = terms.problem
    always = {row.label for row in problem.rows} | {cap.label for cap in problem.active_caps}
    return {
        label: round(gain / SCALE)
        for label, gain in gains_by_label(terms, duals, upper).items()
        if gain >= SCALE or label in always
    }


def gains_by_label(
    terms: Terms, duals: Duals, upper: NDArray[np.int64] | None = None
) -> dict[str, int]:
    """By how much the multipliers' bound rises with one unit more room, in cents x `SCALE`.

    Parameters
    ----------
    upper : int64[duties] or None
        As `models.bound.bound` has it; without it nothing is said of one duty more.
    """
    problem = terms.problem
    found: dict[str, int] = {}
    for row, floor, ceiling in zip(problem.rows, duals.floors, duals.ceilings, strict=True):
        # what both have in common pays for no visit and raises the bound: it may be left out
        found[row.label] = abs(int(floor) - int(ceiling))
    for cap, amount in zip(problem.active_caps, duals.caps, strict=True):
        found[cap.label] = int(amount)
    for pin, amount in zip(problem.pins, duals.pins, strict=True):
        label = f"pin:{problem.clients[pin.client].id}"
        found[label] = found.get(label, 0) + max(0, int(amount))
    choices = _choices(terms, duals)
    for choice in choices:
        if choice.client.min_visits:
            found[f"min_visits:{choice.client.id}"] = choice.one_visit_fewer()
        if any(window.at_most != 0 for window, _, _ in choice.windows):
            found[f"count:{choice.client.id}"] = choice.wider_windows()
    if upper is not None:
        pinned = {pin.duty for pin in problem.pins}
        for duty in (d for d in range(len(problem.duties)) if d not in pinned):
            able = (choices[i] for i in np.flatnonzero(~terms.barred[duty]))
            more = sum(choice.one_visit_more() for choice in able)
            found[f"duty:{duty}"] = max(0, int(upper[duty])) + more
    return found


def _all_visits(terms: Terms) -> int:
    """Worth of all clients at the best number of visits, cents."""
    return sum(max(client.values) for client in terms.problem.clients)


def _choices(terms: Terms, duals: Duals) -> list[_Choice]:
    """The choice of every client's number of visits."""
    problem = terms.problem
    windows: list[list[_Window]] = [[] for _ in problem.clients]
    for window, most, least in zip(problem.count_windows, duals.most, duals.least, strict=True):
        windows[window.client].append((window, int(most), int(least)))
    fees = [0] * len(problem.clients)
    for cap, amount in zip(problem.active_caps, duals.caps, strict=True):
        for i in cap.clients:
            fees[i] += int(amount)
    return [
        _Choice(
            client=client,
            low=int(terms.fewest[i]),
            high=int(terms.most[i]),
            visit=int(duals.visits[i]),
            windows=windows[i],
            bonus=sum(most * (window.at_most or 0) for window, most, _ in windows[i]) - fees[i],
        )
        for i, client in enumerate(problem.clients)
    ]


_Window = tuple[CountWindow, int, int]
"""A count window and the multipliers of its ``at_most`` and ``at_least``."""


@dataclass(frozen=True, kw_only=True)
class _Choice:
    """The choice of one client's number of visits, a part of the bound; see `models.bound`.

    Parameters
    ----------
    low, high : int
        Fewest and most visits.
    visit : int
        Multiplier of a visit.
    bonus : int
        What is added if there is any visit.
    """

    client: Client
    low: int
    high: int
    visit: int
    windows: list[_Window]
    bonus: int

    @cached_property
    def best(self) -> int:
        """Part of the bound."""
        return self._best(self.low, self.high, self.bonus)

    def _best(self, low: int, high: int, bonus: int) -> int:
        return max(
            self.client.values[k] * SCALE - k * self.visit + (bonus if k else 0)
            for k in range(low, high + 1)
        )

    def one_visit_fewer(self) -> int:
        """Gain of one fewer as fewest visits."""
        owed = [self.client.min_visits - 1, *(window.at_least for window, _, _ in self.windows)]
        return self._best(max(owed), self.high, self.bonus) - self.best

    def one_visit_more(self) -> int:
        """Gain of one more as most visits, as far as they have a worth."""
        high = min(self.high + 1, self.client.max_visits)
        return self._best(self.low, high, self.bonus) - self.best

    def wider_windows(self) -> int:
        """Gain of all windows one visit wider; how often a visit is possible then is left open."""
        owed = [self.client.min_visits, *(window.at_least - 1 for window, _, _ in self.windows)]
        more = sum(most for window, most, _ in self.windows if window.at_most)
        less = sum(least for window, _, least in self.windows if window.at_least)
        return less + self._best(max(owed), self.client.max_visits, self.bonus + more) - self.best

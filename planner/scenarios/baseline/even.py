"""A plain even round of all accounts: what a careful rep does who ranks nobody.

The accounts are taken in turn by their direction from home (the order of the sweep heuristic,
Gillett & Miller 1974, doi:10.1287/opre.22.2.340), round after round. Every working day is filled
with the next ones that fit, each at its shortest place in the day's route; one that does not fit
that day keeps its turn. Days are as strict as the plan's: working and opening hours, busy times,
lunch, drives, visits a day, the grid, appointments; so are spacing and the most visits of an
account. Quotas, the cap on leads and contracts are minded only as far as a round keeps them.
"""

from __future__ import annotations

from collections import deque
from math import atan2

import numpy as np

import models
from models.anneal import timed
from models.incumbent import travel_cost
from models.terms import Terms
from models.timetable import fits
from planner.domain import Territory
from planner.rules import Compiled

AHEAD = 12
"""Accounts next in turn that are tried where the first does not fit."""


def even_round(territory: Territory, compiled: Compiled) -> models.Solution:
    """One rep's period filled with all accounts in turn."""
    return _Round(territory, compiled).solution()


class _Round:
    """A round in the making."""

    def __init__(self, territory: Territory, compiled: Compiled) -> None:
        self.problem = compiled.problem
        self.terms = Terms.of(compiled.problem)
        self.turns = deque(_by_direction(territory, compiled))
        self.counts = dict.fromkeys(self.turns, 0)
        self.days: dict[int, list[int]] = {client: [] for client in self.turns}
        self.routes: list[tuple[int, ...]] = [() for _ in self.problem.duties]
        for pin in sorted(self.problem.pins, key=lambda pin: (pin.duty, pin.start)):
            self._take(pin.duty, pin.client, (*self.routes[pin.duty], pin.client))

    def solution(self) -> models.Solution:
        """Fill the days in their order."""
        for duty in sorted(range(len(self.routes)), key=lambda d: self.problem.duties[d].day):
            while self._add(duty):
                pass
        return timed(self.problem, self.terms.timetable, self.routes)

    def _add(self, duty: int) -> bool:
        """Add the first of the next in turn that fits; whether there was one."""
        for client in list(self.turns)[:AHEAD]:
            route = self._place(duty, client) if self._is_due(duty, client) else None
            if route is not None:
                self._take(duty, client, route)
                self.turns.remove(client)
                self.turns.append(client)
                return True
        return False

    def _take(self, duty: int, client: int, route: tuple[int, ...]) -> None:
        self.routes[duty] = route
        self.counts[client] = self.counts.get(client, 0) + 1
        self.days.setdefault(client, []).append(self.problem.duties[duty].day)

    def _is_due(self, duty: int, client: int) -> bool:
        """Whether a visit is allowed by the account's own limits."""
        day = self.problem.duties[duty].day
        if self.terms.barred[duty, client] or client in self.routes[duty]:
            return False
        if self.counts[client] >= int(self.terms.most[client]):
            return False
        return all(
            sum(window.first_day <= seen <= window.last_day for seen in self.days[client])
            < window.at_most
            for window in self.problem.count_windows
            if window.client == client
            and window.at_most is not None
            and window.first_day <= day <= window.last_day
        )

    def _place(self, duty: int, client: int) -> tuple[int, ...] | None:
        """The day's route with the client at its shortest place; None where it does not fit."""
        route = self.routes[duty]
        tried = [(*route[:n], client, *route[n:]) for n in range(len(route) + 1)]
        tried.sort(key=lambda longer: travel_cost(self.terms, duty, longer))
        return next(
            (
                longer
                for longer in tried
                if fits(self.terms.timetable, duty, np.array(longer, dtype=np.int32))
            ),
            None,
        )


def _by_direction(territory: Territory, compiled: Compiled) -> list[int]:
    """Clients by the compass, from the east; an account's phone calls take no turn."""
    home = territory.rep[compiled.rep_id].home
    first: dict[str, int] = {}
    for client, account_id in enumerate(compiled.account_ids):
        first.setdefault(account_id, client)

    def direction(account_id: str) -> tuple[float, str]:
        account = territory.account[account_id]
        return atan2(account.latitude - home[0], account.longitude - home[1]), account_id

    return [first[account_id] for account_id in sorted(first, key=direction)]

"""Between what one natural unit more room in a rule brings: what is proven, in cents.

The engine proves intervals for one unit of its own limits. A manager's unit may be another change
of the problem, so it is enclosed in one that the engine speaks of: a quota one percentage point
lower lets the row fall by at most a hundredth of all visit minutes that the days have room for.
What is proven of the wider change holds for the narrower one as an upper limit; no change makes a
plan worse, so that the lower limit is 0 at least.
"""

from __future__ import annotations

from collections.abc import Mapping

import models
from planner.rules import Compiled

Interval = tuple[int, int]


class Proven:
    """Proven intervals of one rep's rules.

    Parameters
    ----------
    compiled : Compiled
        The rep's problem. Where a row has a price, an optimum is worth something else than a plan
        is said to be worth, and nothing is told.
    result : Result or None
        Of the search; None tells nothing.
    """

    def __init__(self, compiled: Compiled, result: models.Result | None) -> None:
        self.compiled, self.problem = compiled, compiled.problem
        if any(row.price is not None for row in self.problem.rows):
            result = None
        self.intervals: Mapping[str, Interval] = {} if result is None else result.price_bounds
        self.relief = None if result is None else result.relief

    def quota(self, label: str) -> Interval | None:
        """A quota one percentage point lower, or higher where it is one of at most."""
        units = -(-self.compiled.units[label].scale * self._most_minutes() // 100)
        return self._at_most({label: units})

    def leads(self) -> Interval | None:
        """One place more; None where a list that is too long may take it."""
        full = any(cap.label == "leads" and not cap.at_most for cap in self.problem.active_caps)
        return None if full else self.intervals.get("leads")

    def contract(self, account_id: str) -> Interval | None:
        """One visit fewer owed, while as many as now stay allowed."""
        row, fewest = f"contract:{account_id}", f"min_visits:{account_id}"
        if len(self.compiled.clients_of[account_id]) == 1:
            return self.intervals.get(fewest)
        client = self.problem.clients[self.compiled.clients_of[account_id][0]]
        return self._at_most({row: 1, fewest: 1} if client.min_visits else {row: 1})

    def _at_most(self, units: Mapping[str, int]) -> Interval | None:
        most = None if self.relief is None else self.relief.most(units)
        return None if most is None else (0, most)

    def _most_minutes(self) -> int:
        """Visit minutes that no plan exceeds."""
        by_days = 0
        for duty in self.problem.duties:
            taken = sum(end - start for start, end in duty.blocked)
            taken += 0 if duty.lunch is None else duty.lunch.minutes
            by_days += max(0, duty.end - duty.start - taken)
        by_clients = sum(each.minutes * each.max_visits for each in self.problem.clients)
        return min(by_days, by_clients)

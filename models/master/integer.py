"""The master in integers: what every CP-SAT model over day routes shares, and the one without days.

`choose_routes` says how often each route is driven, not when: duties of one kind are
interchangeable, and a model that names them drowns in their symmetry. Routes that fit on the same
kinds of duties share a *signature*; how many of a signature's routes go to which kind is a flow.
Spacing is not in the model; giving the routes days comes after (`models.master.place`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from models.limits import MONEY, missed_at_most
from models.terms import Terms

Ints = NDArray[np.int64]

REPAIR = 3
"""A violated hard row costs this often the largest value, where a model may violate it."""


@dataclass(frozen=True)
class Effort:
    """When a CP-SAT search ends.

    Parameters
    ----------
    seconds : float or None
        Wall clock.
    work : float or None
        CP-SAT's deterministic time; with it the search is repeatable.
    """

    seconds: float | None = None
    work: float | None = None

    def solver(self, seed: int = 0) -> cp_model.CpSolver:
        """A single-threaded solver with this limit.

        Symmetry detection and probing cost more than they bring on set-partitioning models.
        """
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.catch_sigint_signal = False  # Ctrl-C is the caller's to hear, in one place
        parameters.random_seed = seed
        parameters.linearization_level = 2
        parameters.symmetry_level = 0
        parameters.cp_model_probing_level = 0
        if self.seconds is not None:
            parameters.max_time_in_seconds = self.seconds
        if self.work is not None:
            parameters.max_deterministic_time = self.work
        return solver


@dataclass(frozen=True)
class Column:
    """A route and the duties that it may be driven on, all alike in what counts.

    Parameters
    ----------
    clients : tuple of int
        In the order of the visits.
    duties : tuple of int
        Where it fits. A duty with a pin stands alone: it is like no other.
    cost : int
        Cents to drive.
    """

    clients: tuple[int, ...]
    duties: tuple[int, ...]
    cost: int


class Counting:
    """Values, rows and caps over route variables; the caller adds what says where routes go.

    Parameters
    ----------
    terms : Terms
        The problem.
    elastic : bool
        Whether minima and hard rows may be violated at a high price.
    """

    def __init__(self, terms: Terms, *, elastic: bool = False) -> None:
        self.terms = terms
        self.elastic = elastic
        self.model = cp_model.CpModel()
        self.profit: list[cp_model.LinearExprT] = []
        self.visits: dict[int, list[cp_model.LinearExprT]] = defaultdict(list)
        self.row_sums: list[list[cp_model.LinearExprT]] = [[] for _ in terms.problem.rows]
        self.active: dict[int, cp_model.LinearExprT] = {}
        largest = max(abs(v) for client in terms.problem.clients for v in client.values)
        owed = max(1, int(terms.fewest.sum()))
        self.repair = max(1, min(REPAIR * max(1, int(largest)), MONEY // owed))

    def drive(self, clients: Sequence[int], cost: int, duty: int, times: cp_model.IntVar) -> None:
        """Count a route that is driven `times` times on duties like `duty`."""
        if cost:
            self.profit.append(-cost * times)
        for client in clients:
            self.visits[client].append(times)
        for row, weights in enumerate(self.terms.weights):
            weight = int(weights[duty, list(clients)].sum())
            if weight:
                self.row_sums[row].append(weight * times)

    def keep(self, clients: Sequence[int], duty: int) -> None:
        """Count a route that is driven for certain; its cost is a constant and left out."""
        for client in clients:
            self.visits[client].append(1)
        for row, weights in enumerate(self.terms.weights):
            self.row_sums[row].append(int(weights[duty, list(clients)].sum()))

    def _slack(self, price: int | None, units: int, name: str) -> list[cp_model.IntVar]:
        """What may be missed: nothing where it has no price, else up to so many units."""
        if price is None and self.elastic:
            price = max(1, min(self.repair // 30 + 1, MONEY // max(1, units)))
        if price is None or not units:
            return []
        slack = self.model.new_int_var(0, units, name)
        self.profit.append(-price * slack)
        return [slack]

    def close(self, hinted: Ints | None = None) -> None:
        """Add the values, rows and caps over all that was counted, and the objective.

        Parameters
        ----------
        hinted : int64[clients] or None
            Visits of the plan that is hinted. A hint that says everything is a solution at once;
            one that leaves the rest to the solver may take it longer than the search.
        """
        problem, terms, model = self.terms.problem, self.terms, self.model
        for i, client in enumerate(problem.clients):
            low, high = int(terms.fewest[i]), int(terms.most[i])
            if not self.visits[i] and low == 0:
                self.active[i] = 0
                continue
            lowest = 0 if self.elastic else low
            times = {k: model.new_bool_var(f"visits {i}={k}") for k in range(lowest, high + 1)}
            model.add_exactly_one(times.values())
            model.add(sum(self.visits[i]) == sum(k * chosen for k, chosen in times.items()))
            for k, chosen in times.items():
                if hinted is not None:
                    model.add_hint(chosen, int(hinted[i]) == k)
                worth = int(client.values[k]) - self.repair * max(0, low - k)
                if worth:
                    self.profit.append(worth * chosen)
            self.active[i] = 1 if lowest else 1 - times[0]
        for row, total in zip(problem.rows, self.row_sums, strict=True):
            missed = missed_at_most(problem, row)
            self._limit(total, row.at_least, row.at_most, row.price, missed, row.label)
        for cap in problem.active_caps:
            active = [self.active[i] for i in cap.clients]
            self._limit(active, None, cap.at_most, None, (0, len(cap.clients)), cap.label)
        model.maximize(sum(self.profit))

    def _limit(
        self,
        parts: Sequence[cp_model.LinearExprT],
        at_least: int | None,
        at_most: int | None,
        price: int | None,
        missed: tuple[int, int],
        label: str,
    ) -> None:
        """at_least <= sum of parts <= at_most, or the price a unit; it misses at most `missed`."""
        if at_least is not None:
            short = self._slack(price, missed[0], f"{label} short")
            self.model.add(cp_model.LinearExpr.sum([*parts, *short]) >= at_least)
        if at_most is not None:
            over = self._slack(price, missed[1], f"{label} over")
            self.model.add(cp_model.LinearExpr.sum(parts) - sum(over) <= at_most)


def signatures(terms: Terms, columns: Sequence[Column]) -> dict[tuple[int, ...], list[int]]:
    """Columns by the kinds of duties that they fit on."""
    found: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for index, column in enumerate(columns):
        found[tuple(sorted({int(terms.kinds[d]) for d in column.duties}))].append(index)
    return dict(sorted(found.items()))


def choose_routes(
    terms: Terms,
    columns: Sequence[Column],
    effort: Effort,
    *,
    hint: Mapping[int, int] | None = None,
    seed: int = 0,
) -> dict[int, int]:
    """How often to drive each route, without saying when.

    Parameters
    ----------
    terms : Terms
        The problem.
    columns : sequence of Column
        Routes at hand, and the duties that may take them.
    effort : Effort
        When to stop.
    hint : mapping or None
        Column by duty, of a known plan.
    seed : int
        Of CP-SAT.

    Returns
    -------
    dict
        Times by column (those driven at all); empty when nothing was found.
    """
    counting = Counting(terms)
    model = counting.model
    sizes = np.bincount(terms.kinds)
    hinted = None if hint is None else Hint(terms, columns, hint, {})
    times = []
    for index, column in enumerate(columns):
        limit = min(3, len(column.duties), *(int(terms.most[i]) for i in column.clients))
        driven = model.new_int_var(0, limit, f"route {index}")
        counting.drive(column.clients, column.cost, column.duties[0], driven)
        if hinted is not None:
            model.add_hint(driven, hinted.times[index])
        times.append(driven)
    counting.close(None if hinted is None else hinted.visits)
    arriving: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for kinds, members in signatures(terms, columns).items():
        if len(kinds) == 1:
            arriving[kinds[0]] += [times[index] for index in members]
            continue
        flows = [model.new_int_var(0, int(sizes[kind]), f"{kinds} to {kind}") for kind in kinds]
        model.add(sum(times[index] for index in members) == sum(flows))
        for kind, flow in zip(kinds, flows, strict=True):
            arriving[kind].append(flow)
            if hinted is not None:
                model.add_hint(flow, hinted.flow(members, kind))
    for kind, flows in arriving.items():
        model.add(sum(flows) <= int(sizes[kind]))
    for pin in terms.problem.pins:
        holding = [
            driven
            for column, driven in zip(columns, times, strict=True)
            if column.duties == (pin.duty,) and pin.client in column.clients
        ]
        model.add(cp_model.LinearExpr.sum(holding) == 1)
    solver = effort.solver(seed)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}
    driven_times = {index: solver.value(driven) for index, driven in enumerate(times)}
    return {index: often for index, often in driven_times.items() if often}


class Hint:
    """A known plan in the variables of the model without days."""

    def __init__(
        self,
        terms: Terms,
        columns: Sequence[Column],
        hint: Mapping[int, int],
        kept: Mapping[int, tuple[int, ...]],
    ) -> None:
        self.times = [0] * len(columns)
        self.visits = np.zeros(len(terms.problem.clients), dtype=np.int64)
        self._on: dict[tuple[int, int], int] = defaultdict(int)
        for duty, index in hint.items():
            self.times[index] += 1
            self.visits[list(columns[index].clients)] += 1
            self._on[index, int(terms.kinds[duty])] += 1
        for clients in kept.values():
            self.visits[list(clients)] += 1

    def flow(self, members: Sequence[int], kind: int) -> int:
        """How many of some columns the plan drives on a kind of duty."""
        return sum(self._on.get((index, kind), 0) for index in members)


def on_any_days(
    terms: Terms, columns: Sequence[Column], times: Mapping[int, int]
) -> list[tuple[int, ...]]:
    """Chosen routes on duties that they fit on, whatever the count windows say.

    Routes with the fewest duties to choose from go first, each in turn bumping others along
    (augmenting paths in the bipartite graph of routes and duties).
    """
    driven = [index for index, often in sorted(times.items()) for _ in range(often)]
    on: dict[int, int] = {}

    def find(route: int, seen: set[int]) -> bool:
        for duty in columns[driven[route]].duties:
            if duty not in seen:
                seen.add(duty)
                if duty not in on or find(on[duty], seen):
                    on[duty] = route
                    return True
        return False

    for route in sorted(range(len(driven)), key=lambda n: len(columns[driven[n]].duties)):
        find(route, set())
    duties = range(len(terms.kinds))
    return [columns[driven[on[d]]].clients if d in on else () for d in duties]

"""The relaxed master: which share of which route on which duties, and what each rule costs.

Columns are routes on *groups* of duties: duties of one kind (`Terms.kinds`) can take any share of
each other's routes, so the program has one column for all of them. Count windows look at days,
but a solution spread evenly over each group seldom breaks one; where it does, the window becomes
a row and the groups are split at its edges, so that every row sees whole groups.

Clients whose visits are worth less and less and that no cap counts have one variable in [0, 1] a
visit; the others have one a number of visits, with a row that asks for exactly one. Both are the
convex hull of (visits, value, whether visited). Every hard row has a slack at a penalty, so that
there are always multipliers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from models.bound import Duals, legal, prizes
from models.problem import Problem
from models.routes.day import SCALE
from models.routes.pool import RoutePool
from models.terms import Terms

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

LARGE_VALUE = 30.0
"""The largest value of one visit after scaling: GLOP stalls on numbers of seven digits."""
LARGE_WEIGHT = 10.0
PENALTY = 3_000.0
"""Scaled money for a unit of a hard row's slack."""
TOLERANCE = 1e-6
BROKEN = 1e-4
"""Visits over a count window's limit that make it a row."""
NEW_WINDOWS = 8
"""Rows that one client gets per separation."""


@dataclass(frozen=True)
class Relaxed:
    """What the relaxed master says.

    Parameters
    ----------
    value : float
        Objective over the columns at hand, cents; a bound on nothing.
    duals : Duals
        Multipliers in integers.
    thresholds : int64[duties]
        Worth of each duty, cents x `SCALE`: a column must beat it.
    slack : float
        Total slack of hard rows; 0 when the columns at hand satisfy them all.
    """

    value: float
    duals: Duals
    thresholds: Ints
    slack: float


@dataclass(frozen=True)
class Column:
    """A route of the pool on the duties of one group."""

    route: int
    group: int


class MasterLP:
    """The linear program and its columns.

    Parameters
    ----------
    terms : Terms
        The problem.
    pool : RoutePool
        Its routes; they may become more at any time.
    penalty : float
        Scaled money for a unit of a hard row's slack.
    seconds : float
        Wall limit of one solve.
    work : float or None
        When given, limit in GLOP's deterministic time instead of the wall.
    """

    def __init__(
        self,
        terms: Terms,
        pool: RoutePool,
        *,
        penalty: float = PENALTY,
        seconds: float = 2.0,
        work: float | None = None,
    ) -> None:
        self.terms = terms
        self.pool = pool
        self.penalty = penalty
        self.seconds = seconds
        self.work = work
        values = [abs(value) for client in terms.problem.clients for value in client.values]
        heaviest = [max(1, int(np.abs(weights).max(initial=0))) for weights in terms.weights]
        prices = [
            (row.price or 0) * weight
            for row, weight in zip(terms.problem.rows, heaviest, strict=True)
        ]
        self.money = LARGE_VALUE / max([1, *values, *prices])
        self.row_scales = [LARGE_WEIGHT / weight for weight in heaviest]
        self.groups = [np.flatnonzero(terms.kinds == kind) for kind in np.unique(terms.kinds)]
        self.windows: list[int] = []
        self.columns: list[Column] = []
        self.known: set[Column] = set()
        self._build()

    # ---- columns ------------------------------------------------------------------------

    @property
    def group_of(self) -> Ints:
        """int64[duties]: the group of each duty."""
        groups = np.zeros(len(self.terms.problem.duties), dtype=np.int64)
        for number, duties in enumerate(self.groups):
            groups[duties] = number
        return groups

    def add(self, route: int, duty: int) -> bool:
        """Add a route of the pool on the group of a duty; whether it was new and legal there."""
        column = Column(int(route), int(self._group_of[duty]))
        if column in self.known or self.terms.barred[duty, list(self.pool.route(route))].any():
            return False
        self.known.add(column)
        self.columns.append(column)
        self._add_column(column)
        return True

    def fix(self, column: int, times: int) -> None:
        """Drive a column at least so often in the next solutions."""
        self._routes[column].SetLb(float(times))

    def purge(self, duals: Duals, thresholds: Ints, keep: int) -> None:
        """Forget the columns of the least reduced profit; a new program without them.

        Columns with a share of the last solution stay.
        """
        worth = prizes(self.terms, duals)
        leaders = [int(group[0]) for group in self.groups]
        values = [self.pool.values(duty, worth[duty]) - thresholds[duty] for duty in leaders]
        profits = np.array([values[column.group][column.route] for column in self.columns])
        profits[: len(self.shares)][self.shares > TOLERANCE] = np.iinfo(np.int64).max
        order = np.argsort(-profits, kind="stable")[:keep]
        self.columns = [self.columns[index] for index in np.sort(order)]
        self._build()

    # ---- the program --------------------------------------------------------------------

    def _build(self, backend: str = "GLOP") -> None:
        solver = pywraplp.Solver.CreateSolver(backend)
        solver.Objective().SetMaximization()
        self._solver = solver
        self._backend = backend
        self._constant = 0.0
        self._slacks: list[pywraplp.Variable] = []
        self._group_of = self.group_of
        self._routes: list[pywraplp.Variable] = []
        self._days = [solver.Constraint(-solver.infinity(), len(group)) for group in self.groups]
        self._build_clients()
        self._build_rows()
        self._build_windows()
        self.known = set(self.columns)
        for column in self.columns:
            self._add_column(column)

    def _variable(self, worth: float, upper: float | None = None) -> pywraplp.Variable:
        infinity = self._solver.infinity()
        variable = self._solver.NumVar(0.0, infinity if upper is None else upper, "")
        self._solver.Objective().SetCoefficient(variable, worth)
        return variable

    def _slack(self, row: pywraplp.Constraint, sign: int, price: float | None = None) -> None:
        """Let a row be violated at a price (None: it is hard, so at the penalty)."""
        variable = self._variable(-self.penalty if price is None else -price)
        row.SetCoefficient(variable, sign)
        if price is None:
            self._slacks.append(variable)

    def _build_clients(self) -> None:
        """One row a client: visits on routes = visits counted; and what they are worth."""
        terms, solver = self.terms, self._solver
        self._visits = []
        # active[i]: (constant, variable, coefficient), whether the client is visited at all
        self._active: list[tuple[float, pywraplp.Variable | None, float]] = []
        for i, client in enumerate(terms.problem.clients):
            low, high = int(terms.fewest[i]), int(terms.most[i])
            values = [value * self.money for value in client.values]
            if terms.concave[i] and not terms.capped[i]:
                row = solver.Constraint(low, low)
                self._constant += values[low]
                first = None
                for k in range(low + 1, high + 1):
                    more = self._variable(values[k] - values[k - 1], 1.0)
                    row.SetCoefficient(more, -1.0)
                    first = first or more
                self._active.append((1.0, None, 0.0) if low else (0.0, first, 1.0))
            else:
                row = solver.Constraint(0.0, 0.0)
                one = solver.Constraint(1.0, 1.0)
                never = None
                for k in range(low, high + 1):
                    exactly = self._variable(values[k])
                    row.SetCoefficient(exactly, -k)
                    one.SetCoefficient(exactly, 1.0)
                    never = exactly if k == 0 else never
                self._active.append((1.0, never, -1.0))
            if low:
                self._slack(row, 1)
            self._visits.append(row)

    def _build_rows(self) -> None:
        """Rows, caps and pins."""
        problem, solver = self.terms.problem, self._solver
        infinity = solver.infinity()
        self._floors: list[pywraplp.Constraint | None] = []
        self._ceilings: list[pywraplp.Constraint | None] = []
        for row, scale in zip(problem.rows, self.row_scales, strict=True):
            price = None if row.price is None else row.price * self.money / scale
            floor = ceiling = None
            if row.at_least is not None:
                floor = solver.Constraint(row.at_least * scale, infinity)
                self._slack(floor, 1, price)
            if row.at_most is not None:
                ceiling = solver.Constraint(-infinity, row.at_most * scale)
                self._slack(ceiling, -1, price)
            self._floors.append(floor)
            self._ceilings.append(ceiling)
        self._caps = []
        for cap in problem.active_caps:
            row = solver.Constraint(-infinity, cap.at_most)
            self._slack(row, -1)
            for client in cap.clients:
                self._bind_active(row, client, 1.0)
            self._caps.append(row)
        self._pins = []
        for _ in problem.pins:
            row = solver.Constraint(1.0, 1.0)
            self._slack(row, 1)
            self._pins.append(row)
        self._pin_of = {(pin.duty, pin.client): k for k, pin in enumerate(problem.pins)}

    def _bind_active(self, row: pywraplp.Constraint, client: int, factor: float) -> None:
        """Add `factor` times "the client is visited" to the left of a row."""
        constant, variable, coefficient = self._active[client]
        if variable is not None:
            row.SetCoefficient(variable, factor * coefficient)
        if constant:
            row.SetBounds(row.lb() - factor * constant, row.ub() - factor * constant)

    def _build_windows(self) -> None:
        problem, solver = self.terms.problem, self._solver
        infinity = solver.infinity()
        self._most: dict[int, pywraplp.Constraint] = {}
        self._least: dict[int, pywraplp.Constraint] = {}
        self._windows_of: dict[tuple[int, int], list[pywraplp.Constraint]] = {}
        for index in self.windows:
            window = problem.count_windows[index]
            rows = []
            if window.at_most:
                row = solver.Constraint(-infinity, 0.0)
                self._bind_active(row, window.client, -float(window.at_most))
                self._slack(row, -1)
                self._most[index] = row
                rows.append(row)
            if window.at_least:
                row = solver.Constraint(window.at_least, infinity)
                self._slack(row, 1)
                self._least[index] = row
                rows.append(row)
            for group in {int(self._group_of[duty]) for duty in self.terms.spans[index]}:
                self._windows_of.setdefault((group, window.client), []).extend(rows)

    def _add_column(self, column: Column) -> None:
        duty = int(self.groups[column.group][0])
        clients = self.pool.route(column.route)
        cost = self.pool.cost_by_kind[column.route, self.pool.kinds[duty]]
        variable = self._variable(-float(cost) * self.money)
        self._days[column.group].SetCoefficient(variable, 1.0)
        for client in clients:
            self._visits[client].SetCoefficient(variable, 1.0)
            for row in self._windows_of.get((column.group, client), ()):
                row.SetCoefficient(variable, 1.0)
            pin = self._pin_of.get((duty, client))
            if pin is not None:
                self._pins[pin].SetCoefficient(variable, 1.0)
        for index, scale in enumerate(self.row_scales):
            weight = float(self.terms.weights[index, duty, list(clients)].sum()) * scale
            for row in (self._floors[index], self._ceilings[index]):
                if row is not None and weight:
                    row.SetCoefficient(variable, weight)
        self._routes.append(variable)

    # ---- solving ------------------------------------------------------------------------

    def solve(self) -> Relaxed:
        """The optimum over the columns at hand (or what the limits allowed).

        GLOP goes on from its last basis as long as only columns came; when it fails, a fresh one
        is tried, then CLP.
        """
        for backend in (None, "GLOP", "CLP"):
            if backend is not None:
                self._build(backend)
            status = self._solver.Solve(self._parameters())
            if status in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
                break
        else:
            raise RuntimeError(f"no solver could solve the relaxed master (status {status})")
        return self._read()

    def _parameters(self) -> pywraplp.MPSolverParameters:
        if self.work is None:
            self._solver.SetTimeLimit(int(self.seconds * 1000))
        elif self._backend == "GLOP":
            self._solver.SetSolverSpecificParametersAsString(f"max_deterministic_time: {self.work}")
        parameters = pywraplp.MPSolverParameters()
        for name, value in (
            (parameters.INCREMENTALITY, parameters.INCREMENTALITY_ON),
            (parameters.PRESOLVE, parameters.PRESOLVE_OFF),
            (parameters.LP_ALGORITHM, parameters.PRIMAL),
        ):
            parameters.SetIntegerParam(name, value)
        return parameters

    def _read(self) -> Relaxed:
        problem: Problem = self.terms.problem
        unit = SCALE / self.money

        def prices(rows: Sequence[pywraplp.Constraint | None], sign: int) -> Ints:
            raw = [0.0 if row is None else sign * row.dual_value() * unit for row in rows]
            return np.rint(raw).astype(np.int64)

        def windows(rows: dict[int, pywraplp.Constraint], sign: int) -> Ints:
            out = np.zeros(len(problem.count_windows), dtype=np.int64)
            for index, row in rows.items():
                out[index] = round(sign * row.dual_value() * unit)
            return out

        scales = np.array(self.row_scales)
        duals = Duals(
            visits=prices(self._visits, -1),
            floors=np.rint(prices(self._floors, -1) * scales).astype(np.int64),
            ceilings=np.rint(prices(self._ceilings, 1) * scales).astype(np.int64),
            most=windows(self._most, 1),
            least=windows(self._least, -1),
            caps=prices(self._caps, 1),
            pins=prices(self._pins, -1),
        )
        thresholds = np.maximum(prices(self._days, 1), 0)[self._group_of]
        self.shares = np.array([variable.solution_value() for variable in self._routes])
        self.actives = [
            constant + (0.0 if variable is None else factor * variable.solution_value())
            for constant, variable, factor in self._active
        ]
        return Relaxed(
            value=(self._solver.Objective().Value() + self._constant) / self.money,
            duals=legal(problem, duals),
            thresholds=thresholds,
            slack=sum(variable.solution_value() for variable in self._slacks),
        )

    # ---- windows ------------------------------------------------------------------------

    def _excess(self) -> Floats:
        """Visits by which the last solution breaks each count window that is no row yet.

        It is read as spread evenly over each group's duties; columns that came after it have no
        share.
        """
        rate = np.zeros((len(self.terms.problem.duties), len(self.terms.problem.clients)))
        for column, share in zip(self.columns, self.shares, strict=False):
            if share > TOLERANCE:
                group = self.groups[column.group]
                for client in self.pool.route(column.route):
                    rate[group, client] += share / len(group)
        visits = self.terms.within(rate)
        limits = self.terms.most_within * np.array(self.actives)[self.terms.window_client]
        excess: Floats = np.maximum(self.terms.least_within - visits, visits - limits)
        excess[self.windows] = 0.0
        return excess.clip(min=0.0)

    def crowding(self) -> float:
        """Share of the last solution's visits that are too close to others."""
        worst = np.zeros(len(self.terms.problem.clients))
        np.maximum.at(worst, self.terms.window_client, self._excess())
        driven = zip(self.columns, self.shares, strict=False)
        visits = sum(share * len(self.pool.route(column.route)) for column, share in driven)
        return float(worst.sum() / max(1.0, visits))

    def separate(self) -> int:
        """Turn count windows that the last solution breaks into rows; how many."""
        excess = self._excess()
        broken: dict[int, list[tuple[float, int]]] = {}
        for index in np.flatnonzero(excess > BROKEN):
            client = int(self.terms.window_client[index])
            broken.setdefault(client, []).append((-float(excess[index]), int(index)))
        new = [index for found in broken.values() for _, index in sorted(found)[:NEW_WINDOWS]]
        if new:
            self.windows += new
            self._split(new)
            self._build()
        return len(new)

    def _split(self, windows: Sequence[int]) -> None:
        """Split groups until each lies wholly inside or outside each of the windows."""
        inside = np.zeros((len(self.terms.problem.duties), len(windows)), dtype=bool)
        for k, index in enumerate(windows):
            inside[self.terms.spans[index], k] = True
        groups: list[Ints] = []
        parts: list[range] = []
        for group in self.groups:
            keys: dict[bytes, list[int]] = {}
            for duty in group:
                keys.setdefault(inside[duty].tobytes(), []).append(int(duty))
            parts.append(range(len(groups), len(groups) + len(keys)))
            groups += [np.array(duties) for duties in keys.values()]
        self.groups = groups
        self.columns = [
            Column(column.route, part) for column in self.columns for part in parts[column.group]
        ]

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

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from models.bound import Duals, legal, prizes
from models.limits import SCALE, SUM
from models.master.relaxed import Column, Outline, Relaxed
from models.problem import Problem
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
BETWEEN = 1e-4
"""Distance of a share from 0 and 1 at which it is a fraction."""


class MasterLP:
    """The linear program and its columns.

    Parameters
    ----------
    terms : Terms
        The problem.
    pool : RoutePool
        Its routes; they may become more at any time.
    outline : Outline or None
        What to begin with, of a program of the same problem.
    penalty : float
        Scaled money for a unit of a hard row's slack.
    seconds : float
        Wall limit of one solve.
    work : float or None
        When given, limit in GLOP's deterministic time instead of the wall.

    Attributes
    ----------
    shares : float64[columns]
        How often the last solution drives each column.
    counts : float64[clients]
        Visits in the last solution.
    mixed : bool[clients]
        Whether the last solution has a share of several numbers of visits of a client.
    actives : list of float
        Share of each client that is visited at all.
    """

    def __init__(
        self,
        terms: Terms,
        pool: RoutePool,
        *,
        outline: Outline | None = None,
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
        if outline is not None:
            self.groups, self.windows = list(outline.groups), list(outline.windows)
            self.columns = list(outline.columns)
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

    def shortlist(self, duals: Duals, thresholds: Ints, keep: int) -> list[Column]:
        """The columns of the largest reduced profit, and those with a share of the solution."""
        worth = prizes(self.terms, duals)
        leaders = [int(group[0]) for group in self.groups]
        values = [self.pool.values(duty, worth[duty]) - thresholds[duty] for duty in leaders]
        profits = np.array([values[column.group][column.route] for column in self.columns])
        profits[: len(self.shares)][self.shares > TOLERANCE] = np.iinfo(np.int64).max
        order = np.argsort(-profits, kind="stable")[:keep]
        return [self.columns[index] for index in np.sort(order)]

    def restart(self, columns: Sequence[Column]) -> None:
        """A new program with these columns only."""
        self.columns = list(columns)
        self._build()

    def add_windows(
        self, windows: Sequence[int], groups: list[Ints], columns: list[Column]
    ) -> None:
        """Make rows of count windows, over groups that are split at their edges."""
        self.windows += windows
        if len(groups) > len(self.groups):
            self.groups = groups
            self.restart(columns)
            return
        fresh = self._build_windows(windows)
        for column, variable in zip(self.columns, self._routes, strict=True):
            for client in self.pool.route(column.route):
                for row in fresh.get((column.group, client), ()):
                    row.SetCoefficient(variable, 1.0)

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
        self._most: dict[int, pywraplp.Constraint] = {}
        self._least: dict[int, pywraplp.Constraint] = {}
        self._windows_of: dict[tuple[int, int], list[pywraplp.Constraint]] = {}
        self._build_windows(self.windows)
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
        # levels[i]: (visits, variable) whose sum is the client's visits beyond the first number
        self._levels: list[tuple[int, list[tuple[int, pywraplp.Variable]]]] = []
        # active[i]: (constant, variable, coefficient), whether the client is visited at all
        self._active: list[tuple[float, pywraplp.Variable | None, float]] = []
        for i, client in enumerate(terms.problem.clients):
            low, high = int(terms.fewest[i]), int(terms.most[i])
            values = [value * self.money for value in client.values]
            if terms.concave[i] and not terms.capped[i]:
                row = solver.Constraint(low, low)
                self._constant += values[low]
                first = None
                levels = []
                for k in range(low + 1, high + 1):
                    more = self._variable(values[k] - values[k - 1], 1.0)
                    row.SetCoefficient(more, -1.0)
                    levels.append((1, more))
                    first = first or more
                self._levels.append((low, levels))
                self._active.append((1.0, None, 0.0) if low else (0.0, first, 1.0))
            else:
                row = solver.Constraint(0.0, 0.0)
                one = solver.Constraint(1.0, 1.0)
                never = None
                levels = []
                for k in range(low, high + 1):
                    exactly = self._variable(values[k])
                    row.SetCoefficient(exactly, -k)
                    one.SetCoefficient(exactly, 1.0)
                    levels.append((k, exactly))
                    never = exactly if k == 0 else never
                self._levels.append((0, levels))
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

    def _build_windows(
        self, windows: Sequence[int]
    ) -> dict[tuple[int, int], list[pywraplp.Constraint]]:
        """Rows of count windows by group and client."""
        problem, solver = self.terms.problem, self._solver
        infinity = solver.infinity()
        fresh: dict[tuple[int, int], list[pywraplp.Constraint]] = {}
        for index in windows:
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
                fresh.setdefault((group, window.client), []).extend(rows)
        for key, added in fresh.items():
            self._windows_of.setdefault(key, []).extend(added)
        return fresh

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

        def prices(rows: Sequence[pywraplp.Constraint | None], sign: int) -> Floats:
            return np.array(
                [0.0 if row is None else sign * row.dual_value() * unit for row in rows]
            )

        def windows(rows: dict[int, pywraplp.Constraint], sign: int) -> Floats:
            out = np.zeros(len(problem.count_windows))
            for index, row in rows.items():
                out[index] = sign * row.dual_value() * unit
            return out

        scales = np.array(self.row_scales)
        duals = Duals(
            visits=_whole(prices(self._visits, -1)),
            floors=_whole(prices(self._floors, -1) * scales),
            ceilings=_whole(prices(self._ceilings, 1) * scales),
            most=_whole(windows(self._most, 1)),
            least=_whole(windows(self._least, -1)),
            caps=_whole(prices(self._caps, 1)),
            pins=_whole(prices(self._pins, -1)),
        )
        thresholds = np.maximum(_whole(prices(self._days, 1)), 0)[self._group_of]
        self.shares = np.array([variable.solution_value() for variable in self._routes])
        self.actives = [
            constant + (0.0 if variable is None else factor * variable.solution_value())
            for constant, variable, factor in self._active
        ]
        self._read_counts()
        return Relaxed(
            value=(self._solver.Objective().Value() + self._constant) / self.money,
            duals=legal(self.terms, duals),
            thresholds=thresholds,
            slack=sum(variable.solution_value() for variable in self._slacks),
        )

    def _read_counts(self) -> None:
        clients = len(self._levels)
        self.counts: Floats = np.zeros(clients)
        self.mixed = np.zeros(clients, dtype=bool)
        for i, (fewest, levels) in enumerate(self._levels):
            shares = np.array([variable.solution_value() for _, variable in levels])
            self.counts[i] = fewest + float(shares @ [k for k, _ in levels]) if levels else fewest
            self.mixed[i] = np.any((shares > BETWEEN) & (shares < 1 - BETWEEN))


def _whole(values: Floats) -> Ints:
    """Values rounded to integers; what is too large for any multiplier is cut."""
    return np.rint(np.clip(np.nan_to_num(values), -SUM, SUM)).astype(np.int64)

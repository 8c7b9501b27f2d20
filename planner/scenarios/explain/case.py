"""One rep's plan, asked what would be if: the searches behind every explanation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from functools import cached_property

import models
from models.anneal import timed
from models.incumbent import Routes, travel_cost, worth_of
from models.terms import Terms
from models.verify import verify
from planner.conflicts.probe import Allowance
from planner.domain import NothingFound, Plan, Territory
from planner.domain.explanation import Basis, Forced, Price
from planner.domain.replan import BOUND, PAST
from planner.planning import problem_digests
from planner.rules import Compiled
from planner.scenarios.beginning import fitted
from planner.scenarios.explain.exchange import filled_up, with_visit, without_visits
from planner.scenarios.sweep.frontier import is_tighter
from planner.underway.morning import Morning
from planner.underway.standing import standing_of, start_of

Tell = Callable[[str], None]
"""Hears what is being searched for."""


class Asks(Enum):
    """What a question asks of plans."""

    MORE = "more"
    """Every plan of it is one of the case."""
    LESS = "less"
    """Every plan of the case is one of it."""
    OTHER = "other"
    """Neither."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A problem with one thing more asked of it, and plans to begin with.

    Parameters
    ----------
    asks : Asks
        How its plans compare with those of the case.
    """

    problem: models.Problem
    start: models.Solution | None = None
    asks: Asks = Asks.MORE


class Case:
    """The plan of one rep, its bound and its prices.

    Parameters
    ----------
    result : Result
        With a solution; its prices are estimates of what the rules cost.
    origin : str
        Where the plan comes from, in words.
    """

    def __init__(
        self, territory: Territory, compiled: Compiled, result: models.Result, origin: str
    ) -> None:
        if result.solution is None or result.objective is None:
            raise NothingFound(f"rep {compiled.rep_id}: no plan was found in the time given")
        self.territory, self.compiled, self.origin = territory, compiled, origin
        self.problem = compiled.problem
        self.terms = Terms.of(self.problem)
        self.solution, self.objective = result.solution, result.objective
        self.bound, self.prices, self.result = result.bound, result.prices, result
        self.routes: Routes = self.solution.routes(len(self.problem.duties))
        self.counts = Counter(client for _, _, client in self.solution.visits)
        self.best = self.objective
        """Worth of the best plan seen, also where another question found it."""

    @property
    def basis(self) -> Basis:
        """The plan in figures."""
        return Basis(
            rep=self.compiled.rep_id,
            origin=self.origin,
            objective_cents=self.objective,
            bound_cents=self.bound,
            better_cents=self.best - self.objective,
            prices_known=bool(self.prices) or not self.compiled.units,
        )

    def ask(
        self, allowance: Allowance, question: Question, *, units: float | None = None
    ) -> tuple[models.Result, Price]:
        """Search for the best plan with one thing more asked (or less), and price that."""
        result = _with_telling_bound(
            allowance.solve(question.problem, units=units, start=question.start)
        )
        if question.asks is not Asks.MORE:
            return result, self._gained(result, question.asks)
        if result.objective is not None:
            self.best = max(self.best, result.objective)
        return result, self._price(result)

    def _price(self, result: models.Result) -> Price:
        """What the thing asked costs.

        Every plan with it is one without it: what it found counts for the plan as it is, and
        what bounds the latter bounds it.
        """
        if result.status is models.Status.INFEASIBLE:
            return Price(found_cents=None, infeasible=True)
        if result.objective is None:
            return Price(found_cents=None)
        best = max(self.objective, result.objective)
        bounds = [bound for bound in (self.bound, result.bound) if bound is not None]
        return Price(
            found_cents=best - result.objective,
            lower_cents=max(0, best - min(bounds)) if bounds else None,
            upper_cents=None if self.bound is None else self.bound - result.objective,
        )

    def _gained(self, result: models.Result, asks: Asks) -> Price:
        """What a looser rule brings: the price of the rule, seen from there."""
        least = self.objective if asks is Asks.LESS else None
        known = [worth for worth in (result.objective, least) if worth is not None]
        if not known:
            return Price(found_cents=None, infeasible=result.status is models.Status.INFEASIBLE)
        found = max(known)
        low = None if self.bound is None else found - self.bound
        high = None if result.bound is None else result.bound - self.objective
        if asks is Asks.LESS:
            low, high = (None if end is None else max(0, end) for end in (low, high))
        return Price(found_cents=found - self.objective, lower_cents=low, upper_cents=high)

    def client_of(self, account_id: str) -> int:
        """The client that is planned for an account; where none is, its first."""
        clients = self.compiled.clients_of[account_id]
        return max(clients, key=lambda client: (self.counts[client], -client))

    def is_out(self, account_id: str) -> bool:
        """Whether an account is neither visited nor called."""
        return not any(self.counts[client] for client in self.compiled.clients_of[account_id])

    # ---- questions ---------------------------------------------------------------------------

    def at_least(self, client: int, visits: int) -> Question:
        """At least so many visits to a client."""
        made = replace(self.problem.clients[client], min_visits=visits)
        problem = self._with_client(client, made)
        return Question(problem=problem, start=self._with_visits(problem, client, visits))

    def at_most(self, client: int, visits: int) -> Question:
        """At most so many visits to a client, whatever its contract and longest gap say."""
        old = self.problem.clients[client]
        made = replace(old, values=old.values[: visits + 1], min_visits=min(old.min_visits, visits))
        problem = self._with_client(client, made, owed=False)
        planned = sorted((duty, i) for duty, _, i in self.solution.visits if i == client)
        pinned = {(pin.duty, pin.client) for pin in self.problem.pins}
        gone = sorted(planned, key=lambda visit: visit in pinned)[: len(planned) - visits]
        routes = without_visits(Terms.of(problem), self.routes, gone)
        owed = visits < old.min_visits or any(
            window.client == client and window.at_least for window in self.problem.count_windows
        )
        # Without what is owed it is another problem: its plans need be none of the case.
        asks = Asks.OTHER if owed else Asks.MORE
        return Question(problem=problem, start=self._timed(problem, routes), asks=asks)

    def instead(self, client: int) -> Question:
        """One meeting more by a client, in place of the account's others where it must be."""
        made = replace(self.problem.clients[client], min_visits=self.counts[client] + 1)
        problem = self._with_client(client, made)
        terms, duties = Terms.of(problem), range(len(self.problem.duties))
        own = self.compiled.clients_of[self.compiled.account_ids[client]]
        alone = [tuple(i for i in route if i == client or i not in own) for route in self.routes]
        plans = (with_visit(terms, routes, client, duties) for routes in (self.routes, alone))
        begun = next((routes for routes in plans if routes is not None), None)
        return Question(problem=problem, start=self._timed(problem, begun))

    def on(self, client: int, duty: int) -> Question:
        """A visit to a client on one duty."""
        day = self.problem.duties[duty].day
        window = models.CountWindow(client=client, first_day=day, last_day=day, at_least=1)
        problem = replace(self.problem, count_windows=(*self.problem.count_windows, window))
        routes = with_visit(Terms.of(problem), self.routes, client, [duty])
        return Question(problem=problem, start=self._timed(problem, routes))

    def not_on(self, client: int, duty: int) -> Question:
        """No visit to a client on one duty."""
        old = self.problem.clients[client]
        windows = tuple(() if d == duty else spans for d, spans in enumerate(old.windows))
        problem = self._with_client(client, replace(old, windows=windows))
        routes = without_visits(Terms.of(problem), self.routes, [(duty, client)])
        return Question(problem=problem, start=self._timed(problem, routes))

    def among(self, compiled: Compiled, released: int | None = None) -> Question:
        """The rep's problem under looser rules.

        Parameters
        ----------
        released : int, optional
            A client that owes fewer visits now: plans without some of them are begun with, too.
            Without its contract an account may be met another way, visits and calls that kept it
            together are one or the other, and its class may allow fewer visits than it owed: then
            the rules are not just looser.
        """
        own, new = self.compiled, compiled
        both = released is not None and len(own.clients_of[own.account_ids[released]]) > 1
        if both or (own.account_ids, own.calls) != (new.account_ids, new.calls):
            fits = fitted(new, [(own, self.solution)])
            return Question(problem=new.problem, start=fits, asks=Asks.OTHER)
        terms = Terms.of(compiled.problem)
        mine = [(d, i) for d, route in enumerate(self.routes) for i in route if i == released]
        gone = [[], *([visit] for visit in mine), *([mine] if len(mine) > 1 else [])]
        plans = [filled for some in gone if (filled := filled_up(terms, self.routes, some))]
        best = max(plans, key=lambda routes: worth_of(terms, routes) or 0, default=self.routes)
        start = self._timed(compiled.problem, best)
        looser = is_tighter(self.problem, compiled.problem)
        asks = Asks.LESS if looser else Asks.OTHER
        return Question(problem=compiled.problem, start=start, asks=asks)

    def _with_visits(
        self, problem: models.Problem, client: int, visits: int
    ) -> models.Solution | None:
        """A plan with more visits of a client, one exchange after the other."""
        routes: Routes | None = self.routes
        for number in range(self.counts[client] + 1, visits + 1):
            step = replace(
                problem,
                clients=tuple(
                    replace(each, min_visits=number) if i == client else each
                    for i, each in enumerate(problem.clients)
                ),
            )
            duties = range(len(problem.duties))
            routes = with_visit(Terms.of(step), routes, client, duties) if routes else None
        return self._timed(problem, routes)

    def _with_client(
        self, client: int, made: models.Client, *, owed: bool = True
    ) -> models.Problem:
        clients = tuple(made if i == client else old for i, old in enumerate(self.problem.clients))
        windows = tuple(
            replace(window, at_least=0) if window.client == client and not owed else window
            for window in self.problem.count_windows
        )
        return replace(self.problem, clients=clients, count_windows=windows)

    @staticmethod
    def _timed(
        problem: models.Problem, routes: Sequence[Sequence[int]] | None
    ) -> models.Solution | None:
        if routes is None:
            return None
        terms = Terms.of(problem)
        return timed(problem, terms.timetable, [tuple(route) for route in routes])

    # ---- answers -----------------------------------------------------------------------------

    def forced(self, result: models.Result, price: Price, client: int) -> Forced:
        """How the plan found differs from the one that is explained."""
        if result.solution is None:
            return Forced(price=price)
        goes_out, comes_in = self.exchanged(result.solution, client)
        kept = Counter(
            i
            for duty, route in enumerate(result.solution.routes(len(self.problem.duties)))
            for i in route
            if i in self.routes[duty]
        )
        after = Counter(i for _, _, i in result.solution.visits)
        stays = {i: min(count, after[i]) for i, count in self.counts.items() if i != client}
        return Forced(
            price=price,
            goes_out=goes_out,
            comes_in=comes_in,
            moved=sum(count - kept[i] for i, count in stays.items()),
            drive_minutes=self._driving(result.solution) - self._driving(self.solution),
        )

    def exchanged(
        self, solution: models.Solution, client: int
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Other accounts with fewer, and with more visits, the greatest change first."""
        ids = self.compiled.account_ids
        change = Counter[str]()
        for i, before in self.counts.items():
            change[ids[i]] -= before
        for _, _, i in solution.visits:
            change[ids[i]] += 1
        change.pop(ids[client], None)
        return _named(change, -1), _named(change, 1)

    def _driving(self, solution: models.Solution) -> int:
        total = 0
        for duty, route in enumerate(solution.routes(len(self.problem.duties))):
            total += self.drive(duty, route)[0]
        return total

    def drive(self, duty: int, route: Sequence[int]) -> tuple[int, int]:
        """Minutes and cents of a day's driving."""
        if not route:
            return 0, 0
        one = self.problem.duties[duty]
        nodes = [one.start_node, *(self.problem.clients[i].node for i in route), one.end_node]
        minutes = int(self.problem.travel[nodes[:-1], nodes[1:]].sum())
        return minutes, travel_cost(self.terms, duty, route)

    def room_on(self, client: int, duty: int) -> bool:
        """Whether one visit more fits into a day beside all others, by the clock alone."""
        if client in self.routes[duty]:
            return False
        for place in range(len(self.routes[duty]) + 1):
            tried = list(self.routes)
            tried[duty] = (*tried[duty][:place], client, *tried[duty][place:])
            if worth_of(self._without_limits, tried) is not None:
                return True
        return False

    @cached_property
    def _without_limits(self) -> Terms:
        """The rep's days and spacing without quotas, caps and most visits."""
        days = len(self.problem.duties)
        clients = (
            replace(each, values=each.values + each.values[-1:] * days)
            for each in self.problem.clients
        )
        return Terms.of(replace(self.problem, rows=(), active_caps=(), clients=tuple(clients)))


def _with_telling_bound(result: models.Result) -> models.Result:
    """A bound of more than twice the plan comes of a search that hardly began: it says nothing."""
    if result.bound is None or result.objective is None or result.bound <= 2 * result.objective:
        return result
    return replace(result, bound=None)


def _named(change: Mapping[str, int], sign: int) -> tuple[str, ...]:
    order = sorted((-sign * by, account) for account, by in change.items() if sign * by > 0)
    return tuple(account for _, account in order)


def case_of(
    territory: Territory,
    compiled: Compiled,
    plan: Plan | None,
    allowance: Allowance,
    *,
    units: float,
) -> Case:
    """The plan of a rep, searched on for a while: its bound gets tighter, its rules get prices.

    Parameters
    ----------
    plan : Plan or None
        Made before; None makes one.
    units : float
        Of the allowance.

    Raises
    ------
    NothingFound
        If there is no plan.
    """
    start = None if plan is None else _planned(territory, compiled, plan)
    found = allowance.solve(compiled.problem, units=units, start=start)
    if plan is None or start is None:
        return Case(territory, compiled, found, "made for this, since there is no plan of this rep")
    digest = problem_digests([compiled])[f"problem:{compiled.rep_id}"]
    if plan.provenance.get(f"problem:{compiled.rep_id}") != digest:
        origin = "stale: the territory has changed since; this is what can be kept of it, improved"
        return Case(territory, compiled, found, origin)
    before = next(each for each in plan.reps if each.rep == compiled.rep_id)
    all_plans = not {BOUND, PAST} & set(plan.provenance)  # else the bound speaks of some alone
    known = (found.bound, before.bound_cents if all_plans else None)
    bounds = [each for each in known if each is not None]
    kept = replace(
        found,
        solution=start,
        objective=verify(compiled.problem, start).objective,
        bound=min(bounds, default=None),
    )
    case = Case(territory, compiled, kept, "as it was made")
    case.best = max(case.best, found.objective or case.best)
    return case


def _planned(territory: Territory, compiled: Compiled, plan: Plan) -> models.Solution | None:
    """The rep's visits of a plan, as far as they are still possible; None if it has none."""
    if not any(
        each.rep == compiled.rep_id and each.objective_cents is not None for each in plan.reps
    ):
        return None
    today = territory.period.first - timedelta(days=1)
    standing = standing_of(territory, [compiled], Morning(previous=plan, today=today))
    return start_of(compiled, standing, plan)

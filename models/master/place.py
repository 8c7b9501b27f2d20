"""Routes on days: the integer master that knows which day is which, and so the spacing.

It is small because most of the plan is given: either the routes are (those chosen without days,
which only need dates), or most days are (a few are freed and filled again from the pool).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model

from models.master.integer import Column, Counting, Effort, Hint
from models.terms import Terms

Sequences = dict[int, tuple[int, ...]]
"""Clients in the order of their visits, by duty; duties without visits are left out."""


NO_BOUND = 2.0**53
"""A bound beyond this says nothing."""


class Placed(NamedTuple):
    """What CP-SAT says.

    Parameters
    ----------
    plan : mapping or None
        Routes by duty, those kept too; None where none was found.
    bound : int or None
        No choice among the columns is worth more, cents, those kept aside; None where nothing is
        known, or where there is no choice.
    finished : bool
        Whether the plan is the best, or there is none.
    work : float
        CP-SAT's deterministic time.
    """

    plan: Sequences | None
    bound: int | None
    finished: bool
    work: float


def place_routes(
    terms: Terms,
    columns: Sequence[Column],
    effort: Effort,
    *,
    kept: Mapping[int, tuple[int, ...]] | None = None,
    hint: Mapping[int, int] | None = None,
    all_of_them: bool = False,
    above: int | None = None,
    seed: int = 0,
) -> Placed:
    """The best way to put some of the columns on the duties that are free.

    Parameters
    ----------
    terms : Terms
        The problem.
    columns : sequence of Column
        Routes and the free duties that each fits on.
    effort : Effort
        When to stop.
    kept : mapping or None
        Routes of the duties that are not free.
    hint : mapping or None
        Column by duty, of a known plan.
    all_of_them : bool
        Whether each column is driven once, whatever rows say: only days are wanted.
    above : int or None
        Only plans worth more are of interest, cents.
    seed : int
        Of CP-SAT.
    """
    counting = Counting(terms, elastic=all_of_them)
    model = counting.model
    driven: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    visiting: dict[tuple[int, int], list[cp_model.LinearExprT]] = defaultdict(list)
    choices: list[tuple[int, int, cp_model.IntVar]] = []
    for index, column in enumerate(columns):
        on = [model.new_bool_var(f"route {index} on {duty}") for duty in column.duties]
        for duty, chosen in zip(column.duties, on, strict=True):
            driven[duty].append(chosen)
            choices.append((index, duty, chosen))
            for client in column.clients:
                visiting[client, duty].append(chosen)
            counting.drive(column.clients, column.cost, duty, chosen)
        if all_of_them:
            model.add_exactly_one(on)
    for on in driven.values():
        model.add_at_most_one(on)
    for duty, clients in (kept or {}).items():
        counting.keep(clients, duty)
        for client in clients:
            visiting[client, duty].append(1)
    known = None if hint is None else Hint(terms, columns, hint, kept or {})
    counting.close(None if known is None else known.visits)
    if above is not None:
        model.add(sum(counting.profit) >= above + 1)
    if hint is not None:
        for index, duty, chosen in choices:
            model.add_hint(chosen, hint.get(duty) == index)
    _limit_windows(counting, visiting)
    for pin in terms.problem.pins:
        model.add(sum(visiting[pin.client, pin.duty]) == 1)
    solver = effort.solver(seed)
    status = solver.solve(model)
    finished = status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    work = solver.response_proto.deterministic_time
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        # stopped early, CP-SAT says 0 for a bound that it never had
        return Placed(None, None, finished, work)
    # in doubles, large numbers are not exact; the value of a plan that is the best one is
    bound = solver.value(sum(counting.profit)) if finished else _whole(solver.best_objective_bound)
    plan = dict(kept or {})
    for index, duty, chosen in choices:
        if solver.value(chosen):
            plan[duty] = columns[index].clients
    driven_routes = {duty: clients for duty, clients in sorted(plan.items()) if clients}
    return Placed(driven_routes, bound, finished, work)


def _whole(bound: float) -> int | None:
    """CP-SAT's bound on an integer objective; None where it knows none."""
    return math.floor(bound + 1e-6) if abs(bound) < NO_BOUND else None


def _limit_windows(
    counting: Counting,
    visiting: Mapping[tuple[int, int], list[cp_model.LinearExprT]],
) -> None:
    """Count windows over the visits; the tightened form of ``at_most``, as in the relaxation."""
    terms, model = counting.terms, counting.model
    for window, span in zip(terms.problem.count_windows, terms.spans, strict=True):
        offers = [offer for duty in span for offer in visiting.get((window.client, int(duty)), ())]
        movable = sum(not isinstance(offer, int) for offer in offers)
        if window.at_most is not None and movable and len(offers) > window.at_most:
            model.add(sum(offers) <= window.at_most * counting.active[window.client])
        if window.at_least and (movable or not counting.elastic):
            model.add(cp_model.LinearExpr.sum([*offers, 0]) >= window.at_least)

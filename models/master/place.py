"""Routes on days: the integer master that knows which day is which, and so the spacing.

It is small because most of the plan is given: either the routes are (those chosen without days,
which only need dates), or most days are (a few are freed and filled again from the pool).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from models.master.integer import Column, Counting, Effort
from models.terms import Terms

Sequences = dict[int, tuple[int, ...]]
"""Clients in the order of their visits, by duty; duties without visits are left out."""


def place_routes(
    terms: Terms,
    columns: Sequence[Column],
    effort: Effort,
    *,
    times: Sequence[int] | None = None,
    kept: Mapping[int, tuple[int, ...]] | None = None,
    droppable: bool = False,
    seed: int = 0,
) -> Sequences:
    """The best way to put some of the columns on the duties that are free.

    Parameters
    ----------
    terms : Terms
        The problem.
    columns : sequence of Column
        Routes and the free duties that each fits on.
    effort : Effort
        When to stop.
    times : sequence of int or None
        How often each column may be used; None: once on each duty.
    kept : mapping or None
        Routes of the duties that are not free.
    droppable : bool
        Whether visits may be left out of their routes, and hard limits violated at a price: what
        is wanted then is the plan nearest to all rules.
    seed : int
        Of CP-SAT.

    Returns
    -------
    dict
        All routes, those kept too; empty when nothing was found.
    """
    counting = Counting(terms, elastic=droppable)
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
            if droppable:
                counting.profit.append(-column.cost * chosen)
            else:
                counting.drive(column.clients, column.cost, duty, chosen)
        if times is not None:
            model.add(sum(on) <= times[index])
    for on in driven.values():
        model.add_at_most_one(on)
    for duty, clients in (kept or {}).items():
        counting.keep(clients, duty)
        for client in clients:
            visiting[client, duty].append(1)
    dropped = _droppable(counting, visiting, kept or {}) if droppable else {}
    counting.close()
    _limit_windows(counting, visiting, elastic=droppable)
    for pin in terms.problem.pins:
        if not droppable:
            model.add(sum(visiting[pin.client, pin.duty]) == 1)
    solver = effort.solver(seed)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}
    plan = dict(kept or {})
    for index, duty, chosen in choices:
        if solver.value(chosen):
            plan[duty] = tuple(
                client
                for client in columns[index].clients
                if (client, duty) not in dropped or solver.value(dropped[client, duty])
            )
    return {duty: clients for duty, clients in sorted(plan.items()) if clients}


def _droppable(
    counting: Counting,
    visiting: dict[tuple[int, int], list[cp_model.LinearExprT]],
    kept: Mapping[int, tuple[int, ...]],
) -> dict[tuple[int, int], cp_model.IntVar]:
    """A variable for each visit that a route offers: made, or left out of the route."""
    made: dict[tuple[int, int], cp_model.IntVar] = {}
    for (client, duty), offers in visiting.items():
        if duty in kept:
            continue
        visit = counting.model.new_bool_var(f"{client} on {duty}")
        counting.model.add(visit <= sum(offers))
        counting.drive((client,), 0, duty, visit)
        made[client, duty] = visit
    for place, visit in made.items():
        visiting[place] = [visit]
    return made


def _limit_windows(
    counting: Counting,
    visiting: Mapping[tuple[int, int], list[cp_model.LinearExprT]],
    *,
    elastic: bool,
) -> None:
    """Count windows over the visits; the tightened form of ``at_most``, as in the relaxation."""
    terms, model = counting.terms, counting.model
    for window, span in zip(terms.problem.count_windows, terms.spans, strict=True):
        offers = [offer for duty in span for offer in visiting.get((window.client, int(duty)), ())]
        movable = sum(not isinstance(offer, int) for offer in offers)
        if window.at_most is not None and movable and len(offers) > window.at_most:
            model.add(sum(offers) <= window.at_most * counting.active[window.client])
        if window.at_least and not elastic and movable:
            model.add(sum(offers) >= window.at_least)

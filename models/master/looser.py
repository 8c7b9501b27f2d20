"""Looser problems solved: exact intervals for prices where a problem is small.

The multipliers of a problem bound its looser neighbours too, but only from above, and no closer
than they bound the problem itself. Where the best plan is known and the routes that a better plan
can have are few, each looser problem is settled as the problem itself was: by an integer master
over those routes (`models.master.close`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from models.bound import bound
from models.budget import CP_SAT
from models.incumbent import worth_of
from models.master.close import close_gap
from models.master.generate import Generation
from models.master.integer import Effort
from models.problem import CountWindow, Problem, ProblemError
from models.relief import Relief
from models.routes import Pricer
from models.terms import Terms

Interval = tuple[int, int]

SMALL = 200
"""Clients times duties up to which looser problems are settled."""
MOST_SETTLING = 2.0
"""Most units that all of them take."""
SHARE = 0.5
"""Share of what is left of the budget that they take."""
A_LABEL = 0.02
"""Units that one of them takes."""


class Looser(NamedTuple):
    """A problem with one constraint one unit looser; see `models.master.prices`.

    Parameters
    ----------
    label : str
        Of the constraint.
    problem : Problem
        Where pins are left out, visits to their clients are still timed as they were pinned.
    copied : int or None
        The duty of which the last one is a copy, if it is.
    """

    label: str
    problem: Problem
    copied: int | None = None


def looser_problems(problem: Problem) -> Iterator[Looser]:
    """The problem with each constraint one unit looser in turn.

    A limit that is as wide as a problem's numbers may be stays out.
    """
    for label, copied, changes in _changes(problem):
        try:
            looser = replace(problem, **changes)
        except ProblemError:
            continue
        yield Looser(label, looser, copied)


def _changes(problem: Problem) -> Iterator[tuple[str, int | None, dict[str, Any]]]:
    """Label, copied duty and changed fields of each looser problem."""
    for n, row in enumerate(problem.rows):
        wider = replace(
            row,
            at_least=None if row.at_least is None else row.at_least - 1,
            at_most=None if row.at_most is None else row.at_most + 1,
        )
        yield row.label, None, {"rows": (*problem.rows[:n], wider, *problem.rows[n + 1 :])}
    caps = problem.active_caps
    for n, cap in enumerate(caps):
        more = replace(cap, at_most=cap.at_most + 1)
        yield cap.label, None, {"active_caps": (*caps[:n], more, *caps[n + 1 :])}
    for i, client in enumerate(problem.clients):
        if client.min_visits:
            fewer = replace(client, min_visits=client.min_visits - 1)
            clients = (*problem.clients[:i], fewer, *problem.clients[i + 1 :])
            yield f"min_visits:{client.id}", None, {"clients": clients}
    for i in sorted({window.client for window in problem.count_windows if window.at_most != 0}):
        windows = tuple(_wider(w) if w.client == i else w for w in problem.count_windows)
        yield f"count:{problem.clients[i].id}", None, {"count_windows": windows}
    for i in sorted({pin.client for pin in problem.pins}):
        pins = tuple(pin for pin in problem.pins if pin.client != i)
        yield f"pin:{problem.clients[i].id}", None, {"pins": pins}
    for d in range(len(problem.duties)):
        if all(pin.duty != d for pin in problem.pins):
            yield f"duty:{d}", d, _with_duty(problem, d)


def _with_duty(problem: Problem, d: int) -> dict[str, Any]:
    """Fields of the problem with a copy of a duty after all others."""
    copy = len(problem.duties)
    return {
        "duties": (*problem.duties, problem.duties[d]),
        "clients": tuple(
            replace(client, windows=(*client.windows, client.windows[d]))
            for client in problem.clients
        ),
        "rows": tuple(
            replace(row, duties=(*row.duties, copy))
            if row.duties is not None and d in row.duties
            else row
            for row in problem.rows
        ),
    }


def _wider(window: CountWindow) -> CountWindow:
    """The window one visit wider, unless it allows no visit."""
    if window.at_most == 0:
        return window
    return replace(
        window,
        at_least=max(0, window.at_least - 1),
        at_most=None if window.at_most is None else window.at_most + 1,
    )


def price_bounds(
    generation: Generation, relief: Relief, objective: int, *, best: bool
) -> dict[str, Interval]:
    """Between what the optimum gains with one unit more room, by label; cents.

    Parameters
    ----------
    generation : Generation
        Of the problem, with a bound; its budget may be over, and is not exceeded.
    relief : Relief
        What its multipliers prove.
    objective : int
        Of the best plan found.
    best : bool
        Whether it is proven that no plan is better: then looser problems are settled, as long as
        the problem is small and a share of the budget lasts.
    """
    found = {label: (0, relief.most({label: 1}) or 0) for label in relief.gains}
    problem, budget = generation.terms.problem, generation.budget
    if not best or len(problem.clients) * len(problem.duties) > SMALL:
        return found
    units = min(MOST_SETTLING, SHARE * budget.left)
    end = budget.elapsed + units
    for looser in looser_problems(problem):
        left = units if budget.by_work else end - budget.elapsed
        if left < A_LABEL or (budget.stop is not None and budget.stop()):
            break
        known = found.get(looser.label)
        if known == (0, 0):
            continue
        units -= A_LABEL
        effort = Effort(work=A_LABEL * CP_SAT) if budget.by_work else Effort(seconds=left)
        settled = settled_interval(generation, looser, objective, effort)
        if settled is not None:
            least, most = settled
            found[looser.label] = least, most if known is None else min(most, known[1])
    return found


def settled_interval(
    generation: Generation, looser: Looser, objective: int, effort: Effort
) -> Interval | None:
    """Between what the optimum of a looser problem is worth more; None where routes are too many.

    Parameters
    ----------
    generation : Generation
        Of the problem itself, with a bound.
    objective : int
        Of the problem's best plan, which is proven to be the best.
    effort : Effort
        When to give up.
    """
    assert generation.centre is not None
    assert generation.upper is not None
    problem, duals = generation.terms.problem, generation.centre
    terms, pricer = generation.terms.loosened(looser.problem), generation.pricer
    upper = generation.upper.copy()
    if looser.copied is not None:
        terms = Terms.of(looser.problem)
        pricer = Pricer(looser.problem, terms.timetable)
        upper = np.append(upper, upper[looser.copied])
    stays = np.array([pin in looser.problem.pins for pin in problem.pins], dtype=bool)
    for pin, amount, stay in zip(problem.pins, duals.pins, stays, strict=True):
        if not stay:  # the visit loses its multiplier, which may have been a fee
            upper[pin.duty] += max(0, -amount)
    duals = replace(duals, pins=duals.pins[stays])
    proven = bound(terms, duals, upper)
    closed = close_gap(terms, pricer, duals, upper, proven, objective, effort)
    if closed is None or closed.bound is None:
        return None
    found = None if closed.plan is None else worth_of(terms, closed.plan)
    worth = objective if found is None else max(objective, found)
    return worth - objective, closed.bound - objective

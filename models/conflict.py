"""Why no plan keeps all rules, and the cheapest ways out.

Infeasibility is proven before anything is explained. The multipliers of the proof name the
constraints that it needs; each of those is then left out in turn, and stays out if the rest is
still proven infeasible (the deletion filter: Chinneck & Dravnieks 1991, doi:10.1287/ijoc.3.2.157).
A way out is a change of one of them, or of all contracts together, or one duty more, and counts
only with a plan that keeps everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from models.bound import Duals
from models.budget import Budget
from models.master.farkas import prove_infeasible, silent
from models.problem import Client, Problem, Row
from models.solution import Solution
from models.solve import solve
from models.terms import Terms

UNITS = 2.0
"""Most units of one proof or of one search for a plan."""
PENALTY = 1_000
"""Cents for a unit of violation, where nothing else is worth anything."""
ONE_DUTY_MORE = "duty"


@dataclass(frozen=True)
class WayOut:
    """A change after which there is a plan.

    Parameters
    ----------
    labels : tuple of str
        The constraints that give way, as in `models.solution.Shortfall`; ``duty`` for one duty
        more, which is a copy of the longest one on a day after the last.
    amount : int
        By how much in all: units of a row, clients of a cap, visits of contracts; 1 for a
        client's count windows or pins that are left out, and for a duty.
    solution : Solution
        The plan that shows it.
    """

    labels: tuple[str, ...]
    amount: int
    solution: Solution


@dataclass(frozen=True)
class Conflict:
    """What cannot be kept together.

    Parameters
    ----------
    labels : tuple of str
        Proven infeasible together, whatever else is asked.
    needed : tuple of str
        Those without which all else has a plan; where that is all of them, the set is minimal.
    ways_out : tuple of WayOut
        Contracts first, then other constraints, then one duty more; by amount.
    """

    labels: tuple[str, ...]
    needed: tuple[str, ...]
    ways_out: tuple[WayOut, ...]


def explain(
    problem: Problem,
    *,
    seconds: float | None = None,
    work: float | None = None,
    seed: int = 0,
    workers: int = 2,
    stop: Callable[[], bool] | None = None,
) -> Conflict | None:
    """Explain why a problem has no plan; None where that is not proven within the limits.

    Parameters
    ----------
    seconds, work, seed, workers, stop :
        As of `models.solve.solve`.
    """
    budget = Budget(seconds, work, stop)
    labels = _proof(problem, budget, workers)
    if labels is None:
        return None
    for label in sorted(labels):
        smaller = _proof(_only(problem, labels - {label}), budget, workers)
        labels = labels if smaller is None else smaller
    contracts = {f"min_visits:{client.id}" for client in problem.clients if client.min_visits}
    singles = [frozenset({label}) for label in sorted(labels)]
    together = [frozenset(contracts)] if len(contracts) > 1 and labels & contracts else []
    ways: list[WayOut] = []
    for changed in singles + together:
        relaxed = _relaxed(problem, changed)
        ways += _way_out(relaxed, changed, _most(problem, changed), budget, seed, workers)
    more = _one_duty_more(silent(problem))
    ways += _way_out(more, frozenset({ONE_DUTY_MORE}), 0, budget, seed, workers)
    needed = {label for way in ways for label in way.labels if len(way.labels) == 1}
    return Conflict(
        labels=tuple(sorted(labels)),
        needed=tuple(sorted(needed & labels)),
        ways_out=tuple(sorted(ways, key=lambda way: (_rank(way), way.amount, way.labels))),
    )


def _rank(way: WayOut) -> int:
    kind = way.labels[0].split(":")[0]
    return {"min_visits": 0, ONE_DUTY_MORE: 2}.get(kind, 1)


# ---- proofs --------------------------------------------------------------------------------


def _proof(problem: Problem, budget: Budget, workers: int) -> frozenset[str] | None:
    """Labels that a proof of infeasibility needs; None where there is no proof."""
    terms = Terms.of(problem)
    if terms.contradictions:
        names = [problem.clients[i].id for i in terms.contradictions]
        own = {f"{kind}:{name}" for name in names for kind in ("min_visits", "count", "pin")}
        return frozenset(own & _labels(problem))
    if budget.over():
        return None
    units = min(UNITS, budget.left)
    duals = prove_infeasible(problem, None, budget, units, workers=workers)
    return None if duals is None else frozenset(_named(silent(problem), duals))


def _named(problem: Problem, duals: Duals) -> Iterable[str]:
    """Constraints with a multiplier, and the contracts of clients whose visits have a worth."""
    for row, floor, ceiling in zip(problem.rows, duals.floors, duals.ceilings, strict=True):
        if floor or ceiling:
            yield row.label
    for cap, price in zip(problem.active_caps, duals.caps, strict=True):
        if price:
            yield cap.label
    for window, most, least in zip(problem.count_windows, duals.most, duals.least, strict=True):
        if most or least:
            yield f"count:{problem.clients[window.client].id}"
    for pin, price in zip(problem.pins, duals.pins, strict=True):
        if price:
            yield f"pin:{problem.clients[pin.client].id}"
    for client, price in zip(problem.clients, duals.visits, strict=True):
        if client.min_visits and price:
            yield f"min_visits:{client.id}"


def _labels(problem: Problem) -> set[str]:
    """All constraints that can be left out, by label."""
    ids = [client.id for client in problem.clients]
    return (
        {row.label for row in problem.rows if row.price is None}
        | {cap.label for cap in problem.active_caps}
        | {f"count:{ids[window.client]}" for window in problem.count_windows}
        | {f"pin:{ids[pin.client]}" for pin in problem.pins}
        | {f"min_visits:{client.id}" for client in problem.clients if client.min_visits}
    )


def _only(problem: Problem, labels: frozenset[str]) -> Problem:
    """The problem with these constraints alone."""
    return _without(problem, frozenset(_labels(problem)) - labels)


def _without(problem: Problem, labels: frozenset[str]) -> Problem:
    """The problem without some constraints."""
    ids = [client.id for client in problem.clients]
    return replace(
        problem,
        rows=tuple(row for row in problem.rows if row.label not in labels),
        active_caps=tuple(cap for cap in problem.active_caps if cap.label not in labels),
        count_windows=tuple(
            window
            for window in problem.count_windows
            if f"count:{ids[window.client]}" not in labels
        ),
        pins=tuple(pin for pin in problem.pins if f"pin:{ids[pin.client]}" not in labels),
        clients=tuple(
            replace(client, min_visits=0) if f"min_visits:{client.id}" in labels else client
            for client in problem.clients
        ),
    )


# ---- ways out ------------------------------------------------------------------------------


def _way_out(
    relaxed: Problem,
    changed: frozenset[str],
    most: int,
    budget: Budget,
    seed: int,
    workers: int,
) -> list[WayOut]:
    """The least change of some constraints with a plan for it; none where no plan was found.

    A plan that is worth ``most`` penalties changes nothing, and each less is a unit of change.
    """
    if budget.over():
        return []
    units = min(UNITS, budget.left)
    result = solve(
        relaxed,
        seconds=None if budget.by_work else units,
        work=units if budget.by_work else None,
        seed=seed,
        workers=workers,
        stop=budget.stop,
    )
    budget.spend(units)
    if result.solution is None or result.objective is None:
        return []
    amount = max(1, most - result.objective // PENALTY)
    return [WayOut(tuple(sorted(changed)), amount, result.solution)]


def _relaxed(problem: Problem, labels: frozenset[str]) -> Problem:
    """The problem without money, in which violations of some constraints are all that costs.

    Count windows and pins are left out whole.
    """
    quiet = silent(problem)
    counted = {
        client for cap in problem.active_caps if cap.label in labels for client in cap.clients
    }
    base = _without(quiet, frozenset(labels - {row.label for row in quiet.rows}))
    return replace(
        base,
        rows=tuple(_soft(row) if row.label in labels else row for row in base.rows),
        clients=tuple(
            _costing(client, base.clients[i], visited=i in counted)
            for i, client in enumerate(problem.clients)
        ),
    )


def _most(problem: Problem, labels: frozenset[str]) -> int:
    """Penalties that a plan of `_relaxed` would be worth if it kept the constraints."""
    owed = sum(
        client.min_visits for client in problem.clients if f"min_visits:{client.id}" in labels
    )
    return owed - sum(cap.at_most for cap in problem.active_caps if cap.label in labels)


def _soft(row: Row) -> Row:
    return replace(row, price=PENALTY)


def _costing(client: Client, relaxed: Client, *, visited: bool) -> Client:
    """A client whose missing visits cost, or of whom any visit does.

    The worth of no visit is 0, so what is missing is counted as what is made.
    """
    owed = client.min_visits - relaxed.min_visits
    values = [
        PENALTY * min(k, owed) - (PENALTY if visited and k else 0)
        for k in range(len(client.values))
    ]
    return replace(relaxed, values=tuple(values))


def _one_duty_more(problem: Problem) -> Problem:
    """The problem with a copy of its longest duty on a day after the last."""
    longest = max(
        range(len(problem.duties)), key=lambda d: problem.duties[d].end - problem.duties[d].start
    )
    day = 1 + max(duty.day for duty in problem.duties)
    return replace(
        problem,
        duties=(*problem.duties, replace(problem.duties[longest], day=day)),
        clients=tuple(
            replace(client, windows=(*client.windows, client.windows[longest]))
            for client in problem.clients
        ),
    )

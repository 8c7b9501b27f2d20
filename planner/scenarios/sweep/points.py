"""One or two inputs changed step by step: the efficient frontier, with its bounds as a band.

The points are searched one after the other, back and forth along the first axis, so that every
search begins with what fits of its neighbour's plan. Then they learn from each other, in both
directions: a point takes any other's plan that its rules allow and that is worth more there, and
the bound of any other whose problem is proven to be looser (`planner.scenarios.sweep.frontier`). So
where a rule is one-sided the frontier and its band are monotone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, product
from math import ceil
from pathlib import Path

import models
from models.verify import verify
from planner.domain import BadInput, Finding, Plan
from planner.domain.frontier import Axis, Frontier, SweepPoint
from planner.planning import Prepared, conclude, prepare
from planner.readers import overlay_of, read_territory
from planner.rules import Compiled
from planner.scenarios.beginning import fitted
from planner.scenarios.sharing import joined, translated
from planner.scenarios.sweep.axes import MOST_POINTS, axis_of
from planner.scenarios.sweep.frontier import is_tighter, knee_of, slopes_of
from planner.solving.together import (
    Crew,
    Keeper,
    Limits,
    LocalCrew,
    Outcome,
    Stop,
    Watch,
    solve_all,
)
from planner.unplanned import weakest

__all__ = ["axis_of", "sweep", "team_prices"]

SEARCH_SECONDS = 15.0
"""Of a rep at a point, where neither time nor work is given: less proves little of a month."""
_NOT_IN_NAMES = re.compile(r"[^\w.+,=-]+")

Done = Callable[[SweepPoint, int], None]
"""Sees every point as it is searched, and how many there are."""


@dataclass
class _Point:
    """A point while it is searched."""

    values: tuple[Decimal, ...]
    name: str
    prepared: Prepared | None = None
    findings: tuple[Finding, ...] = ()
    outcomes: dict[str, Outcome] | None = None
    plan_of: str = ""


def sweep(
    folder: Path,
    axes: Sequence[Axis],
    limits: Limits,
    *,
    month: str | None = None,
    done: Done = lambda _, __: None,
    watch: Watch | None = None,
    stop: Stop | None = None,
    crew: Crew | None = None,
    keep: Keeper | None = None,
) -> Frontier:
    """Solve a territory at every value of one or two inputs.

    Parameters
    ----------
    folder : Path
        The territory's.
    axes : sequence of Axis
        One or two.
    limits : Limits
        Seconds are those of the whole sweep, `SEARCH_SECONDS` a search if neither they nor work
        are given; work is that of each rep at each point. Starts are not used.
    done : callable, optional
        Sees every point when it is searched: what is there if the rest is broken off.
    watch, stop, crew, keep
        As `solve_all` has them; keys are ``<point>/<rep>``.

    Returns
    -------
    Frontier
        Points that were not reached have the status ``unknown``.

    Raises
    ------
    BadInput
        If no point can be planned, since a key is unknown or no value is allowed.
    FailedCheck
        If a plan breaks a rule, which is a bug.
    """
    _check_axes(axes)
    points = [
        _Point(values=values, name=_name(axes, values))
        for values in (
            tuple(reversed(each)) for each in product(*reversed([a.values for a in axes]))
        )
    ]
    for point in points:
        _read(point, folder, axes, month)
    _drop_incomplete(points)
    if not any(point.prepared for point in points):
        raise BadInput(points[0].findings)
    if limits.seconds is not None:
        limits = replace(limits, seconds=limits.seconds / len(points))
    elif limits.work is None:
        reps = max(len(point.prepared.problems) for point in points if point.prepared)
        turns = ceil(reps / (crew.width if crew else limits.workers))
        limits = replace(limits, seconds=SEARCH_SECONDS * turns)
    if crew is None:
        with LocalCrew(limits.workers) as own:
            _search(points, axes, limits, done, watch, stop, own, keep)
    else:
        _search(points, axes, limits, done, watch, stop, crew, keep)
    _share(points)
    return _frontier(points, axes, limits)


def _check_axes(axes: Sequence[Axis]) -> None:
    count = 1
    for axis in axes:
        count *= len(axis.values)
    message = ""
    if not 1 <= len(axes) <= 2:
        message = f"One or two inputs are swept, not {len(axes)}"
    elif len({axis.key for axis in axes}) < len(axes):
        message = f"{axes[0].key} is swept twice"
    elif count > MOST_POINTS:
        message = f"{count} points are too many; at most {MOST_POINTS}"
    if message:
        remedy = "Take fewer inputs, or larger steps."
        raise BadInput([Finding(code="sweep-axes", message=message, remedy=remedy)])


def _name(axes: Sequence[Axis], values: Sequence[Decimal]) -> str:
    parts = []
    for axis, value in zip(axes, values, strict=True):
        parts.append(f"{axis.key}={value:f}")
    return _NOT_IN_NAMES.sub("-", ",".join(parts))


def _read(point: _Point, folder: Path, axes: Sequence[Axis], month: str | None) -> None:
    """Read and compile a point; what is wrong with it is its own."""
    settings = [f"{axis.key}={v:f}" for axis, v in zip(axes, point.values, strict=True)]
    overlay = overlay_of(settings, name=point.name)
    try:
        reading = read_territory(folder, month=month, tolerate_rep_faults=True, overlay=overlay)
        point.findings = reading.findings
        point.prepared = prepare(reading.territory, faults=reading.findings)
    except BadInput as bad:
        point.findings = tuple(bad.findings)


def _drop_incomplete(points: Sequence[_Point]) -> None:
    """A point at which a rep cannot be planned, who can at others, is no point of the frontier."""
    reps = {point.name: set(point.prepared.problems) for point in points if point.prepared}
    every = set().union(*reps.values())
    for point in points:
        if point.prepared and reps[point.name] < every:
            point.prepared = None


def _search(
    points: Sequence[_Point],
    axes: Sequence[Axis],
    limits: Limits,
    done: Done,
    watch: Watch | None,
    stop: Stop | None,
    crew: Crew,
    keep: Keeper | None,
) -> None:
    """One point after the other, each from its neighbour."""
    before: _Point | None = None
    for point in _back_and_forth(points, len(axes[0].values)):
        if stop is not None and stop():
            break
        if point.prepared is None:
            done(_finished(point, limits), len(points))
            continue
        compiled = {one.rep_id: one for one in point.prepared.compiled}
        starts = {
            f"{point.name}/{rep}": fitted(one, [known])
            for rep, one in compiled.items()
            if before is not None and (known := _known(before, rep)) is not None
        }
        problems = {f"{point.name}/{rep}": one.problem for rep, one in compiled.items()}
        found = solve_all(
            problems, replace(limits, starts=starts), watch=watch, stop=stop, crew=crew, keep=keep
        )
        point.outcomes = {rep: found[f"{point.name}/{rep}"] for rep in compiled}
        if all(_known(point, rep) for rep in compiled):
            before = point
        done(_finished(point, limits), len(points))


def _back_and_forth(points: Sequence[_Point], width: int) -> list[_Point]:
    """The rows of a grid, every other one backwards: each point beside the one before."""
    order: list[_Point] = []
    for number, start in enumerate(range(0, len(points), width)):
        row = points[start : start + width]
        order += row if number % 2 == 0 else list(reversed(row))
    return order


def _known(point: _Point, rep: str) -> tuple[Compiled, models.Solution] | None:
    """A rep's problem and plan at a point."""
    outcome = (point.outcomes or {}).get(rep)
    if not isinstance(outcome, models.Result) or outcome.solution is None or not point.prepared:
        return None
    compiled = next(one for one in point.prepared.compiled if one.rep_id == rep)
    return compiled, outcome.solution


# ---- what points learn from each other -------------------------------------------------------


def _share(points: Sequence[_Point]) -> None:
    """Every rep's plans and bounds are offered to all other points."""
    there = [point for point in points if point.prepared and point.outcomes]
    reps = {one.rep_id for point in there if point.prepared for one in point.prepared.compiled}
    for rep in sorted(reps):
        problems = {
            point.name: one
            for point in there
            if point.prepared
            for one in point.prepared.compiled
            if one.rep_id == rep
        }
        found = {
            point.name: point.outcomes[rep]
            for point in there
            if point.outcomes and rep in point.outcomes
        }
        for point in there:
            outcome = found.get(point.name)
            if isinstance(outcome, models.Result) and point.outcomes is not None:
                better, source = _learned(point.name, outcome, problems, found)
                point.outcomes[rep] = better
                point.plan_of = point.plan_of or source


def _learned(
    name: str,
    own: models.Result,
    problems: Mapping[str, Compiled],
    found: Mapping[str, Outcome],
) -> tuple[models.Result, str]:
    """A result with the best plan and the least bound of all points, and whose plan it is."""
    compiled, source, best = problems[name], "", own
    bounds = [own.bound] if own.bound is not None else []
    for other, outcome in found.items():
        if other == name or not isinstance(outcome, models.Result):
            continue
        offered = _offered(outcome, problems[other], compiled)
        if offered is not None and (best.objective or 0) < (offered.objective or 0):
            best, source = offered, other
        if not is_tighter(compiled.problem, problems[other].problem):
            continue
        if own.solution is None and outcome.status is models.Status.INFEASIBLE:
            return replace(own, status=models.Status.INFEASIBLE), ""
        bounds += [] if outcome.bound is None else [outcome.bound]
    learned = joined(own, replace(best, bound=min(bounds, default=None)))
    assert isinstance(learned, models.Result)
    told = replace(learned, prices=own.prices, price_bounds=own.price_bounds, relief=own.relief)
    return replace(told, stop_reason=own.stop_reason), source


def _offered(outcome: models.Result, source: Compiled, target: Compiled) -> models.Result | None:
    """Another point's plan here; None where it breaks a rule."""
    if outcome.solution is None:
        return None
    solution = translated(outcome.solution, source, target)
    if solution is None:
        return None
    verdict = verify(target.problem, solution)
    if verdict.violations:
        return None
    return replace(
        outcome,
        status=models.Status.FEASIBLE,
        solution=solution,
        objective=verdict.objective,
        bound=None,
    )


# ---- results ---------------------------------------------------------------------------------


def _finished(point: _Point, limits: Limits) -> SweepPoint:
    """A point with its plan, if every rep has one."""
    made = SweepPoint(
        values=point.values, name=point.name, status="unknown", findings=point.findings
    )
    if point.prepared is None:
        faults = "; ".join(finding.message for finding in point.findings if finding.fatal)
        return replace(made, status="bad input", fault=faults)
    if point.outcomes is None:
        return replace(made, fault="not searched")
    without = {
        rep: "failed" if isinstance(outcome, Exception) else str(outcome.status)
        for rep, outcome in point.outcomes.items()
        if isinstance(outcome, Exception) or outcome.solution is None
    }
    if without:
        fault = "; ".join(f"{rep}: {status}" for rep, status in without.items())
        return replace(made, status=weakest(without.values()), fault=fault)
    plan = conclude(point.prepared, point.outcomes, limits)
    return replace(
        made,
        status=plan.status,
        objective_cents=plan.objective_cents,
        bound_cents=_telling(plan),
        prices=team_prices(plan),
        territory=point.prepared.territory,
        plan=plan,
        plan_of=point.plan_of,
    )


def _telling(plan: Plan) -> int | None:
    """The plan's bound; none where it is over twice the plan: that search hardly began."""
    bound = plan.bound_cents
    return None if bound is None or bound > 2 * plan.objective_cents else bound


def team_prices(plan: Plan) -> Mapping[str, int]:
    """Sums over all reps; none of a rule whose price is not known for one of them."""
    prices = Counter[str]()
    for rule in plan.rules:
        if rule.price_cents is not None:
            prices[rule.id] += rule.price_cents
    unknown = {rule.id for rule in plan.rules if rule.awaits_price}
    return {rule: cents for rule, cents in sorted(prices.items()) if rule not in unknown}


def _frontier(points: Sequence[_Point], axes: Sequence[Axis], limits: Limits) -> Frontier:
    made = tuple(_finished(point, limits) for point in points)
    place = next(point.prepared.territory for point in points if point.prepared)
    frontier = Frontier(
        territory=place.name, currency=place.currency, axes=tuple(axes), points=made
    )
    tighter = {pair for each in pairwise(points) for pair in _tighter(*each)}
    return replace(
        frontier,
        slopes=tuple(slope for row in frontier.rows for slope in slopes_of(axes[0], row, tighter)),
        knees=tuple(knee for row in frontier.rows if (knee := knee_of(row)) is not None),
    )


def _tighter(one: _Point, two: _Point) -> Iterator[tuple[str, str]]:
    """The names of two points, the tighter first, where one is proven to be."""
    if one.prepared is None or two.prepared is None:
        return
    for tight, loose in ((one, two), (two, one)):
        ours = tight.prepared.problems if tight.prepared else {}
        theirs = loose.prepared.problems if loose.prepared else {}
        if all(is_tighter(ours[rep], theirs[rep]) for rep in ours.keys() & theirs.keys()):
            yield tight.name, loose.name

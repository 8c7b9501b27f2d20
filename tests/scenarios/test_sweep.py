"""Sweeps: every point's optimum, monotone where the rule is one-sided, prices that agree."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from rich.console import Console

import models
from planner.domain import BadInput, Plan
from planner.domain.frontier import Frontier, SweepPoint
from planner.plan import plan_from_json
from planner.readers import overlay_of, read_territory
from planner.reports.sweep import print_sweep
from planner.rules import Compiled, compile_rep
from planner.scenarios.store import ResultStore
from planner.scenarios.sweep.axes import axis_of
from planner.scenarios.sweep.files import write_point, write_sweep
from planner.scenarios.sweep.points import sweep, team_prices
from planner.solving.together import Limits
from planner.verifying import breaches_of
from tests.optimum import Choice, best_objective, day_routes
from tests.scenarios.places import HereCrew, folder

LIMITS = Limits(seconds=None, work=2, seed=0, workers=1)
QUOTA = "quota.key=0.3:1:0.1"
THREE = "quota.key=0.3,0.5,0.7"
CENTS = 3.0
"""What rounding a multiplier to cents a unit comes to in a percentage point."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("swept"))


@pytest.fixture(scope="module")
def frontier(place: Path) -> Frontier:
    return swept(place, QUOTA)


@pytest.fixture(scope="module")
def three(place: Path) -> Frontier:
    return swept(place, THREE)


def swept(place: Path, *axes: str) -> Frontier:
    return sweep(place, [axis_of(axis) for axis in axes], LIMITS, crew=HereCrew())


def plan_of(point: SweepPoint) -> Plan:
    assert point.plan is not None, point.fault
    return point.plan


def compiled(place: Path, setting: str, rep: str) -> Compiled:
    return compile_rep(read_territory(place, overlay=overlay_of([setting])).territory, rep)


def relaxed(problem: models.Problem) -> tuple[float, float]:
    """Worth and visit minutes of the linear relaxation over all routes of all days."""
    costs = {
        (d, clients): cost
        for d in range(len(problem.duties))
        for clients, cost in day_routes(problem, d).items()
    }
    choice = Choice(problem, costs, whole=False)
    worth = choice.solve()
    minutes = sum(
        taken.solution_value() * sum(problem.clients[i].minutes for i in clients)
        for (_, clients), taken in choice.taken.items()
    )
    return worth, minutes


def test_every_point_is_the_best_plan_of_its_quota(place: Path, frontier: Frontier) -> None:
    assert [point.name for point in frontier.points][:2] == ["quota.key=0.3", "quota.key=0.4"]
    for point in frontier.points:
        if point.plan is None:
            continue
        best = 0
        for result in point.plan.reps:
            problem = compiled(place, f"quota.key={point.values[0]}", result.rep).problem
            best += best_objective(problem, result.objective_cents or 0)
        assert point.objective_cents == best
        assert point.bound_cents is not None
        assert point.bound_cents >= best


def test_a_frontier_of_a_one_sided_rule_is_monotone(frontier: Frontier) -> None:
    there = [point for point in frontier.points if point.plan is not None]
    worths = [point.objective_cents or 0 for point in there]
    bounds = [point.bound_cents or 0 for point in there]
    assert worths == sorted(worths, reverse=True)
    assert bounds == sorted(bounds, reverse=True)
    assert worths[0] > worths[-1]


def test_every_plan_passes_the_checks(place: Path, frontier: Frontier) -> None:
    for point in frontier.points:
        if point.plan is None:
            continue
        where = read_territory(place, overlay=overlay_of([point.name])).territory
        assert breaches_of(where, plan_of(point)) == []


def test_prices_agree_with_the_slope_of_the_relaxed_frontier(
    place: Path, frontier: Frontier
) -> None:
    """A price lies between what one point less brings and one more costs.

    It is told for the minutes of the plan, and holds for those of the relaxation.
    """
    step = Decimal("0.01")
    priced = 0
    for point, rep in product(frontier.points[1:], ("ann", "bob")):
        if point.plan is None:
            continue
        [told] = [r.price_cents for r in point.plan.rules if (r.id, r.rep) == ("quota:key", rep)]
        shares = (point.values[0] + n * step for n in (-1, 0, 1))
        looser, here, tighter = (
            relaxed(compiled(place, f"quota.key={share}", rep).problem) for share in shares
        )
        visits = [visit for visit in point.plan.visits if visit.rep == rep]
        planned = sum((visit.end - visit.start).seconds // 60 for visit in visits)
        price = (told or 0) * here[1] / planned
        assert here[0] - tighter[0] - CENTS <= price <= looser[0] - here[0] + CENTS, point.name
        priced += price > 0
    assert priced > 2


def test_values_that_no_plan_keeps_are_points_too(place: Path) -> None:
    found = swept(place, "rep.ann.max_visits_per_day=0,2")
    bad, there = found.points
    assert there.plan is not None
    assert {result.rep for result in there.plan.reps} == {"ann", "bob"}
    assert (bad.plan, bad.status) == (None, "bad input"), "a point without ann is no point"
    assert "at least 1" in bad.fault
    assert found.knees == ()


def test_a_grid_has_a_line_for_each_second_value(place: Path) -> None:
    found = swept(place, "quota.key=0.3,0.6", "leads.max_active=0,1")
    names = ["quota.key=0.3,leads.max_active=0", "quota.key=0.6,leads.max_active=0",
             "quota.key=0.3,leads.max_active=1", "quota.key=0.6,leads.max_active=1"]  # fmt: skip
    assert [point.name for point in found.points] == names
    assert [len(row) for row in found.rows] == [2, 2]
    worths = [point.objective_cents or 0 for point in found.points]
    assert worths[0] <= worths[2]
    assert worths[1] <= worths[3]


def test_a_sweep_that_is_stopped_keeps_what_is_there(place: Path, tmp_path: Path) -> None:
    seen: list[SweepPoint] = []

    def done(point: SweepPoint, points: int) -> None:
        assert points == len(axis_of(QUOTA).values)
        seen.append(point)
        write_point(point, tmp_path)

    found = sweep(
        place, [axis_of(QUOTA)], LIMITS, crew=HereCrew(), done=done, stop=lambda: len(seen) >= 2
    )
    assert [point.plan is None for point in found.points] == [False, False] + [True] * 6
    written = plan_from_json((tmp_path / "quota.key=0.3" / "plan.json").read_bytes(), "")
    assert written.objective_cents == seen[0].objective_cents


def test_a_sweep_that_was_broken_off_goes_on_from_there(
    place: Path, three: Frontier, tmp_path: Path
) -> None:
    axes = [axis_of(THREE)]
    said: list[str] = []
    reached: list[str] = []

    def run(stop: bool) -> tuple[Frontier, HereCrew]:
        crew = HereCrew()
        store = ResultStore(tmp_path, said.append)
        found = sweep(
            place, axes, LIMITS, crew=crew, keep=store,
            done=lambda point, _: reached.append(point.name),
            stop=lambda: stop and len(reached) >= 2,
        )  # fmt: skip
        return found, crew

    _, first = run(stop=True)
    whole, second = run(stop=False)
    again, third = run(stop=False)
    assert [len(crew.searched) for crew in (first, second, third)] == [4, 2, 0]
    assert whole == again
    assert [point.plan for point in whole.points] == [point.plan for point in three.points]


def test_the_same_sweep_twice_gives_the_same_files(
    place: Path, three: Frontier, tmp_path: Path
) -> None:
    again = swept(place, THREE)
    for name, found in (("one", three), ("two", again)):
        write_sweep(found, tmp_path / name, tmp_path / f"{name}.csv")
    for path in (tmp_path / "one").rglob("*.*"):
        if path.is_file():
            other = tmp_path / "two" / path.relative_to(tmp_path / "one")
            assert path.read_bytes() == other.read_bytes()
    document = json.loads((tmp_path / "one" / "sweep.json").read_text())
    assert len(document["points"]) == len(three.points)
    svg = (tmp_path / "one" / "sweep.svg").read_text()
    assert svg.startswith("<svg")
    assert "polygon" in svg
    table = (tmp_path / "one.csv").read_text("utf-8-sig").splitlines()
    assert len(table) == len(three.points) + 1


@pytest.mark.parametrize(
    "axis",
    ["quota.key", "quota.key=", "quota.key=1:2", "quota.key=0.9:0.5:0.1", "quota.key=a:b:c",
     "quota.key=0.5,0.5", "=1,2", "quota.key=0:1:0", "quota.key=0:1:0.0001", "quota.key=nan,1"],
)  # fmt: skip
def test_an_axis_that_is_none_is_refused(axis: str) -> None:
    with pytest.raises(BadInput, match="Write it like"):
        axis_of(axis)


def test_an_axis_is_a_range_or_a_list() -> None:
    assert axis_of("k=0.5:0.6:0.05").values == tuple(map(Decimal, ("0.5", "0.55", "0.60")))
    assert axis_of("k=3:1:-1").values == tuple(map(Decimal, (3, 2, 1)))
    assert axis_of("k=5,1").values == tuple(map(Decimal, (5, 1)))


def test_an_unknown_key_and_too_many_points_are_refused(place: Path) -> None:
    with pytest.raises(BadInput, match="not known"):
        swept(place, "quotta.key=0.5,0.6")
    with pytest.raises(BadInput, match="too many"):
        swept(place, "quota.key=0:0.5:0.01", "leads.max_active=0:9:1")


def test_a_price_that_one_rep_lacks_is_not_known_for_the_point(frontier: Frontier) -> None:
    point = frontier.points[2]
    made = plan_of(point)
    assert point.prices["quota:key"] == sum(
        rule.price_cents or 0 for rule in made.rules if rule.id == "quota:key"
    )
    last = max(n for n, rule in enumerate(made.rules) if rule.id == "quota:key")
    rules = list(made.rules)
    rules[last] = replace(rules[last], price_cents=None)
    assert "quota:key" not in team_prices(replace(made, rules=tuple(rules)))
    points = tuple(replace(each, prices={}) for each in frontier.points)
    console = Console(record=True, width=140, file=io.StringIO())
    print_sweep(console, replace(frontier, points=points))
    assert "not known" in console.export_text()

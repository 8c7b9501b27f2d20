"""Scenarios against each other: looser is never worse, the same is the same."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

import models
from models.verify import verify
from planner.domain import BadInput, ExitCode, Plan
from planner.domain.comparison import Scenario
from planner.planning import prepare
from planner.readers import overlay_of, read_overlay, read_territory
from planner.scenarios.beginning import fitted
from planner.scenarios.sharing import joined, translated
from planner.scenarios.store import ResultStore
from planner.scenarios.whatif.compare import compare, verdict_of
from planner.scenarios.whatif.running import solve_scenarios
from planner.solving.searching import Search
from planner.solving.together import Limits
from planner.verifying import breaches_of
from tests.scenarios.places import ACCOUNTS, SETTINGS, HereCrew, folder, solved

LIMITS = Limits(seconds=None, work=1, seed=0, workers=1)

LOOSER = {
    "quota": ["quota.key=0.3"],
    "no quota": ["quota=[]"],
    "leads": ["leads.max_active=2"],
    "visits a day": ["rep.ann.max_visits_per_day=+1"],
    "hours": ["rep.*.hours=Mo-Fr 08:00-14:00"],
    "day off": ['rep.ann.days_off=["-2026-12-09"]'],
    "lunch": ["rep.ann.lunch.minutes=-15"],
    "visits of a class": ["tier.key.max_visits=2", "tier.key.min_gap_days=1"],
    "roads": ["travel.speed_kmh=+50%"],
}
"""Settings that only loosen a rule; all plans of the base are possible with them."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("loose"))


@pytest.fixture(scope="module")
def looser(place: Path) -> dict[str, Scenario]:
    """The base and every looser scenario, of one comparison."""
    scenarios = solved(place, *LOOSER.values())
    return dict(zip(["base", *LOOSER], scenarios, strict=True))


def plan_of(scenario: Scenario) -> Plan:
    assert scenario.plan is not None, scenario.fault
    return scenario.plan


@pytest.mark.parametrize("rule", LOOSER)
def test_a_looser_rule_is_never_worse(looser: dict[str, Scenario], rule: str) -> None:
    base, loose = plan_of(looser["base"]), plan_of(looser[rule])
    assert loose.objective_cents >= base.objective_cents
    assert loose.bound_cents is None or loose.bound_cents >= base.objective_cents
    verdict = verdict_of(base, loose)
    assert verdict is not None
    assert not verdict.worse


def test_some_of_these_rules_bind(looser: dict[str, Scenario]) -> None:
    base = plan_of(looser["base"])
    better = {
        rule for rule in LOOSER if (v := verdict_of(base, plan_of(looser[rule]))) and v.better
    }
    assert {"quota", "no quota", "day off", "visits a day", "visits of a class"} <= better


@pytest.mark.parametrize("rule", LOOSER)
def test_every_plan_keeps_the_rules_of_its_own_territory(
    looser: dict[str, Scenario], rule: str
) -> None:
    scenario = looser[rule]
    assert scenario.territory is not None
    assert breaches_of(scenario.territory, plan_of(scenario)) == []


def test_a_tighter_rule_is_never_better(place: Path) -> None:
    base, *tighter = solved(
        place, ["quota.key=0.8"], ["travel.speed_kmh=-20%"], ["leads.max_active=0"]
    )
    for scenario in tighter:
        assert plan_of(scenario).objective_cents <= plan_of(base).objective_cents


def test_the_same_overlay_twice_gives_the_same_plan(place: Path) -> None:
    first, second = (solved(place, ["quota.key=0.5"])[1] for _ in range(2))
    assert plan_of(first) == plan_of(second)
    assert first.changes == second.changes


def test_two_overlays_that_say_the_same_are_searched_once(place: Path, tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text("[leads]\nmax_active = 2\n")
    (tmp_path / "two.toml").write_text("[leads]\nmax_active = 2\n")
    crew = HereCrew()
    overlays = [read_overlay(tmp_path / name) for name in ("one.toml", "two.toml")]
    _, one, two = solve_scenarios(place, overlays, LIMITS, crew=crew)
    assert plan_of(one).visits == plan_of(two).visits
    assert [each.key for each in crew.searched] == ["base/ann", "base/bob", "one/ann"]


def test_base_with_itself_is_an_empty_comparison(place: Path) -> None:
    base, same = solved(place, ["quota.key=0.6"])
    found = compare(base, [same])
    assert found.others[0].changes == ()
    (verdict,), (changes,) = found.verdicts, found.differences
    assert verdict is not None
    assert verdict.same
    assert changes is not None
    assert changes.visits == ()
    assert all(figure.change(1) in (0, None) for figure in found.figures)


def test_a_rep_whom_nothing_touches_is_not_searched_again(place: Path) -> None:
    crew = HereCrew()
    _, other = solved(place, ["rep.ann.max_visits_per_day=3"], crew=crew)
    name = other.name
    assert [each.key for each in crew.searched] == ["base/ann", "base/bob", f"{name}/ann"]


def test_a_scenario_begins_with_the_bases_plan(place: Path) -> None:
    crew = HereCrew()
    base, _ = solved(place, ["leads.max_active=2"], crew=crew)
    search = next(each for each in crew.searched if each.key == "leads.max_active=2/ann")
    assert search.start is not None
    made = {v.account_id for v in plan_of(base).visits if v.rep == "ann"}
    assert {search.problem.clients[i].id for _, _, i in search.start.visits} == made


def test_an_overlay_with_bad_input_is_a_column(place: Path) -> None:
    base, bad, good = solved(place, ["quota.kye=0.5"], ["quota.key=0.5"])
    assert base.plan is not None
    assert good.plan is not None
    assert (bad.plan, bad.exit_code) == (None, ExitCode.BAD_INPUT)
    assert "1 error" in bad.fault
    found = compare(base, [bad, good])
    assert found.verdicts[0] is None
    assert found.figure("objective_cents").values[1] is None
    assert found.figure("objective_cents").values[2] is not None


def test_bad_input_of_all_overlays_is_an_error_before_any_search(place: Path) -> None:
    crew = HereCrew()
    with pytest.raises(BadInput):
        solved(place, ["quota.kye=0.5"], ["travle.speed_kmh=5"], crew=crew)
    assert crew.searched == []


NO_WAY = """\
quota = [{ tiers = ["key"], min_share = 1 }]
[[change]]
where = { account_id = ["A5", "B2"] }
set = { contract_visits = 10 }
"""
"""Only key accounts, and contracts with others: infeasible for both reps."""


def test_an_infeasible_scenario_is_a_column(place: Path, tmp_path: Path) -> None:
    (tmp_path / "no-way.toml").write_text(NO_WAY)
    overlays = [read_overlay(tmp_path / "no-way.toml"), overlay_of(["quota.key=0.5"])]
    base, no_way, good = solve_scenarios(place, overlays, LIMITS, crew=HereCrew())
    assert base.plan is not None
    assert good.plan is not None
    assert (no_way.plan, no_way.exit_code) == (None, ExitCode.INFEASIBLE)
    assert "no plan keeps all rules" in no_way.fault
    assert compare(base, [no_way, good]).verdicts[0] is None


def test_where_one_rep_has_no_plan_nothing_is_certain(place: Path) -> None:
    base, half = solved(place, ["quota.key=1"])
    planned = {result.rep: result.objective_cents is not None for result in plan_of(half).reps}
    assert planned == {"ann": False, "bob": True}
    assert verdict_of(plan_of(base), plan_of(half)) is None


def test_scenarios_need_names_of_their_own(place: Path) -> None:
    overlays = [overlay_of(["quota.key=0.7"], name=name) for name in ("base", "x", "x")]
    with pytest.raises(BadInput) as bad:
        solve_scenarios(place, overlays, LIMITS, crew=HereCrew())
    assert [each.value for each in bad.value.findings] == ["base", "x"]


def test_until_certain_searches_only_what_is_open(place: Path) -> None:
    crew = HereCrew()
    overlays = [overlay_of(["quota.key=0.5"])]
    base, other = solve_scenarios(place, overlays, LIMITS, crew=crew, until_certain=True)
    verdict = verdict_of(plan_of(base), plan_of(other))
    assert verdict is not None
    assert verdict.certain
    assert len(crew.searched) == 4  # certain at once: two reps, two problems each


class Doubting(HereCrew):
    """Proves little in one unit of work."""

    def submit(self, search: Search) -> Future[models.Result]:
        """Search, and give a wide bound away where there was little work."""
        result = super().submit(search).result()
        if search.work == 1 and result.bound is not None:
            result = replace(result, bound=result.bound + 10**7, status=models.Status.FEASIBLE)
        future: Future[models.Result] = Future()
        future.set_result(result)
        return future


def test_until_certain_goes_on_from_the_plans_with_more_work(place: Path) -> None:
    overlays = [overlay_of(["quota.key=0.3"])]
    doubtful = solve_scenarios(place, overlays, LIMITS, crew=Doubting())
    verdict = verdict_of(plan_of(doubtful[0]), plan_of(doubtful[1]))
    assert verdict is not None
    assert not verdict.certain
    crew = Doubting()
    base, other = solve_scenarios(place, overlays, LIMITS, crew=crew, until_certain=True)
    verdict = verdict_of(plan_of(base), plan_of(other))
    assert verdict is not None
    assert verdict.better
    again = [each for each in crew.searched if each.work != 1]
    assert {each.work for each in again} == {2}
    assert all(each.start is not None for each in again)
    assert {each.key.partition("/")[0] for each in again} == {"base", "quota.key=0.3"}


def test_until_certain_goes_on_in_the_round_where_it_was_broken_off(
    place: Path, tmp_path: Path
) -> None:
    overlays = [overlay_of(["quota.key=0.3"])]
    crews = [Doubting(), Doubting()]
    first, second = (
        solve_scenarios(
            place, overlays, LIMITS, crew=crew, until_certain=True,
            keep=ResultStore(tmp_path, print),
        )
        for crew in crews
    )  # fmt: skip
    assert {each.work for each in crews[0].searched} == {1, 2}
    assert crews[1].searched == []
    assert [plan_of(each) for each in first] == [plan_of(each) for each in second]


def test_a_stop_before_the_search_leaves_no_plan_and_no_crash(place: Path) -> None:
    base, other = solve_scenarios(
        place, [overlay_of(["quota.key=0.5"])], LIMITS, crew=HereCrew(), stop=lambda: True
    )
    for scenario in (base, other):
        assert scenario.plan is None
        assert scenario.exit_code is ExitCode.NOTHING_FOUND


def test_a_handed_on_account_keeps_its_visit_where_it_fits(tmp_path: Path) -> None:
    path = folder(tmp_path)
    ready = prepare(read_territory(path).territory)
    own, other = (one for one in ready.compiled)
    found = models.solve(own.problem, work=1, workers=1).solution
    assert found is not None
    assert translated(found, own, other) is None
    assert translated(found, own, own) == found
    start = fitted(own, [(own, found)])
    assert {(d, i) for d, _, i in start.visits} == {(d, i) for d, _, i in found.visits}
    assert fitted(other, [(own, found)]).visits == ()


@pytest.mark.parametrize(
    "setting",
    [
        "quota.key=0.8",
        "leads.max_active=0",
        "rep.ann.max_visits_per_day=2",
        "travel.speed_kmh=-20%",
    ],
)
def test_a_beginning_leaves_what_a_tighter_rule_forbids(tmp_path: Path, setting: str) -> None:
    settings = SETTINGS.replace("max_visits_per_day = 2", "max_visits_per_day = 4")
    path = folder(tmp_path, settings.replace("min_share = 0.6", "min_share = 0.3"))
    own = prepare(read_territory(path).territory).compiled[0]
    tight = prepare(read_territory(path, overlay=overlay_of([setting])).territory).compiled[0]
    found = models.solve(own.problem, work=1, workers=1).solution
    assert found is not None
    start = fitted(tight, [(own, found)])
    assert verify(tight.problem, start).violations == ()
    left = {(d, i) for d, _, i in start.visits}
    assert left <= {(d, i) for d, _, i in found.visits}
    assert len(left) > 1


def test_two_searches_of_a_problem_are_joined() -> None:
    plan = models.Solution(((0, 600, 0),))
    worse = models.Result(
        status=models.Status.FEASIBLE, stop_reason=models.StopReason.WORK, solution=plan,
        objective=90, bound=100,
    )  # fmt: skip
    better = replace(worse, objective=95, bound=120)
    both = joined(worse, better)
    assert isinstance(both, models.Result)
    assert (both.objective, both.bound, both.status) == (95, 100, models.Status.FEASIBLE)
    proven = joined(both, replace(worse, objective=None, solution=None, bound=95))
    assert isinstance(proven, models.Result)
    assert (proven.objective, proven.status) == (95, models.Status.OPTIMAL)
    assert joined(RuntimeError(), worse) is worse
    assert joined(worse, RuntimeError()) is worse


def test_a_base_that_cannot_be_read_is_bad_input(tmp_path: Path) -> None:
    path = folder(tmp_path, SETTINGS.replace("2026-12-09", "2026-11-09"), ACCOUNTS)
    with pytest.raises(BadInput):
        solved(path, ["quota.key=0.5"])

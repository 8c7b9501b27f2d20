"""The sample territories: made again byte for byte, true to life, and planned."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

import models
from planner.domain import Tier
from planner.planning import plan_territory
from planner.readers import read_territory
from planner.rules import compile_rep
from tests.optimum import best_objective

ROOT = Path(__file__).parent.parent
SCENARIOS = ROOT / "scenarios"
SIZES = {"first-week": (1, 24), "des-moines": (1, 120), "iowa-team": (5, 600)}


def test_the_script_makes_the_same_files_again(tmp_path: Path) -> None:
    script = SCENARIOS / "make_samples.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True)
    made = [path for path in sorted(tmp_path.rglob("*")) if path.is_file()]
    assert len(made) == 3 + 7 + 2
    for path in made:
        assert path.read_bytes() == (ROOT / path.relative_to(tmp_path)).read_bytes(), path


@pytest.mark.parametrize("name", SIZES)
def test_sample_is_read_without_a_word(name: str) -> None:
    reading = read_territory(SCENARIOS / name)
    assert reading.findings == ()
    assert (len(reading.territory.reps), len(reading.territory.accounts)) == SIZES[name]


@pytest.mark.parametrize("name", SIZES)
def test_a_fifth_of_the_accounts_brings_four_fifths(name: str) -> None:
    with (SCENARIOS / name / "accounts.csv").open(newline="", encoding="utf-8") as stream:
        billed = [int(row["revenue_per_year"] or 0) for row in csv.DictReader(stream)]
    largest = sorted(billed, reverse=True)[: len(billed) // 5]
    assert 0.75 <= sum(largest) / sum(billed) <= 0.87


def test_des_moines_has_what_a_month_can_have() -> None:
    territory = read_territory(SCENARIOS / "des-moines").territory
    compiled = compile_rep(territory, "r1")
    tiers = list(compiled.tiers.values())
    assert [tiers.count(tier) for tier in Tier] == [23, 69, 12, 16]
    assert sum(account.contract is not None for account in territory.accounts) == 25
    assert sum(account.answers.any_given for account in territory.accounts) == 10
    assert sum(account.max_gap_days is not None for account in territory.accounts) == 4
    names = {pin.account_id: territory.account[pin.account_id].name for pin in territory.pins}
    assert names == {"A087": "Keller Appliance", "A014": "Thorpe Ford Lincoln"}
    assert {territory.account[r.account_id].name for r in territory.refusals} == {
        "Nordstrand Furniture"
    }
    # the conference fills 3 December, and the 24th and 25th are free
    assert {day.day for day in compiled.days} & {3, 24, 25} == set()
    assert len(compiled.days) == 20


@pytest.mark.parametrize("name", SIZES)
def test_sample_is_planned_and_the_rules_are_kept(name: str) -> None:
    territory = read_territory(SCENARIOS / name).territory
    plan = plan_territory(territory, work=1, workers=2)
    assert len(plan.reps) == len(territory.reps)
    assert all(result.status in ("feasible", "optimal") for result in plan.reps)
    assert {visit.rep for visit in plan.visits} == set(territory.rep)


def test_quota_binds_and_leads_are_chosen_in_des_moines() -> None:
    plan = plan_territory(read_territory(SCENARIOS / "des-moines").territory, work=2)
    rules = {rule.id: rule for rule in plan.rules}
    quota = rules["quota:key"]
    assert quota.actual is not None
    assert quota.limit is not None
    assert quota.limit <= quota.actual <= quota.limit * 1.02
    assert rules["leads"].actual is not None
    assert 5 <= rules["leads"].actual <= 10


def test_first_week_is_planned_as_well_as_it_can_be() -> None:
    problem = compile_rep(read_territory(SCENARIOS / "first-week").territory, "ames").problem
    result = models.solve(problem, work=2)
    assert result.objective is not None
    best = best_objective(problem, known=result.objective)
    assert result.objective == best
    assert result.bound is None or result.bound >= best

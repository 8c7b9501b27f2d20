"""planner review: key accounts and candidates."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Run
from tests.commands.test_contracts import with_cells


def test_review(territory: Path, run: Run) -> None:
    result = run("review", territory)
    assert result.exit_code == 0, result.output
    assert "Review of" in result.stdout
    assert "Not known yet, open_to_ideas" in result.stdout
    said = json.loads(run("review", territory, "--json").stdout)
    assert said["key_accounts"]
    assert {one["advice"] for one in said["candidates"]}
    assert all(one["reason"] and one["changed_by"] for one in said["candidates"])


def test_answers_move_the_curve(territory: Path, run: Run) -> None:
    before = json.loads(run("review", territory, "--json").stdout)["key_accounts"]
    key = before[0]["account_id"]
    answers = {"growth": "1", "open_to_ideas": "yes", "at_risk": "yes", "sales_no_visits": "",
               "sales_half": "", "sales_plus_half": "", "sales_saturation": ""}  # fmt: skip
    number = int(key[1:])
    with_cells(territory, *[{}] * (number - 1), answers)
    after = {
        one["account_id"]: one
        for one in json.loads(run("review", territory, "--json").stdout)["key_accounts"]
    }
    assert after[key]["no_visits"] == 0.2
    assert after[key]["saturation"] > 1.6


def test_growth_as_a_percentage_is_warned_of(territory: Path, run: Run) -> None:
    with_cells(territory, {"growth": "17"})
    assert "growth-large" in run("review", territory).output


def test_visits_come_from_a_plan(territory: Path, run: Run) -> None:
    assert run("plan", territory, "--work", "1").exit_code == 0
    plan = territory / "out" / "plan.json"
    said = json.loads(run("review", territory, "--plan", plan, "--json").stdout)
    outcomes = {one["account_id"]: one for one in json.loads(plan.read_text())["outcomes"]}
    for one in said["key_accounts"]:
        assert one["planned"]
        assert one["visits"] == outcomes[one["account_id"]]["visits"]
        assert one["next_visit_cents"] == outcomes[one["account_id"]]["next_visit_cents"]

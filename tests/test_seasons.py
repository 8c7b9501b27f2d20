"""Accounts that are closed for a season, and those that keep their own holidays, end to end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from planner.commands import main

CASES = Path(__file__).parents[2] / "shared" / "cases"


def planned(name: str, tmp_path: Path) -> tuple[str, dict[str, Any]]:
    """What ``check`` says of a case's territory, and its plan after ``verify``."""
    source = CASES / name / "t"
    if not source.is_dir():
        pytest.skip(f"no case at {source}")
    folder = Path(shutil.copytree(source, tmp_path / "t"))
    said = CliRunner().invoke(main, ["check", str(folder)])
    assert said.exit_code == 0, said.output
    made = CliRunner().invoke(main, ["plan", str(folder), "--work", "1", "--workers", "1"])
    assert made.exit_code == 0, made.output
    plan = str(folder / "out" / "plan.json")
    verified = CliRunner().invoke(main, ["verify", plan, str(folder)])
    assert verified.exit_code == 0, verified.output
    document: dict[str, Any] = json.loads(Path(plan).read_text(encoding="utf-8"))
    return said.output, document


def test_out_of_season_and_closed_for_repair(tmp_path: Path) -> None:
    said, plan = planned("61-seasonal-account", tmp_path)
    assert "2 accounts are closed throughout 2026-11" in said
    assert [visit["account_id"] for visit in plan["visits"]] == ["A", "A"]
    reasons = {one["account_id"]: one["reason"] for one in plan["unvisited"]}
    assert set(reasons) == {"ICE", "REF"}
    assert all("closed throughout 2026-11" in reason for reason in reasons.values())


def test_a_holiday_on_which_the_rep_works(tmp_path: Path) -> None:
    _, plan = planned("06b-works-on-holiday-nocontract", tmp_path)
    assert [visit["account_id"] for visit in plan["visits"]] == ["B"]

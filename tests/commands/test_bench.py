"""planner bench: figures, tables, and what is said when something is not there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from planner.bench.months import KINDS, make_month
from tests.commands.conftest import Run

DATA = "PLANNER_DATA"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of benchmark files with a small month in place of m60."""
    (tmp_path / "months").mkdir()
    problem = make_month("two-spans", replace(KINDS["two-spans"], accounts=15), seed=1)
    (tmp_path / "months" / "m60.json").write_text(json.dumps(problem))
    monkeypatch.setenv(DATA, str(tmp_path))
    monkeypatch.setattr("planner.bench.suites.STANDARD", {"m60": (1, 10**12)})
    return tmp_path


def test_months_are_measured_and_compared(folder: Path, run: Run, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    words = ("--only", "m60", "--seconds", 1, "--marks", "0.5,1,60", "--seeds", "0,1")
    result = run("bench", "months", *words, "-o", figures)
    assert result.exit_code == 0
    assert "two-spans-1" in result.stdout
    assert result.stderr.count("planner, seed") == 2
    kept = json.loads(figures.read_text())
    assert kept["settings"]["suite"] == "months"
    assert [row["seed"] for row in kept["records"]] == [0, 1]
    assert [moment["seconds"] for moment in kept["records"][0]["moments"]] == [0.5, 1]
    assert kept["versions"]["ortools"]
    result = run("bench", "compare", figures, figures)
    assert result.exit_code == 0
    assert "1.00000" in result.stdout
    assert folder.is_dir()


def test_a_bound_below_a_known_plan_ends_with_3(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.bench.suites.STANDARD", {"m60": (10**12, 10**13)})
    result = run("bench", "months", "--seconds", 1, "--seeds", 0, "--data", folder)
    assert result.exit_code == 3
    assert "is below a plan of 1,000,000,000,000" in result.stderr


def test_missing_data_is_said(tmp_path: Path, run: Run) -> None:
    result = run("bench", "toptw", "--data", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "PLANNER_DATA" in result.stderr


def test_unknown_names_are_all_said(folder: Path, run: Run) -> None:
    result = run("bench", "months", "--only", "m60,m61,x", "--data", folder)
    assert result.exit_code == 1
    assert "'m61'" in result.stderr
    assert "'x'" in result.stderr
    assert "'m60'" not in result.stderr


@pytest.mark.parametrize("words", [("--seeds", "a"), ("--marks", ""), ("--marks", "-1")])
def test_lists_that_are_none_are_usage_errors(words: tuple[str, str], run: Run) -> None:
    assert run("bench", "months", *words).exit_code == 2


def test_no_file_of_figures(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "x.json"
    path.write_text("{}")
    result = run("bench", "compare", path, path)
    assert result.exit_code == 1
    assert "bench-figures" in result.stderr


def test_a_peer_that_is_not_installed_is_left_out(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.bench.peers.run.find_spec", lambda _: None)
    result = run("bench", "months", "--seconds", 1, "--seeds", 0, "--peers", "--data", folder)
    assert result.exit_code == 0
    assert result.stderr.count("not installed") == 3

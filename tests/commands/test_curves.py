"""planner curves and planner calibrate."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

from click.testing import CliRunner

from planner.commands import main
from tests.commands.conftest import Run
from tests.commands.test_contracts import with_cells


def test_class_curves(territory: Path, run: Run) -> None:
    result = run("curves", territory)
    assert result.exit_code == 0, result.output
    for words in ("key: sales in %", "lead: % of the chance", "present: 2 visits a month"):
        assert words in result.stdout


def test_one_account_as_chart_and_svg(territory: Path, run: Run, tmp_path: Path) -> None:
    svg = tmp_path / "a.svg"
    result = run("curves", territory, "A001", "--svg", svg)
    assert "visit 1 adds $" in result.stdout
    ElementTree.fromstring(svg.read_text())
    said = json.loads(run("curves", territory, "A001", "--json").stdout)
    assert said["curves"][0]["points"][0][0] == 0


def test_odd_answers_are_warned_of(territory: Path, run: Run) -> None:
    steep = {"sales_no_visits": "0", "sales_half": "0.4", "sales_plus_half": "1.6",
             "sales_saturation": "3", "revenue_per_year": "5000", "tier": ""}  # fmt: skip
    with_cells(territory, steep)
    assert "imply an elasticity of 1." in run("curves", territory).output


def test_unknown_account(territory: Path, run: Run) -> None:
    result = run("curves", territory, "A9")
    assert result.exit_code == 1
    assert "account-unknown" in result.output
    assert run("curves", territory, "--svg", "a.svg").exit_code == 2


def test_calibrate_asks_and_writes(territory: Path, run: Run) -> None:
    listed = json.loads(
        run("calibrate", territory, "--shortlist", 2, "--work", "0.05", "--json").stdout
    )["accounts"]
    assert len(listed) == 2
    # answers that do not rise are asked for again; a word is no number
    answers = "y\n60\n50\n115\n140\n60\nmany\n80\n115\n\n"
    words = ["calibrate", str(territory), "--accounts", "1", "--shortlist", "2", "--work", "0.05"]
    result = CliRunner().invoke(main, words, input=answers, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "more visits must bring more sales" in result.output
    assert "Write a number" in result.output
    with (territory / "accounts.csv").open(newline="", encoding="utf-8") as stream:
        rows = {row["account_id"]: row for row in csv.DictReader(stream)}
    row = rows[listed[0]["account_id"]]
    given = [
        row[f"sales_{name}"] or "" for name in ("no_visits", "half", "plus_half", "saturation")
    ]
    assert given == ["0.6", "0.8", "1.15", ""]
    assert run("check", territory).exit_code == 0


def test_enter_leaves_all_as_it_is(territory: Path) -> None:
    before = (territory / "accounts.csv").read_bytes()
    words = ["calibrate", str(territory), "--accounts", "1", "--shortlist", "1", "--work", "0.05"]
    result = CliRunner().invoke(main, words, input="\n\n\n\n\n", catch_exceptions=False)
    assert result.exit_code == 0
    assert (territory / "accounts.csv").read_bytes() == before


def test_a_list_is_left_alone_unless_asked(territory: Path, tmp_path: Path) -> None:
    before = (territory / "accounts.csv").read_bytes()
    words = ["calibrate", str(territory), "--accounts", "1", "--shortlist", "1", "--work", "0.05"]
    result = CliRunner().invoke(main, words, input="n\n", catch_exceptions=False)
    assert "Nothing is asked" in result.output
    to = tmp_path / "answered.csv"
    words += ["--to", str(to)]
    result = CliRunner().invoke(main, words, input="60\n\n\n140\n", catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert ",0.6,,,1.4" in to.read_text(encoding="utf-8")
    assert (territory / "accounts.csv").read_bytes() == before
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert (result.exit_code, "exists already" in result.output) == (2, True)

"""planner explain and planner sweep by the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tests.scenarios.places import ACCOUNTS, SETTINGS, folder

BOB = SETTINGS[SETTINGS.index('[[rep]]\nid = "bob"') : SETTINGS.index("[tiers]")]
ALONE = SETTINGS.replace(BOB, "")
OF_ANN = "".join(line for line in ACCOUNTS.splitlines(keepends=True) if ",bob," not in line)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return folder(tmp_path / "place", ALONE, OF_ANN)


def test_an_account_left_out_has_its_price_in_words_and_as_json(place: Path, run: Run) -> None:
    words = run("explain", place, "dale feed", "--day", "2026-12-08", "--work", 4)
    assert words.exit_code == 0
    for part in ("Dale Feed (A4, secondary", "is left out", "Forcing it in costs", "On Tue 8 Dec",
                 "quota:key", "no plan of this rep"):  # fmt: skip
        assert part in words.stdout, part
    document = json.loads(run("explain", place, "A4", "--work", 4, "--json").stdout)
    price = document["forced"]["price"]
    assert price["lower_cents"] <= price["found_cents"] <= price["upper_cents"]
    assert [each["visits"] for each in document["counts"] if each["planned"]] == [0]


def test_the_plan_in_the_folder_is_explained_and_said_stale_when_it_is(
    place: Path, run: Run
) -> None:
    assert run("plan", place, "--work", 2).exit_code == 0
    made = run("explain", place, "A1", "--work", 3)
    assert "as it was made" in made.stdout
    assert "gets 1 visit" in made.stdout
    (place / "accounts.csv").write_text(OF_ANN.replace("90000", "95000"))
    assert "stale" in run("explain", place, "A1", "--work", 3).stdout


def test_without_an_account_the_plan_is_explained(place: Path, run: Run) -> None:
    words = run("explain", place, "--work", 6)
    assert words.exit_code == 0
    assert "Nearest misses, of" in words.stdout
    document = json.loads(run("explain", place, "--work", 6, "--json").stdout)
    assert document["left_out"] == len(document["misses"]) == 3
    assert {"rules", "bases"} <= set(document)


def test_a_baseline_has_its_assumptions_beside_it(place: Path, run: Run) -> None:
    words = run("explain", place, "--baseline", "even", "--work", 2)
    assert "than an even round of all accounts." in words.stdout
    assert "Assumed:" in words.stdout
    visits = place / "past.csv"
    visits.write_text("date,start,minutes,account_id\n2026-12-03,09:00,60,A1\n")
    past = run("explain", place, "--baseline", visits, "--from", "2026-11-30", "--work", 2,
               "--json")  # fmt: skip
    document = json.loads(past.stdout)
    assert document["baseline"]["accounts"] == 1
    assert document["gain_cents"] == (
        document["plan"]["worth_cents"] - document["baseline"]["worth_cents"]
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["Dayle Feed"], 1, "Did you mean 'A4 Dale Feed'?"),
        (["A4", "--day", "2026-11-08"], 1, "not in the period"),
        (["--day", "2026-12-08"], 2, "--day needs an ACCOUNT"),
        (["A4", "--baseline", "even"], 2, "--baseline goes without an ACCOUNT"),
        (["--me", "a@b.c"], 2, "need --baseline"),
        (["--baseline", "none.ics", "--work", "1"], 1, "none.ics"),
    ],
)
def test_what_cannot_be_explained_is_said(
    place: Path, run: Run, words: list[str], code: int, said: str
) -> None:
    result = run("explain", place, *words)
    assert result.exit_code == code
    assert said in result.output


def test_a_sweep_writes_its_points_and_keeps_an_earlier_one(place: Path, run: Run) -> None:
    axis, table = "quota.key=0.4,0.9", place / "swept.csv"
    words = run("sweep", place, axis, "--work", 2, "-o", table)
    assert words.exit_code == 0, words.output
    assert "quota.key" in words.stdout
    out = place / "out" / "sweep"
    assert {"sweep.json", "sweep.svg", "quota.key=0.4"} <= {path.name for path in out.iterdir()}
    plan = json.loads((out / "quota.key=0.4" / "plan.json").read_text())
    swept = json.loads((out / "sweep.json").read_text())
    assert swept["points"][0]["objective_cents"] == plan["objective_cents"]
    assert not (place / ".planner").exists()
    refused = run("sweep", place, axis, "--work", 2)
    assert refused.exit_code == 1
    assert "--force" in refused.output
    again = run("sweep", place, axis, "--work", 2, "--force", "--json")
    assert json.loads(again.stdout) == swept


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        (["quota.key=1:2"], "Write it like"),
        (["quotta.key=0.5"], "not known"),
        (["quota.key=0.5", "quota.key=0.6"], "swept twice"),
    ],
)
def test_an_axis_that_is_none_is_said(place: Path, run: Run, axes: list[str], said: str) -> None:
    result = run("sweep", place, *axes, "--work", 1)
    assert result.exit_code == 1
    assert said in result.output

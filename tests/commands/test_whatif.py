"""planner whatif: scenarios side by side."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tests.scenarios.places import HereCrew, folder

QUOTA = '[[quota]]\ntiers = ["key"]\nmin_share = 0.3\n'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = folder(tmp_path_factory.mktemp("whatif"))
    (path / "whatif").mkdir()
    (path / "whatif" / "quota-30.toml").write_text(QUOTA)
    (path / "whatif" / "typo.toml").write_text(QUOTA.replace("key", "kye"))
    return path


WORK = ("--work", "1", "--workers", "2")


def test_a_comparison_with_its_plans_and_tables(
    place: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.scenarios.whatif.running.LocalCrew", lambda _: HereCrew())
    out, table = tmp_path / "out", tmp_path / "c.csv"
    words = (
        place,
        "quota-30.toml",
        "--set",
        "leads.max_active=1",
        *WORK,
        "--out",
        out,
        "-o",
        table,
    )
    result = run("whatif", *words)
    assert result.exit_code == 0, result.output
    for expected in ("quota-30", "leads.max_active=1", "certain: better", "the same"):
        assert expected in result.stdout
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*.json")) == [
        "base/plan.json", "comparison.json", "leads.max_active=1/plan.json", "quota-30/plan.json",
    ]  # fmt: skip
    assert table.read_text("utf-8-sig").startswith(",unit,base,quota-30")
    kept = out / "quota-30" / "plan.json"
    assert run("verify", kept, place, "--overlay", "quota-30.toml").exit_code == 0
    assert run("verify", kept, place).exit_code == 3  # the quota as it is, is broken
    before = {path: path.read_bytes() for path in out.rglob("*.json")}
    again = run("whatif", *words)
    assert again.exit_code == 1
    assert "--force" in again.output
    assert run("whatif", *words, "--force").exit_code == 0
    assert before == {path: path.read_bytes() for path in out.rglob("*.json")}  # the same again


def test_a_scenario_with_bad_input_is_a_column(
    place: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.scenarios.whatif.running.LocalCrew", lambda _: HereCrew())
    result = run("whatif", place, "quota-30.toml", "typo.toml", *WORK, "--out", tmp_path, "--json")
    assert result.exit_code == 1
    scenarios = {one["name"]: one for one in json.loads(result.stdout)["scenarios"]}
    assert scenarios["quota-30"]["difference"]["certain"]
    assert scenarios["typo"]["difference"] is None
    assert "whatif/typo.toml, line 2, quota[1].tiers[1]" in result.stderr
    assert not (tmp_path / "typo").exists()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "--set quota.key=0.7"),
        (("--set", "quota.key=0.7", "-o", "c.pdf"), 2, ".xlsx"),
        (("--set", "quota.key=0.7", "--work", "1", "--seconds", "1"), 2, "choose one"),
        (("--set", "quota.key"), 1, "quota.key=0.7"),
        (("--set", "quota.kye=1"), 1, "quota.kye"),
        (("nothing.toml", "missing.toml"), 1, "missing.toml"),
        (("typo.toml",), 1, "kye"),
    ],
)
def test_what_is_asked_wrongly_is_said_before_any_search(
    place: Path, run: Run, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    result = run("whatif", place, *words, "--out", tmp_path / "out")
    assert result.exit_code == code
    assert said in result.output
    assert not (tmp_path / "out").exists()


def test_a_scenario_is_planned_by_itself(place: Path, run: Run, tmp_path: Path) -> None:
    only = ("--rep", "bob", "--work", "1")
    words = ("plan", place, *only, "--out", tmp_path / "out", "--set", "quota.key=0.3", "--json")
    planned = json.loads(run(*words).stdout)
    base = json.loads(run("plan", place, *only, "--out", tmp_path / "base", "--json").stdout)
    assert planned["objective_cents"] > base["objective_cents"]
    assert "sha256:--set" in planned["provenance"]
    assert (
        run("verify", tmp_path / "out" / "plan.json", place, "--set", "quota.key=0.3").exit_code
        == 0
    )


KILLED = """
import os, signal, sys
from planner.commands import main
from planner.scenarios.store import ResultStore
from planner.scenarios.whatif import running
from tests.scenarios.places import HereCrew

keep = ResultStore.keep

def killed(store, key, outcome):
    keep(store, key, outcome)
    if key == "base/bob":
        os.kill(os.getpid(), signal.SIGKILL)

ResultStore.keep = killed
running.LocalCrew = lambda _: HereCrew()
main(sys.argv[1:])
"""
"""The command, killed by itself as soon as its second search is kept."""


def test_a_killed_comparison_goes_on_by_the_same_command(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = folder(tmp_path / "place")
    words = ("whatif", str(place), "--set", "quota.key=0.3", *WORK, "--json")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, *words], cwd=Path(__file__).parents[2], check=False,
        capture_output=True,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert len(list((place / ".planner" / "results").iterdir())) == 2
    assert not (place / "out").exists()
    crew = HereCrew()
    monkeypatch.setattr("planner.scenarios.whatif.running.LocalCrew", lambda _: crew)
    resumed = run(*words)
    assert resumed.exit_code == 0
    assert "2 of 2 searches were done" in resumed.stderr
    assert {each.key.partition("/")[0] for each in crew.searched} == {"quota.key=0.3"}
    assert not (place / ".planner").exists()
    assert json.loads(run(*words, "--force").stdout) == json.loads(resumed.stdout)

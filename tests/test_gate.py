"""The gate: a stored plan that breaks rules leaves by no way."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from planner.commands import main
from planner.domain import BadInput, FailedCheck
from planner.exporting import export
from planner.gate import CheckedPlan, checked
from planner.plan import plan_from_json
from planner.readers import read_territory
from planner.underway.publishing import publish_plan, write_feed
from planner.web.folder.picture import take_picture
from planner.web.sharing.downloads import content_of

ROOT = Path(__file__).parents[1]
ACCOUNTS = """account_id,name,latitude,longitude,tier,revenue_per_year,opening_hours
A,Alder,41.60,-93.60,key,50000,Mo-Fr 09:00-17:00
B,Birch,41.62,-93.62,key,40000,Mo-Fr 09:00-17:00
C,Cedar,41.64,-93.58,key,30000,Mo-Fr 09:00-17:00
"""
SETTINGS = """name = "Gate"
currency = "USD"
quota = []
[period]
start = 2026-12-07
end = 2026-12-11
time_zone = "America/Chicago"
[[rep]]
id = "r1"
home = [41.6, -93.6]
hours = "Mo-Fr 08:00-18:00"
[tiers]
rule = "given"
[tier.key]
visit_minutes = 60
max_visits = 2
min_gap_days = 2
"""


def run(*words: str) -> Any:
    return CliRunner().invoke(main, list(words))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gate") / "place"
    folder.mkdir()
    (folder / "accounts.csv").write_text(ACCOUNTS)
    (folder / "territory.toml").write_text(SETTINGS)
    made = run("plan", str(folder), "--work", "1", "--workers", "1")
    assert made.exit_code == 0, made.output
    return folder


@pytest.fixture
def broken(planned: Path, tmp_path: Path) -> Path:
    """A territory whose plan was edited by hand: its last visit begins before the account opens."""
    folder = tmp_path / "place"
    shutil.copytree(planned, folder)
    file = folder / "out" / "plan.json"
    plan = json.loads(file.read_bytes())
    visit = plan["visits"][-1]
    early = datetime.fromisoformat(visit["start"]).replace(hour=8, minute=0)
    visit["start"], visit["end"] = early.isoformat(), (early + timedelta(hours=1)).isoformat()
    file.write_text(json.dumps(plan))
    return folder


def files_of(folder: Path) -> dict[str, bytes]:
    out = folder / "out"
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()}


class NoServer:
    """A calendar server that must not be asked for anything."""

    def entries(self, _domain: str) -> Any:
        raise AssertionError("the server was asked")


def publish(folder: Path) -> None:
    publish_plan(folder, folder / "out" / "plan.json", NoServer())  # type: ignore[arg-type] # fails when used


def feed(folder: Path) -> None:
    write_feed(folder, folder / "out" / "plan.json", folder / "feed.ics")


def download(folder: Path) -> None:
    content_of(folder, take_picture(folder), "r1.ics")


def undo(folder: Path) -> None:
    plan = plan_from_json((folder / "out" / "plan.json").read_bytes())
    export(plan, read_territory(folder).territory, folder / "out", True, stored="plan.json")


@pytest.mark.parametrize("way", [publish, feed, download, undo])
def test_a_stored_plan_that_breaks_rules_is_refused_and_the_rules_are_named(
    broken: Path, way: Callable[[Path], None]
) -> None:
    before = files_of(broken)
    with pytest.raises(BadInput, match=r"breaks the rule opening-hours: .*--previous"):
        way(broken)
    assert files_of(broken) == before
    assert not (broken / "feed.ics").exists()


@pytest.mark.parametrize("way", [feed, download, undo])
def test_a_good_plan_leaves_by_every_way(planned: Path, way: Callable[[Path], None]) -> None:
    way(planned)


def test_changed_inputs_alone_keep_no_plan_that_keeps_the_rules(
    planned: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "place"
    shutil.copytree(planned, folder)
    (folder / "accounts.csv").write_text(ACCOUNTS.replace("50000", "60000"))
    feed(folder)
    (folder / "accounts.csv").write_text(ACCOUNTS.replace("Mo-Fr 09:00", "Mo-Fr 16:30"))
    with pytest.raises(BadInput, match="opening-hours"):
        feed(folder)


def test_a_previous_plan_that_breaks_rules_is_planned_anew_and_they_are_named(
    broken: Path,
) -> None:
    words = ("plan", str(broken), "--previous", str(broken / "out" / "plan.json"), "--from",
             "2026-12-06", "--work", "1", "--workers", "1")  # fmt: skip
    made = run(*words, "--out", str(broken / "anew"))
    assert made.exit_code == 0, made.output
    assert "opening-hours" in made.stderr
    told = json.loads(run(*words, "--out", str(broken / "told"), "--json").stdout)
    assert "opening-hours" in {breach["rule"] for breach in told["broken_before"]}
    place = read_territory(broken).territory
    checked(place, plan_from_json((broken / "anew" / "plan.json").read_bytes()))


def test_what_is_over_is_no_fault_of_the_previous_plan(broken: Path) -> None:
    """The same edit on a day that is over is what happened."""
    words = ("plan", str(broken), "--previous", str(broken / "out" / "plan.json"), "--from",
             "2026-12-11", "--work", "1", "--workers", "1")  # fmt: skip
    made = run(*words, "--out", str(broken / "anew"))
    assert made.exit_code == 0, made.output
    assert "opening-hours" not in made.stderr


def test_a_plan_that_was_just_made_fails_as_a_bug(broken: Path) -> None:
    plan = plan_from_json((broken / "out" / "plan.json").read_bytes())
    with pytest.raises(FailedCheck, match="this is a bug"):
        export(plan, read_territory(broken).territory, broken / "new", overwrite=False)
    assert not (broken / "new").exists()


def test_nobody_else_makes_a_checked_plan(broken: Path) -> None:
    plan = plan_from_json((broken / "out" / "plan.json").read_bytes())
    with pytest.raises(TypeError):
        CheckedPlan(plan, read_territory(broken).territory, seal=object())


WRITERS = {
    "CheckedPlan": {"planner/gate.py"},
    "calendar_export": {"planner/exporting.py", "planner/calendars/export.py"},
    "calendar_files": set[str](),
    "visits_csv": {"planner/exporting.py"},
    "visits_workbook": {"planner/exporting.py"},
    "plan_to_json": {
        "planner/exporting.py",
        "planner/commands/plan.py",  # prints what has passed
        "planner/underway/morning.py",  # its digest alone
        "planner/verdicts.py",  # its digest alone
        "planner/web/runs/errands.py",  # kept for an undo, which passes the gate
    },
}
"""What turns a plan into a file, and the only modules that call it."""


@pytest.mark.parametrize("name", WRITERS)
def test_whatever_writes_a_plan_is_called_behind_the_gate_alone(name: str) -> None:
    callers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "planner").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", "") == name or getattr(node.func, "attr", "") == name)
    }
    assert callers <= WRITERS[name]

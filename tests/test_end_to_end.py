"""From a new folder to a checked plan, with true processes where it matters."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WORK = ("--work", "1")


def planner(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """One run of the command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "planner", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new territory with its plan in out/; tests copy it before they change it."""
    folder = tmp_path_factory.mktemp("new") / "territory"
    assert planner("new", folder, "--month", "2026-12").returncode == 0
    assert planner("check", folder).returncode == 0
    done = planner("plan", folder, *WORK)
    assert done.returncode == 0, done.stderr
    assert "Expected revenue" in done.stdout
    return folder


@pytest.fixture
def folder(planned: Path, tmp_path: Path) -> Path:
    """A copy of the planned territory."""
    return Path(shutil.copytree(planned, tmp_path / "territory"))


def files_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def calendars_in(out: Path) -> list[str]:
    return sorted(path.name for path in out.glob("*.ics"))


def test_plan_is_verified_as_it_is(planned: Path) -> None:
    assert {"plan.json", "r1.ics", "visits.csv"} <= files_of(planned / "out").keys()
    done = planner("verify", planned / "out" / "plan.json", planned)
    assert done.returncode == 0
    assert "no rule broken" in done.stdout


def test_a_visit_moved_by_hand_is_found(folder: Path) -> None:
    path = folder / "out" / "plan.json"
    plan = json.loads(path.read_text())
    visit = plan["visits"][0]
    visit["start"] = str(datetime.fromisoformat(visit["start"]) + timedelta(minutes=7))
    path.write_text(json.dumps(plan))
    done = planner("verify", path, folder, "--json")
    assert done.returncode == 3
    said = json.loads(done.stdout)
    assert {"grid", "visit-length"} <= {breach["rule"] for breach in said["breaches"]}
    assert said["exit_code"] == 3


def test_a_visit_taken_out_by_hand_is_found(folder: Path) -> None:
    path = folder / "out" / "plan.json"
    plan = json.loads(path.read_text())
    dropped = plan["visits"].pop()
    path.write_text(json.dumps(plan))
    done = planner("verify", path, folder)
    assert done.returncode == 3
    assert dropped["account_id"] in done.stdout


def test_a_plan_is_no_longer_right_when_its_territory_changes(folder: Path) -> None:
    settings = folder / "territory.toml"
    text = settings.read_text()
    plan = json.loads((folder / "out" / "plan.json").read_text())
    day = plan["visits"][0]["start"][:10]
    settings.write_text(text.replace("# days_off = [2026-12-24]", f"days_off = [{day}]"))
    done = planner("verify", folder / "out" / "plan.json", folder)
    assert done.returncode == 3
    assert "days-off" in done.stdout
    assert "territory.toml has changed" in done.stderr


@pytest.mark.parametrize("text", ["", "{}", "[1]", "\x00", '{"visits": 3}'])
def test_a_broken_plan_is_bad_input(folder: Path, text: str) -> None:
    path = folder / "out" / "plan.json"
    path.write_text(text)
    assert planner("verify", path, folder).returncode == 1


def test_same_work_and_seed_give_the_same_bytes(folder: Path, planned: Path) -> None:
    done = planner(
        "plan", folder, *WORK, "--out", folder / "again", PYTHONHASHSEED="7", TZ="Asia/Tokyo"
    )
    assert done.returncode == 0
    assert files_of(folder / "again") == files_of(planned / "out")


def test_an_earlier_plan_is_kept_unless_forced(folder: Path) -> None:
    before = files_of(folder / "out")
    (folder / "out" / "notes.txt").write_text("mine")
    done = planner("plan", folder, *WORK, "--seed", "1")
    assert done.returncode == 1
    assert "--force" in done.stderr
    assert files_of(folder / "out") == before | {"notes.txt": b"mine"}
    done = planner("plan", folder, *WORK, "--seed", "1", "--force")
    assert done.returncode == 0
    after = files_of(folder / "out")
    assert after.keys() >= {*before, "notes.txt"}
    assert json.loads(after["plan.json"])["seed"] == 1


def test_json_is_one_document_on_stdout(folder: Path) -> None:
    done = planner("plan", folder, *WORK, "--out", folder / "again", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == json.loads((folder / "again" / "plan.json").read_text())


def test_interrupt_keeps_the_best_plan(folder: Path) -> None:
    out = folder / "stopped"
    running = subprocess.Popen(
        [sys.executable, "-m", "planner", "plan", str(folder), "--seconds", "300",
         "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert running.stderr is not None
    for line in running.stderr:
        if "r1: " in line and "r1: -" not in line:
            break  # a first plan is there
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=120)
    assert running.returncode == 0, stderr
    assert "the best plan so far is kept" in stderr
    assert "Expected revenue" in stdout
    assert planner("verify", out / "plan.json", folder).returncode == 0


def test_interrupt_stops_all_reps(tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "planner", "plan", "scenarios/iowa-team", "--seconds", "600",
         "--out", str(tmp_path / "out")],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        start_new_session=True,
    )  # fmt: skip
    assert running.stderr is not None
    for line in running.stderr:
        if "des-moines: " in line and "des-moines: -" not in line:
            break
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the workers, too
    _, stderr = running.communicate(timeout=120)
    assert "Traceback" not in stderr
    assert running.returncode == 5, "reps that were still waiting have no plan"
    plan = json.loads((tmp_path / "out" / "plan.json").read_text())
    status = {result["rep"]: result["status"] for result in plan["reps"]}
    assert status["des-moines"] == "feasible"
    assert "unknown" in status.values()
    assert (tmp_path / "out" / "des-moines.ics").exists()
    assert planner("verify", tmp_path / "out" / "plan.json", "scenarios/iowa-team").returncode == 0


@pytest.fixture
def two_reps(folder: Path) -> Path:
    """The territory with its accounts dealt to two reps, each with a calendar."""
    settings = folder / "territory.toml"
    before, table, after = settings.read_text().partition("[[rep]]")
    first, tiers, rest = after.partition("[tiers]")
    second = table + first.replace("r1", "r2")
    settings.write_text(before + table + first + second + tiers + rest)
    shutil.copy(folder / "calendars" / "r1.ics", folder / "calendars" / "r2.ics")
    path = folder / "accounts.csv"
    lines = path.read_text().splitlines(keepends=True)
    dealt = [line.replace(",r1,", ",r2,") if n % 2 else line for n, line in enumerate(lines)]
    path.write_text("".join(dealt))
    return folder


def test_two_reps_are_planned_beside_each_other(two_reps: Path) -> None:
    done = planner("plan", two_reps, *WORK, "--out", two_reps / "one")
    assert done.returncode == 0, done.stderr
    again = planner("plan", two_reps, *WORK, "--out", two_reps / "two", "--workers", "1")
    assert again.returncode == 0
    assert files_of(two_reps / "one") == files_of(two_reps / "two")
    assert {"r1.ics", "r2.ics"} < files_of(two_reps / "one").keys()


def test_one_broken_calendar_does_not_lose_the_other_plan(two_reps: Path) -> None:
    calendar = two_reps / "calendars" / "r2.ics"
    calendar.write_bytes(calendar.read_bytes()[:700])
    out = two_reps / "partly"
    done = planner("plan", two_reps, *WORK, "--out", out)
    assert done.returncode == 1
    assert "r2.ics" in done.stderr
    assert "Expected revenue" in done.stdout
    assert calendars_in(out) == ["r1.ics"]
    results = json.loads((out / "plan.json").read_text())["reps"]
    assert [(r["rep"], r["status"]) for r in results] == [("r1", "feasible"), ("r2", "failed")]
    verified = planner("verify", out / "plan.json", two_reps)
    assert verified.returncode == 0
    assert "r2" in verified.stderr


def test_one_impossible_appointment_does_not_lose_the_other_plan(two_reps: Path) -> None:
    settings = two_reps / "territory.toml"
    pin = '[[pin]]\naccount = "A001"\nstart = "2026-12-08 03:00"\n'
    settings.write_text(settings.read_text() + pin)
    done = planner("plan", two_reps, *WORK, "--out", two_reps / "partly")
    assert done.returncode == 1
    assert "A001" in done.stderr
    assert calendars_in(two_reps / "partly") == ["r1.ics"], "A001 is an account of r2"


def test_one_rep_alone(two_reps: Path) -> None:
    done = planner("plan", two_reps, *WORK, "--rep", "r2", "--out", two_reps / "alone")
    assert done.returncode == 0
    assert calendars_in(two_reps / "alone") == ["r2.ics"]
    verified = planner("verify", two_reps / "alone" / "plan.json", two_reps)
    assert verified.returncode == 0
    assert "r1 is not in the plan" in verified.stderr
    assert planner("plan", two_reps, *WORK, "--rep", "r3").returncode == 1


def test_problem_and_solution_files(folder: Path) -> None:
    problem, solution = folder / "problem.json", folder / "solution.json"
    assert planner("problem", folder, "-o", problem).returncode == 0
    assert planner("solve", problem, *WORK, "-o", solution).returncode == 0
    found = json.loads(solution.read_text())
    plan = json.loads((folder / "out" / "plan.json").read_text())
    assert found["objective"] == plan["objective_cents"], "the same search as the plan's"
    assert len(found["visits"]) == len(plan["visits"])


def test_solve_refuses_what_is_no_problem(tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_text('{"travel": [[0]], "duties": [], "clients": [], "colour": 1}')
    done = planner("solve", path, *WORK)
    assert done.returncode == 1
    assert "colour" in done.stderr


def test_nothing_found_says_what_is_short_and_writes_nothing(folder: Path) -> None:
    settings = folder / "territory.toml"
    text = settings.read_text().replace("max_visits_per_day = 8", "max_visits_per_day = 1")
    settings.write_text(text)
    path = folder / "accounts.csv"
    lines = path.read_text().splitlines()
    at = lines[0].split(",").index("contract_visits")
    assert at == 11, "columns before the quoted ones"
    owed = [line.split(",") for line in lines[1:]]
    for cells in owed[:20]:
        cells[at] = "2"
    path.write_text("\n".join([lines[0], *(",".join(cells) for cells in owed)]) + "\n")
    done = planner("plan", folder, *WORK, "--out", folder / "none")
    assert done.returncode in (4, 5), done.stderr
    assert "short by" in done.stderr or done.returncode == 4
    assert not (folder / "none").exists()


def test_a_month_on_real_stores_without_changing_the_file(
    shared_data: Path, tmp_path: Path
) -> None:
    stores = shared_data / "iowa" / "stores.csv"
    (tmp_path / "territory.toml").write_text(f"""
name = "Real stores"
[period]
month = "2026-12"
time_zone = "America/Chicago"
holidays = "US-IA"
[[rep]]
id = "r1"
home = [41.5868, -93.6250]
hours = "Mo-Fr 08:30-17:30"
lunch = {{ between = "11:30-13:30", minutes = 40 }}
[accounts]
file = {json.dumps(str(stores))}
within_km = 15
missing_coordinates = "skip"
where = {{ status = "A" }}
[accounts.columns]
account_id = "store"
latitude = "lat"
longitude = "lon"
revenue_per_year = "sales_l12m"
""")
    before = stores.read_bytes()
    started = time.monotonic()
    done = planner("plan", tmp_path, *WORK)
    assert done.returncode == 0, (done.stderr, time.monotonic() - started)
    assert stores.read_bytes() == before
    plan = json.loads((tmp_path / "out" / "plan.json").read_text())
    assert len(plan["visits"]) > 80
    assert planner("verify", tmp_path / "out" / "plan.json", tmp_path).returncode == 0

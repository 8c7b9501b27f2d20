"""planner report: the page of a plan, of several, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tests.readers.folders import rep_table, settings_of, write

SETTINGS = 'currency = "EUR"\n' + settings_of(
    rep_table("r1", (41.5868, -93.6250), "Mo-Fr 08:30-17:30"), name="Tiny & Co"
)
HALF = """
[[quota]]
tiers = ["key"]
min_share = 0.50
"""
ACCOUNTS = """account_id,name,latitude,longitude,tier,revenue_per_year,address
A1,<b>Bold</b> Bakers,41.60,-93.60,key,90000,"1 Main St, Ames, IA 50010"
A2,Second,41.62,-93.65,key,50000,"2 Main St, Ames, IA 50010"
A3,Third,41.55,-93.70,secondary,8000,
"""


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planned territory of three accounts and one week, with an overlay and its plan."""
    from click.testing import CliRunner

    from planner.commands import main

    folder = write(tmp_path_factory.mktemp("tiny"), SETTINGS, ACCOUNTS)
    (folder / "whatif").mkdir()
    (folder / "whatif" / "half.toml").write_text(HALF, encoding="utf-8")
    for words in (["plan", folder, "--work", "1"], ["whatif", folder, "half.toml", "--work", "1"]):
        made = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
        assert made.exit_code == 0, made.output
    return folder


def test_the_territory_is_found_above_the_plan(planned: Path, run: Run) -> None:
    result = run("report", planned / "out" / "plan.json")
    assert result.exit_code == 0, result.output
    page = (planned / "out" / "report.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Bold&lt;/b&gt; Bakers" in page
    assert "<b>Bold" not in page
    assert "Tiny &amp; Co" in page
    assert "Scenarios side by side" not in page
    assert "€" in page


def test_a_folder_stands_for_the_plan_in_it(planned: Path, run: Run, tmp_path: Path) -> None:
    pages = []
    for named in (planned / "out" / "plan.json", planned / "out", planned):
        page = tmp_path / "page.html"
        assert run("report", str(named), "-o", str(page)).exit_code == 0
        pages.append(page.read_bytes())
    assert len(set(pages)) == 1
    result = run("report", str(tmp_path))
    assert result.exit_code == 2
    assert f"planner plan {tmp_path} makes one" in result.stderr.replace("\n", " ")


def test_the_same_plan_gives_the_same_file(planned: Path, run: Run, tmp_path: Path) -> None:
    pages = []
    for name in ("one.html", "two.html"):
        assert run("report", planned / "out" / "plan.json", "-o", tmp_path / name).exit_code == 0
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]


def test_several_plans_are_scenarios(planned: Path, run: Run, tmp_path: Path) -> None:
    plans = [planned / "out" / "whatif" / name / "plan.json" for name in ("base", "half")]
    result = run("report", *plans, "-o", tmp_path / "both.html", "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert said["notes"] == []
    assert said["bytes"] == (tmp_path / "both.html").stat().st_size
    page = (tmp_path / "both.html").read_text(encoding="utf-8")
    assert "Scenarios side by side" in page
    assert ">half<" in page.replace("\n", "<")
    assert "quota.key.min_share" in page, "the overlay of the plan's name was read"


def test_the_past_is_a_part(planned: Path, run: Run, tmp_path: Path) -> None:
    past = tmp_path / "past.csv"
    past.write_text("date,start,end,account_id\n2026-11-23,09:00,10:00,A1\n"
                    "2026-11-24,09:00,09:30,A3\n", encoding="utf-8")  # fmt: skip
    result = run(
        "report", planned / "out" / "plan.json", "--past", past, "-o", tmp_path / "past.html"
    )
    assert result.exit_code == 0, result.output
    page = (tmp_path / "past.html").read_text(encoding="utf-8")
    assert "Where the time went before, 7 Sep 2026 to 6 Dec 2026" in page
    assert "Key accounts got 67% of the time at accounts" in page


def test_a_plan_of_settings_is_read_with_them(planned: Path, run: Run, tmp_path: Path) -> None:
    half = (planned / "out" / "whatif" / "half" / "plan.json").read_bytes()
    for name in ("quota.key=0.5", "unnamed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plan.json").write_bytes(half)
    named, unnamed = (tmp_path / name / "plan.json" for name in ("quota.key=0.5", "unnamed"))
    words = ("--territory", planned, "-o", tmp_path / "x.html")
    assert run("report", named, *words).exit_code == 0
    assert ": at least 50 %" in (tmp_path / "x.html").read_text(encoding="utf-8")
    run("report", unnamed, *words)
    assert ": at least 80 %" in (tmp_path / "x.html").read_text(encoding="utf-8")
    assert run("report", unnamed, *words, "--set", "quota.key=0.5").exit_code == 0
    assert ": at least 50 %" in (tmp_path / "x.html").read_text(encoding="utf-8")


def test_a_broken_plan_is_shown_as_broken(planned: Path, run: Run, tmp_path: Path) -> None:
    plan = json.loads((planned / "out" / "plan.json").read_text(encoding="utf-8"))
    plan["visits"][0]["value_cents"] += 100
    broken = tmp_path / "plan.json"
    broken.write_text(json.dumps(plan), encoding="utf-8")
    result = run("report", broken, "--territory", planned, "-o", tmp_path / "broken.html")
    assert result.exit_code == 3
    assert "Breaks score" in (tmp_path / "broken.html").read_text(encoding="utf-8")


def test_inputs_that_changed_are_said(planned: Path, run: Run, tmp_path: Path) -> None:
    for name in ("territory.toml", "accounts.csv"):
        (tmp_path / name).write_text((planned / name).read_text(encoding="utf-8") + "\n")
    result = run("report", planned / "out" / "plan.json", "--territory", tmp_path,
                 "-o", tmp_path / "x.html")  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "accounts.csv has changed since the plan was made" in (tmp_path / "x.html").read_text()


def test_a_plan_without_its_territory_is_refused(planned: Path, run: Run, tmp_path: Path) -> None:
    lone = tmp_path / "plan.json"
    lone.write_bytes((planned / "out" / "plan.json").read_bytes())
    result = run("report", lone)
    assert result.exit_code == 1
    assert "--territory DIR" in result.stderr
    assert not (tmp_path / "report.html").exists()


def test_a_plan_of_other_accounts_is_refused(planned: Path, run: Run, tmp_path: Path) -> None:
    (tmp_path / "territory.toml").write_text(SETTINGS, encoding="utf-8")
    head, _, *rest = ACCOUNTS.splitlines()
    (tmp_path / "accounts.csv").write_text("\n".join([head, *rest]) + "\n", encoding="utf-8")
    result = run("report", planned / "out" / "plan.json", "--territory", tmp_path)
    assert result.exit_code == 1
    assert "account A1" in result.stderr


def test_plans_of_two_periods_are_no_scenarios(planned: Path, run: Run, tmp_path: Path) -> None:
    plan = json.loads((planned / "out" / "plan.json").read_text(encoding="utf-8"))
    other = tmp_path / "later.json"
    other.write_text(json.dumps({**plan, "last_day": "2026-12-12"}), encoding="utf-8")
    result = run("report", planned / "out" / "plan.json", other, "--territory", planned)
    assert result.exit_code == 1
    assert "another period" in result.stderr


def test_only_pages_are_written(planned: Path, run: Run) -> None:
    before = (planned / "accounts.csv").read_bytes()
    result = run("report", planned / "out" / "plan.json", "-o", planned / "accounts.csv")
    assert result.exit_code == 2
    assert (planned / "accounts.csv").read_bytes() == before


def test_plans_of_a_sweep_show_its_frontier(planned: Path, run: Run, tmp_path: Path) -> None:
    made = run("sweep", planned, "quota.key=0.5,0.6", "--work", "1")
    assert made.exit_code == 0, made.output
    out = planned / "out" / "sweep"
    plans = sorted(out.glob("*/plan.json"))
    assert len(plans) == 2
    result = run("report", *plans, "-o", tmp_path / "sweep.html", "--json")
    assert result.exit_code == 0, result.output
    page = (tmp_path / "sweep.html").read_text(encoding="utf-8")
    assert "The frontier: what quota.key costs" in page
    assert "Proven between" in page
    (out / "sweep.json").write_text("{}", encoding="utf-8")
    result = run("report", *plans, "-o", tmp_path / "sweep.html", "--json")
    assert "sweep.json beside the plans cannot be read" in json.loads(result.stdout)["notes"][-1]
    assert "what quota.key costs" not in (tmp_path / "sweep.html").read_text(encoding="utf-8")

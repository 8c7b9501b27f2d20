"""From a plan through the rep's calendar and back: plan, sync, fit, publish."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from planner.commands import main
from tests.calendars.readers import by_vobject, raw_events, value

SAMPLE = Path(__file__).parents[2] / "scenarios" / "first-week"


def run(*words: object, code: int = 0) -> str:
    done = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return str(done.stdout)


def document(*words: object, code: int = 0) -> Any:
    return json.loads(run(*words, "--json", code=code))


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(SAMPLE, tmp_path_factory.mktemp("week") / "territory"))
    run("plan", folder, "--work", "2")
    return folder


@pytest.fixture
def folder(planned: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(planned, tmp_path / "territory"))


def plan_of(folder: Path) -> Any:
    return json.loads((folder / "out" / "plan.json").read_text())


def calendar_of(folder: Path) -> Path:
    [calendar] = (folder / "out").glob("*.ics")
    return calendar


def second_day(folder: Path) -> str:
    days: set[str] = {visit["start"][:10] for visit in plan_of(folder)["visits"]}
    return sorted(days)[1]


def without_last_visit(folder: Path, tmp_path: Path) -> tuple[Path, str]:
    """The rep's calendar with its last visit deleted, and the account of it."""
    content = calendar_of(folder).read_bytes().decode()
    last = re.findall(r"BEGIN:VEVENT.*?END:VEVENT\r\n", content, re.DOTALL)[-1]
    mine = tmp_path / "mine.ics"
    mine.write_bytes(content.replace(last, "").encode())
    return mine, plan_of(folder)["visits"][-1]["account_id"]


def test_sync_takes_a_deleted_visit_in_and_publishes_what_changed(
    folder: Path, tmp_path: Path
) -> None:
    mine, account = without_last_visit(folder, tmp_path)
    words = ("sync", folder, "--from", second_day(folder), "--file", mine)
    before = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
    dry = document(*words, "--dry-run")
    assert [(one["hand"], one["account_id"]) for one in dry["by_hand"]] == [("deleted", account)]
    assert {path.name: path.read_bytes() for path in (folder / "out").iterdir()} == before
    assert not (folder / "by-hand.toml").exists()
    done = document(*words, "--work", "2")
    assert "by-hand.toml" in done["files"]
    remembered = (folder / "by-hand.toml").read_bytes()
    assert account in remembered.decode()
    made_from = plan_of(folder)["provenance"]["sha256:by-hand.toml"]
    assert made_from == hashlib.sha256(remembered).hexdigest()  # it fits what was remembered
    run("verify", folder / "out" / "plan.json", folder)
    [changes] = (folder / "out").glob("*-changes.ics")
    gone = [one for one in done["changes"]["visits"] if one["account_id"] == account]
    assert gone
    by_vobject(changes.read_bytes())  # another reader takes it
    exported = calendar_of_rep(folder)
    again = document("sync", folder, "--from", second_day(folder), "--file", exported)
    assert again["by_hand"] == []


def calendar_of_rep(folder: Path) -> Path:
    rep = plan_of(folder)["reps"][0]["rep"]
    return folder / "out" / f"{rep}.ics"


def test_a_calendar_of_somebody_else_changes_nothing(folder: Path) -> None:
    [busy] = (folder / "calendars").glob("*.ics")
    words = ("sync", folder, "--from", second_day(folder), "--file", busy)
    assert document(*words, code=1)["findings"][0]["code"] == "calendar-without-visits"


def test_plan_anew_without_news_leaves_every_byte(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
    made = document(
        "plan", folder, "--previous", folder / "out" / "plan.json", "--from", second_day(folder)
    )
    assert made["changes"]["visits"] == []
    assert {path.name: path.read_bytes() for path in (folder / "out").iterdir()} == before


def test_a_missed_visit_by_a_table(folder: Path, tmp_path: Path) -> None:
    visit = plan_of(folder)["visits"][0]
    table = tmp_path / "visits.csv"
    table.write_text(
        f"account_id,date,status\n{visit['account_id']},{visit['start'][:10]},missed\n"
    )
    made = document(
        "plan", folder, "--previous", folder / "out" / "plan.json", "--from", second_day(folder),
        "--visits", table, "--work", "2", "--changes", "3",
    )  # fmt: skip
    [change] = [one for one in made["changes"]["visits"] if one["before"] == visit["start"]]
    assert change["why"] == "was missed"
    table.write_text("account_id,date,status\nnobody,soon,perhaps\n")
    wrong = document(
        "plan", folder, "--previous", folder / "out" / "plan.json", "--from", second_day(folder),
        "--visits", table, code=1,
    )  # fmt: skip
    assert [finding["column"] for finding in wrong["findings"]] == ["account_id", "date", "status"]


@pytest.mark.parametrize(
    "words", [["--from", "2026-12-10"], ["--previous", "plan.json"], ["--changes", "3"]]
)
def test_half_a_replan_is_a_usage_error(folder: Path, words: list[str]) -> None:
    words = [str(folder / "out" / "plan.json") if word == "plan.json" else word for word in words]
    run("plan", folder, *words, code=2)


def test_fit_and_pin(folder: Path) -> None:
    account = plan_of(folder)["visits"][-1]["account_id"]
    day = plan_of(folder)["visits"][-1]["start"][:10]
    today = (
        datetime.fromisoformat(plan_of(folder)["visits"][0]["start"]) - timedelta(days=1)
    ).date()
    words = ("fit", folder, account, "--from", today, "--visit", day)
    found = document(*words)["openings"]
    assert found
    run(*words, "--pin", "1")
    assert account in (folder / "by-hand.toml").read_text()
    run(*words, "--pin", "99", code=2)


def test_r21_the_feed_says_when_to_look_again_and_no_secrets(folder: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed.ics"
    run("publish", folder, "--feed", feed)
    content = feed.read_bytes()
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in content
    assert b"X-PUBLISHED-TTL:PT12H\r\n" in content
    assert b"METHOD" not in content
    events = raw_events(content)
    assert len(events) == len(plan_of(folder)["visits"])
    for event in events:
        assert "Worth" not in value(event["DESCRIPTION"])
        assert "Phone" not in value(event["DESCRIPTION"])


def test_publishing_wants_a_place_and_a_password(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLANNER_CALDAV_PASSWORD", raising=False)
    run("publish", folder, code=2)
    run("publish", folder, "--caldav", "http://127.0.0.1:9/", "--user", "ann", code=2)
    run("publish", folder, "--caldav", "http://ann:pw@127.0.0.1:9/", code=2)
    monkeypatch.setenv("PLANNER_CALDAV_PASSWORD", "s3cret")
    done = CliRunner().invoke(
        main, ["publish", str(folder), "--caldav", "http://127.0.0.1:9/", "--user", "ann"]
    )
    assert done.exit_code == 1
    assert "cannot be reached" in done.output
    assert "s3cret" not in done.output


def test_two_who_pin_at_once_lose_neither(folder: Path) -> None:
    first, *_, last = plan_of(folder)["visits"]
    today = datetime.fromisoformat(first["start"]).date() - timedelta(days=1)
    accounts = [first["account_id"], last["account_id"]]
    called = "from planner.commands import main; main()"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", called, "fit", str(folder), account, "--from", str(today),
             "--visit", visit["start"][:10], "--pin", "1"],
            cwd=SAMPLE.parents[1],
        )
        for account, visit in zip(accounts, (first, last), strict=True)
    ]  # fmt: skip
    assert [each.wait(120) for each in both] == [0, 0]
    pinned = (folder / "by-hand.toml").read_text()
    assert all(f'account = "{account}"' in pinned for account in accounts)

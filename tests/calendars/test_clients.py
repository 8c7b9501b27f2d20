"""Advice for each calendar program, and the settings that calendars have."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.calendars.clients import CLIENTS, advice_for
from planner.commands import main
from planner.domain import BadInput, CalendarOptions
from planner.readers import read_territory

SAMPLE = Path(__file__).parents[2] / "scenarios" / "first-week"


def changed(tmp_path: Path, rep: str = "", more: str = "") -> Path:
    """The sample with lines added to its rep and at its end."""
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "territory"))
    settings = folder / "territory.toml"
    text = settings.read_text().replace("[[rep]]\n", f"[[rep]]\n{rep}\n", 1)
    settings.write_text(f"{text}\n{more}\n")
    return folder


@pytest.mark.parametrize("client", [*CLIENTS, None])
@pytest.mark.parametrize("again", [False, True])
def test_every_program_has_a_line(client: str | None, again: bool) -> None:
    words = advice_for(client, "r7", again=again)
    assert "{" not in words
    assert "\n" not in words
    if client != "caldav":
        assert "r7" in words or "reload" in words


def test_only_google_is_told_to_import_the_changes() -> None:
    told = {name for name in CLIENTS if "r7-changes.ics" in advice_for(name, "r7", again=True)}
    assert told == {"google"}


@pytest.mark.parametrize("client", [*CLIENTS])
def test_the_settings_know_every_program(tmp_path: Path, client: str) -> None:
    folder = changed(tmp_path, f'client = "{client}"')
    assert read_territory(folder).territory.reps[0].client == client


def test_another_program_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="client"):
        read_territory(changed(tmp_path, 'client = "lotus"'))


def test_the_calendar_settings(tmp_path: Path) -> None:
    assert read_territory(SAMPLE).territory.calendar == CalendarOptions()
    folder = changed(
        tmp_path,
        more="[calendar]\nutc = true\nlunch = true\ndrives = true\nreminder_minutes = 15",
    )
    assert read_territory(folder).territory.calendar == CalendarOptions(
        utc=True, lunch=True, drives=True, alarm_minutes=15
    )


@pytest.mark.parametrize(
    ("tentative", "blocks"), [("", 1), ('tentative = "busy"', 1), ('tentative = "free"', 0)]
)
@pytest.mark.parametrize("line", ["STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"])
def test_r36_tentative_entries_are_a_choice(
    tmp_path: Path, tentative: str, blocks: int, line: str
) -> None:
    folder = changed(tmp_path, tentative)
    [calendar] = (folder / "calendars").glob("*.ics")
    plain = read_territory(folder).territory
    rep = plain.reps[0].id
    day = plain.period.first.strftime("%Y%m%d")
    entry = (
        f"BEGIN:VEVENT\r\nUID:maybe@x\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:{day}T180000Z\r\n"
        f"DTEND:{day}T181500Z\r\nSUMMARY:Maybe\r\n{line}\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    calendar.write_bytes(calendar.read_bytes().replace(b"END:VCALENDAR", entry.encode(), 1))
    busy = read_territory(folder).territory.busy[rep]
    assert len(busy) - len(plain.busy[rep]) == blocks


def test_the_plan_says_what_to_do_with_its_files(tmp_path: Path) -> None:
    folder = changed(tmp_path, 'client = "google"')
    rep = read_territory(folder).territory.reps[0].id
    done = CliRunner().invoke(main, ["plan", str(folder), "--work", "1"])
    assert done.exit_code == 0, done.output
    assert f"{rep}: Google Calendar: make a calendar 'Visits' and import {rep}.ics" in done.output

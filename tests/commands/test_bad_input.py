"""Bad input of every kind: clear words, exit code 1, never a traceback; or it works."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.commands.conftest import Run

Spoil = Callable[[Path], None]


def settings(old: str, new: str) -> Spoil:
    """Replaces text of territory.toml."""

    def spoil(folder: Path) -> None:
        path = folder / "territory.toml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return spoil


def rows(change: Callable[[list[list[str]]], None]) -> Spoil:
    """Changes cells of accounts.csv; the first row is the heading."""

    def spoil(folder: Path) -> None:
        path = folder / "accounts.csv"
        with path.open(newline="", encoding="utf-8") as stream:
            table = list(csv.reader(stream))
        change(table)
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(table)

    return spoil


def cell(column: str, value: str) -> Spoil:
    """Sets a cell of the first account."""

    def change(table: list[list[str]]) -> None:
        table[1][table[0].index(column)] = value

    return rows(change)


def swapped(table: list[list[str]]) -> None:
    for row in table[1:]:
        row[2], row[3] = row[3], row[2]


def cut_calendar(folder: Path) -> None:
    path = folder / "calendars" / "r1.ics"
    path.write_bytes(path.read_bytes()[:700])


def empty(folder: Path) -> None:
    (folder / "accounts.csv").write_text("")


def no_settings(folder: Path) -> None:
    (folder / "territory.toml").unlink()


BAD: dict[str, tuple[Spoil, str]] = {
    "missing column": (rows(lambda table: table[0].__setitem__(2, "lattitude")), "latitude"),
    "currency sign": (cell("revenue_per_year", "$12,000"), "revenue_per_year"),
    "comma": (cell("revenue_per_year", "12,5"), "revenue_per_year"),
    "swapped places": (rows(swapped), "swapped"),
    "duplicate id": (cell("account_id", "A002"), "A002"),
    "unknown rep": (cell("rep", "r9"), "r9"),
    "unknown tier": (cell("tier", "golden"), "golden"),
    "unreadable hours": (cell("opening_hours", "9 to 5"), "opening_hours"),
    "impossible contract": (cell("contract_visits", "40"), "contract_visits"),
    "quota above 1": (settings("min_share = 0.80", "min_share = 80"), "min_share"),
    "negative duration": (settings("visit_minutes = 60", "visit_minutes = -60"), "visit_minutes"),
    "negative cell": (cell("visit_minutes", "-30"), "visit_minutes"),
    "unknown key": (settings("key_share", "keyshare"), "key_share"),
    "empty file": (empty, "accounts.csv"),
    "no settings": (no_settings, "planner new"),
    "calendar cut off": (cut_calendar, "r1.ics"),
    "unknown zone": (settings("America/Chicago", "America/Chikago"), "America/Chicago"),
    "no working day": (
        settings("Mo-Th 08:30-17:30; Fr 08:30-15:00", "Dec 25 09:00-17:00"),
        "works on no day",
    ),
    "not TOML": (settings("[period]", "[period"), "TOML"),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("command", ["check", "plan"])
def test_bad_input_is_said_in_words(kind: str, command: str, territory: Path, run: Run) -> None:
    spoil, named = BAD[kind]
    spoil(territory)
    result = run(command, territory)
    assert result.exit_code == 1
    assert "error: " in result.output
    assert named in result.output
    assert not (territory / "out").exists()


def test_all_problems_at_once(territory: Path, run: Run) -> None:
    for kind in ("unknown rep", "quota above 1", "unknown key", "calendar cut off"):
        BAD[kind][0](territory)

    def others(table: list[list[str]]) -> None:
        table[2][table[0].index("tier")] = "golden"
        table[3][table[0].index("opening_hours")] = "sometimes"

    rows(others)(territory)
    output = run("check", territory).output
    for named in ("r9", "golden", "min_share", "key_share", "sometimes", "r1.ics"):
        assert named in output


def test_bad_input_as_json_is_one_document(territory: Path, run: Run) -> None:
    BAD["unknown tier"][0](territory)
    for command in ("check", "plan", "problem"):
        result = run(command, territory, "--json")
        said = json.loads(result.stdout)
        assert said["exit_code"] == result.exit_code == 1
        (finding,) = said["findings"]
        assert (finding["file"], finding["row"], finding["column"]) == ("accounts.csv", 2, "tier")
        assert finding["value"] == "golden"
        assert finding["remedy"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_other_encodings_work(territory: Path, run: Run, encoding: str) -> None:
    cell("name", "Café Zoë")(territory)
    path = territory / "accounts.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    result = run("check", territory)
    assert result.exit_code == 0
    assert ("Windows-1252" in result.output) == (encoding == "cp1252")


def test_excel_under_the_name_of_csv_works(territory: Path, run: Run) -> None:
    path = territory / "accounts.csv"
    book = openpyxl.Workbook()
    with path.open(newline="", encoding="utf-8") as stream:
        for row in csv.reader(stream):
            book.worksheets[0].append(row)
    book.save(path)
    result = run("check", territory)
    assert result.exit_code == 0, result.output


def test_ten_thousand_accounts_of_one_rep_are_refused(territory: Path, run: Run) -> None:
    def many(table: list[list[str]]) -> None:
        table[1:] = [[f"B{n:05d}", *table[1][1:]] for n in range(10_000)]

    rows(many)(territory)
    result = run("check", territory)
    assert result.exit_code == 1
    assert "10,000 accounts" in result.output

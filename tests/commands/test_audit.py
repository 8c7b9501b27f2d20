"""planner audit: a past calendar against the goal, and what a person settles."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from tests.commands.conftest import Run
from tests.readers.test_past import calendar, timed


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def names(territory: Path) -> dict[str, str]:
    return {row["account_id"]: row["name"] for row in rows_of(territory / "accounts.csv")}


def test_one_screen_and_tables(
    territory: Path, names: dict[str, str], run: Run, tmp_path: Path
) -> None:
    past = calendar(
        tmp_path,
        timed("03", "0900", "1000", f"SUMMARY:Visit {names['A001']}"),
        timed("04", "0900", "1000", "SUMMARY:=1+1"),
    )
    for ending in ("xlsx", "csv"):
        out = tmp_path / f"audit.{ending}"
        result = run("audit", territory, "--past", past, "-o", out)
        assert result.exit_code == 0, result.output
        assert "1 entry matched (1.0 h); 1 entry unmatched (1.0 h)." in result.output
        assert out.exists()
    book = openpyxl.load_workbook(tmp_path / "audit.xlsx")
    assert book.sheetnames == ["weeks", "accounts", "entries"]
    assert book["entries"]["C3"].value == "=1+1"
    assert book["entries"]["C3"].data_type == "s"
    assert rows_of(tmp_path / "audit.csv")[0]["account_id"] == "A001"
    assert not (territory / "matches.csv").exists()


def test_unsure_entries_are_asked_once(
    territory: Path, names: dict[str, str], run: Run, tmp_path: Path
) -> None:
    word = names["A002"].rsplit(" ", 1)[0]  # a part of the name
    past = calendar(
        tmp_path,
        timed("03", "0900", "1000", f"SUMMARY:{word}"),
        timed("10", "0900", "0930", f"SUMMARY:{word.upper()} "),
    )
    result = run("audit", territory, "--past", past)
    assert "1 to settle in" in result.output
    matches = territory / "matches.csv"
    (row,) = rows_of(matches)
    assert (row["account_id"], row["events"], row["hours"]) == ("", "2", "1.5")
    row["account_id"] = "A005"
    with matches.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, row)
        writer.writeheader()
        writer.writerow(row)
    before = matches.read_bytes()
    said = json.loads(run("audit", territory, "--past", past, "--json").stdout)
    assert said["entries"]["matched"] == {"count": 2, "minutes": 90}
    assert said["open_entries"] == 0
    assert matches.read_bytes() == before


def test_settled_with_an_account_that_is_gone(territory: Path, run: Run, tmp_path: Path) -> None:
    past = calendar(tmp_path, timed("03", "0900", "1000", "SUMMARY:Dentist"))
    matches = territory / "matches.csv"
    matches.write_text("title,location,account_id\nDentist,,A999\n")
    result = run("audit", territory, "--past", past)
    assert result.exit_code == 0
    assert "A999" in result.output
    assert "A999" in matches.read_text()
    matches.write_text("title,location,account_id\nDentist,,A001\ndentist,,A002\n")
    result = run("audit", territory, "--past", past)
    assert result.exit_code == 1
    assert "row 3" in result.output


def test_whatever_stands_beside_a_row(territory: Path, run: Run, tmp_path: Path) -> None:
    past = calendar(tmp_path, timed("03", "0900", "1000", "SUMMARY:Silver Oak"))
    matches = territory / "matches.csv"
    own = 'Title;Location;Account_ID;Note;Hours\r\nDentist;;;"ask";a lot\r\nX;;-;;\r\n'
    matches.write_bytes(own.encode("utf-16"))
    result = run("audit", territory, "--past", past)
    assert result.exit_code == 0, result.output
    # The person's rows, columns, line ends and encoding stay; new entries go below.
    heading, *lines, new, end = matches.read_bytes().decode("utf-16").split("\r\n")
    assert heading == "Title;Location;Account_ID;Note;Hours;suggestion;confidence;others;events"
    assert (lines, new.split(";")[0], end) == (own.split("\r\n")[1:3], "Silver Oak", "")
    kept = territory / "originals" / "matches.csv"
    assert kept.read_bytes() == own.encode("utf-16")


def test_the_planners_own_visits_are_known_by_id(territory: Path, run: Run, tmp_path: Path) -> None:
    from planner.domain import stable_uid

    past = calendar(
        tmp_path,
        *(
            timed(f"{day:02d}", "0900", "1000", "SUMMARY:renamed", f"UID:{uid}")
            for day, uid in ((n, stable_uid("2026-11", "A003", n)) for n in (1, 9, 30))
        ),
    )
    said = json.loads(run("audit", territory, "--past", past, "--json").stdout)
    assert said["entries"]["matched"]["count"] == 3


def test_twenty_thousand_visits(
    territory: Path, names: dict[str, str], run: Run, tmp_path: Path
) -> None:
    listed = list(names.values())
    past = tmp_path / "visits.csv"
    with past.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["date", "start", "minutes", "title"])
        for n in range(20_000):
            clock = f"{n // 600 % 24:02d}:{n % 60:02d}"
            day = f"2026-11-{n % 30 + 1:02d}"
            writer.writerow([day, clock, 5, f"{listed[n % len(listed)]} no {n}"])
    said = json.loads(run("audit", territory, "--past", past, "--json").stdout)
    counted = sum(kind["count"] for kind in said["entries"].values())
    assert counted + said["left_out"].get("twice in the file", 0) == 20_000
    assert said["entries"]["matched"]["count"] == 20_000


def test_nothing_within_the_days(territory: Path, run: Run, tmp_path: Path) -> None:
    past = calendar(tmp_path, timed("03", "0900", "1000", "SUMMARY:A"))
    result = run("audit", territory, "--past", past, "--from", "2025-01-01", "--to", "2025-02-01")
    assert result.exit_code == 0
    assert "No entry lies within these days." in result.output
    assert "Nothing was matched" in result.output


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (("--from", "2026-12-01", "--to", "2026-11-01"), 1, "before they begin"),
        (("--rep", "r9"), 1, "Choose one of: r1"),
        (("--from", "soon"), 2, "soon"),
        (("-o", "audit.pdf"), 2, ".xlsx"),
    ],
)
def test_bad_questions(
    words: tuple[str, ...], code: int, named: str, territory: Path, run: Run, tmp_path: Path
) -> None:
    past = calendar(tmp_path, timed("03", "0900", "1000", "SUMMARY:A"))
    result = run("audit", territory, "--past", past, *words)
    assert result.exit_code == code
    assert named in result.output

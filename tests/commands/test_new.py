"""planner new: a folder that can be planned at once."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from planner.readers import read_territory
from planner.starter import guess_columns
from tests.commands.conftest import Run

ROWS = [
    ["Customer No", "Company", "Lat", "Lng", "Annual Revenue", "Sales Rep", "Fax"],
    ["17", "Smith & Sons", "41.60", "-93.62", "12000", "Ann Lee", "x"],
    ["18", "Jones", "41.62", "-93.60", "9000", "Bo", ""],
    ["19", "Brown", "41.64", "-93.58", "500", "Ann Lee", ""],
]


def test_new_territory_has_no_findings(territory: Path) -> None:
    reading = read_territory(territory)
    assert reading.findings == ()
    assert str(reading.territory.period) == "2026-12"
    assert reading.territory.busy["r1"], "the calendar's meetings block"
    assert len(reading.territory.accounts) == 40


@pytest.mark.parametrize("month", ["2027-02", "2028-07"])
def test_any_month_can_be_started(tmp_path: Path, run: Run, month: str) -> None:
    assert run("new", tmp_path / "t", "--month", month).exit_code == 0
    assert read_territory(tmp_path / "t").findings == ()


def test_next_month_by_default(tmp_path: Path, run: Run) -> None:
    assert run("new", tmp_path / "t").exit_code == 0
    assert read_territory(tmp_path / "t").territory.period.first.day == 1


def test_nothing_is_overwritten(territory: Path, run: Run) -> None:
    (territory / "territory.toml").write_text("mine")
    result = run("new", territory)
    assert result.exit_code == 1
    assert "not empty" in result.output
    assert (territory / "territory.toml").read_text() == "mine"


def test_wrong_month_is_a_usage_error(tmp_path: Path, run: Run) -> None:
    result = run("new", tmp_path / "t", "--month", "december")
    assert result.exit_code == 2
    assert not (tmp_path / "t").exists()


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_own_list_is_mapped_and_copied(tmp_path: Path, run: Run, suffix: str) -> None:
    source = tmp_path / f"crm export{suffix}"
    if suffix == ".csv":
        with source.open("w", newline="", encoding="utf-8-sig") as stream:
            csv.writer(stream, delimiter=";").writerows(ROWS)
    else:
        book = openpyxl.Workbook()
        for row in ROWS:
            book.worksheets[0].append(row)
        book.save(source)
    result = run("new", tmp_path / "t", "--from", source, "--month", "2026-12", "--yes", "--json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["missing"] == []
    assert said["columns"]["name"] == "Company"
    assert (tmp_path / "t" / f"accounts{suffix}").read_bytes() == source.read_bytes()
    territory = read_territory(tmp_path / "t").territory
    assert [account.name for account in territory.accounts] == ["Smith & Sons", "Jones", "Brown"]
    assert [rep.id for rep in territory.reps] == ["Ann Lee", "Bo"]
    assert territory.rep["Ann Lee"].home == pytest.approx((41.62, -93.60))
    assert territory.account["17"].revenue_per_year == 1_200_000


def test_a_home_is_guessed_from_places_on_earth_alone(tmp_path: Path, run: Run) -> None:
    source = tmp_path / "list.csv"
    rows = ["1,A,nan,-93", "2,B,999,-93", "3,C,0,0", "4,D,north,east", "5,E,42.5,-93.25"]
    source.write_text("\n".join(["id,name,lat,lon", *rows, ""]))
    assert run("new", tmp_path / "t", "--from", source, "--yes").exit_code == 0
    assert "home = [42.5000, -93.2500]" in (tmp_path / "t" / "territory.toml").read_text()


def test_missing_columns_are_said_and_left_to_fill_in(tmp_path: Path, run: Run) -> None:
    source = tmp_path / "list.csv"
    source.write_text("Company,Town\nSmith,Ames\n")
    known = ("--time-zone", "America/Chicago", "--currency", "USD", "--holidays", "none")
    result = run("new", tmp_path / "t", "--from", source, *known, "--home", "42.03,-93.63")
    assert result.exit_code == 0
    for name in ("account_id", "latitude", "longitude"):
        assert f"{name}: no column looks like it" in result.output
        assert f'# {name} = "?"' in (tmp_path / "t" / "territory.toml").read_text()


def test_source_that_is_no_table_leaves_nothing(tmp_path: Path, run: Run) -> None:
    (tmp_path / "empty.csv").write_text("")
    assert run("new", tmp_path / "t", "--from", tmp_path / "empty.csv").exit_code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.csv"]


def test_headings_are_guessed_by_plain_meaning_only() -> None:
    headings = ["ID", "Account Name", "LATITUDE", "Long.", "sales_l12m", "Mood"]
    assert guess_columns(headings) == {
        "account_id": "ID",
        "name": "Account Name",
        "latitude": "LATITUDE",
        "longitude": "Long.",
        "revenue_per_year": "sales_l12m",
    }


def test_own_name_goes_before_others() -> None:
    assert guess_columns(["id", "account_id"]) == {"account_id": "account_id"}


def test_home_is_among_accounts_with_decimal_commas(tmp_path: Path, run: Run) -> None:
    own = tmp_path / "crm.csv"
    own.write_text(
        "Account Name;ID;Lat;Long;Annual Revenue\n"
        "Nord;1;52,52;13,40;120000\nSued;2;52,48;13,42;80000\nNowhere;3;;;5000\n"
    )
    folder = tmp_path / "own"
    assert run("new", folder, "--from", own, "--yes").exit_code == 0
    assert "home = [52.5000, 13.4100]" in (folder / "territory.toml").read_text()
    checked = run("check", folder)
    assert checked.exit_code == 0, checked.output

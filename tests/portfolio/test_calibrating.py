"""Whose answers would change the plan, and where they are written."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from planner.accounts import account_findings
from planner.accounts.curves import response_curve
from planner.accounts.shapes import elasticity
from planner.domain import CallplanAnswers, ContactBy, Contract, Tier
from planner.files.edited import FORMULA_NOTE
from planner.portfolio.answers import write_answers
from planner.portfolio.calibrating import ENDS, answers_at, stakes
from planner.readers import read_territory
from tests.readers.folders import ACCOUNTS, SETTINGS, write
from tests.territories import account, policy, rep, territory, tiers, week

ANSWERS = CallplanAnswers(no_visits=Decimal("0.5"), half=Decimal("0.8"), saturation=Decimal("1.4"))


@pytest.mark.parametrize("end", list(ENDS))
def test_the_ends_have_their_elasticity(end: str) -> None:
    curve = response_curve(answers_at(end), policy().tiers[Tier.KEY])
    assert abs(elasticity(curve) - Decimal(ENDS[end][2])) < Decimal("1e-9")


def test_what_answers_are_worth() -> None:
    """One visit a day fits: A's answer decides whether it goes to A or B; C's changes nothing."""
    now = {"visits_per_month_now": Decimal(4)}
    place = territory(
        account("A", **now),
        account("B", **now, revenue_per_year=11_500_000, answers=ANSWERS),
        account("C", **now, revenue_per_year=50_000),
        account("D", **now, contract=Contract(visits_per_month=0)),
        policy=policy(tiers=tiers(max_visits=1)),
        period=week(1),
        reps=(rep(hours="Mo-Fr 09:00-10:30"),),
    )
    found = {one.account.id: one for one in stakes(place, work=0.05)}
    assert set(found) == {"A", "C"}
    assert (found["A"].visits, found["A"].at_flat, found["A"].at_steep) == (1, 0, 1)
    assert found["A"].worth_cents > 0
    assert found["C"].worth_cents == 0
    again = stakes(replace(place), work=0.05)
    assert [one.account.id for one in again] == ["A", "C"]


def test_answers_go_into_the_list_that_the_settings_name(tmp_path: Path) -> None:
    more = '[accounts]\nfile = "crm export.csv"\ncolumns = { sales_half = "Half as often" }\n'
    text = "Account_ID,Name,Latitude,Longitude,Half as often\nA1,Bakery,42.04,-93.62,\n"
    folder = write(tmp_path, settings=SETTINGS + more, **{"crm export_csv": text.encode("utf-16")})
    path, (kept,) = write_answers(folder, {"A1": ANSWERS})
    assert path == folder / "crm export.csv"
    assert kept == "crm export.csv as it was before is kept as originals/crm export.csv."
    assert (folder / "originals" / "crm export.csv").read_text("utf-16") == text
    assert (folder / "crm export.csv").read_text("utf-16") == (
        "Account_ID,Name,Latitude,Longitude,Half as often,"
        "sales_no_visits,sales_plus_half,sales_saturation\n"
        "A1,Bakery,42.04,-93.62,0.8,0.5,,1.4\n"
    )
    assert (folder / "accounts.csv").read_text() == ACCOUNTS
    territory = read_territory(folder).territory
    assert territory.account["A1"].answers == ANSWERS
    (finding,) = account_findings(territory)
    assert (finding.file, finding.row) == ("crm export.csv", 2)


def test_answers_are_written_and_nothing_else_changes(tmp_path: Path) -> None:
    folder = write(tmp_path, accounts=ACCOUNTS.replace("\n", "\r\n").encode("utf-8-sig"))
    path, _ = write_answers(folder, {"A2": ANSWERS})
    lines = path.read_bytes().decode("utf-8").split("\r\n")
    assert lines[0].startswith("\ufeffaccount_id,name,latitude,longitude,sales_no_visits")
    assert lines[1] == "A1,Ames Bakery,42.04,-93.62"
    assert lines[2] == "A2,Nevada Hardware,42.02,-93.45,0.5,0.8,,1.4"
    assert read_territory(folder).territory.account["A2"].answers == ANSWERS


def test_columns_of_another_name_and_decimal_commas(tmp_path: Path) -> None:
    accounts = "Nr;Firma;Lat;Lon;Ohne\n1;Bakery;42,04;-93,62;\n"
    settings = write(tmp_path).joinpath("territory.toml").read_text() + (
        '[accounts.columns]\naccount_id = "Nr"\nname = "Firma"\nlatitude = "Lat"\n'
        'longitude = "Lon"\nsales_no_visits = "Ohne"\n'
    )
    folder = write(tmp_path, settings, accounts)
    path, _ = write_answers(folder, {"1": ANSWERS})
    assert path.read_text().splitlines()[1].startswith("1;Bakery;42,04;-93,62;0,5")


def workbook(folder: Path) -> Path:
    """The list as an Excel file with formats and a second sheet, instead of the text."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in ACCOUNTS.splitlines():
        sheet.append(line.split(","))
    sheet["A1"].font = Font(bold=True)
    sheet["B1"].font = Font(bold=True)
    sheet["D1"].font = Font(bold=True)
    sheet.column_dimensions["B"].width = 33
    sheet["B2"].fill = PatternFill("solid", fgColor="00FFAA00")
    book.create_sheet("Notes")["C3"] = "call back"
    (folder / "accounts.csv").unlink()
    book.save(folder / "accounts.xlsx")
    return folder / "accounts.xlsx"


def test_answers_in_an_excel_list(tmp_path: Path) -> None:
    folder = write(tmp_path)
    path = workbook(folder)
    assert write_answers(folder, {"A2": ANSWERS})[0] == path
    sheet, notes = openpyxl.load_workbook(path).worksheets
    assert [cell.value for cell in sheet[1]][4:] == [
        "sales_no_visits", "sales_half", "sales_plus_half", "sales_saturation",
    ]  # fmt: skip
    assert sheet["E1"].font.bold
    assert [cell.value for cell in sheet[2]][4:] == [None] * 4
    assert [cell.value for cell in sheet[3]][4:] == [0.5, 0.8, None, 1.4]
    assert (sheet.column_dimensions["B"].width, sheet["B2"].fill.fgColor.rgb) == (33, "00FFAA00")
    assert notes["C3"].value == "call back"
    assert read_territory(folder).territory.account["A2"].answers == ANSWERS
    again = CallplanAnswers(plus_half=Decimal("1.2"))
    write_answers(folder, {"A2": again})
    assert read_territory(folder).territory.account["A2"].answers == again


def test_a_copy_leaves_the_list_alone(tmp_path: Path) -> None:
    folder = write(tmp_path)
    before = (folder / "accounts.csv").read_bytes()
    write_answers(folder, {"A1": ANSWERS}, folder / "answered.csv")
    assert (folder / "accounts.csv").read_bytes() == before
    assert "0.5,0.8,,1.4" in (folder / "answered.csv").read_text()
    path = workbook(folder)
    before = path.read_bytes()
    write_answers(folder, {"A2": ANSWERS}, folder / "other.csv")
    assert path.read_bytes() == before
    (folder / "other.csv").replace(folder / "accounts.csv")
    assert read_territory(folder).territory.account["A2"].answers == ANSWERS


def test_formulas_of_an_excel_list_stay_and_are_spoken_of(tmp_path: Path) -> None:
    folder = write(tmp_path)
    path = workbook(folder)
    book = openpyxl.load_workbook(path)
    book["Notes"]["A1"] = "=1+1"
    book.save(path)
    _, notes = write_answers(folder, {"A1": ANSWERS})
    assert FORMULA_NOTE in notes
    assert openpyxl.load_workbook(path)["Notes"]["A1"].value == "=1+1"
    assert read_territory(folder).territory.account["A1"].answers == ANSWERS


def test_a_signed_list_stays_and_the_answers_go_beside_it(tmp_path: Path) -> None:
    folder = write(tmp_path)
    path = workbook(folder)
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("_xmlsignatures/origin.sigs", b"")
    before = path.read_bytes()
    copy, (note,) = write_answers(folder, {"A1": ANSWERS})
    assert path.read_bytes() == before
    assert copy == folder / "accounts (planner).csv"
    assert "stays as it is" in note
    assert copy.name in note
    assert "0.5,0.8,,1.4" in copy.read_text()


def test_accounts_that_may_be_called_are_asked_about_once() -> None:
    place = territory(
        account("A", contact_by=ContactBy.EITHER),
        account("B", revenue_per_year=11_500_000),
        policy=policy(tiers=tiers(max_visits=1)),
        period=week(1),
        reps=(rep(hours="Mo-Fr 09:00-10:30"),),
    )
    assert sorted(one.account.id for one in stakes(place, work=0.05)) == ["A", "B"]

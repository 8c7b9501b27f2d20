"""Whose answers would change the plan, and where they are written."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from planner.accounts.curves import response_curve
from planner.accounts.shapes import elasticity
from planner.calibrating import ENDS, answers_at, stakes, write_answers
from planner.domain import BadInput, CallplanAnswers, Contract, Tier
from planner.readers import read_territory
from tests.readers.folders import ACCOUNTS, write
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


def test_answers_are_written_and_nothing_else_changes(tmp_path: Path) -> None:
    folder = write(tmp_path, accounts=ACCOUNTS.replace("\n", "\r\n").encode("utf-8-sig"))
    path = write_answers(folder, {"A2": ANSWERS})
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
    path = write_answers(folder, {"1": ANSWERS})
    assert path.read_text().splitlines()[1].startswith("1;Bakery;42,04;-93,62;0,5")


def test_an_excel_list_is_not_written_to(tmp_path: Path) -> None:
    folder = write(tmp_path)
    book = openpyxl.Workbook()
    for line in ACCOUNTS.splitlines():
        book.worksheets[0].append(line.split(","))
    (folder / "accounts.csv").unlink()
    book.save(folder / "accounts.xlsx")
    before = (folder / "accounts.xlsx").read_bytes()
    with pytest.raises(BadInput, match="Excel"):
        write_answers(folder, {"A1": ANSWERS})
    assert (folder / "accounts.xlsx").read_bytes() == before

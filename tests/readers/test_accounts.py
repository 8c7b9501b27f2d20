from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from planner.domain import Access, CallplanAnswers, ContactBy, Contract, Tier
from planner.readers import read_territory
from planner.readers.account_row import COLUMNS
from tests.readers.folders import (
    ACCOUNTS,
    SECOND_REP,
    SETTINGS,
    account_rows,
    faults,
    only_fault,
    read,
    write,
)

TWO_REPS = SETTINGS + SECOND_REP
FULL = {
    "account_id": "A1",
    "name": "Ames Bakery",
    "latitude": "42.04",
    "longitude": "-93.62",
    "rep": "r1",
    "tier": "Key",
    "revenue_per_year": "1200.505",
    "margin": "0.3",
    "potential_per_year": "5e3",
    "win_probability": "0.4",
    "visits_per_month_now": "1.5",
    "sales_no_visits": "0.4",
    "sales_half": "0.7",
    "sales_plus_half": "1.2",
    "sales_saturation": "1.6",
    "visit_minutes": "00:45",
    "contact_by": "either",
    "call_minutes": "10",
    "call_effect": "0.25",
    "contract_visits": "2",
    "contract_hours": "Tu,Th 09:00-12:00",
    "contract_by": "Either",
    "contract_face_to_face": "1",
    "min_gap_days": "5",
    "max_gap_days": "14",
    "last_visit": "2026-11-30",
    "opening_hours": "Mo-Fr 09:00-17:00",
    "decision_maker_access": "Decision maker",
    "growth": "-0.1",
    "open_to_ideas": "yes",
    "at_risk": "no",
    "address": "1 Main St",
    "phone": "515",
    "email": "a@b.example",
    "notes": "knock, twice",
    "billing": "monthly",
    "copy_change_weeks": "6",
}


def test_every_column_is_read(tmp_path: Path) -> None:
    assert tuple(FULL) == COLUMNS
    text = ",".join(FULL) + "\n" + ",".join(f'"{cell}"' for cell in FULL.values()) + "\n"
    (account,) = read(tmp_path, accounts=text).territory.accounts
    assert account.tier is Tier.KEY
    assert account.revenue_per_year == 120_050
    assert account.margin == Decimal("0.3")
    assert account.potential_per_year == 500_000
    assert account.win_probability == Decimal("0.4")
    assert account.visits_per_month_now == Decimal("1.5")
    assert account.answers == CallplanAnswers(
        no_visits=Decimal("0.4"),
        half=Decimal("0.7"),
        plus_half=Decimal("1.2"),
        saturation=Decimal("1.6"),
    )
    assert account.visit_minutes == 45
    assert account.contract is not None
    assert account.contract == Contract(
        visits_per_month=2, hours="Tu,Th 09:00-12:00", by=ContactBy.EITHER, face_to_face=1
    )
    assert (account.contact_by, account.call_minutes) == (ContactBy.EITHER, 10)
    assert account.call_effect == Decimal("0.25")
    assert (account.min_gap_days, account.max_gap_days) == (5, 14)
    assert account.last_visit == date(2026, 11, 30)
    assert account.opening_hours == "Mo-Fr 09:00-17:00"
    assert account.access is Access.DECISION_MAKER
    assert account.growth == Decimal("-0.1")
    assert (account.open_to_ideas, account.at_risk) == (True, False)
    assert account.notes == "knock, twice"
    assert (account.billing, account.copy_change_weeks, account.row) == ("monthly", 6, 2)


def test_empty_cells_are_not_given(tmp_path: Path) -> None:
    text = ",".join(FULL) + "\n" + "A1,Bakery,42.04,-93.62" + "," * (len(FULL) - 4) + "\n"
    (account,) = read(tmp_path, accounts=text).territory.accounts
    (bare,) = read(
        tmp_path, accounts="account_id,name,latitude,longitude\nA1,Bakery,42.04,-93.62\n"
    ).territory.accounts
    assert account == bare


@pytest.mark.parametrize(
    ("column", "cell", "remedy"),
    [
        ("revenue_per_year", "$1200", "Write 1200:"),
        ("revenue_per_year", '"1,200"', "Write 1200:"),
        ("revenue_per_year", '"$ 1,200.50"', "Write 1200.50:"),
        ("revenue_per_year", '"1.200,50 USD"', "Write 1200.50:"),
        ("revenue_per_year", '"1,200,300"', "Write 1200300:"),
        ("revenue_per_year", "1.200 USD", "Write digits"),
        ("revenue_per_year", "a lot", "Write digits"),
        ("revenue_per_year", "-€5", "Write -5:"),
        ("revenue_per_year", "1e400", "Write digits"),
        ("revenue_per_year", "#DIV/0!", "Write digits"),
        ("revenue_per_year", '"(1,200)"', "Write digits"),
        ("revenue_per_year", "nan", "Write digits"),
        ("revenue_per_year", "1e99", "at most"),
        ("potential_per_year", "-1", "at least 0"),
        ("margin", "25%", "Write 0.25 "),
        ("margin", '"12,5 %"', "Write 0.125 "),
        ("margin", "1.01", "at most 1"),
        ("win_probability", "-0.01", "at least 0"),
        ("visit_minutes", "-30", "at least 1"),
        ("visit_minutes", "0", "at least 1"),
        ("visit_minutes", "1441", "at most 1440"),
        ("visit_minutes", "30.5", "without decimals"),
        ("contract_visits", "-1", "at least 0"),
        ("min_gap_days", "0", "at least 1"),
        ("tier", "gold", "key"),
        ("tier", "secondry", "'secondary'"),
        ("last_visit", "11/30/2026", "2026-11-30"),
        ("decision_maker_access", "boss", "influencer"),
        ("at_risk", "maybe", "yes or no"),
    ],
)
def test_a_wrong_cell_is_named_with_row_value_and_remedy(
    tmp_path: Path, column: str, cell: str, remedy: str
) -> None:
    fault = only_fault(tmp_path, accounts=account_rows(column, "", cell))
    assert (fault.file, fault.row, fault.column) == ("accounts.csv", 3, column)
    assert fault.value == cell.strip('"')
    assert fault.rep == "r1"
    assert remedy in fault.remedy


@pytest.mark.parametrize("column", ["account_id", "name", "latitude", "longitude"])
def test_a_missing_column(tmp_path: Path, column: str) -> None:
    fault = only_fault(tmp_path, accounts=ACCOUNTS.replace(column, "x", 1).replace("x,", "q7,", 1))
    assert (fault.code, fault.column) == ("column-missing", column)


def test_a_column_that_looks_like_ours_is_an_error_any_other_a_warning(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, accounts=account_rows("revenu_per_year", "3"))
    assert fault.code == "column-unknown"
    assert "'revenue_per_year'" in fault.remedy
    reading = read(tmp_path, accounts=account_rows("shoe size", "3"))
    (finding,) = reading.findings
    assert (finding.code, finding.row, finding.fatal) == ("column-unknown", 1, False)
    assert "shoe size" in finding.message


def test_headings_may_have_capitals_and_spaces(tmp_path: Path) -> None:
    text = ACCOUNTS.replace("account_id,name,latitude", "Account ID,NAME, Latitude ")
    assert len(read(tmp_path, accounts=text).territory.accounts) == 2


def test_two_columns_of_one_heading(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, accounts=account_rows("notes,notes", "a,b"))
    assert (fault.code, fault.column) == ("column-doubled", "notes")


def test_an_id_twice_names_both_rows(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, accounts=ACCOUNTS + "\nA1,Again,42.0,-93.6\n")
    assert (fault.code, fault.row, fault.value) == ("account-duplicate", 5, "A1")
    assert "Row 2" in fault.message


def test_a_faulty_row_still_counts_as_a_double(tmp_path: Path) -> None:
    found = faults(tmp_path, accounts=ACCOUNTS + "A1,,42.0,$1\n")
    assert {(fault.code, fault.row) for fault in found} == {
        ("account-duplicate", 4),
        ("cell-missing", 4),
        ("cell-wrong", 4),
    }


def test_the_only_rep_need_not_be_written(tmp_path: Path) -> None:
    accounts = read(tmp_path, accounts=account_rows("rep", "", "r1")).territory.accounts
    assert [account.rep for account in accounts] == ["r1", "r1"]


def test_an_unknown_rep(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, settings=TWO_REPS, accounts=account_rows("rep", "r1", "r22"))
    assert (fault.code, fault.row, fault.value, fault.rep) == ("rep-unknown", 3, "r22", None)
    assert "'r2'" in fault.remedy


def test_several_reps_need_the_column(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, settings=TWO_REPS)
    assert (fault.code, fault.column) == ("column-missing", "rep")
    fault = only_fault(tmp_path, settings=TWO_REPS, accounts=account_rows("rep", "r1", ""))
    assert (fault.code, fault.row) == ("rep-missing", 3)


def test_a_rep_with_a_wrong_id_does_not_make_all_their_rows_wrong(tmp_path: Path) -> None:
    settings = SETTINGS + SECOND_REP.replace('"r2"', "2")
    fault = only_fault(tmp_path, settings=settings, accounts=account_rows("rep", "r1", "2"))
    assert fault.column == "rep[2].id"


def test_faults_of_one_rep_leave_the_others(tmp_path: Path) -> None:
    accounts = account_rows("rep,tier", "r1,key", "r2,gold", "r2,key")
    write(tmp_path, TWO_REPS, accounts)
    with pytest.raises(Exception, match="tier-unknown"):
        read_territory(tmp_path)
    reading = read_territory(tmp_path, tolerate_rep_faults=True)
    assert [rep.id for rep in reading.territory.reps] == ["r1"]
    assert [account.id for account in reading.territory.accounts] == ["A1"]
    assert [(finding.code, finding.rep) for finding in reading.findings] == [("tier-unknown", "r2")]


def test_swapped_coordinates_that_are_no_place(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, accounts=ACCOUNTS.replace("42.04,-93.62", "-93.62,42.04"))
    assert (fault.code, fault.row) == ("coordinates-swapped", 2)
    assert "latitude 42.04" in fault.remedy


def test_swapped_coordinates_that_are_a_place_elsewhere(tmp_path: Path) -> None:
    settings = SETTINGS.replace("[42.03, -93.63]", "[48.2, 16.37]")
    text = "account_id,name,latitude,longitude\nA1,Wien,16.4,48.21\n"
    fault = only_fault(tmp_path, settings=settings, accounts=text)
    assert fault.code == "coordinates-swapped"
    assert "latitude 48.21" in fault.remedy


def test_coordinates_out_of_range(tmp_path: Path) -> None:
    fault = only_fault(tmp_path, accounts=ACCOUNTS.replace("-93.62", "-193.62"))
    assert (fault.column, fault.value) == ("longitude", "-193.62")


def test_an_account_on_another_continent_is_a_warning(tmp_path: Path) -> None:
    reading = read(tmp_path, accounts=ACCOUNTS.replace("42.04,-93.62", "52.52,13.40"))
    assert [(finding.code, finding.row) for finding in reading.findings] == [("account-far", 2)]


@pytest.mark.parametrize("place", [",", "42.04,", ",-93.62", "0,0"])
def test_missing_coordinates(tmp_path: Path, place: str) -> None:
    accounts = ACCOUNTS.replace("42.04,-93.62", place)
    fault = only_fault(tmp_path, accounts=accounts)
    assert (fault.code, fault.row) == ("coordinates-missing", 2)
    settings = f'{SETTINGS}[accounts]\nmissing_coordinates = "skip"\n'
    reading = read(tmp_path, settings=settings, accounts=accounts)
    assert [account.id for account in reading.territory.accounts] == ["A2"]
    (warning,) = reading.findings
    assert (warning.code, warning.fatal) == ("accounts-nowhere", False)
    assert "1 of 2 rows" in warning.message


def test_no_revenue_anywhere_is_said_once(tmp_path: Path) -> None:
    text = "account_id,name,latitude,longitude,revenue_per_year\n"
    rows = "A1,Bakery,42.04,-93.62,0\nA2,Mill,42.04,-93.61,{}\n"
    (finding,) = read(tmp_path, accounts=text + rows.format("")).findings
    assert (finding.code, finding.fatal) == ("revenue-none", False)
    assert "so 2 are planned as targets and leads" in finding.message
    assert read(tmp_path, accounts=text + rows.format("1")).findings == ()


def test_negative_revenue_counts_as_none_with_a_warning(tmp_path: Path) -> None:
    reading = read(tmp_path, accounts=account_rows("revenue_per_year", "-250"))
    assert reading.territory.accounts[0].revenue_per_year == 0
    assert [finding.code for finding in reading.findings] == ["revenue-negative", "revenue-none"]


@pytest.mark.parametrize(("day", "kept"), [("2026-11-30", True), ("2026-12-01", False)])
def test_a_last_visit_lies_before_the_period(tmp_path: Path, day: str, kept: bool) -> None:
    reading = read(tmp_path, accounts=account_rows("last_visit", day))
    assert (reading.territory.accounts[0].last_visit is not None) is kept
    assert [finding.code for finding in reading.findings] == ([] if kept else ["last-visit-late"])


@pytest.mark.parametrize(("gaps", "fits"), [("5,6", True), ("6,6", True), ("7,6", False)])
def test_gaps_that_contradict_each_other(tmp_path: Path, gaps: str, fits: bool) -> None:
    accounts = account_rows("min_gap_days,max_gap_days", gaps)
    if fits:
        read(tmp_path, accounts=accounts)
    else:
        assert only_fault(tmp_path, accounts=accounts).code == "gaps-contradict"


def test_answers_must_not_fall(tmp_path: Path) -> None:
    accounts = account_rows("sales_no_visits,sales_half,sales_saturation", "0.5,0.4,1.6")
    assert only_fault(tmp_path, accounts=accounts).code == "answers-fall"


def test_given_classes_must_be_given(tmp_path: Path) -> None:
    settings = SETTINGS + '[tiers]\nrule = "given"\n'
    fault = only_fault(tmp_path, settings=settings, accounts=account_rows("tier", "key", ""))
    assert (fault.code, fault.row) == ("tier-missing", 3)

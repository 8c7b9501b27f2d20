"""Holidays, working days and hours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.readers import read_territory
from planner.rules import working_hours
from planner.rules.draft import Draft
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


def with_period(lines: str) -> str:
    return SETTINGS.replace("[[rep]]", f"{lines}\n[[rep]]")


def test_holidays_of_a_region_added_to_and_taken_from(tmp_path: Path) -> None:
    lines = (
        'holidays = "US-IA"\nextra_holidays = [2026-12-24, 2027-01-02]\n'
        "working_holidays = [2026-12-25]"
    )
    reading = read(tmp_path, settings=with_period(lines))
    assert reading.territory.holidays == {date(2026, 12, 24): "Extra holiday"}
    assert reading.territory.working_holidays == {date(2026, 12, 25)}
    assert reading.findings == ()


def test_a_working_holiday_that_is_none_is_a_warning(tmp_path: Path) -> None:
    reading = read(tmp_path, settings=with_period("working_holidays = [2026-12-09]"))
    assert [finding.code for finding in reading.findings] == ["holiday-unknown"]


@pytest.mark.parametrize(
    ("code", "hint"), [("US-IX", "US-"), ("us-ia", "'US-IA'"), ("Iowa", "DE-BY"), ("USA", "US")]
)
def test_an_unknown_holiday_code(tmp_path: Path, code: str, hint: str) -> None:
    fault = only_fault(tmp_path, settings=with_period(f'holidays = "{code}"'))
    assert (fault.code, fault.value, fault.row) == ("holidays-unknown", code, 5)
    assert hint in fault.remedy


def test_a_rep_with_hours_for_holidays_works_on_those_that_are_worked_on(tmp_path: Path) -> None:
    lines = 'holidays = "US-IA"\nworking_holidays = [2026-12-25]'
    days = "start = 2026-12-25\nend = 2026-12-27"
    settings = with_period(lines).replace('month = "2026-12"', days)
    reading = read(tmp_path, settings=settings + 'hours = "Mo-Fr 09:00-17:00; PH off"\n')
    draft = Draft.of(reading.territory, "r1")
    working_hours.fill(draft)
    assert draft.days == (date(2026, 12, 25),)


def test_a_month_without_working_day(tmp_path: Path) -> None:
    settings = SETTINGS.replace('month = "2026-12"', "start = 2026-12-24\nend = 2026-12-27")
    settings = settings.replace("[[rep]]", 'holidays = "US-IA"\n[[rep]]')
    fault = only_fault(tmp_path, settings=settings + 'days_off = ["2026-12-24"]\n')
    assert (fault.code, fault.rep) == ("rep-never-works", "r1")


@pytest.mark.parametrize("hours", ["Mo-Fr 9-17", "off", "2024 Mo-Fr 09:00-17:00"])
def test_working_hours_that_never_come(tmp_path: Path, hours: str) -> None:
    fault = only_fault(tmp_path, settings=f'{SETTINGS}hours = "{hours}"\n')
    assert (fault.code, fault.column, fault.value) == ("rep-never-works", "rep[1].hours", hours)


def test_a_rep_who_never_works_can_be_left_out(tmp_path: Path) -> None:
    accounts = ACCOUNTS.replace("longitude", "longitude,rep").replace("93.62", "93.62,r1")
    accounts = accounts.replace("93.45", "93.45,r2")
    write(tmp_path, SETTINGS + SECOND_REP + 'hours = "Sa off"\n', accounts)
    reading = read_territory(tmp_path, tolerate_rep_faults=True)
    assert [rep.id for rep in reading.territory.reps] == ["r1"]
    assert [account.id for account in reading.territory.accounts] == ["A1"]
    assert set(reading.territory.travel) == {"r1"}
    assert set(reading.territory.busy) == {"r1"}
    assert [(finding.rep, finding.fatal) for finding in reading.findings] == [("r2", True)]


@pytest.mark.parametrize("hours", ["Mo-Fr 9 to 5", "whenever", "Sa[1] +1 day PH"])
def test_opening_hours_that_cannot_be_read(tmp_path: Path, hours: str) -> None:
    fault = only_fault(tmp_path, accounts=account_rows("opening_hours", hours))
    assert (fault.code, fault.row, fault.value) == ("opening-hours-wrong", 2, hours)


@pytest.mark.parametrize("hours", ["off", "2024 Mo 09:00-12:00", "Apr-Oct Mo-Su 10:00-18:00"])
@pytest.mark.parametrize("visits", ["", "1", "30"])
def test_opening_hours_that_never_open_are_no_error(
    tmp_path: Path, hours: str, visits: str
) -> None:
    rows = account_rows("opening_hours,contract_visits", f"{hours},{visits}")
    assert read(tmp_path, accounts=rows).findings == ()


def test_opening_hours_that_open_once(tmp_path: Path) -> None:
    read(tmp_path, accounts=account_rows("opening_hours", "2026 Dec 31 09:00-09:30"))


@pytest.mark.parametrize(
    ("visits", "fits"), [("2", True), ("3", True), ("4", False), ("2.5", True), ("3.5", False)]
)
def test_a_contract_of_as_many_visits_as_working_days(
    tmp_path: Path, visits: str, fits: bool
) -> None:
    settings = f'{SETTINGS}hours = "Dec 07-Dec 09 09:00-17:00"\n'
    accounts = account_rows("contract_visits", visits)
    if fits:
        read(tmp_path, settings=settings, accounts=accounts)
    else:
        fault = only_fault(tmp_path, settings=settings, accounts=accounts)
        assert (fault.code, fault.row, fault.rep) == ("contract-too-often", 2, "r1")


def test_every_rep_faulty_is_bad_input_even_where_tolerated(tmp_path: Path) -> None:
    write(tmp_path, SETTINGS + 'hours = "off"\n')
    with pytest.raises(Exception, match="rep-never-works"):
        read_territory(tmp_path, tolerate_rep_faults=True)


def test_a_faulty_period_is_no_fault_of_a_rep(tmp_path: Path) -> None:
    found = faults(tmp_path, settings=SETTINGS.replace("2026-12", "December"))
    assert [fault.rep for fault in found] == [None]

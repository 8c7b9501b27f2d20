from __future__ import annotations

from pathlib import Path

import pytest

from planner.readers import read_territory
from tests.readers.folders import (
    ACCOUNTS,
    SETTINGS,
    account_rows,
    faults,
    only_fault,
    read,
    write,
)


def test_a_column_map_reads_another_programs_export(tmp_path: Path) -> None:
    settings = f"""{SETTINGS}
[accounts]
file = "export.csv"
[accounts.columns]
account_id = "Id"
name = "Account Name"
latitude = "Lat"
longitude = "Lng"
[accounts.where]
Status = ["Active", "New"]
Zone = 3
"""
    export = (
        "Id,Account Name,Lat,Lng,Status,Zone,Revenu_per_year,notes\n"
        "7,Bakery,42.04,-93.62,Active,3,x,hello\n"
        "8,Gone,42.04,-93.62,Closed,3,x,\n"
        "9,Elsewhere,42.04,-93.62,New,4,x,\n"
    )
    reading = read(tmp_path, settings=settings, export_csv=export)
    (account,) = reading.territory.accounts
    assert (account.id, account.name, account.notes) == ("7", "Bakery", "hello")
    unread, left_out = reading.findings
    assert left_out.message.startswith("2 of 3 rows")
    assert (unread.code, unread.fatal) == ("column-unknown", False)
    assert "'revenue_per_year'" in unread.remedy


def test_a_fault_is_named_by_the_files_own_heading(tmp_path: Path) -> None:
    settings = f'{SETTINGS}[accounts.columns]\nrevenue_per_year = "Sales $"\n'
    fault = only_fault(tmp_path, settings=settings, accounts=account_rows("Sales $", "$3"))
    assert fault.column == "Sales $"


def test_a_mapped_heading_that_is_not_there(tmp_path: Path) -> None:
    settings = f'{SETTINGS}[accounts.columns]\nname = "Account Nam"\n'
    text = ACCOUNTS.replace("name", "Account Name")
    fault = only_fault(tmp_path, settings=settings, accounts=text)
    assert (fault.file, fault.column, fault.row) == ("territory.toml", "accounts.columns.name", 9)
    assert "'Account Name'" in fault.remedy


def test_only_accounts_near_home(tmp_path: Path) -> None:
    reading = read(tmp_path, settings=f"{SETTINGS}[accounts]\nwithin_km = 5\n")
    assert [account.id for account in reading.territory.accounts] == ["A1"]
    assert [finding.code for finding in reading.findings] == ["accounts-distant"]


def test_nobody_left(tmp_path: Path) -> None:
    settings = f"{SETTINGS}[accounts]\nwithin_km = 0.1\n"
    assert only_fault(tmp_path, settings=settings).code == "accounts-none"
    assert only_fault(tmp_path, accounts=ACCOUNTS.splitlines()[0]).code == "accounts-none"


def test_no_account_list(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "accounts.csv").unlink()
    with pytest.raises(Exception, match=r"accounts\.csv: The file cannot be read"):
        read_territory(tmp_path)


def test_ten_thousand_accounts_of_several_reps(tmp_path: Path) -> None:
    reps = [f"r{n}" for n in range(1, 9)]
    settings = SETTINGS.partition("[[rep]]")[0] + "".join(
        f'[[rep]]\nid = "{rep}"\nhome = [42.03, -93.63]\n' for rep in reps
    )
    rows = [
        f"A{n},Shop {n},42.{n % 97:02d},-93.{n % 89:02d},{reps[n % 8]},{n},Mo-Fr 09:00-17:00"
        for n in range(10_000)
    ]
    rows[1234] += "0"
    rows[9_999] = rows[9_999].replace("r8", "r9")
    head = "account_id,name,latitude,longitude,rep,revenue_per_year,opening_hours\n"
    found = faults(tmp_path, settings=settings, accounts=head + "\n".join(rows))
    assert [(fault.code, fault.row) for fault in found] == [
        ("opening-hours-wrong", 1236),
        ("rep-unknown", 10_001),
    ]


def test_the_stores_of_iowa_unchanged(tmp_path: Path, shared_data: Path) -> None:
    settings = f"""{SETTINGS.replace("[42.03, -93.63]", "[41.5868, -93.6250]")}
[accounts]
file = "{(shared_data / "iowa" / "stores.csv").as_posix()}"
missing_coordinates = "skip"
[accounts.columns]
account_id = "store"
latitude = "lat"
longitude = "lon"
revenue_per_year = "sales_l12m"
[accounts.where]
status = ["A"]
"""
    reading = read(tmp_path, settings=settings)
    assert len(reading.territory.accounts) == 1846
    assert {finding.code for finding in reading.findings} == {
        "accounts-filtered",
        "accounts-nowhere",
        "column-unknown",
    }
    store = reading.territory.account["2106"]
    assert store.name == "HILLSTREET NEWS AND TOBACCO"
    assert store.revenue_per_year == 97_029_837
    assert store.row == 2

"""Every way in which people save a list."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.domain import BadInput
from planner.files.tables import parse_table
from planner.readers import read_territory
from tests.readers.folders import ACCOUNTS, SETTINGS, only_fault, read, write


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


HEAD = ["account_id", "name", "latitude", "longitude"]


def names(reading: Any) -> list[str]:
    return [account.name for account in reading.territory.accounts]


@pytest.mark.parametrize(
    ("content", "warned"),
    [
        (ACCOUNTS.replace("Bakery", "Bäckerei").encode(), False),
        (ACCOUNTS.replace("Bakery", "Bäckerei").encode("utf-8-sig"), False),
        (ACCOUNTS.replace("Bakery", "Bäckerei").encode("utf-16"), False),
        (ACCOUNTS.replace("Bakery", "Bäckerei").encode("cp1252"), True),
        (ACCOUNTS.replace("Bakery", "Bäckerei").replace("\n", "\r\n").encode(), False),
        (ACCOUNTS.replace("Bakery", "Bäckerei").replace(",", "\t").encode(), False),
        (ACCOUNTS.replace("Bakery", "Bäckerei").replace(",", ";").encode(), False),
        (
            ACCOUNTS.replace("Bakery", "Bäckerei").replace(",", ";").replace(".", ",").encode(),
            False,
        ),
        (b"sep=;\n" + ACCOUNTS.replace("Bakery", "Bäckerei").replace(",", ";").encode(), False),
    ],
)
def test_encodings_and_separators(tmp_path: Path, content: bytes, warned: bool) -> None:
    reading = read(tmp_path, accounts=content)
    assert names(reading) == ["Ames Bäckerei", "Nevada Hardware"]
    assert reading.territory.accounts[0].latitude == 42.04
    assert [finding.code for finding in reading.findings] == ["encoding-guessed"] * warned


def test_thousands_in_a_semicolon_file_are_not_guessed(tmp_path: Path) -> None:
    text = "account_id;name;latitude;longitude;revenue_per_year\nA1;B;42,04;-93,62;1.200\n"
    fault = only_fault(tmp_path, accounts=text)
    assert (fault.column, fault.value) == ("revenue_per_year", "1.200")
    assert "1200 or 1,200" in fault.remedy
    fault = only_fault(tmp_path, accounts=text.replace("1.200", "1.200,5 USD"))
    assert "Write 1200,5:" in fault.remedy


def test_row_numbers_count_blank_rows_and_rows_of_several_lines() -> None:
    table = parse_table(b'a,b\n\n1,"x\ny"\n,\n2,z\n', "t.csv")
    assert [number for number, _ in table.rows] == [3, 5]
    assert table.rows[0][1] == ("1", "x\ny")


def test_short_rows_are_filled_and_long_ones_reported() -> None:
    table = parse_table(b"a,b\n1\n2,3,4\n5,6,,\n", "t.csv")
    assert [cells for _, cells in table.rows] == [("1", ""), ("5", "6")]
    assert [(finding.code, finding.row) for finding in table.findings] == [("table-ragged", 3)]


@pytest.mark.parametrize("content", [b"", b"\n\n", b" , ,\n", b"\xef\xbb\xbf", workbook()])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    assert only_fault(tmp_path, accounts=content).code == "table-empty"


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b'account_id,name\nA1,"never closed\nA2,x\n', 2),
        (b"account_id,name\nA1,\x00\n", 2),
        (b"account_id,name\nA1,\x81\n", 2),
        (b"account_id,name\nA1," + b"x" * 200_000, 2),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None),
        (b"PK\x03\x04 but no workbook", None),
    ],
)
def test_what_cannot_be_read_is_said_so(tmp_path: Path, content: bytes, row: int | None) -> None:
    fault = only_fault(tmp_path, accounts=content)
    assert (fault.code, fault.file, fault.row) == ("table-unreadable", "accounts.csv", row)


def test_excel_cells_become_what_a_person_would_write() -> None:
    when = datetime.fromisoformat("2026-12-01 09:30")
    rows = [1001.0, 0.25, True, date(2026, 12, 1), when, time(0, 45)]
    content = workbook([f"c{n}" for n in range(8)], [*rows, timedelta(hours=25), " x "])
    (row,) = parse_table(content, "t.xlsx").rows
    expected = ("1001", "0.25", "yes", "2026-12-01", "2026-12-01 09:30", "00:45", "25:00", "x")
    # A workbook has no type for spans of time: they come back as dates or as spans.
    assert row[1][:6] == expected[:6]
    assert row[1][7] == expected[7]


@pytest.mark.parametrize("name", ["accounts_xlsx", "accounts_csv"])
def test_an_excel_file_under_either_name(tmp_path: Path, name: str) -> None:
    content = workbook(HEAD, [1001.0, "Bakery", 42.04, -93.62])
    write(tmp_path)
    (tmp_path / "accounts.csv").unlink()
    (tmp_path / name.replace("_", ".")).write_bytes(content)
    (account,) = read_territory(tmp_path).territory.accounts
    assert (account.id, account.latitude) == ("1001", 42.04)


def test_a_csv_file_named_xlsx(tmp_path: Path) -> None:
    settings = f'{SETTINGS}[accounts]\nfile = "list.xlsx"\n'
    assert len(read(tmp_path, settings=settings, list_xlsx=ACCOUNTS).territory.accounts) == 2


def test_a_formula_without_stored_value_is_named(tmp_path: Path) -> None:
    content = workbook([*HEAD, "revenue_per_year"], ["A1", "Bakery", 42.04, -93.62, "=12*100"])
    fault = only_fault(tmp_path, accounts=content)
    assert (fault.code, fault.row, fault.column) == ("formula-without-value", 2, "E")
    assert "Open the file in Excel" in fault.remedy


def test_a_workbook_that_unpacks_to_something_huge(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.files.sheet_reading.MAX_UNPACKED_BYTES", 100_000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", bytes(100_001))
    with pytest.raises(BadInput, match="unpacks"):
        parse_table(stream.getvalue(), "bomb.xlsx")

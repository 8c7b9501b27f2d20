"""What a file names and nothing here knows is said, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.domain import Finding
from planner.readers import read_territory
from tests.readers.folders import ACCOUNTS, SETTINGS, account_rows, faults, read, write
from tests.readers.test_overlay import overlaid

BY_HAND = """\
[[pin]]
account = "A1"
start = 2026-12-08T10:00:00
[[pin]]
account = "A8"
start = 2026-12-08T11:00:00
[[refuse]]
account = "Z"
date = 2026-12-09
[[missed]]
account = "A8"
date = 2026-11-30
"""


def said(findings: tuple[Finding, ...]) -> list[tuple[str, str, int | None, str]]:
    assert not any(finding.fatal for finding in findings)
    assert all(finding.remedy for finding in findings)
    return [(finding.code, finding.file, finding.row, finding.value) for finding in findings]


def test_accounts_that_a_rep_changed_by_hand(tmp_path: Path) -> None:
    reading = read(tmp_path, **{"by-hand_toml": BY_HAND})
    assert said(reading.findings) == [
        ("by-hand-unknown", "by-hand.toml", 5, "A8"),
        ("by-hand-unknown", "by-hand.toml", 8, "Z"),
    ]
    first, _ = reading.findings
    assert first.column == "pin[2].account"
    assert "1 times more" in first.message


def test_an_account_that_is_left_out_is_called_so(tmp_path: Path) -> None:
    settings = f"{SETTINGS}[accounts]\nwithin_km = 5\n"
    by_hand = '[[pin]]\naccount = "A2"\nstart = 2026-12-08T11:00:00\n'
    reading = read(tmp_path, settings=settings, **{"by-hand_toml": by_hand})
    assert [finding.code for finding in reading.findings] == ["accounts-distant", "by-hand-unknown"]
    assert "left out of the plan" in reading.findings[1].message


def test_what_an_overlay_drops_is_not_unknown(tmp_path: Path) -> None:
    by_hand = BY_HAND.replace("A8", "A2").replace('"Z"', '"A1"')
    write(tmp_path, **{"by-hand_toml": by_hand})
    text = '[[change]]\nwhere = { account_id = "A2" }\ndrop = true\n'
    assert overlaid(tmp_path, text, SETTINGS, ACCOUNTS).findings == ()


def test_leads_that_still_have_a_place(tmp_path: Path) -> None:
    leads = (
        "account_id,added,left,why,priority\n"
        "A1,2026-11-01,,,\nGONE,2026-10-01,2026-11-01,is no account any more,\nA3,2026-11-01,,,\n"
    )
    reading = read(tmp_path, leads_csv=leads)
    assert said(reading.findings) == [
        ("column-unknown", "leads.csv", 1, ""),
        ("leads-unknown", "leads.csv", 4, "A3"),
    ]


def test_many_columns_are_one_line(tmp_path: Path) -> None:
    """The one that looks like one of ours is the first that is named."""
    heading = ",".join([*(f"CRM field {n}" for n in range(40)), "revenue per yr"])
    settings = f"{SETTINGS}[accounts.columns]\nname = 'name'\n"
    reading = read(tmp_path, settings=settings, accounts=account_rows(heading, "," * 40))
    (finding,) = reading.findings
    assert said((finding,)) == [("column-unknown", "accounts.csv", 1, "")]
    assert finding.message.startswith("41 columns are not read: revenue per yr, CRM field 0, ")
    assert finding.message.endswith("and 33 more")
    assert "'revenue_per_year'" in finding.remedy


def test_a_filter_with_a_value_that_no_row_has(tmp_path: Path) -> None:
    settings = f'{SETTINGS}[accounts.where]\nstatus = ["active", "Actve"]\n'
    rows = account_rows("status", "active", "gone")
    reading = read(tmp_path, settings=settings, accounts=rows)
    assert [finding.code for finding in reading.findings] == ["filter-unknown", "accounts-filtered"]
    assert reading.findings[0].value == "Actve"
    assert "'active'" in reading.findings[0].remedy


def test_an_overlay_s_list_with_a_value_that_no_account_has(tmp_path: Path) -> None:
    text = '[[change]]\nwhere = { account_id = ["A1", "A9"] }\nset = { visit_minutes = 20 }\n'
    reading = overlaid(tmp_path, text, SETTINGS, ACCOUNTS)
    (finding,) = reading.findings
    assert (finding.code, finding.value, finding.fatal) == ("overlay-no-match", "A9", False)
    assert [a.visit_minutes for a in reading.territory.accounts] == [20, None]


def test_columns_of_the_legs(tmp_path: Path) -> None:
    places = ("home:r1", "A1", "A2")
    legs = "".join(f"{a},{b},5,4,x\n" for a in places for b in places if a != b)
    settings = SETTINGS + '[travel]\nprovider = "matrix"\nfile = "travel.csv"\n'
    reading = read(tmp_path, settings=settings, travel_csv=f"from,to,minutes,km,toll\n{legs}")
    assert said(reading.findings) == [("column-unknown", "travel.csv", 1, "")]
    assert "toll" in reading.findings[0].message


def test_lists_and_calendars_that_nothing_reads(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "accounts.xlsx").write_bytes(b"PK")
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "r1.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n")
    reading = read_territory(tmp_path)
    assert said(reading.findings) == [
        ("file-unread", "accounts.xlsx", None, ""),
        ("file-unread", "calendars/r1.ics", None, ""),
    ]


@pytest.mark.parametrize("table", ["[[pin]]\nstart = '2026-12-08 10:00'", "[[refuse]]\ndates = []"])
def test_an_appointment_with_nobody_is_an_error(tmp_path: Path, table: str) -> None:
    (fault,) = faults(tmp_path, settings=f"{SETTINGS}{table}\naccount = 'A3'\n")
    assert (fault.code, fault.value) == ("account-unknown", "A3")

"""What became of planned visits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.domain import BadInput, Finding
from planner.readers.visits_made import read_missed
from planner.reports.tables import VISIT_COLUMNS


def test_what_was_missed(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text(
        "Account_ID,Date,Status,note\n"
        "A1,2026-12-08,missed,ill\nA1,2026-12-10,Done,\nA2,2026-12-08 09:00,MISSED,\n"
    )
    day = date(2026, 12, 8)
    found: list[Finding] = []
    assert read_missed(path, ["A1", "A2"], found) == {("A1", day), ("A2", day)}
    (warning,) = found
    assert (warning.code, warning.fatal) == ("column-unknown", False)
    assert "note" in warning.message


def test_an_account_that_left_the_list_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text(
        "account_id,date,status\nA9,2026-12-08,missed\nA1,2026-12-08,missed\nA9,2026-12-09,done\n"
    )
    found: list[Finding] = []
    assert read_missed(path, ["A1", "B2"], found) == {("A1", date(2026, 12, 8))}
    (warning,) = found
    assert (warning.code, warning.row, warning.value) == ("visits-unknown", 2, "A9")
    assert not warning.fatal
    assert warning.remedy


def test_the_columns_of_a_plans_own_table_are_no_news(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(",".join([*VISIT_COLUMNS, "status"]) + "\n")
    found: list[Finding] = []
    assert read_missed(path, ["A1"], found) == frozenset()
    assert found == []


def test_all_faults_at_once(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    path.write_text("account_id,date,status\nA9,2026-12-08,missed\nA1,2026-02-31,skipped\n")
    with pytest.raises(BadInput) as bad:
        read_missed(path, ["A1", "B2"], [])
    found = [(finding.row, finding.column, finding.value) for finding in bad.value.findings]
    assert found == [
        (2, "account_id", "A9"), (3, "date", "2026-02-31"), (3, "status", "skipped"),
    ]  # fmt: skip
    path.write_text("account_id\nA1\n")
    with pytest.raises(BadInput) as bad:
        read_missed(path, ["A1"], [])
    assert [finding.column for finding in bad.value.findings] == ["date", "status"]

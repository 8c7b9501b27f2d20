"""Workbooks as a spreadsheet program sees them."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import Any

import openpyxl

from planner.files.sheets import MOST_WIDE, Cell, workbook
from planner.reports.tables import VISIT_COLUMNS, visits_workbook
from tests.plan.samples import account, plan, territory


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_texts_are_texts_and_days_are_days() -> None:
    rows: list[list[Cell]] = [
        ["what", "when", "at"],
        ["=1+1", date(2026, 12, 1), time(9, 30)],
        ["x" * 99, datetime(2026, 12, 1, 9, 30), None],  # noqa: DTZ001 - what a clock shows
    ]
    book = opened(workbook({"one": rows, "two": []}))
    assert book.sheetnames == ["one", "two"]
    sheet = book["one"]
    text, day, hour = sheet[2]
    assert (text.value, text.data_type) == ("=1+1", "s")
    assert (day.value.date(), day.number_format) == (date(2026, 12, 1), "yyyy-mm-dd")
    assert (hour.value, hour.number_format) == (time(9, 30), "hh:mm")
    assert sheet["A3"].value == "x" * 99
    assert sheet["B3"].number_format == "yyyy-mm-dd hh:mm"
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [MOST_WIDE, 22]


def test_headings_stay_in_sight_and_can_be_filtered_by() -> None:
    sheet = opened(workbook({"one": [["a", "b"], [1, 2]]})).active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B2")
    assert (sheet["A1"].font.bold, sheet["A2"].font.bold) == (True, False)


def test_visits_are_numbers_days_and_times() -> None:
    there = territory([account("A")])
    content = visits_workbook(plan(there, [("A", "2026-12-01T10:00")]), there)
    headings, row = opened(content)["visits"].values
    assert headings == VISIT_COLUMNS
    found = dict(zip(headings, row, strict=True))
    assert found["date"].date() == date(2026, 12, 1)
    assert (found["start"], found["end"]) == (time(10), time(11))
    assert (found["value"], found["minutes"], found["drive_minutes_before"]) == (100, 60, 12)

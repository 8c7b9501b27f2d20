"""visits.csv: read back as it was written, and no spreadsheet computes a name."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain import Plan, Territory, Tier
from planner.files.sheets import harmless, original
from planner.reports.tables import VISIT_COLUMNS, visits_csv
from tests.plan.samples import account, plan, territory


def rows(made: Plan, where: Territory) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(visits_csv(made, where), newline="")))


def test_a_visit_is_a_row() -> None:
    where = territory([account("A1", address="1 Main St, Ames", phone="515-555-0101")])
    made = plan(where, [("A1", "2026-12-07 09:00")], values={"A1": -123_456})
    [row] = rows(made, where)
    assert tuple(row) == VISIT_COLUMNS
    assert row == {
        "date": "2026-12-07",
        "weekday": "Mon",
        "start": "09:00",
        "end": "10:00",
        "rep": "r1",
        "account_id": "A1",
        "name": "Account A1",
        "tier": "key",
        "by": "visit",
        "minutes": "60",
        "value": "-1234.56",  # a number stays one
        "drive_minutes_before": "12",
        "drive_km_before": "9.5",
        "address": "1 Main St, Ames",
        "phone": "515-555-0101",
    }


def test_no_visits_is_a_heading_alone() -> None:
    where = territory([account("A1")])
    assert visits_csv(plan(where, []), where) == ",".join(VISIT_COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1 515 555", "'+1 515 555"),
        ("-2+3", "'-2+3"),
        ("-93.62", "-93.62"),
        ("'-93.62", "''-93.62"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("'=1", "''=1"),
        ("'t Hooft", "'t Hooft"),
        ("Smith - Sons", "Smith - Sons"),
        ("", ""),
    ],
)
def test_cells_are_harmless(text: str, cell: str) -> None:
    assert harmless(text) == cell
    assert original(cell) == text


@given(st.text())
def test_what_was_made_harmless_comes_back(text: str) -> None:
    assert original(harmless(text)) == text
    number = re.fullmatch(r"[+-]?\d[\d.,]*%?", text)
    assert number or not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(CELLS, CELLS, CELLS)
def test_any_text_comes_back_from_the_file(name: str, address: str, phone: str) -> None:
    where = territory([account("A1", name=name, address=address, phone=phone, tier=Tier.LEAD)])
    [row] = rows(plan(where, [("A1", "2026-12-07 09:00")]), where)
    assert original(row["name"]) == name
    assert original(row["address"]) == address
    assert original(row["phone"]) == phone
    assert row["tier"] == "lead"

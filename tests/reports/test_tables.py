"""visits.csv: read back as it was written, and no spreadsheet computes a name."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from planner.domain import Plan, Territory, Tier
from planner.files.formulas import original
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


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(CELLS, CELLS, CELLS)
def test_any_text_comes_back_from_the_file(name: str, address: str, phone: str) -> None:
    where = territory([account("A1", name=name, address=address, phone=phone, tier=Tier.LEAD)])
    [row] = rows(plan(where, [("A1", "2026-12-07 09:00")]), where)
    assert original(row["name"]) == name
    assert original(row["address"]) == address
    assert original(row["phone"]) == phone
    assert row["tier"] == "lead"

"""planner contracts: kept, due, overdue."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.commands.conftest import Run


def with_cells(folder: Path, *cells: dict[str, str]) -> None:
    """Sets cells of the first accounts; new columns are added."""
    path = folder / "accounts.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row, changes in zip(rows, cells, strict=False):
        row.update(changes)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


SELDOM = {"contract_visits": "0.5", "contract_hours": "Mo-Th 09:00-16:00", "contract_by": "phone",
          "copy_change_weeks": "6", "billing": "quarterly", "opening_hours": ""}  # fmt: skip


def test_states_are_listed(territory: Path, run: Run) -> None:
    with_cells(
        territory,
        {**SELDOM, "last_visit": "2026-09-29"},
        {**SELDOM, "last_visit": "2026-10-20"},
        {**SELDOM, "last_visit": "2026-11-20"},
    )
    result = run("contracts", territory)
    assert result.exit_code == 0, result.output
    lines = {line.split()[1]: line for line in result.stdout.splitlines() if "every second" in line}
    assert [line.split()[0] for line in lines.values()] == ["overdue", "due", "kept"]
    for words in ("2026-11-29, 2 days late", "by phone", "copy every 6 weeks", "quarterly"):
        assert words in " ".join(result.stdout.split())
    said = json.loads(run("contracts", territory, "--json").stdout)
    seldom = [one for one in said["contracts"] if one["interval"] == "every second month"]
    assert [one["owed"] for one in seldom] == [1, 1, 0]
    assert seldom[0]["hours"] == "Mo-Th 09:00-16:00"


def test_another_month(territory: Path, run: Run) -> None:
    with_cells(territory, {**SELDOM, "last_visit": "2026-11-20"})
    said = json.loads(run("contracts", territory, "--month", "2027-01", "--json").stdout)
    (one,) = [one for one in said["contracts"] if one["interval"] == "every second month"]
    assert (one["state"], one["due"], one["owed"]) == ("due", "2027-01-20", 1)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"contract_visits": "0.001"}, "every 100 months"),
        ({"contract_visits": "often"}, "contract_visits"),
        ({"contract_visits": "1", "contract_hours": "sometimes"}, "contract_hours"),
        ({"contract_visits": "1", "contract_by": "telepathy"}, "contract_by"),
    ],
)
def test_bad_contracts(changes: dict[str, str], named: str, territory: Path, run: Run) -> None:
    with_cells(territory, changes)
    result = run("contracts", territory)
    assert result.exit_code == 1
    assert named in result.output


def test_agreement_without_a_contract_is_a_warning(territory: Path, run: Run) -> None:
    with_cells(territory, {"contract_visits": "", "contract_hours": "Mo 09:00-12:00"})
    result = run("contracts", territory)
    assert result.exit_code == 0
    assert "contract-incomplete" in result.output

"""planner classify: a new file with classes, and what a person should look at."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from planner.readers import read_territory
from tests.commands.conftest import Run

HEADING = "account_id,name,revenue_per_year,currency,notes"


def listed(path: Path, *rows: str, heading: str = HEADING) -> Path:
    path.write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return path


def tiers_in(path: Path) -> dict[str, str]:
    with path.open(newline="", encoding="utf-8") as stream:
        return {row["account_id"]: row["tier"] for row in csv.DictReader(stream)}


def test_a_list_alone(tmp_path: Path, run: Run) -> None:
    source = listed(
        tmp_path / "list.csv", "1,Bakery,900,USD,=1+1", "2,Mill,50,USD,", "3,Bakery,50,USD,-",
        "4,Inn,,USD,", "5,Farm,-20,USD,refunds", "6,Ford,0,USD,",
    )  # fmt: skip
    before = source.read_bytes()
    result = run("classify", source)
    assert result.exit_code == 0, result.output
    assert "The top 1 account of 3 that buy brings 90% of revenue ($900 of $1,000)." in (
        result.output
    )
    assert source.read_bytes() == before
    out = tmp_path / "list.classified.csv"
    assert tiers_in(out) == {
        "1": "key", "2": "secondary", "3": "secondary", "4": "lead", "5": "lead", "6": "lead",
    }  # fmt: skip
    assert "=1+1" in out.read_text()  # the user's own cell, as it was
    assert "revenue-negative" in result.output
    assert "revenue_per_year if it buys" in result.output


def test_never_over_the_old_file(tmp_path: Path, run: Run) -> None:
    source = listed(tmp_path / "list.csv", "1,A,5,USD,")
    assert run("classify", source, "-o", source, "--force").exit_code == 1
    assert run("classify", source).exit_code == 0
    assert "--force" in run("classify", source).output
    assert run("classify", source, "--force").exit_code == 0


def test_excel_out_and_in_again(tmp_path: Path, run: Run) -> None:
    source = listed(tmp_path / "list.csv", "01,A,5,USD,=1+1", "02,B,3,USD,")
    out = tmp_path / "list.xlsx"
    assert run("classify", source, "-o", out).exit_code == 0
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [cell.value for cell in sheet[2]] == ["01", "A", "5", "USD", "=1+1", "key"]
    assert sheet["E2"].data_type == "s"
    assert run("classify", out, "-o", tmp_path / "again.csv", "--last", out).exit_code == 0


def test_the_last_classification_holds(tmp_path: Path, run: Run) -> None:
    first = listed(tmp_path / "2025.csv", "1,A,1001,USD,", "2,B,1000,USD,", "3,C,1,USD,")
    run("classify", first)
    then = listed(tmp_path / "2026.csv", "1,A,1000,USD,", "2,B,1001,USD,", "4,D,1,USD,")
    out = tmp_path / "out.csv"
    result = run("classify", then, "--last", tmp_path / "2025.classified.csv", "-o", out)
    assert tiers_in(out) == {"1": "key", "2": "secondary", "4": "secondary"}
    assert "0 accounts changed class" in result.output
    assert "gone: 3" in result.output
    assert run("classify", then, "--last", then).exit_code == 1


def test_a_territory_is_classed_as_it_is_planned(territory: Path, run: Run) -> None:
    from planner.accounts import classify

    result = run("classify", territory, "--json")
    said = json.loads(result.stdout)
    expected = {
        key: tier.value for key, tier in classify(read_territory(territory).territory).items()
    }
    assert {one["account_id"]: one["tier"] for one in said["accounts"]} == expected
    assert tiers_in(territory / "accounts.classified.csv") == expected


def test_a_territorys_list_may_have_any_name(territory: Path, run: Run) -> None:
    (territory / "accounts.csv").rename(territory / "crm.csv")
    with (territory / "territory.toml").open("a") as settings:
        settings.write('\n[accounts]\nfile = "crm.csv"\n')
    assert run("classify", territory).exit_code == 0
    assert tiers_in(territory / "crm.classified.csv")


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (["1,A,$5,USD,"], "Write 5"),
        (["1,A,5,USD,", "2,B,5,EUR,"], "2 currencies: USD (row 2), EUR (row 3)"),
        (["1,A,5,USD,", "1,B,6,USD,"], "Row 2 has the same id"),
        ([",A,5,USD,"], "The cell is empty"),
    ],
)
def test_bad_lists_are_refused_in_words(
    rows: list[str], named: str, tmp_path: Path, run: Run
) -> None:
    source = listed(tmp_path / "list.csv", *rows)
    result = run("classify", source)
    assert result.exit_code == 1
    assert named in result.output
    assert not (tmp_path / "list.classified.csv").exists()


def test_zero_revenue_everywhere(tmp_path: Path, run: Run) -> None:
    source = listed(tmp_path / "list.csv", "1,A,0,USD,", "2,B,,USD,")
    result = run("classify", source)
    assert result.exit_code == 0
    assert "No account brings any revenue" in result.output


def test_two_lines_at_once_are_a_usage_error(tmp_path: Path, run: Run) -> None:
    source = listed(tmp_path / "list.csv", "1,A,5,USD,")
    assert run("classify", source, "--top", "0.2", "--cumulative", "0.8").exit_code == 2


def test_a_crm_exports_own_headings(tmp_path: Path, run: Run) -> None:
    source = listed(
        tmp_path / "crm.csv", "7,A,12,x", "8,B,3,y", heading="Customer No;Company;Annual Revenue;"
        "Segment".replace(";", ",")
    )  # fmt: skip
    assert run("classify", source).exit_code == 0
    text = (tmp_path / "crm.classified.csv").read_text()
    assert text.splitlines()[:2] == ["Customer No,Company,Annual Revenue,Segment,tier",
                                     "7,A,12,x,key"]  # fmt: skip

"""What is certain of a difference, and the tables that show it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import openpyxl
import pytest
from rich.console import Console

from planner.domain import Plan, RepResult, RuleReport
from planner.domain.comparison import ChangedInput, Comparison, Scenario, Unit
from planner.reports.scenario_tables import comparison_csv, comparison_workbook
from planner.reports.scenarios import (
    comparison_document,
    print_comparison,
    shown_column,
    verdict_word,
)
from planner.scenarios.whatif.compare import compare, verdict_of
from tests.scenarios.places import folder, solved
from tests.territories import hand_made, territory

TINY = territory()


def plan(*reps: tuple[str, int | None, int | None, str]) -> Plan:
    """A plan whose reps have an objective, a bound and a digest of their problem."""
    results = tuple(
        RepResult(rep=rep, status="feasible", objective_cents=low, bound_cents=high)
        for rep, low, high, _ in reps
    )
    return replace(
        hand_made(TINY),
        reps=results,
        objective_cents=sum(low for _, low, _, _ in reps if low is not None),
        provenance={f"problem:{rep}": digest for rep, _, _, digest in reps},
    )


BASE = plan(("r1", 100, 110, "a"), ("r2", 1000, 2000, "b"))


@pytest.mark.parametrize(
    ("low", "high", "word", "least", "most"),
    [
        (111, 120, "certain: better", 1, 20),
        (110, 120, "within the gap", 0, 20),
        (100, 110, "within the gap", -10, 10),
        (90, 100, "within the gap", -20, 0),
        (80, 99, "certain: worse", -30, -1),
        (80, None, "within the gap", -30, None),
        (111, None, "certain: better", 1, None),
    ],
)
def test_a_difference_is_certain_only_where_intervals_are_apart(
    low: int, high: int | None, word: str, least: int, most: int | None
) -> None:
    # r2 is the same in both, so that its wide interval does not matter
    verdict = verdict_of(BASE, plan(("r1", low, high, "c"), ("r2", 1000, 2000, "b")))
    assert verdict is not None
    assert (verdict_word(verdict), verdict.low_cents, verdict.high_cents) == (word, least, most)
    assert verdict.certain == word.startswith("certain")


def test_reps_who_differ_all_count() -> None:
    verdict = verdict_of(BASE, plan(("r1", 111, 120, "c"), ("r2", 1000, 2000, "d")))
    assert verdict is not None
    assert (verdict.low_cents, verdict.high_cents) == (111 + 1000 - 110 - 2000, 2120 - 1100)


def test_reps_may_come_and_go() -> None:
    verdict = verdict_of(BASE, plan(("r1", 100, 110, "a"), ("r3", 3000, 3100, "x")))
    assert verdict is not None
    assert (verdict.low_cents, verdict.high_cents) == (1000, 2100)


def test_without_the_plan_of_a_rep_nothing_is_said() -> None:
    assert verdict_of(BASE, plan(("r1", 100, 110, "a"), ("r2", None, None, "b"))) is None


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    place = folder(tmp_path_factory.mktemp("compared"))
    base, better, same, bad = solved(
        place, ["quota.key=0.3"], ["leads.max_active=1"], ["quota.kye=1"]
    )
    strange = ChangedInput(key="=1+1", before="[red]", after="@home")
    return compare(base, [replace(better, changes=(*better.changes, strange)), same, bad])


def test_figures_are_those_of_the_plans(found: Comparison) -> None:
    for column, scenario in enumerate(found.scenarios):
        money = found.figure("objective_cents").values[column]
        assert money == (scenario.plan.objective_cents if scenario.plan else None)
    visits = found.figure("visits")
    assert visits.unit is Unit.COUNT
    plans = [scenario.plan for scenario in found.scenarios if scenario.plan]
    assert list(visits.values) == [*(len(each.visits) for each in plans), None]
    by_class = [
        found.figure(f"{tier}_visits").values[0] or 0 for tier in ("key", "secondary", "lead")
    ]
    assert sum(by_class) == visits.values[0]
    value, hours = found.figure("value_cents").values[0], found.figure("visit_hours").values[0]
    assert value is not None
    assert hours is not None
    assert found.figure("cents_per_hour").values[0] == pytest.approx(value / hours)


def test_the_terminal_shows_inputs_above_results(found: Comparison) -> None:
    console = Console(record=True, width=110, file=io.StringIO(), color_system="standard")
    print_comparison(console, found)
    text = console.export_text(clear=False)
    lines = text.splitlines()
    inputs = next(n for n, line in enumerate(lines) if "quota.key.min_share" in line)
    results = next(n for n, line in enumerate(lines) if "Expected revenue after driving" in line)
    assert inputs < results
    assert "0.6" in lines[inputs]
    assert "0.3" in lines[inputs]
    assert "+$" in lines[results]
    assert "quota.kye=1: bad input: 1 error" in text
    assert "certain: better" in text
    assert "the same" in text
    assert "[red]" in text  # markup of users is text
    assert "appear" in text
    styled = console.export_text(styles=True)
    assert re.search(r"\x1b\[32m *\+\$", styled)  # better is green


def test_scenarios_that_do_not_fit_stand_below(found: Comparison) -> None:
    console = Console(record=True, width=80, file=io.StringIO())
    print_comparison(console, found)
    assert console.export_text().count("Expected revenue after driving") == 3


def test_csv_and_workbook_have_what_the_terminal_has(found: Comparison) -> None:
    rows = list(csv.reader(io.StringIO(comparison_csv(found).decode("utf-8-sig"))))
    by_label = {row[0]: row for row in rows}
    assert rows[0][2:5] == ["base", "quota.key=0.3", "quota.key=0.3 - base"]
    assert by_label["quota.key.min_share"][2:4] == ["0.6", "0.3"]
    assert by_label["'=1+1"][3] == "'@home"  # no spreadsheet computes it
    money = found.figure("objective_cents").values
    assert [float(by_label["Expected revenue after driving"][n]) for n in (2, 3)] == [
        (money[0] or 0) / 100, (money[1] or 0) / 100,
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(comparison_workbook(found)))
    assert book.sheetnames == ["Results", "Visits"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    changes = found.differences[0]
    assert changes is not None
    assert book["Visits"].max_row == 1 + len(changes.visits)


def test_the_document_names_every_scenario(found: Comparison) -> None:
    document = comparison_document(found)
    base, better, same, bad = document["scenarios"]
    assert (base["name"], base["changes"]) == ("base", [])
    assert better["difference"]["verdict"] == "certain: better"
    assert better["visits"]["kept"] + len(better["visits"]["visits"]) > 0
    assert same["difference"]["low_cents"] == same["difference"]["high_cents"] == 0
    assert bad["faults"] == ["bad input: 1 error"]
    assert "kye" in bad["findings"][0]
    assert set(base["figures"]) == {each["key"] for each in document["figures"]}


def test_plans_that_lack_a_rep_are_not_compared_figure_by_figure() -> None:
    half = plan(("r1", 100, 110, "a"), ("r2", None, None, "b"))
    columns = [Scenario(name=name, territory=TINY, plan=each) for name, each in
               (("base", BASE), ("half", half))]  # fmt: skip
    compared = compare(columns[0], columns[1:])
    assert compared.differences == (None,)
    assert {figure.change(1) for figure in compared.figures} == {None}


def test_a_price_that_one_rep_lacks_is_not_known_for_the_team() -> None:
    def priced(first: int | None, second: int | None) -> Plan:
        reports = (
            RuleReport(id="quota:key", rep=rep, actual=80, limit=80, unit="%", price_cents=cents)
            for rep, cents in (("r1", first), ("r2", second))
        )
        return replace(BASE, rules=tuple(reports))

    plans = {"base": priced(300, 200), "half": priced(300, None), "free": BASE}
    columns = [Scenario(name=name, territory=TINY, plan=each) for name, each in plans.items()]
    compared = compare(columns[0], columns[1:])
    price = compared.figure("price:quota:key")
    assert price.values == (500, None, None)
    assert price.unknown == {1}
    assert [shown_column(price, n, "USD") for n in range(3)] == ["$5", "not known", "-"]
    unknown = compare(columns[1], columns[1:2]).figure("price:quota:key")
    assert unknown.is_told

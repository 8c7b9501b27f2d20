"""Figures from traces, bounds that are bugs, and the comparison of two files."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

import models
from models.warm import tiny_problem
from planner.bench.run import Moment, Record, at_mark, document, gap_of, median, rescore, run_engine
from planner.bench.session import read_figures
from planner.bench.suites import bugs_in
from planner.bench.tables import compare_table, months_table, peers_table, toptw_table
from planner.domain import BadInput, FailedCheck

TRACE = [
    Moment(0.2, None, None),
    Moment(0.5, 80, None),
    Moment(1.0, 90, 120),
    Moment(3.0, 90, 100),
    Moment(9.0, 95, 99),
]


def record(**changes: Any) -> Record:
    values: dict[str, Any] = {
        "instance": "m1", "system": "planner", "seed": 0, "seconds": 10.0, "first_seconds": 0.5,
        "moments": (Moment(1.0, 90, 120), Moment(10.0, 95, 99)), "status": "feasible",
        "objective": 95, "bound": 99,
    }  # fmt: skip
    return Record(**(values | changes))


def shown(table: object) -> str:
    console = Console(width=160, record=True, file=StringIO())
    console.print(table)
    return console.export_text()


@pytest.mark.parametrize(
    ("mark", "objective", "bound"),
    [
        (0.1, None, None),
        (0.5, 80, None),
        (0.99, 80, None),
        (1, 90, 120),
        (5, 90, 100),
        (60, 95, 99),
    ],
)
def test_what_was_there_at_a_mark(mark: float, objective: int | None, bound: int | None) -> None:
    assert at_mark(TRACE, mark) == Moment(mark, objective, bound)


def test_median_counts_what_is_missing_as_worst() -> None:
    assert median([3, None, 1]) == 3
    assert median([None, None, 1]) is None
    assert median([]) is None


def test_gap_is_a_share_of_the_bound() -> None:
    assert gap_of(95, 100) == 0.05
    assert gap_of(None, 100) is None
    assert gap_of(95, None) is None


def test_a_solve_is_watched_and_rescored() -> None:
    problem = tiny_problem()
    found = run_engine(problem, seconds=60, seed=0, marks=[0.5, 1], workers=1)  # ends when proven
    assert [moment.seconds for moment in found.moments] == [0.5, 1]
    assert found.objective == found.bound == 3000 - _loops(problem)
    assert found.first_seconds is not None


def test_a_wrong_objective_or_a_broken_rule_is_a_bug() -> None:
    problem = tiny_problem()
    result = models.solve(problem, work=1)
    assert result.solution is not None
    assert result.objective is not None
    rescore(problem, result.solution, result.objective)
    with pytest.raises(FailedCheck, match="worth"):
        rescore(problem, result.solution, result.objective + 1)
    twice = models.Solution((*result.solution.visits, *result.solution.visits[:1]))
    with pytest.raises(FailedCheck, match="breaks a rule"):
        rescore(problem, twice, result.objective)


def test_a_bound_below_a_plan_is_a_bug() -> None:
    assert bugs_in([record(), record(seed=1, objective=99)]) == []
    [bug] = bugs_in([record(), record(seed=1, objective=100, bound=101)])
    assert "seed 0" in bug
    assert "99 is below a plan of 100" in bug


def test_a_bound_below_a_known_plan_is_a_bug_only_if_that_is_sure() -> None:
    assert bugs_in([record(best_known=100)]) == []
    assert len(bugs_in([record(best_known=100, sure=True)])) == 1


def test_a_plan_above_a_known_bound_is_a_bug_of_either() -> None:
    assert bugs_in([record(known_bound=95)]) == []
    assert len(bugs_in([record(known_bound=94)])) == 1


def test_tables_show_medians_and_peers() -> None:
    ours = [record(seed=0), record(seed=1), record(seed=2, bound=97)]
    peer = record(system="vroom", bound=None, moments=(Moment(10.0, 90, None),), objective=90)
    months = shown(months_table([*ours, peer], [1, 10]))
    assert "7.22 %" in months  # 90 below 97
    assert "25.00 %" in months  # 90 below the bound of the time, 120
    peers = shown(peers_table([*ours, peer], [1, 10]))
    assert "vroom 10 s" in peers
    assert peers.count("7.22 %") == 2


def test_toptw_table_groups_families() -> None:
    rows = [record(instance=name, best_known=100) for name in ("c101-m1", "c102-m1", "rc101-m2")]
    rows.append(record(instance="pr01-m4", best_known=95))
    text = shown(toptw_table(rows, [1, 10]))
    lines = {line.split()[1]: line for line in text.splitlines() if "%" in line and "│" in line}
    assert lines["c1"].count("5.00 %") == 2
    assert "2 │" in lines["c1"]
    assert "0.00 %" in lines["pr"]


def test_figures_name_versions_and_settings() -> None:
    figures = json.loads(json.dumps(document([record()], {"seeds": [0]})))
    assert figures["settings"] == {"seeds": [0]}
    assert figures["versions"]["ortools"]
    assert figures["records"][0]["moments"][1] == {"seconds": 10.0, "objective": 95, "bound": 99}


def test_compare_two_files() -> None:
    before = document([record(), record(seed=1, objective=85), record(seed=2, objective=90)], {})
    after = document([record(objective=99), record(instance="m2")], {})
    text = shown(compare_table(before, after))
    assert "1.10000" in text  # 99 over the median 90
    assert "m2" in text


def test_what_is_no_file_of_figures_is_said(tmp_path: Path) -> None:
    for text in ("", "[]", '{"records": [{"instance": "m1"}]}'):
        path = tmp_path / "figures.json"
        path.write_text(text)
        with pytest.raises(BadInput, match="no file of benchmark figures"):
            read_figures(path)


def _loops(problem: models.Problem) -> int:
    """Cost of visiting both clients on both days, the best plan of the tiny problem."""
    cost = problem.travel_cost
    return 2 * int(min(cost[0, 1] + cost[1, 2] + cost[2, 0], cost[0, 2] + cost[2, 1] + cost[1, 0]))


def test_loops_are_symmetric() -> None:
    assert np.array_equal(tiny_problem().travel_cost, tiny_problem().travel_cost.T)

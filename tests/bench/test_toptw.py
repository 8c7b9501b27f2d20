"""Reading published instances: a file written by hand, and all that are there."""

from __future__ import annotations

from pathlib import Path

import pytest

import models
from planner.bench.suites import toptw_cases
from planner.bench.toptw import (
    POINT,
    profit_bound,
    profit_of,
    read_best_known,
    read_instance,
)

# as in the files: a line about the instance, one that is not used, the depot, the vertices; the
# list before the window has any length, and some lines end with blanks
FIVE = """9 1 4 1
0 0
0 0.0 0.0 0.0 0.0 0 0 0 100
1 3.0 4.0 10.0 7.0 1 1 1 20 30
2 0.0 1.5 10.0 5.0 1 2 1 2 0 90
3 1.0 1.0 1.0 3.0 1 4 1 2 4 8 15 40.5
4 -2.0 0.0 5.5 1.0 1 1 2 0 60

"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "instances").mkdir()
    for name in ("r199", "pr99"):
        (tmp_path / "instances" / f"{name}.txt").write_text(FIVE)
    (tmp_path / "best_known.csv").write_text(
        "instance,m,best_known,source\n"
        "r199,1,16,optimal (by hand)\n"
        "r199,2,16,published BKS 2009\n"
        "pr99,1,15,recalled literature BKS\n"
        "pr99,2,16,recalled literature BKS; feasible plan known\n"
    )
    return tmp_path


def test_solomon_times_are_tenths(folder: Path) -> None:
    month = read_instance(folder / "instances" / "r199.txt", 2)
    assert month["travel"][0] == [0, 50, 15, 14, 20]  # sqrt 2 is cut off at one decimal
    assert month["travel"][1][0] == 50
    assert [duty["end"] for duty in month["duties"]] == [1000, 1000]
    assert [client["minutes"] for client in month["clients"]] == [100, 100, 10, 55]
    # the start lies in the window, so the span ends a service later
    assert [client["windows"] for client in month["clients"]] == [
        [[[200, 400]]] * 2,
        [[[0, 1000]]] * 2,
        [[[150, 415]]] * 2,
        [[[0, 655]]] * 2,
    ]
    assert [client["values"] for client in month["clients"]] == [
        [0, profit * POINT] for profit in (7, 5, 3, 1)
    ]


def test_cordeau_times_are_hundredths(folder: Path) -> None:
    month = read_instance(folder / "instances" / "pr99.txt", 1)
    assert month["travel"][0] == [0, 500, 150, 141, 200]
    assert month["clients"][3]["windows"] == [[[0, 6550]]]


def test_one_route_visits_all_that_can_be(folder: Path) -> None:
    problem = models.Problem.from_json(read_instance(folder / "instances" / "r199.txt", 1))
    result = models.solve(problem, work=3)
    assert (profit_of(result.objective), profit_bound(result.bound)) == (16, 16)


def test_drives_never_cost_a_point(folder: Path) -> None:
    for routes in (1, 3):
        month = read_instance(folder / "instances" / "pr99.txt", routes)
        longest = month["duties"][0]["end"]
        legs = [
            (cost, minutes)
            for costs, drives in zip(month["travel_cost"], month["travel"], strict=True)
            for cost, minutes in zip(costs, drives, strict=True)
        ]
        assert any(cost for cost, _ in legs)
        assert all(2 * cost * longest * routes <= minutes * POINT for cost, minutes in legs)


@pytest.mark.parametrize("cost", [0, 1, POINT // 2])
def test_profit_from_objective_and_bound(cost: int) -> None:
    assert profit_of(7 * POINT - cost) == 7
    assert profit_bound(7 * POINT - cost) == 7
    assert profit_bound(7 * POINT + POINT // 2) == 8
    assert profit_of(None) is profit_bound(None) is None


def test_only_recalled_values_are_unsure(folder: Path) -> None:
    assert [known.sure for known in read_best_known(folder)] == [True, True, False, True]


def test_every_published_instance_is_a_problem(shared_data: Path) -> None:
    cases = list(toptw_cases(shared_data, ["c101", "r101", "rc108", "pr10"]))
    assert [case.problem.name for case in cases][:4] == [f"c101-m{m}" for m in (1, 2, 3, 4)]
    assert {len(case.problem.clients) for case in cases} == {100, 288}
    assert all(case.best_known for case in cases)

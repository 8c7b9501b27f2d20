"""planner solve: what it refuses, and what it never answers."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from models import BoundError, solve
from models.warm import tiny_problem
from planner.planning import read_problem
from tests.commands.conftest import Run

SEARCH = import_module("models.solve")


@pytest.fixture
def low_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that believes in a bound which its own plan exceeds."""

    def bound(search: object) -> int | None:
        objective = search.incumbent.objective  # type: ignore[attr-defined] # of _Search
        return None if objective is None else int(objective) - 1

    monkeypatch.setattr(SEARCH._Search, "bound", property(bound))
    monkeypatch.setattr(SEARCH._Search, "closed", lambda _: False)


@pytest.mark.usefixtures("low_bound")
def test_a_bound_below_the_plan_is_never_an_answer(tmp_path: Path, run: Run) -> None:
    with pytest.raises(BoundError, match="above the proven bound"):
        solve(tiny_problem(), work=0.05, workers=1)
    (tmp_path / "problem.json").write_text(tiny_problem().to_json(), encoding="utf-8")
    done = run("solve", tmp_path / "problem.json", "--work", 1, "-o", tmp_path / "solution.json")
    assert done.exit_code == 3
    assert "above the proven bound" in done.output
    assert not (tmp_path / "solution.json").exists()


def test_numbers_beyond_the_limits_are_refused_with_their_place(tmp_path: Path, run: Run) -> None:
    document = json.loads(tiny_problem().to_json())
    document["travel_cost"][0][1] = 10**30
    document["clients"][1]["values"][2] = -(10**13)
    (tmp_path / "problem.json").write_text(json.dumps(document), encoding="utf-8")
    done = run("solve", tmp_path / "problem.json", "--work", 1)
    assert done.exit_code == 1
    assert "travel_cost: must be at most 1000000000000" in done.output


@pytest.mark.parametrize(
    "limit",
    [
        *(("--seconds", seconds) for seconds in ("nan", "inf", "-1", "0", "1e308")),
        *(("--work", work) for work in ("0", "-1", str(10**30), "1e3")),
        *(("--work", "1", "--seed", seed) for seed in ("-1", str(10**30))),
    ],
)
def test_limits_are_numbers_that_can_be_counted(
    tmp_path: Path, run: Run, limit: tuple[str, ...]
) -> None:
    (tmp_path / "problem.json").write_text(tiny_problem().to_json(), encoding="utf-8")
    assert run("solve", tmp_path / "problem.json", *limit).exit_code == 2


def test_the_largest_problem_of_a_rep_is_read_again(tmp_path: Path) -> None:
    count, days = 2_000, 23
    row = f"[{'0,' * count}0]"
    matrix = f"[{','.join([row] * (count + 1))}]"
    document = json.loads(tiny_problem().to_json())
    duty = document["duties"][0] | {"start_node": 0, "end_node": 0}
    hours = [[[480, 720], [780, 1020]]] * days
    rest = {
        "duties": [duty | {"day": day} for day in range(days)],
        "clients": [
            {"id": f"A{n}", "node": n + 1, "minutes": 30, "windows": hours, "values": [0, 100]}
            for n in range(count)
        ],
    }
    file = tmp_path / "problem.json"
    file.write_text(f'{{"travel":{matrix},"travel_cost":{matrix},{json.dumps(rest)[1:]}')
    problem = read_problem(file)
    assert (len(problem.clients), len(problem.duties)) == (count, days)
    assert problem.travel.shape == (count + 1, count + 1)

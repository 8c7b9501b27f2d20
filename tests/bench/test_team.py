"""Teams measured on both crews, and with a worker killed in the middle of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.bench.team import TeamRecord, measure_team
from planner.bench.teams import write_team
from planner.planning import prepare
from planner.readers import read_territory
from planner.solving.together import Limits

LIMITS = Limits(seconds=None, work=1, seed=0, workers=1)
"""One worker of each crew: the one that is killed has to come back."""


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Dask's own
def test_all_results_are_there_and_checked_although_a_worker_is_killed() -> None:
    pytest.importorskip("distributed", reason="the extra [cluster] is not installed")
    said: list[str] = []
    figures, (table,) = measure_team([2], 3, LIMITS, said.append)
    assert [(r["instance"], r["system"], r["searches"]) for r in figures["records"]] == [
        ("team-2", "processes", 2),
        ("team-2", "cluster", 2),
        ("team-3x3", "cluster", 9),
    ]
    assert [r["killed"] for r in figures["records"]] == [0, 0, 1]
    assert any(line.startswith("killed a worker") for line in said)
    assert table.row_count == 3


def test_overhead_is_the_time_of_workers_that_no_search_took() -> None:
    record = TeamRecord(
        instance="team-10", system="cluster", reps=10, searches=10, read=0, prepare=0, solve=6.0,
        conclude=0, engine=10.0, width=2, objective=1, bound=1,
    )  # fmt: skip
    assert record.overhead == pytest.approx(0.2)
    assert record.throughput == pytest.approx(10 / 6)


def test_a_team_of_any_size_can_be_planned_and_is_the_same_from_the_same_seed(
    tmp_path: Path,
) -> None:
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        write_team(tmp_path / name, 5, seed=seed)
    files = [(tmp_path / name / "accounts.csv").read_bytes() for name in "abc"]
    assert files[0] == files[1] != files[2]
    ready = prepare(read_territory(tmp_path / "a").territory)
    assert (len(ready.compiled), ready.errors) == (5, ())

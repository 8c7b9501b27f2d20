"""Several reps are solved side by side, and what befalls one does not befall the others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from multiprocessing import active_children
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner

import models
from models.warm import tiny_problem
from planner.commands import main
from planner.domain import Crashed
from planner.planning import solve_alone
from planner.solving.together import Limits, RepProgress, solve_all

SOON = Limits(seconds=None, work=1, seed=0, workers=2)


def found(outcome: object) -> int | None:
    assert isinstance(outcome, models.Result), outcome
    return outcome.objective


def test_side_by_side_is_the_same_as_alone_and_is_watched() -> None:
    problem = tiny_problem()
    alone = solve_all({"a": problem}, SOON)
    seen: list[tuple[RepProgress, ...]] = []
    both = solve_all({"b": problem, "a": problem}, SOON, watch=seen.append)
    assert list(both) == ["b", "a"]
    assert found(both["a"]) == found(both["b"]) == found(alone["a"]) is not None
    assert [(rep.rep, rep.state) for rep in seen[-1]] == [("b", "done"), ("a", "done")]
    assert all(rep.objective_cents is not None for rep in seen[-1])


def test_stop_ends_a_search_without_other_end() -> None:
    endless = Limits(seconds=10_000, work=None, seed=0, workers=2)
    pressed = threading.Event()

    def watch(reps: tuple[RepProgress, ...]) -> None:
        if all(rep.state != "waiting" for rep in reps):
            pressed.set()

    outcomes = solve_all(
        {"a": tiny_problem(), "b": tiny_problem()}, endless, watch=watch, stop=pressed.is_set
    )
    assert all(isinstance(outcome, models.Result) for outcome in outcomes.values())


def test_a_search_that_fails_loses_only_itself() -> None:
    unfit = cast(models.Problem, cast(Any, "no problem at all"))
    outcomes = solve_all({"bad": unfit, "good": tiny_problem()}, SOON)
    assert isinstance(outcomes["bad"], Exception)
    assert found(outcomes["good"]) is not None


def test_one_rep_whose_search_breaks_off_is_said_in_words_with_code_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    path = tmp_path / "problem.json"
    path.write_text(tiny_problem().to_json())
    monkeypatch.setattr(models, "solve", broken)
    with pytest.raises(Crashed, match=r"problem.json: .*ZeroDivisionError: a bug") as crashed:
        solve_alone(path, seconds=None, work=1, seed=0, workers=1, progress=None, stop=None)
    assert isinstance(crashed.value.__cause__, ZeroDivisionError)
    said = CliRunner().invoke(main, ["solve", str(path), "--work", "1"])
    assert said.exit_code == 3
    assert "report it" in said.stderr
    assert "Traceback" not in said.output


def test_a_killed_worker_is_replaced() -> None:
    killed: list[int] = []

    def watch(reps: tuple[RepProgress, ...]) -> None:
        children = active_children()
        if not killed and children and any(rep.state == "searching" for rep in reps):
            pid = children[0].pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    long = Limits(seconds=None, work=10, seed=0, workers=2)
    outcomes = solve_all({rep: tiny_problem() for rep in "abcd"}, long, watch=watch)
    assert killed, "no worker was caught at work"
    assert all(found(outcome) is not None for outcome in outcomes.values())


KILLED = """
import os, signal, time
from planner.solving.crews import _Pool

if __name__ == "__main__":
    pool = _Pool(1)
    pool.executor.submit(os.getpid).result()
    pool.executor.submit(time.sleep, 1_000)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "killed.py").write_text(KILLED)
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    # what it says ends only once nobody is left who could say more
    killed = subprocess.run(
        [sys.executable, tmp_path / "killed.py"], env=path, check=False, capture_output=True,
        timeout=100,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL, killed.stderr

"""Results are kept as they come, and a run that was broken off goes on from there."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

import models
from planner.domain import NothingFound
from planner.scenarios import store as stores
from planner.scenarios.store import (
    FOLDER,
    OLD_SECONDS,
    ResultStore,
    digest,
    kept_results,
    result_from,
    result_to,
)
from planner.solving.together import solve_all
from tests.scenarios.crews import SOON, Here, Presses, objectives, tiny


class Broken(Exception):  # noqa: N818
    """Stands for a kill."""


def broken_off(folder: Path, after: int) -> list[str]:
    """Solve six problems, broken off after some; keys of what was searched."""
    searched: list[str] = []
    with kept_results(folder, print) as store:
        plain = store.keep

        def keep(key: str, outcome: models.Result | Exception) -> None:
            searched.append(key)
            plain(key, outcome)
            if len(searched) == after:
                raise Broken

        store.keep = keep  # type: ignore[method-assign]
        outcomes = solve_all(tiny(6), SOON, crew=Here(), keep=store)
        assert len(objectives(outcomes)) == 6
    return searched


def test_a_run_that_was_broken_off_goes_on_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Broken):
        broken_off(tmp_path, after=4)
    assert len(list((tmp_path / FOLDER).iterdir())) == 4
    assert "4 finished searches are kept" in capsys.readouterr().out
    assert len(broken_off(tmp_path, after=99)) == 2
    assert "4 of 6 searches were done" in capsys.readouterr().out
    assert not (tmp_path / FOLDER.parent).exists()


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"sha256": "0", "result": "{}"}', b"\xff\x00"])
def test_a_damaged_file_is_said_and_searched_again(
    tmp_path: Path, damage: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Broken):
        broken_off(tmp_path, after=3)
    min((tmp_path / FOLDER).iterdir()).write_bytes(damage)
    assert len(broken_off(tmp_path, after=99)) == 4
    assert "is damaged" in capsys.readouterr().out


def test_a_result_comes_back_as_it_was() -> None:
    (problem,) = tiny(1).values()
    result = replace(
        models.solve(problem, work=1), shortfalls=(models.Shortfall("leads", 2),), phases={}
    )
    assert result_from(result_to(result).encode(), problem) == result
    none = models.Result(
        status=models.Status.INFEASIBLE, stop_reason=models.StopReason.PROVEN, bound=7
    )
    assert result_from(result_to(none).encode(), problem) == none


def test_a_plan_that_does_not_fit_the_problem_is_no_result() -> None:
    (problem,) = tiny(1).values()
    result = models.solve(problem, work=1)
    assert result.objective is not None
    with pytest.raises(ValueError, match="does not fit"):
        result_from(result_to(replace(result, objective=result.objective + 1)).encode(), problem)


def test_the_digest_rests_on_all_that_a_result_rests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = tiny(3)
    timed = replace(SOON, work=None, seconds=8.0)
    first = models.solve(problems["s0/r0"], work=1).solution
    assert first is not None
    dearer = replace(problems["s0/r0"], travel_cost=problems["s0/r0"].travel_cost + 1)
    digests = [
        digest("s0/r0", problems, limits)
        for limits in (
            SOON,
            replace(SOON, seed=1),
            replace(SOON, work=2),
            replace(SOON, starts={"s0/r0": first}),
            timed,
            replace(timed, seconds=9.0),
        )
    ]
    digests.append(digest("s0/r0", tiny(4), timed))  # the time is shared by more
    digests.append(digest("s0/r0", {"s0/r0": dearer}, SOON))
    assert digest("s0/r0", tiny(4), replace(SOON, workers=7)) == digests[0]
    monkeypatch.setattr(stores, "__version__", "99")
    digests.append(digest("s0/r0", problems, SOON))
    assert len(set(digests)) == len(digests)


def test_what_was_stopped_is_not_kept_and_keeps_the_rest(tmp_path: Path) -> None:
    watch = Presses("done", 2)
    with kept_results(tmp_path, print) as store:
        solve_all(
            tiny(6), SOON, crew=Here(), watch=watch, stop=watch.pressed.is_set, keep=store
        )  # fmt: skip
    assert not store.complete
    assert 2 <= len(list((tmp_path / FOLDER).iterdir())) < 6


def test_a_disk_that_fails_ends_the_keeping_and_not_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said: list[str] = []
    store = ResultStore(tmp_path / "file" / "kept", said.append)
    assert len(objectives(solve_all(tiny(3), SOON, crew=Here(), keep=store))) == 3
    assert len(said) == 1
    assert "cannot be kept" in said[0]


def test_an_answer_without_a_plan_is_an_end_too_and_old_files_go(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    (folder / "old.json").touch()
    (folder / "young.json").touch()
    before = time.time() - OLD_SECONDS - 60
    os.utime(folder / "old.json", (before, before))

    def end() -> None:
        with kept_results(tmp_path, print) as store:
            solve_all(tiny(2), SOON, crew=Here(), keep=store)
            raise NothingFound("no plan")

    with pytest.raises(NothingFound):
        end()
    assert [path.name for path in folder.iterdir()] == ["young.json"]

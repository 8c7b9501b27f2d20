"""A full disk, and two runs at once: the old files are whole, and it is said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.commands import main
from planner.domain import BadInput
from planner.files import lock
from planner.files.lock import LOCK_FILE, locked
from tests.files.holders import held_by_another

ROOT = Path(__file__).parents[2]
OLD = {"plan.json": b"old plan", "r1.ics": b"old calendar", "gone.ics": b"stale"}

FULL = """
import resource, signal, sys
from pathlib import Path
from planner.files.writing import write_files
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
write_files(Path(sys.argv[1]), {"a.ics": b"small", "plan.json": b"x" * 5000})
"""

HOLDS = """
import sys, time
from pathlib import Path
from planner.files.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def run(script: str, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def filled(folder: Path) -> Path:
    folder.mkdir()
    for name, content in OLD.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is a POSIX one")
def test_a_full_disk_leaves_the_old_files(tmp_path: Path) -> None:
    out = filled(tmp_path / "out")
    done = run(FULL, out)
    assert "OSError" in done.stderr
    assert held(out) == OLD
    assert sorted(path.name for path in out.iterdir()) == sorted(OLD)


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)


def test_a_second_run_is_refused_in_words(tmp_path: Path) -> None:
    said: list[str] = []
    waits = locked(tmp_path, patience=0.1, say=said.append)
    raises = pytest.raises(BadInput, match="territory-in-use")
    with held_by_another(tmp_path), raises as refused, waits:
        pass
    assert f"process {os.getpid()}, since " in str(refused.value)
    [waiting] = said
    assert waiting.startswith(f"Waiting for another planner (process {os.getpid()}, since ")
    assert str(tmp_path) in waiting
    with locked(tmp_path):
        pass


def test_who_holds_a_folder_may_take_it_again(tmp_path: Path) -> None:
    with locked(tmp_path):
        with locked(tmp_path / ".", patience=0):
            pass
        with pytest.raises(BadInput), ThreadPoolExecutor(1) as another:  # it is still held
            another.submit(lambda: locked(tmp_path, patience=0).__enter__()).result()


def test_a_wait_ends_with_the_other_run(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path), "0.5"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        said: list[str] = []
        with locked(tmp_path, say=said.append):
            assert f"process {holder.pid}, " in said[0]


def test_a_wait_can_be_called_off(tmp_path: Path) -> None:
    asked = iter([False, True])
    waits = locked(tmp_path, say=lambda _: None, stop=lambda: next(asked))
    with held_by_another(tmp_path), pytest.raises(BadInput, match="territory-in-use"), waits:
        pass


def test_a_folder_that_cannot_be_written_to_needs_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: object, **_words: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("planner.files.lock.FileLock.acquire", refused)
    with pytest.raises(PermissionError), locked(tmp_path):  # somebody else's lock is no free pass
        pass
    monkeypatch.setattr("os.access", lambda *_: False)
    with locked(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path), "60"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BadInput, match="territory-in-use"), locked(tmp_path, patience=0):
            pass
        holder.kill()
    with locked(tmp_path):
        pass
    assert (tmp_path / LOCK_FILE).exists()


@pytest.mark.usefixtures("short_patience")
def test_planning_twice_at_once_is_waited_for_and_ends_with_1(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "scenarios" / "first-week", tmp_path / "territory"))
    with held_by_another(folder):
        done = CliRunner().invoke(main, ["plan", str(folder), "--work", "1"])
    assert done.exit_code == 1
    assert "Waiting for another planner (process " in done.stderr
    assert "Another planner is at work on this territory" in done.stderr
    assert not (folder / "out").exists()


@pytest.mark.parametrize("keep", [0.4, 0.9])
def test_on_half_a_busy_calendar_nothing_is_planned(tmp_path: Path, keep: float) -> None:
    folder = Path(shutil.copytree(ROOT / "scenarios" / "first-week", tmp_path / "territory"))
    [calendar] = (folder / "calendars").glob("*.ics")
    content = calendar.read_bytes()
    calendar.write_bytes(content[: int(keep * len(content))])
    done = CliRunner().invoke(main, ["plan", str(folder), "--work", "1"])
    assert done.exit_code == 1
    assert "calendar-broken" in done.output
    assert not (folder / "out").exists()

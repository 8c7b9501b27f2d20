"""Kills, a full disk and two runs at once: the old files are whole, and it is said."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.commands import main
from planner.domain import BadInput
from planner.files.lock import LOCK_FILE, locked
from planner.files.writing import recover, write_files

ROOT = Path(__file__).parents[2]
OLD = {"plan.json": b"old plan", "r1.ics": b"old calendar", "gone.ics": b"stale"}
NEW = {"plan.json": b"new plan", "r1.ics": b"new calendar", "added.ics": b"added"}

KILLED = """
import os, signal, sys
from pathlib import Path
from planner.files.writing import write_files
left = int(sys.argv[2])
def counted(call):
    def replaced(*args, **words):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return call(*args, **words)
    return replaced
for name in ("replace", "unlink", "mkdir", "open"):
    setattr(Path, name, counted(getattr(Path, name)))
os.fsync = counted(os.fsync)
write_files(Path(sys.argv[1]), {NEW!r}, stale=["gone.ics"])
""".replace("{NEW!r}", repr(NEW))

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
    time.sleep(60)
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


def test_killed_at_any_step_the_old_files_come_back_or_the_new_ones_are_whole(
    tmp_path: Path,
) -> None:
    outcomes = []
    for step in range(40):
        out = filled(tmp_path / f"out{step}")
        done = run(KILLED, out, step)
        for name in ("plan.json", "r1.ics"):  # never absent, never torn
            assert (out / name).read_bytes() in (OLD[name], NEW[name])
        recover(out)
        assert held(out) in (OLD, NEW)
        assert not list(out.glob(".planner-*"))
        outcomes.append(held(out) == NEW)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
    assert done.returncode == 0
    assert outcomes[0] is False
    assert outcomes[-1] is True


def test_the_next_run_puts_back_what_a_killed_one_left(tmp_path: Path) -> None:
    out = filled(tmp_path / "out")
    beside = out / ".planner-killed"
    (beside / "old").mkdir(parents=True)
    for name, content in OLD.items():
        (beside / "old" / name).write_bytes(content)
    (beside / "begun.json").write_text(json.dumps(sorted({*OLD, *NEW})))
    (out / "plan.json").write_bytes(NEW["plan.json"])
    (out / "added.ics").write_bytes(NEW["added.ics"])
    write_files(out, {"more.txt": b"more"})
    assert held(out) == {**OLD, "more.txt": b"more"}


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is a POSIX one")
def test_a_full_disk_leaves_the_old_files(tmp_path: Path) -> None:
    out = filled(tmp_path / "out")
    done = run(FULL, out)
    assert "OSError" in done.stderr
    assert held(out) == OLD
    assert sorted(path.name for path in out.iterdir()) == sorted(OLD)


def test_a_second_run_is_refused_in_words(tmp_path: Path) -> None:
    raised = pytest.raises(BadInput, match="territory-in-use")
    with locked(tmp_path), raised as refused, locked(tmp_path):
        pass
    assert str(os.getpid()) in str(refused.value)
    with locked(tmp_path):
        pass


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BadInput, match="territory-in-use"), locked(tmp_path):
            pass
        holder.kill()
    with locked(tmp_path):
        pass
    assert (tmp_path / LOCK_FILE).exists()


def test_planning_twice_at_once_ends_with_1(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "scenarios" / "first-week", tmp_path / "territory"))
    with locked(folder):
        done = CliRunner().invoke(main, ["plan", str(folder), "--work", "1"])
    assert done.exit_code == 1
    assert "Another run of planner is at work" in done.output
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

"""Kills at every step of a writer, each in a process of its own.

A step is a call that changes what is on the disk: a rename, an unlink, a folder made or removed,
a file opened for writing, a sync. The writer is run in a forked child that kills itself before the
first step, then in another one before the second, and so on, until one comes to its end.
"""

from __future__ import annotations

import builtins
import io
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from planner.files.recovery import recover

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")

AGAIN_EVERY = 16
"""Kills after which the writer is run again, to its end; the state is as before the first run."""
STEPS = ("replace", "rename", "unlink", "remove", "mkdir", "rmdir", "fsync", "link")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
LOCKS = (".planner.lock", ".planner-web.lock")
"""Files that stay: whoever waits for a lock has them open."""
NOTES = (".planner.owner.json", ".planner-web.owner.json")
"""Whom a wait is for; the next owner writes it anew."""

State = Mapping[str, bytes]


@dataclass(frozen=True, kw_only=True)
class Kills:
    """What came of kills at every step.

    Parameters
    ----------
    points : int
        Number of steps, and so of kills.
    before, after : int
        Kills after which everything was as before, and as after a whole run.
    """

    points: int
    before: int
    after: int


def state_of(*folders: Path) -> State:
    """All files in folders by their paths, without the lock's own; empty folders count, too."""
    found: dict[str, bytes] = {}
    for number, folder in enumerate(folders):
        for path in sorted(folder.rglob("*")):
            name = f"{number}/{path.relative_to(folder).as_posix()}"
            if path.is_dir():
                found[f"{name}/"] = b""
            elif path.name not in (*LOCKS, *NOTES):
                found[name] = path.read_bytes()
    return found


def killed_at_every_step(
    world: Path,
    tmp_path: Path,
    writer: Callable[[Path], object],
    *,
    reader: Callable[[Path], object] = recover,
) -> Kills:
    """Kill a writer at every step; afterwards all is as before or as after, and no litter is left.

    Parameters
    ----------
    world : Path
        What the writer finds; a copy of it is given to every run.
    writer : callable
        Gets the copy; everything that it writes lies in it.
    reader : callable
        Whoever comes next, before anything is looked at.
    """
    with patch("os.fsync", lambda _handle: None):  # a kill loses nothing that is not synced
        return _killed(world, tmp_path, writer, reader)


def _killed(
    world: Path,
    tmp_path: Path,
    writer: Callable[[Path], object],
    reader: Callable[[Path], object],
) -> Kills:
    whole = copied(world, tmp_path / "whole")
    before = state_of(whole)
    assert in_child(partial(writer, whole), None) == 0
    reader(whole)
    after = state_of(whole)
    assert after != before
    counts = {"before": 0, "after": 0}
    for number in _numbers():
        copy = copied(world, tmp_path / "copy")
        code = in_child(partial(writer, copy), number)
        if code == 0:
            break
        assert code == -signal.SIGKILL, f"step {number} ended with {code}"
        reader(copy)
        now = state_of(copy)
        assert now in (before, after), f"between, at step {number}: {_difference(now, before)}"
        counts["before" if now == before else "after"] += 1
        if now == before and number % AGAIN_EVERY == 0:
            assert in_child(partial(writer, copy), None) == 0
            assert state_of(copy) == after, f"not made again after step {number}"
        shutil.rmtree(copy)
    return Kills(points=number, **counts)


def _numbers() -> Iterator[int]:
    yield from range(10_000)


def copied(world: Path, to: Path) -> Path:
    """A fresh copy of a folder."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(world, to))


def in_child(writer: Callable[[], object], survived: int | None) -> int:
    """Run in a child that kills itself once it has survived some steps; its exit code."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    try:
        if survived is not None:
            _arm(survived)
        writer()
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(70)


def _arm(survived: int) -> None:
    left = survived

    def counted(
        call: Callable[..., Any], counts: Callable[..., bool] = lambda *_, **__: True
    ) -> Callable[..., Any]:
        def replaced(*args: Any, **words: Any) -> Any:
            nonlocal left
            if counts(*args, **words):
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)
                left -= 1
            return call(*args, **words)

        return replaced

    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    os.open = counted(os.open, lambda _path, flags, *_, **__: bool(flags & WRITES))
    io.open = builtins.open = counted(open, _writes)


def _writes(_path: object, mode: str = "r", *_: object, **__: object) -> bool:
    return not mode.startswith("r") or "+" in mode


def _difference(now: State, before: State) -> list[str]:
    return sorted(name for name in now.keys() | before.keys() if now.get(name) != before.get(name))

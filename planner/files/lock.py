"""One planner at a time changes a territory; the others wait, and say so."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from planner.domain import BadInput, Finding
from planner.files.owned import here
from planner.files.recovery import recover

LOCK_FILE = ".planner.lock"
PATIENCE = 120.0
"""Seconds for which a command waits: four searches of the usual length."""

_OWNER = ".owner.json"
"""How the name of the file ends that says who holds a lock, for those who wait."""

_held: dict[Path, tuple[int, int]] = {}
"""Process and thread that hold a lock, by its file."""


def _on_stderr(line: str) -> None:
    with suppress(OSError, ValueError, AttributeError):  # closed, or there is none
        print(line, file=sys.stderr, flush=True)


@contextmanager
def locked(
    folder: Path,
    *,
    name: str = LOCK_FILE,
    patience: float | None = None,
    say: Callable[[str], None] = _on_stderr,
    stop: Callable[[], bool] = lambda: False,
) -> Iterator[None]:
    """Keep other planners from a folder, which is first freed of what killed ones left half-way.

    Everything that a change depends on is read within. Who holds a folder may take it again. The
    system frees it when the process ends, however it ends.

    Parameters
    ----------
    name : str
        Name of the lock's file; another one than usual guards only its own kind of files.
    patience : float, optional
        Seconds to wait for somebody else; `PATIENCE` by default.
    say : callable
        Gets a line when there is something to wait for.
    stop : callable
        Whether to wait no longer.

    Raises
    ------
    BadInput
        If somebody else is still at work after that, or what was left cannot be put back.
    OSError
        If the lock cannot be used although the folder can be written to.
    """
    path = Path(os.path.realpath(folder)) / name
    if _held.get(path) == here():
        yield
        return
    lock = FileLock(path)
    try:
        _acquire(lock, path, PATIENCE if patience is None else patience, say, stop)
    except Timeout:
        raise BadInput([_busy(path)]) from None
    except OSError:
        if os.access(path.parent, os.W_OK):
            raise
        yield  # a folder that cannot be written to needs no guard
        return
    _held[path] = here()
    try:
        _sign(path)
        recover(path.parent)
        yield
    finally:
        with suppress(OSError):
            path.with_suffix(_OWNER).unlink(missing_ok=True)
        del _held[path]
        lock.release()


def held_above(path: Path) -> Path | None:
    """The folder above a resolved path that this thread holds; None where it holds none."""
    return next((each for each in path.parents if _held.get(each / LOCK_FILE) == here()), None)


def _acquire(
    lock: FileLock,
    path: Path,
    patience: float,
    say: Callable[[str], None],
    stop: Callable[[], bool],
) -> None:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not patience:
            raise
        owner = _owner(path)
        say(
            f"Waiting for another planner{f' ({owner})' if owner else ''} to finish with "
            f"{path.parent} ..."
        )
        lock.acquire(timeout=patience, cancel_check=stop)


def _sign(path: Path) -> None:
    signed = {"process": os.getpid(), "since": datetime.now().astimezone().isoformat()}
    with suppress(OSError):
        path.with_suffix(_OWNER).write_text(json.dumps(signed), encoding="utf-8")


def _owner(path: Path) -> str:
    """Who holds the lock: ``process 123, since 10:05``; empty where it is not known."""
    try:
        signed = json.loads(path.with_suffix(_OWNER).read_bytes())
        return f"process {signed['process']}, since {datetime.fromisoformat(signed['since']):%H:%M}"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _busy(path: Path) -> Finding:
    return Finding(
        code="territory-in-use",
        message="Another planner is at work on this territory, and nothing was changed",
        remedy="Wait until it is done, or stop it, and run this again",
        file=str(path.parent),
        value=_owner(path),
    )

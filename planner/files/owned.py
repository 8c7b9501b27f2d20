"""Folders of a process's own, which others can tell from what a killed one has left.

``.planner-XXXX`` beside the files that are written; its ``owner.lock`` is held as long as whoever
made it lives.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

BESIDE = ".planner-"
"""How the names of such folders begin, and of files that do not have their own names yet."""

_OWNER = "owner.lock"

_mine: dict[Path, tuple[int, int]] = {}
"""Process and thread that own a folder."""


class Owned:
    """A folder ``.planner-XXXX`` and its lock, which is held."""

    def __init__(self, path: Path, lock: FileLock) -> None:
        self.path, self._lock = path, lock

    @classmethod
    def new(cls, parent: Path) -> Owned:
        """Make one."""
        while True:
            path = Path(tempfile.mkdtemp(prefix=BESIDE, dir=os.path.realpath(parent)))
            lock = FileLock(path / _OWNER)
            try:
                lock.acquire(timeout=0)
            except Timeout:  # taken for litter between the lines above
                continue
            if (path / _OWNER).exists():
                _mine[path] = here()
                return cls(path, lock)

    @classmethod
    def taken(cls, path: Path, *, patience: float) -> Owned:
        """Take one over whose owner has ended, or ends within some seconds.

        Raises
        ------
        filelock.Timeout
            If its owner lives.
        OSError
            If it is not ours to take.
        """
        lock = FileLock(path / _OWNER)
        lock.acquire(timeout=patience)
        return cls(path, lock)

    def leave(self) -> None:
        """Leave it to whoever comes next."""
        _mine.pop(self.path, None)
        self._lock.release()

    def remove(self) -> None:
        """Remove it with everything in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.leave()
        if self.path.exists():  # Windows keeps a lock's file while it is held
            shutil.rmtree(self.path, ignore_errors=True)


@contextmanager
def staging(parent: Path) -> Iterator[Path]:
    """A folder that is removed at the end, by whoever comes next if this process is killed."""
    owned = Owned.new(parent)
    try:
        yield owned.path
    finally:
        owned.remove()


def is_mine(path: Path) -> bool:
    """Whether this thread owns a folder."""
    return _mine.get(Path(os.path.realpath(path))) == here()


def here() -> tuple[int, int]:
    """Number of the process, and of the thread, that asks."""
    return os.getpid(), threading.get_ident()

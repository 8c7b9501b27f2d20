"""One run at a time writes into a folder."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.domain import BadInput, Finding

LOCK_FILE = ".planner.lock"

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other runs from a folder; the system gives it free when the process ends, however.

    Raises
    ------
    BadInput
        If another run is at work there.
    """
    path = folder / LOCK_FILE
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:  # a folder that cannot be written to needs no guard
        yield
        return
    try:
        try:
            _take(handle)
        except OSError:
            raise BadInput([_busy(folder, path)]) from None
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps({"process": os.getpid()}).encode())
        yield
    finally:
        os.close(handle)


def _busy(folder: Path, path: Path) -> Finding:
    try:
        process = json.loads(path.read_bytes())["process"]
    except (OSError, ValueError, KeyError, TypeError):
        process = ""
    return Finding(
        code="territory-in-use",
        message="Another run of planner is at work on this territory",
        remedy="Wait until it is done, or stop it",
        file=str(folder),
        value=f"process {process}" if process else "",
    )

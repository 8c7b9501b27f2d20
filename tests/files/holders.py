"""Somebody else who holds a territory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.files.lock import locked


@contextmanager
def held_by_another(folder: Path) -> Iterator[None]:
    """Another thread holds a folder, as another process would."""
    holds, ends = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(folder):
            holds.set()
            ends.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    assert holds.wait(30)
    try:
        yield
    finally:
        ends.set()
        holder.join()

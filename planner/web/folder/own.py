"""Files of the app's own in a territory's folder.

They are written while a run holds the folder, so they have a lock of their own.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from planner.files.lock import locked
from planner.files.writing import write_file

LOCK_FILE = ".planner-web.lock"
PATIENCE = 5.0
"""Seconds for which to wait for another server of the same folder."""


def write_own(path: Path, text: str) -> None:
    """Write a file, for nobody but the owner to read, all of it or nothing."""
    write_file(path, text, private=True)


def own_locked(folder: Path) -> AbstractContextManager[None]:
    """Keep other servers of a folder from its own files: what is changed is read within.

    Raises
    ------
    BadInput
        If another one does not come to an end.
    """
    return locked(folder, name=LOCK_FILE, patience=PATIENCE)

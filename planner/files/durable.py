"""Writing that a power cut does not undo: contents first, then the names that lead to them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path


def write_durably(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write a file's content through to the disk.

    Parameters
    ----------
    mode : int
        Permissions of a new file, less those that the system keeps from new files.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def sync_folders(folders: Iterable[Path]) -> None:
    """Write the names in folders through to the disk; Windows does so by itself."""
    if sys.platform == "win32":
        return
    for folder in sorted(set(folders)):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_tree(folder: Path) -> None:
    """Write a folder and everything in it through to the disk."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        with path.open("rb+") as stream:
            os.fsync(stream.fileno())
    sync_folders([folder, *(path for path in folder.rglob("*") if path.is_dir())])

"""Opening a file that a person named: a regular file of bearable size, or words about it.

A pipe would be waited for without end, a device has no end, and a large file fills the memory.
So what a path names is looked at before anything is read from it.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from planner.domain import BadInput, Finding
from planner.files.budgets import MAX_FILE_BYTES

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def read_file(
    path: Path,
    *,
    name: str = "",
    at_most: int = MAX_FILE_BYTES,
    remedy: str = "Name a file that can be read.",
    column: str = "",
    rep: str | None = None,
) -> bytes:
    """Content of a file that a person named.

    Parameters
    ----------
    path : Path
        A regular file, or a link to one.
    name : str, optional
        What to call it in messages; the path by default.
    at_most : int
        Bytes; of a larger file nothing is read.
    remedy : str
        What to do if it cannot be read.
    column : str
        Key of the settings that names the file.
    rep : str or None
        Whose plan alone its faults spoil.

    Raises
    ------
    BadInput
        If it is missing, no regular file, too large, or cannot be read.
    """

    def refused(message: str, what_to_do: str = remedy) -> BadInput:
        return BadInput(
            [
                Finding(
                    code="file-unreadable", message=message, remedy=what_to_do,
                    file=name or str(path), column=column, rep=rep,
                )
            ]
        )  # fmt: skip

    try:
        _check_kind(path.stat(), refused, remedy)
        # Without O_NONBLOCK the opening of a pipe waits for whoever writes into it.
        handle = os.open(path, os.O_RDONLY | _NO_WAITING | _BINARY)
        try:
            found = os.fstat(handle)
            _check_kind(found, refused, remedy)
            if found.st_size > at_most:
                raise refused(
                    f"The file is larger than {at_most // 1_000_000} MB ({found.st_size:,} bytes)",
                    "Keep only what is needed for the period.",
                )
            return _all_of(handle, at_most)
        finally:
            os.close(handle)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        words = getattr(error, "strerror", None) or str(error)
        raise refused(f"The file cannot be read: {words}") from None


_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
"""Flags that not every system has."""


def _check_kind(
    found: os.stat_result, refused: Callable[[str, str], BadInput], remedy: str
) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = next((what for is_it, what in _KINDS if is_it(found.st_mode)), "no file")
        raise refused(f"This is {kind}, not a regular file", f"Write it to a file. {remedy}")


def _all_of(handle: int, at_most: int) -> bytes:
    """Everything up to the limit, also of a file that grows while it is read."""
    parts = []
    left = at_most
    while left > 0 and (part := os.read(handle, min(left, 1 << 22))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)

"""Files of the app's own in a territory's folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_own(path: Path, text: str) -> None:
    """Write a file, for nobody but the owner to read, in one rename.

    It may be written while a run is at work in the folder: what is written beside is a file, which
    no recovery after a broken change takes for its own.
    """
    handle, beside = tempfile.mkstemp(prefix=".planner-", dir=path.parent)  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise

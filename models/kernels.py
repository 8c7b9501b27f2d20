"""How the engine's kernels are compiled: cached on disk, outside the interpreter's lock."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from numba import config, njit

settings: Any = config

F = TypeVar("F", bound=Callable[..., Any])


def kernel(*, inline: bool = False) -> Callable[[F], F]:
    """Decorator of a kernel that allocates nothing.

    Without allocations numba need not count references to the arrays that it is given; counting
    them took two thirds of the annealer's time, since every read of a field of a named tuple
    did. ``_nrt=False`` says so, and makes an allocation a compile error.

    Parameters
    ----------
    inline : bool
        Copy the kernel into its callers: passing tens of arrays costs more than most calls do.
        The cache on disk does not see that a copied kernel changed: after an edit delete the
        ``__pycache__`` of the callers.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}
    if inline:
        options["inline"] = "always"

    def decorated(function: F) -> F:
        while True:
            try:
                made: F = njit(**options)(function)
                return made
            except RuntimeError as error:
                if "cannot cache" not in str(error):
                    raise
            # Neither the package's folder nor the home can be written to.
            if settings.CACHE_DIR:
                options["cache"] = False
            else:
                settings.CACHE_DIR = _own_folder()
                options["cache"] = bool(settings.CACHE_DIR)

    return decorated


@cache
def _own_folder() -> str:
    """A folder for compiled kernels that is this user's alone; empty where there can be none.

    Compiled kernels are programs: a folder that others can write to is not used.
    """
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir()) / f"visit-planner-kernels-{user}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return ""
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == user
    return str(folder) if private and not found.st_mode & 0o022 else ""

"""How the engine's kernels are compiled: cached on disk, outside the interpreter's lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

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
    decorated: Callable[[F], F] = njit(**options)
    return decorated

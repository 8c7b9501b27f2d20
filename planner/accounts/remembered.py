"""What is said of a territory as a whole, said once: every rep of a large team asks for it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from planner.domain import Territory

Said = TypeVar("Said")


def once_a_territory(function: Callable[[Territory], Said]) -> Callable[[Territory], Said]:
    """Remember what a function says of a territory, as long as the territory lives."""
    said: dict[int, Said] = {}

    @wraps(function)
    def remembered(territory: Territory) -> Said:
        key = id(territory)
        if key not in said:
            said[key] = function(territory)
            weakref.finalize(territory, said.pop, key, None).atexit = False
        return said[key]

    return remembered

"""How large multipliers may be, so that no prize leaves 64 bits.

See `models.limits` for the limit of a prize, and `models.bound` for what multipliers are. Smaller
multipliers only ever prove a weaker bound, never a wrong one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.limits import SCALE, dearest
from models.problem import Problem

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Reach:
    """The largest multipliers of a problem whose prizes stay within `models.limits.dearest`.

    Visits get half of a prize; rows, count windows and pins share the other half evenly. A row's
    part is divided among the rows and by the row's heaviest weight, that of windows by the most
    windows that any client has.

    Parameters
    ----------
    visits, windows, pins, caps : int
        For each multiplier of the kind.
    floors, ceilings : int64[rows]
        For each row; at most the price of a soft one, beyond which a plan would rather pay, and 0
        without the limit.
    """

    visits: int
    windows: int
    pins: int
    caps: int
    floors: Ints
    ceilings: Ints

    @staticmethod
    def of(problem: Problem) -> Reach:
        """The reach of a problem's multipliers."""
        whole = dearest(problem)
        part = whole // 6
        counts = Counter(window.client for window in problem.count_windows)
        share = part // max(1, len(problem.rows))
        tops = []
        for row in problem.rows:
            top = share // max([1, *(abs(int(weight)) for weight in row.weights)])
            tops.append(top if row.price is None else min(top, int(row.price) * SCALE))
        limits = [(row.at_least is not None, row.at_most is not None) for row in problem.rows]
        return Reach(
            visits=whole // 2,
            windows=part // max([1, *counts.values()]),
            pins=part,
            caps=whole,
            floors=np.array(
                [top * least for top, (least, _) in zip(tops, limits, strict=True)], dtype=np.int64
            ),
            ceilings=np.array(
                [top * most for top, (_, most) in zip(tops, limits, strict=True)], dtype=np.int64
            ),
        )

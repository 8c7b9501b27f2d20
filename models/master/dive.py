"""Diving: an integer plan from the relaxed master, one route after the other.

The route with the largest share is fixed, the program solved again over all routes of the pool
and with the count windows that it breaks, and so on until nothing is left to fix (Sadykov,
Vanderbeck, Pessoa, Tahiri, Uchoa 2019, doi:10.1287/ijoc.2018.0822). A dive without random numbers
follows the largest share; others take one of the few largest.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from models.master.lp import MasterLP
from models.master.relaxed import Relaxed

CHOICES = 3
"""Largest shares among which a dive with random numbers chooses."""
WHOLE = 1e-6
"""Distance from a whole number that counts as none."""


def dive(
    lp: MasterLP,
    fill: Callable[[Relaxed], int],
    over: Callable[[], bool],
    random: Generator | None = None,
) -> list[tuple[int, int]]:
    """Fix routes until the relaxed master's solution is whole.

    Parameters
    ----------
    lp : MasterLP
        Left as it was, but for new columns and rows.
    fill : callable
        Adds the columns and rows that a relaxed solution asks for; how many.
    over : callable
        Whether to give up.
    random : Generator or None
        Of a dive that does not follow the largest shares.

    Returns
    -------
    list of (route, group)
        One for each time that a route is driven; empty when it was given up.
    """
    fixed: dict[int, int] = {}
    try:
        while not over():
            relaxed = lp.solve()
            if fill(relaxed):
                relaxed = lp.solve()
            shares = lp.shares.copy()
            whole = np.floor(shares + WHOLE).astype(int)
            for index in np.flatnonzero(whole).tolist():
                fixed[index] = max(fixed.get(index, 0), int(whole[index]))
            part = np.where(shares - whole > WHOLE, shares - whole, 0.0)
            if not part.any():
                return [
                    (lp.columns[column].route, lp.columns[column].group)
                    for column, often in sorted(fixed.items())
                    for _ in range(often)
                ]
            if random is None:
                chosen = int(np.argmax(part))
            else:
                best = np.argsort(-part, kind="stable")[:CHOICES]
                chosen = int(random.choice(best, p=part[best] / part[best].sum()))
            fixed[chosen] = int(whole[chosen]) + 1
            for index, often in fixed.items():
                lp.fix(index, often)
        return []
    finally:
        for index in fixed:
            lp.fix(index, 0)

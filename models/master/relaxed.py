"""What goes into the relaxed master and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.bound import Duals


@dataclass(frozen=True)
class Relaxed:
    """What the relaxed master says.

    Parameters
    ----------
    value : float
        Objective over the columns at hand, cents; a bound on nothing.
    duals : Duals
        Multipliers in integers.
    thresholds : int64[duties]
        Worth of each duty, cents x `SCALE`: a column must beat it.
    slack : float
        Total slack of hard rows; 0 when the columns at hand satisfy them all.
    """

    value: float
    duals: Duals
    thresholds: NDArray[np.int64]
    slack: float


@dataclass(frozen=True)
class Column:
    """A route of the pool on the duties of one group."""

    route: int
    group: int


@dataclass(frozen=True)
class Outline:
    """What a relaxed master is built from again: groups of duties, window rows, columns."""

    groups: list[NDArray[np.int64]]
    windows: list[int]
    columns: list[Column]

"""What a day can hold at most, whatever the order: every client once, so many visits and minutes.

Completion bounds let a way come back to a client, and do not count visits; where all drives are
short they say little. Here the order is forgotten instead: each visit takes its minutes and at
least the shortest leg that leads to it. The minutes are priced by a multiplier, so that only the
best visits by number have to be added up (Lagrangian relaxation; Fisher 1981,
doi:10.1287/mnsc.27.1.1). Any multiplier gives a bound, in exact integers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from models.limits import SUM
from models.routes.labels import Day

MULTIPLIERS = 32
"""Prices of a minute that are tried."""


def packing_bound(day: Day, minutes: npt.NDArray[np.int64]) -> int:
    """Most that any route of the day can be worth; a day without visits is worth 0.

    Parameters
    ----------
    minutes : int64[m]
        Length of a visit to each candidate.

    Returns
    -------
    int
        Prizes minus travel cost, in the unit of ``day.prize``.
    """
    m = len(day.prize)
    itself = np.eye(m + 1, m, dtype=np.bool_)
    leg = np.where(itself, day.end + 1, day.travel).min(axis=0)
    cost = np.where(itself, np.iinfo(np.int64).max, day.cost).min(axis=0)
    worth = day.prize - cost
    taken = minutes + leg
    room = max(0, day.end - int(day.home.min()))
    steepest = int((np.maximum(worth, 0) // np.maximum(taken, 1)).max())
    steepest = min(steepest, SUM // max(room, int(taken.max())))  # no product leaves 64 bits
    prices = np.unique(np.linspace(0, steepest, MULTIPLIERS).astype(np.int64))
    left = np.maximum(worth - prices[:, None] * taken, 0)
    left.sort(axis=1)
    bounds = left[:, m - day.max_visits :].sum(axis=1) + prices * room
    return max(0, int(bounds.min()) - int(day.home_cost.min()))

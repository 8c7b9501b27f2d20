"""Count windows in the relaxed master: rows only where a solution breaks them.

A solution is read as spread evenly over each group's duties. A window that it breaks becomes a
row, and groups are split at its edges, so that every row sees whole groups.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.master.lp import TOLERANCE, MasterLP
from models.master.relaxed import Column

BROKEN = 1e-4
"""Visits over a count window's limit that make it a row."""
NEW_WINDOWS = 8
"""Rows that one client gets per separation."""


def crowding(lp: MasterLP) -> float:
    """Share of the last solution's visits that are too close to others."""
    worst = np.zeros(len(lp.terms.problem.clients))
    np.maximum.at(worst, lp.terms.window_client, _excess(lp))
    driven = zip(lp.columns, lp.shares, strict=False)
    visits = sum(share * len(lp.pool.route(column.route)) for column, share in driven)
    return float(worst.sum() / max(1.0, visits))


def separate(lp: MasterLP, *, split: bool = True) -> int:
    """Turn count windows that the last solution breaks into rows; how many.

    Without `split` only those that need no groups split; then all columns stay as they are.
    """
    excess = _excess(lp)
    broken: dict[int, list[tuple[float, int]]] = {}
    for index in np.flatnonzero(excess > BROKEN):
        if not (split or _whole(lp, int(index))):
            continue
        client = int(lp.terms.window_client[index])
        broken.setdefault(client, []).append((-float(excess[index]), int(index)))
    new = [index for found in broken.values() for _, index in sorted(found)[:NEW_WINDOWS]]
    if new:
        lp.add_windows(new, *_split(lp, new))
    return len(new)


def _excess(lp: MasterLP) -> NDArray[np.float64]:
    """Visits by which the last solution breaks each count window that is no row yet.

    Columns that came after it have no share.
    """
    terms = lp.terms
    rate = np.zeros((len(terms.problem.duties), len(terms.problem.clients)))
    for column, share in zip(lp.columns, lp.shares, strict=False):
        if share > TOLERANCE:
            group = lp.groups[column.group]
            for client in lp.pool.route(column.route):
                rate[group, client] += share / len(group)
    visits = terms.within(rate)
    limits = terms.most_within * np.array(lp.actives)[terms.window_client]
    excess: NDArray[np.float64] = np.maximum(terms.least_within - visits, visits - limits)
    excess[lp.windows] = 0.0
    return excess.clip(min=0.0)


def _whole(lp: MasterLP, index: int) -> bool:
    """Whether each group lies wholly inside or outside of a count window."""
    inside = np.isin(np.arange(len(lp.terms.problem.duties)), lp.terms.spans[index])
    return all(inside[group].all() or not inside[group].any() for group in lp.groups)


def _split(lp: MasterLP, windows: Sequence[int]) -> tuple[list[NDArray[np.int64]], list[Column]]:
    """Groups that each lie wholly inside or outside each of the windows, and their columns."""
    inside = np.zeros((len(lp.terms.problem.duties), len(windows)), dtype=bool)
    for k, index in enumerate(windows):
        inside[lp.terms.spans[index], k] = True
    groups: list[NDArray[np.int64]] = []
    parts: list[range] = []
    for group in lp.groups:
        keys: dict[bytes, list[int]] = {}
        for duty in group:
            keys.setdefault(inside[duty].tobytes(), []).append(int(duty))
        parts.append(range(len(groups), len(groups) + len(keys)))
        groups += [np.array(duties) for duties in keys.values()]
    columns = [Column(column.route, part) for column in lp.columns for part in parts[column.group]]
    return groups, columns

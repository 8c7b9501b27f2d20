"""What the travel matrices allow to leave out.

Roads break the triangle inequality now and then. A client may be left out of pricing only if
skipping it never costs anything, and it is out of reach only if no way around reaches it either.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from models.kernels import kernel
from models.problem import Problem

Int64 = npt.NDArray[np.int64]


class Metric(NamedTuple):
    """Facts about a problem's travel that hold for every route.

    Parameters
    ----------
    detour : int64[nodes, nodes]
        Least minutes from node to node, by any visits on the way.
    saving : int64[clients]
        Most cents of travel that a visit in between can save.
    shortcut : bool[clients]
        Whether some leg takes longer than going by way of a visit to this client.
    """

    detour: Int64
    saving: Int64
    shortcut: npt.NDArray[np.bool_]


@kernel()
def _detours(minutes: Int64, visit: Int64) -> None:
    """Shortest ways (Floyd 1962, doi:10.1145/367766.368168), a visit at each node passed."""
    n = minutes.shape[0]
    for k in range(n):
        if visit[k] >= 0:
            for i in range(n):
                first = minutes[i, k] + visit[k]
                for j in range(n):
                    minutes[i, j] = min(minutes[i, j], first + minutes[k, j])


@kernel()
def _saving(legs: Int64, stops: Int64, between: Int64, saving: Int64) -> None:
    """Most by which a leg between used nodes exceeds that by way of a node and a stop there."""
    for n in range(between.size):
        k, stop = between[n], stops[n]
        most = -(2**62)
        for i in range(legs.shape[0]):
            first = legs[i, k] + stop
            for j in range(legs.shape[0]):
                most = max(most, legs[i, j] - first - legs[k, j])
        saving[n] = most


def metric_of(problem: Problem) -> Metric:
    """Measure a problem's travel, in time cubic in the number of nodes."""
    minutes = np.array([client.minutes for client in problem.clients], dtype=np.int64)
    nodes = np.array([client.node for client in problem.clients], dtype=np.int64)
    visit = np.full(len(problem.travel), -1, dtype=np.int64)
    for node, stop in zip(nodes, minutes, strict=True):
        visit[node] = stop if visit[node] < 0 else min(visit[node], stop)
    detour = problem.travel.astype(np.int64)
    _detours(detour, visit)
    none = np.zeros(len(nodes), dtype=np.int64)
    cents, waits = none.copy(), none.copy()
    _saving(problem.travel_cost.astype(np.int64), none, nodes, cents)
    _saving(problem.travel.astype(np.int64), minutes, nodes, waits)
    return Metric(detour=detour, saving=np.maximum(cents, 0), shortcut=waits > 0)

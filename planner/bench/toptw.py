"""The published team orienteering instances with time windows.

Vansteenwegen, Souffriau, Vanden Berghe & Van Oudheusden (2009),
doi:10.1016/j.cor.2009.03.008; the files are KU Leuven's. A route is a duty, the depot starts
and ends it, a vertex is a client worth its profit once. The START of service lies in the
window, so a span ends at the window's close plus the service time.

Of plans with the same profit the search prefers short drives, as they leave room: a point of
profit is worth `POINT` cents, and all drives of a plan together cost at most half of that. A plan
of profit ``P`` thus has an objective between ``(P - 1/2) POINT`` and ``P POINT``: the profit is
``ceil(objective / POINT)``, and ``floor(bound / POINT + 1/2)`` bounds the profit of every plan.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planner.bench.run import Record

Json = dict[str, Any]
POINT = 1_000_000
"""Cents that a unit of profit counts as."""


@dataclass(frozen=True)
class BestKnown:
    """Best value known for an instance with ``m`` routes.

    ``sure`` says that a plan of this value exists or was printed, so that no bound may be
    below it.
    """

    instance: str
    routes: int
    value: int
    sure: bool


def read_best_known(folder: Path) -> list[BestKnown]:
    """Every line of ``best_known.csv``."""
    with (folder / "best_known.csv").open(newline="") as file:
        return [
            BestKnown(
                row["instance"],
                int(row["m"]),
                int(row["best_known"]),
                any(word in row["source"] for word in ("optimal", "published", "feasible plan")),
            )
            for row in csv.DictReader(file)
        ]


def read_instance(path: Path, routes: int) -> Json:
    """One instance with ``routes`` routes as the dictionary of a `problem.json`.

    Times are scaled to integers: Solomon's distances are truncated to one decimal (x 10),
    Cordeau's to two (x 100).
    """
    scale = 100 if path.stem.startswith("pr") else 10
    lines = path.read_text().split("\n")[2:]
    vertices = [_vertex(line.split()) for line in lines if line.strip()]
    closing = round(vertices[0].close * scale)
    travel = [
        [math.floor(scale * math.dist(a.place, b.place) + 1e-9) for b in vertices] for a in vertices
    ]
    duty = {"rep": 0, "start_node": 0, "end_node": 0, "start": 0, "end": closing}
    return {
        "name": f"{path.stem}-m{routes}",
        "slot": 1,
        "travel": travel,
        "travel_cost": [[leg * POINT // (2 * routes * closing) for leg in row] for row in travel],
        "duties": [{**duty, "day": day} for day in range(routes)],
        "clients": [
            {
                "id": f"v{i}",
                "node": i,
                "minutes": round(v.service * scale),
                "windows": [[[round(v.open * scale), round((v.close + v.service) * scale)]]]
                * routes,
                "values": [0, round(v.profit) * POINT],
            }
            for i, v in enumerate(vertices)
            if i > 0
        ],
    }


def profit_of(objective: int | None) -> int | None:
    """Profit of a plan with this objective."""
    return None if objective is None else -(-objective // POINT)


def profit_bound(bound: int | None) -> int | None:
    """Profit that no plan exceeds, from a bound on the objective."""
    return None if bound is None else (2 * bound + POINT) // (2 * POINT)


def in_profit(record: Record) -> Record:
    """A record of an instance with profits for objectives."""
    return replace(
        record,
        objective=profit_of(record.objective),
        bound=profit_bound(record.bound),
        moments=tuple(
            replace(m, objective=profit_of(m.objective), bound=profit_bound(m.bound))
            for m in record.moments
        ),
    )


@dataclass(frozen=True)
class _Vertex:
    place: tuple[float, float]
    service: float
    profit: float
    open: float
    close: float


def _vertex(tokens: list[str]) -> _Vertex:
    # the windows are the last two tokens: the list before them has any length
    x, y, service, profit = (float(token) for token in tokens[1:5])
    # the depot has no window of its own, only a closing time
    opening, closing = float(tokens[-2]), float(tokens[-1])
    return _Vertex((x, y), service, profit, opening, closing)

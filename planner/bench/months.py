"""Months made from a seed, each hard in its own way.

The standard months (m60 ... m300) are files; these are the kinds that they lack. Every month
is a `problem.json` dictionary, so that any other system can be given the same.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Json = dict[str, Any]
Minutes = NDArray[np.int64]
CALENDAR_DAYS = 30
SHIFT = (510, 1050)
LUNCH = {"earliest": 690, "latest": 810, "minutes": 40}
MEETING = [510, 570]
COST_PER_MINUTE = 60


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What makes a month hard.

    Parameters
    ----------
    accounts : int
        Clients of the month; a fifth of them are key.
    spread : float
        Standard deviation of the clients' places around home, in minutes of driving.
    slot : int
        Visits start on multiples of this many minutes.
    key_gap, contract_gap : int
        Fewest calendar days from one visit to the next.
    s_shaped : bool
        Whether the value of visits first rises with their number.
    two_spans : bool
        Whether clients close over noon.
    roads : str
        Name of a real road matrix, empty for straight lines.
    """

    accounts: int = 120
    spread: float = 30.0
    slot: int = 1
    key_gap: int = 2
    contract_gap: int = 7
    s_shaped: bool = False
    two_spans: bool = False
    roads: str = ""


KINDS: Mapping[str, Kind] = {
    "long-drives": Kind(accounts=90, spread=45.0),
    "tight-gaps": Kind(key_gap=7, contract_gap=12),
    "s-shaped": Kind(s_shaped=True),
    "two-spans": Kind(two_spans=True),
    "quarter-hours": Kind(slot=15),
    "roads-porto": Kind(accounts=150, roads="porto"),
    "roads-helsinki": Kind(accounts=150, roads="helsinki"),
}


def make_month(name: str, kind: Kind, *, seed: int, roads_folder: Path | None = None) -> Json:
    """One month of a kind, as the dictionary of a `problem.json`.

    Parameters
    ----------
    name : str
        Of the kind; it is part of the seed.
    kind : Kind
        What makes the month hard.
    seed : int
        Same seed, same month.
    roads_folder : Path or None
        Folder of the road matrices; needed by the kinds on real roads.

    Raises
    ------
    FileNotFoundError
        The road matrix is not there.
    """
    rng = np.random.default_rng([seed, *name.encode()])
    travel = (
        _road_minutes(kind, rng, roads_folder)
        if kind.roads
        else _straight_minutes(kind.accounts, kind.spread, rng)
    )
    clients, weights = _clients(kind, rng)
    leads = [i for i, client in enumerate(clients) if client["id"].startswith("L")]
    return {
        "name": f"{name}-{seed}",
        "slot": kind.slot,
        "travel": travel.tolist(),
        "travel_cost": (travel * COST_PER_MINUTE).tolist(),
        "duties": _duties(rng),
        "clients": clients,
        "count_windows": _gap_windows(kind, clients),
        "rows": [{"label": "quota:key", "weights": weights, "at_least": 0}],
        "active_caps": [{"label": "leads", "clients": leads, "at_most": 10}],
        "pins": [],
    }


def _straight_minutes(accounts: int, spread: float, rng: Generator) -> Minutes:
    """Minutes between home and clients, clustered in towns, rounded up."""
    towns = rng.normal(0.0, spread, size=(max(6, accounts // 8), 2))
    places = towns[rng.integers(len(towns), size=accounts)] + rng.normal(0, 4, (accounts, 2))
    points = np.vstack([np.zeros((1, 2)), places])
    legs = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    minutes: Minutes = np.ceil(legs).astype(np.int64)
    # a matrix of rounded-up Euclidean legs keeps the triangle inequality
    np.fill_diagonal(minutes, 0)
    return minutes


def _road_minutes(kind: Kind, rng: Generator, folder: Path | None) -> Minutes:
    """Minutes of a real, asymmetric road matrix between home and random points of it."""
    if folder is None:
        raise FileNotFoundError(f"{kind.roads}: the folder of road matrices was not given")
    with (folder / f"{kind.roads}_time_s.csv").open(newline="") as file:
        seconds = np.array([[float(cell) for cell in row] for row in csv.reader(file)])
    chosen = np.concatenate([[0], 1 + rng.permutation(len(seconds) - 1)[: kind.accounts]])
    minutes: Minutes = np.ceil(seconds[np.ix_(chosen, chosen)] / 60).astype(np.int64)
    np.fill_diagonal(minutes, 0)
    return minutes


def _duties(rng: Generator) -> list[Json]:
    days = [day for day in range(CALENDAR_DAYS) if day % 7 < 5][:21]
    duties = []
    for day in days:
        blocked = [MEETING] if day % 7 == 0 else []
        if rng.random() < 0.15:
            start = int(rng.choice([600, 900, 960]))
            blocked = [*blocked, [start, start + 60]]
        duties.append(
            {
                "rep": 0,
                "day": day,
                "start_node": 0,
                "end_node": 0,
                "start": SHIFT[0],
                "end": SHIFT[1],
                "blocked": blocked,
                "lunch": LUNCH,
                "max_visits": 9,
            }
        )
    return duties


def _windows(kind: Kind, rng: Generator) -> list[list[list[int]]]:
    choices = [[480, 1080], [540, 1020], [780, 1020], [540, 720]]
    span = choices[int(rng.choice(4, p=[0.5, 0.3, 0.12, 0.08]))]
    spans = [span]
    if kind.two_spans and span[1] - span[0] > 300:
        noon = int(rng.choice([705, 720, 735]))
        spans = [[span[0], noon], [noon + int(rng.choice([60, 90, 120])), span[1]]]
    closed = int(rng.integers(5)) if rng.random() < 0.15 else -1
    days = [day for day in range(CALENDAR_DAYS) if day % 7 < 5][:21]
    return [[] if day % 7 == closed else spans for day in days]


def _concave(first: float, most: int) -> list[int]:
    return [
        round(first * (1 - math.exp(-0.45 * k)) / (1 - math.exp(-0.45))) for k in range(most + 1)
    ]


def _s_shaped(first: float, most: int) -> list[int]:
    # worth of a third of the saturation at the first visit that counts, steepest at the second
    return [round(3.2 * first * k**2.2 / (2.0**2.2 + k**2.2)) for k in range(most + 1)]


def _clients(kind: Kind, rng: Generator) -> tuple[list[Json], list[int]]:
    """Clients, and their weights in the 80 % quota (a share of 4/5 in integers)."""
    n = kind.accounts
    keys, leads, targets = n // 5, max(8, n * 2 // 15), n // 12
    curve: Callable[[float, int], list[int]] = _s_shaped if kind.s_shaped else _concave
    clients: list[Json] = []
    weights: list[int] = []
    for i in range(n):
        if i < keys:
            letter, minutes = "K", int(rng.choice([45, 60, 75]))
            values = curve(float(rng.lognormal(13.1, 0.7)), 6)
            least = 1
        elif i < keys + leads:
            letter, minutes, least = "L", 30, 0
            values = curve(float(rng.lognormal(11.1, 0.4)), 2)
        elif i < keys + leads + targets:
            letter, minutes, least = "T", 45, 0
            values = curve(float(rng.lognormal(11.8, 0.5)), 3)
        else:
            letter, minutes = "S", int(rng.choice([20, 30, 45]))
            contract = int(rng.choice([0, 1, 2], p=[0.7, 0.24, 0.06]))
            least = contract
            values = curve(float(rng.lognormal(11.3, 0.6)), max(contract, 1))
        clients.append(
            {
                "id": f"{letter}{i:03d}",
                "node": i + 1,
                "minutes": minutes,
                "windows": _windows(kind, rng),
                "values": values,
                "min_visits": least,
            }
        )
        weights.append(minutes if letter == "K" else -4 * minutes)
    return clients, weights


def _gap_windows(kind: Kind, clients: list[Json]) -> list[Json]:
    """At most one visit in every span of as many days as the gap."""
    gaps = {"K": kind.key_gap, "L": 5, "T": 5, "S": kind.contract_gap}
    windows: list[Json] = []
    for i, client in enumerate(clients):
        if len(client["values"]) <= 2:
            continue
        gap = gaps[client["id"][0]]
        windows.extend(
            {"client": i, "first_day": first, "last_day": first + gap - 1, "at_most": 1}
            for first in range(CALENDAR_DAYS - gap)
        )
    return windows

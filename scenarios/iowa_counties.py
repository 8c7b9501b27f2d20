"""The county of every store, which the data does not say: from boundaries, or from its postcode.

`iowa_counties.json` holds the boundaries of Iowa's 99 counties, ``[longitude, latitude]`` in
degrees: the United States Census Bureau's cartographic boundaries of 2017 (public domain), as
simplified in the package us-atlas 3.0.1 (ISC licence). A corner may be a few hundred metres off.

A store lies in the county whose boundary holds its coordinates. Where it has none, or they are
more than 25 km from the middle of its postcode and so wrong, it gets the county of most other
stores of its postcode, and else of its city. What is left has no county.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

FAR_KM = 25.0

Ring = Sequence[tuple[float, float]]
Row = Mapping[str, str]


@cache
def boundaries() -> Mapping[str, Sequence[Ring]]:
    """Outer rings of every county by its name, closed."""
    found: Mapping[str, Sequence[Ring]] = json.loads(
        Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    )
    return found


def county_at(latitude: float, longitude: float) -> str:
    """County that holds a place; empty where none does."""
    for name, rings in boundaries().items():
        if any(_holds(ring, latitude, longitude) for ring in rings):
            return name
    return ""


def _holds(ring: Ring, latitude: float, longitude: float) -> bool:
    """Whether a ray to the east crosses the boundary an odd number of times."""
    crossed = False
    for (x, y), (next_x, next_y) in pairwise(ring):
        if (y > latitude) != (next_y > latitude):
            at = x + (next_x - x) * (latitude - y) / (next_y - y)
            crossed ^= longitude < at
    return crossed


def counties_of(rows: Sequence[Row]) -> Mapping[str, str]:
    """County by store; empty where it is not known."""
    found: dict[str, str] = {}
    near: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        wrong = row["zip_centroid_km"] and float(row["zip_centroid_km"]) > FAR_KM
        if row["lat"] and not wrong:
            county = county_at(float(row["lat"]), float(row["lon"]))
            if county:
                found[row["store"]] = county
                near[row["zip"]][county] += 1
                near[row["city"]][county] += 1
    for row in rows:
        if row["store"] not in found:
            votes = near.get(row["zip"]) or near.get(row["city"])
            found[row["store"]] = votes.most_common(1)[0][0] if votes else ""
    return found

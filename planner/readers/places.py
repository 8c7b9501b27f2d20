"""Whether coordinates make sense, seen from the rep's home."""

from __future__ import annotations

import math

from planner.readers.row_checks import Fault
from planner.travel.straight_line import EARTH_RADIUS_KM

_FAR_KM = 500.0
_NEARER = 5

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


def kilometres(one: Place, two: Place) -> float:
    """Great-circle distance: `great_circle_km` for a single pair, many times as fast."""
    north, south = math.radians(one[0]), math.radians(two[0])
    chord = (
        math.sin((south - north) / 2) ** 2
        + math.cos(north) * math.cos(south) * math.sin(math.radians(two[1] - one[1]) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(chord, 1.0)))


def swapped_fault(place: Place, home: Place) -> Fault | None:
    """Fault where latitude and longitude are probably swapped.

    They are when the place is no place on earth or far from home, and much nearer turned round.
    """
    latitude, longitude = place
    if not (abs(longitude) <= 90 and abs(latitude) <= 180):
        return None  # turned round it is no place either
    turned = kilometres((longitude, latitude), home)
    here = kilometres(place, home) if abs(latitude) <= 90 else math.inf
    if here <= _FAR_KM or turned * _NEARER > here:
        return None
    return Fault(
        "latitude",
        "coordinates-swapped",
        "Latitude and longitude look swapped: turned round, the account is "
        f"{turned:,.0f} km from the rep's home",
        f"Write latitude {longitude} and longitude {latitude}.",
        f"{latitude}, {longitude}",
    )


def far_fault(place: Place, home: Place) -> Fault | None:
    """Warning where no rep could drive."""
    distance = kilometres(place, home)
    if distance <= _FAR_KM:
        return None
    return Fault(
        "latitude",
        "account-far",
        f"The account is {distance:,.0f} km from its rep's home",
        "Check its coordinates and its rep.",
        f"{place[0]}, {place[1]}",
        fatal=False,
    )

"""Driving reckoned from the straight line between two places."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.domain import TravelPolicy

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG, R1)."""


def great_circle_km(start: ArrayLike, end: ArrayLike) -> NDArray[np.float64]:
    """Great-circle distance by the haversine formula, which is exact for short legs too.

    Parameters
    ----------
    start, end : array of float, shape (..., 2)
        Latitude and longitude in degrees; shapes broadcast.

    Returns
    -------
    ndarray of float64, shape (...)
        Kilometres on a sphere (Sinnott, Virtues of the haversine, Sky & Telescope 68, 1984).
    """
    one = np.radians(np.asarray(start, dtype=np.float64))
    two = np.radians(np.asarray(end, dtype=np.float64))
    half = (two - one) / 2
    chord = np.sin(half[..., 0]) ** 2 + np.cos(one[..., 0]) * np.cos(two[..., 0]) * (
        np.sin(half[..., 1]) ** 2
    )
    # Rounding can lift the chord of two opposite points over 1.
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0))))


def straight_line(
    points: NDArray[np.float64], policy: TravelPolicy
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Minutes and kilometres between all points, unrounded.

    ``km = great circle x circuity`` and ``minutes = km / speed x 60``.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        Latitude and longitude in degrees.
    policy : TravelPolicy
        Speed and circuity.

    Returns
    -------
    minutes, km : ndarray of float64, shape (n, n)
    """
    km = great_circle_km(points[:, None, :], points[None, :, :]) * float(policy.circuity)
    return km / float(policy.speed_kmh) * 60, km

"""A map's frame: from degrees to the picture's units, and how long a kilometre is in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import atan, cos, floor, log, log10, pi, radians, sinh, tan

WIDTH, HEIGHT = 720, 480
"""Of every map, in its own units."""
PADDING = 44
MOST_PER_KM = 110.0
"""Units a kilometre takes at most: a day around one corner does not fill the map with it."""

_EARTH_KM = 40_030.0
_STEPS = (1, 2, 5)

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Web Mercator, scaled and moved so that some places fill the picture.

    Parameters
    ----------
    scale : float
        Units of the picture for the whole world's width.
    left, top : float
        Mercator position of the picture's corner, as a share of the world.
    km_units : float
        Units that a kilometre takes in the middle.
    """

    scale: float
    left: float
    top: float
    km_units: float

    @classmethod
    def around(cls, places: Iterable[Place]) -> Frame:
        """The smallest frame that holds all places with room around them."""
        known = [_mercator(place) for place in places]
        xs, ys = [x for x, _ in known], [y for _, y in known]
        across, down = max(xs) - min(xs), max(ys) - min(ys)
        middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
        km = _km_of(middle[1])
        room = [(WIDTH - 2 * PADDING) / across] if across else []
        room += [(HEIGHT - 2 * PADDING) / down] if down else []
        scale = min([*room, MOST_PER_KM / km])
        return cls(
            scale=scale,
            left=middle[0] - WIDTH / 2 / scale,
            top=middle[1] - HEIGHT / 2 / scale,
            km_units=scale * km,
        )

    def at(self, place: Place) -> tuple[float, float]:
        """Position of a place in the picture."""
        x, y = _mercator(place)
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def seen_from(self, other: Frame) -> tuple[float, float, float]:
        """Zoom and shift that turn the other frame's positions into this one's."""
        zoom = self.scale / other.scale
        return zoom, (other.left - self.left) * self.scale, (other.top - self.top) * self.scale

    @property
    def scale_km(self) -> float:
        """A round number of kilometres that takes about a seventh of the width."""
        most = WIDTH / 6 / self.km_units
        unit = 10.0 ** floor(log10(most))
        return max(step * unit for step in _STEPS if step * unit <= most)


def _mercator(place: Place) -> tuple[float, float]:
    latitude, longitude = min(max(place[0], -85.0), 85.0), place[1]
    north = log(tan(pi / 4 + radians(latitude) / 2))
    return (longitude + 180) / 360, (1 - north / pi) / 2


def _km_of(y: float) -> float:
    """Share of the world's width that a kilometre takes at a height of the map."""
    latitude = atan(sinh(pi * (1 - 2 * y)))
    return 1 / (_EARTH_KM * cos(latitude))

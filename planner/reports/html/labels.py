"""Where marks and names go on a map or a chart, so that none hides another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

from planner.reports.html.projection import HEIGHT, WIDTH

Point = tuple[float, float]

LETTER_WIDTH = 0.58
"""Of an average letter, as a share of the font's size."""
EDGE = 12.0
_ROUNDS = 120


@dataclass(frozen=True)
class Box:
    """A rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, point: Point, radius: float) -> Box:
        """The square around a round mark."""
        x, y = point
        return cls(x - radius, y - radius, x + radius, y + radius)

    def meets(self, other: Box) -> bool:
        """Whether both have room in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    @property
    def inside(self) -> bool:
        """Whether the picture holds it."""
        return (
            self.left >= 2
            and self.top >= 2
            and self.right <= WIDTH - 2
            and self.bottom <= HEIGHT - 2
        )


@dataclass(frozen=True, kw_only=True)
class Label:
    """A name with its place: ``anchor`` is SVG's ``text-anchor``, ``y`` the base line."""

    text: str
    x: float
    y: float
    anchor: str
    box: Box


def spread(places: Sequence[Point], fixed: Sequence[Point], apart: float) -> list[Point]:
    """Marks moved from their places until none overlaps another, as little as it takes.

    Parameters
    ----------
    places : sequence of point
        Where the marks belong.
    fixed : sequence of point
        Marks that stay.
    apart : float
        Least distance of two marks' middles.
    """
    marks = list(places)
    for turn in range(_ROUNDS):
        moved = False
        for i, one in enumerate(marks):
            for j, other in enumerate([*marks[:i], *fixed]):
                dx, dy = one[0] - other[0], one[1] - other[1]
                distance = hypot(dx, dy)
                missing = apart - distance
                if missing <= 0.01:
                    continue
                moved = True
                if distance < 0.01:  # on one spot: part in a direction of their own
                    angle = 2 * pi * (i * 0.381966 + turn * 0.05)
                    dx, dy, distance = cos(angle), sin(angle), 1.0
                step = missing / distance
                if j < i:  # both give way
                    marks[j] = _kept_inside((other[0] - dx * step / 2, other[1] - dy * step / 2))
                    step /= 2
                one = _kept_inside((one[0] + dx * step, one[1] + dy * step))
                marks[i] = one
        if not moved:
            break
    return marks


def _kept_inside(point: Point) -> Point:
    x, y = point
    return min(max(x, EDGE), WIDTH - EDGE), min(max(y, EDGE), HEIGHT - EDGE)


def place_labels(
    names: Sequence[tuple[str, Point]], taken: Sequence[Box], size: float, most: int
) -> Iterator[Label]:
    """Names beside their points, the first ones first, as far as there is room.

    Parameters
    ----------
    names : sequence of (text, point)
        Those that matter most first.
    taken : sequence of Box
        What no name may cover.
    size : float
        Of the font.
    most : int
        Most names.
    """
    boxes, placed = list(taken), 0
    for text, point in names:
        if placed == most:
            return
        for label in _candidates(text, point, size):
            if label.box.inside and not any(label.box.meets(box) for box in boxes):
                boxes.append(label.box)
                placed += 1
                yield label
                break


def _candidates(text: str, point: Point, size: float) -> Iterator[Label]:
    """Around the point, near it first."""
    (x, y), wide, tall = point, len(text) * size * LETTER_WIDTH, size * 1.2
    for far in (6.0, 14.0, 24.0, 36.0, 50.0):
        middle = y + size * 0.35
        for anchor, left, base in (
            ("start", x + far, middle),
            ("end", x - far - wide, middle),
            ("middle", x - wide / 2, y - far),
            ("middle", x - wide / 2, y + far + size * 0.8),
            ("start", x + far * 0.7, y - far * 0.7),
            ("end", x - far * 0.7 - wide, y - far * 0.7),
            ("start", x + far * 0.7, y + far * 0.7 + size * 0.8),
            ("end", x - far * 0.7 - wide, y + far * 0.7 + size * 0.8),
        ):
            at = {"start": left, "end": left + wide, "middle": left + wide / 2}[anchor]
            box = Box(left - 2, base - size, left + wide + 2, base - size + tall)
            yield Label(text=text, x=at, y=base, anchor=anchor, box=box)


def parted(heights: Sequence[float], apart: float) -> list[float]:
    """Heights of names in one column, moved as little as it takes to keep them apart.

    Names that would meet make a block, which stands where its marks are in the mean: pool
    adjacent violators (Best & Chakravarti 1990, doi:10.1007/BF01580873).

    Parameters
    ----------
    heights : sequence of float
        Of the marks.
    apart : float
        Least distance of two names.
    """
    blocks: list[list[int]] = []

    def first(block: Sequence[int]) -> float:
        middle = sum(heights[n] for n in block) / len(block)
        return middle - apart * (len(block) - 1) / 2

    for n in sorted(range(len(heights)), key=lambda n: (heights[n], n)):
        blocks.append([n])
        while len(blocks) > 1 and first(blocks[-1]) < first(blocks[-2]) + apart * len(blocks[-2]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    places = [0.0] * len(heights)
    for block in blocks:
        for place, n in enumerate(block):
            places[n] = first(block) + apart * place
    return places

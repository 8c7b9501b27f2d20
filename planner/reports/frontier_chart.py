"""A sweep's frontier drawn: plans as a line, what no plan exceeds as a band above it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from planner.domain import money
from planner.domain.frontier import Frontier, SweepPoint

COLOURS = ("#2f6fb7", "#8a5a00", "#1b7f5c", "#6b4fa0", "#a03060", "#555555")
"""Of the lines: they pass WCAG AA on white; beyond them, they repeat."""
ROWS, COLUMNS = 14, 60

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 84, 16, 44, 64


@dataclass(frozen=True)
class _Range:
    """From the least to the greatest of some numbers, which may be one and the same."""

    low: float
    high: float

    @staticmethod
    def of(values: Sequence[float]) -> _Range:
        low, high = min(values), max(values)
        return _Range(low, high if high > low else low + 1)

    def share(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low)


def shown(value: Decimal, key: str) -> str:
    """A value of an axis for people: shares of a quota as percentages."""
    if key.startswith("quota.") and 0 <= value <= 1:
        return f"{(value * 100).normalize():f} %"
    return f"{value:f}"


def _drawn(frontier: Frontier) -> tuple[list[list[SweepPoint]], _Range, _Range] | None:
    """The points with plans by line, and the ranges of both axes; None where there are none.

    The vertical axis does not begin at 0: it is there to see differences.
    """
    lines = [[point for point in row if point.objective_cents is not None] for row in frontier.rows]
    every = [point for line in lines for point in line]
    if not every:
        return None
    heights = [float(c) for p in every for c in (p.objective_cents, p.bound_cents) if c is not None]
    across = [float(value) for value in frontier.axes[0].values]
    return lines, _Range.of(across), _Range.of(heights)


def frontier_letters(frontier: Frontier) -> Iterator[str]:
    """Lines of text: digits are the lines' plans, ``-`` their bounds, ``K`` a knee."""
    drawn = _drawn(frontier)
    if drawn is None:
        return
    lines, across, up = drawn
    knees = {knee.name for knee in frontier.knees}
    grid = [[" "] * (COLUMNS + 1) for _ in range(ROWS + 1)]

    def put(point: SweepPoint, cents: int, sign: str) -> None:
        row = ROWS - round(up.share(cents) * ROWS)
        grid[row][round(across.share(float(point.values[0])) * COLUMNS)] = sign

    for number, line in enumerate(lines):
        for point in line:
            if point.bound_cents is not None:
                put(point, point.bound_cents, "-")
        for point in line:
            assert point.objective_cents is not None
            sign = "o" if len(lines) == 1 else str((number + 1) % 10)
            put(point, point.objective_cents, "K" if point.name in knees else sign)
    labels = [money(round(up.high), frontier.currency), money(round(up.low), frontier.currency)]
    margin = max(map(len, labels))
    for number, cells in enumerate(grid):
        label = labels[0] if number == 0 else labels[1] if number == ROWS else ""
        yield f"{label:>{margin}} |{''.join(cells).rstrip()}"
    yield f"{'':>{margin}} +{'-' * COLUMNS}"
    axis = frontier.axes[0]
    ends = [shown(value, axis.key) for value in (min(axis.values), max(axis.values))]
    gap = COLUMNS - len(ends[0]) - len(ends[1]) - len(axis.key)
    yield f"{'':>{margin}}  {ends[0]}{' ' * (gap // 2)}{axis.key}{' ' * (gap - gap // 2)}{ends[1]}"
    legend = (
        "o plan"
        if len(lines) == 1
        else "plans: "
        + ", ".join(
            f"{(n + 1) % 10} {frontier.axes[1].key}={value:f}"
            for n, value in enumerate(frontier.axes[1].values)
        )
    )
    knee = ", K knee" if knees else ""
    yield f"{'':>{margin}}  {legend}, - no plan is worth more{knee}"


def frontier_svg(frontier: Frontier, address: Callable[[SweepPoint], str] | None = None) -> str:
    """One SVG element with a title, for a page; an empty string where no point has a plan.

    Parameters
    ----------
    address : callable, optional
        Where a point leads when it is chosen; without it points are no links.
    """
    drawn = _drawn(frontier)
    if drawn is None:
        return ""
    lines, across, up = drawn
    axis = frontier.axes[0]

    def place(point: SweepPoint, cents: float) -> tuple[float, float]:
        x = _LEFT + across.share(float(point.values[0])) * (_WIDTH - _LEFT - _RIGHT)
        return x, _HEIGHT - _BOTTOM - up.share(cents) * (_HEIGHT - _BOTTOM - _TOP)

    title = f"{frontier.territory}: worth of the plan by {axis.key}"
    role = "img" if address is None else "group"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="{role}" '
        'font-family="sans-serif" font-size="11">',
        f"<title>{escape(title)}</title>",
        f'<text x="{_LEFT}" y="16" font-size="13">{escape(title)}</text>',
        *_scales(frontier, across, up),
    ]
    for number, line in enumerate(lines):
        parts += _line(frontier, line, COLOURS[number % len(COLOURS)], place, address)
    parts += _legend(frontier)
    return "".join([*parts, "</svg>"])


def _scales(frontier: Frontier, across: _Range, up: _Range) -> Iterator[str]:
    axis = frontier.axes[0]
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)
        label = money(round(up.low + share * (up.high - up.low)), frontier.currency)
        yield f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{escape(label)}</text>'
    every = max(1, -(-len(axis.values) // 10))
    for value in axis.values[::every]:
        x = _LEFT + across.share(float(value)) * (_WIDTH - _LEFT - _RIGHT)
        yield (
            f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">'
            f"{escape(shown(value, axis.key))}</text>"
        )
    yield (
        f'<text x="{(_LEFT + _WIDTH) // 2}" y="{_HEIGHT - _BOTTOM + 32}" text-anchor="middle">'
        f"{escape(axis.key)}</text>"
    )


def _line(
    frontier: Frontier,
    line: Sequence[SweepPoint],
    colour: str,
    place: Callable[[SweepPoint, float], tuple[float, float]],
    address: Callable[[SweepPoint], str] | None,
) -> Iterator[str]:
    """A line's band, its plans, and its knee."""
    plans = [(p, place(p, p.objective_cents)) for p in line if p.objective_cents is not None]
    above = [place(p, p.bound_cents) for p in line if p.bound_cents is not None]
    if len(above) == len(plans) > 1:
        band = [*above, *(at for _, at in reversed(plans))]
        yield f'<polygon points="{_path(band)}" fill="{colour}" fill-opacity="0.18"/>'
    path = _path([at for _, at in plans])
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    knees = {knee.name for knee in frontier.knees}
    for point, (x, y) in plans:
        knee = point.name in knees
        dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{6 if knee else 3}" fill="{colour}"/>'
        yield dot if address is None else _link(frontier, point, address(point), (x, y), dot)
        if knee:
            label = f"knee: {shown(point.values[0], frontier.axes[0].key)}"
            yield f'<text x="{x + 8:.1f}" y="{y - 8:.1f}">{escape(label)}</text>'


def _link(
    frontier: Frontier, point: SweepPoint, address: str, at: tuple[float, float], dot: str
) -> str:
    """A point that can be chosen, with room enough for a finger."""
    words = ", ".join(
        f"{axis.key} {shown(value, axis.key)}"
        for axis, value in zip(frontier.axes, point.values, strict=True)
    )
    worth = money(point.objective_cents or 0, frontier.currency)
    return (
        f'<a href="{escape(address)}" aria-label="{escape(f"{words}: {worth}")}">'
        f"<title>{escape(f'{words}: {worth}')}</title>"
        f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="12" fill="{COLOURS[0]}" fill-opacity="0"/>'
        f"{dot}</a>"
    )


def _legend(frontier: Frontier) -> Iterator[str]:
    y = _HEIGHT - 10
    yield (
        f'<text x="{_LEFT}" y="{y}">Line: plans found. Band: up to what no plan '
        "exceeds. The vertical axis begins above 0.</text>"
    )
    if len(frontier.axes) > 1:
        for number, value in enumerate(frontier.axes[1].values):
            x = _LEFT + number * 130
            colour = COLOURS[number % len(COLOURS)]
            label = f"{frontier.axes[1].key}={value:f}"
            yield f'<rect x="{x}" y="24" width="10" height="10" fill="{colour}"/>'
            yield f'<text x="{x + 14}" y="33">{escape(label)}</text>'


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)

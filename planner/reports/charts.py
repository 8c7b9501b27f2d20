"""Small charts of one or two lines: in letters for a terminal, as SVG for a page."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]
_STEPS = (10, 12, 14, 16, 18, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A line over an axis that begins at 0, with points that stand out.

    Parameters
    ----------
    line : sequence of (x, y)
        By x.
    marks : sequence of (x, y, label)
        Points with a name.
    x_title : str
        With its unit.
    top : float or None
        Upper end of the y axis; None takes the highest point.
    """

    title: str
    line: Sequence[Point]
    marks: Sequence[tuple[float, float, str]] = ()
    x_title: str = ""
    top: float | None = None

    @property
    def width(self) -> float:
        """Right end of the x axis."""
        return max([x for x, _ in self.line] + [x for x, _, _ in self.marks], default=1.0) or 1.0

    @property
    def height(self) -> float:
        """Upper end of the y axis."""
        if self.top is not None:
            return self.top
        highest = max([y for _, y in self.line] + [y for _, y, _ in self.marks], default=1.0)
        return _round_above(highest)

    def at(self, x: float) -> float:
        """Height of the line at a place, straight between its points."""
        before = self.line[0]
        for point in self.line:
            if point[0] >= x:
                run = point[0] - before[0]
                share = (x - before[0]) / run if run else 1.0
                return before[1] + share * (point[1] - before[1])
            before = point
        return before[1]


def in_letters(chart: Chart, *, columns: int = 60, rows: int = 12) -> list[str]:
    """Lines of text: ``*`` is the line, letters are the marks, which a legend names."""
    grid = [[" "] * (columns + 1) for _ in range(rows + 1)]

    def place(x: float, y: float) -> tuple[int, int]:
        column = round(x / chart.width * columns)
        row = round(min(max(y / chart.height, 0.0), 1.0) * rows)
        return rows - row, column

    for column in range(columns + 1):
        x = column / columns * chart.width
        if chart.line and chart.line[0][0] <= x <= chart.line[-1][0]:
            row, _ = place(x, chart.at(x))
            grid[row][column] = "*"
    for n, (x, y, _) in enumerate(chart.marks):
        row, column = place(x, y)
        grid[row][column] = chr(ord("a") + n)
    ticks = {0: chart.height, rows // 2: chart.height / 2, rows: 0.0}
    labels = {row: _short(value) for row, value in ticks.items()}
    margin = max(len(label) for label in labels.values())
    lines = [chart.title] if chart.title else []
    lines += [
        f"{labels.get(n, ''):>{margin}} |{''.join(cells).rstrip()}" for n, cells in enumerate(grid)
    ]
    lines.append(f"{'':>{margin}} +{'-' * columns}")
    right = _short(chart.width)
    gap = columns - len(right) - len(chart.x_title) - 2
    lines.append(f"{'':>{margin}}  0 {chart.x_title}{' ' * max(gap, 1)}{right}")
    for n, (_, _, label) in enumerate(chart.marks):
        lines.append(f"{'':>{margin}}  {chr(ord('a') + n)} {label}")
    return lines


def as_svg(chart: Chart, *, width: int = 480, height: int = 260) -> str:
    """One SVG element with a title, for a page; text is escaped, colours print and pass AA."""
    left, bottom, right, above = 64, 40, 12, 28

    def place(x: float, y: float) -> str:
        across = left + x / chart.width * (width - left - right)
        share = min(max(y / chart.height, 0.0), 1.0)
        return f"{across:.1f},{height - bottom - share * (height - bottom - above):.1f}"

    path = " ".join(
        place(x, y) for x, y in _apart(chart.line, chart.width / (width - left - right))
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        'font-family="sans-serif" font-size="11">',
        f"<title>{escape(chart.title)}</title>",
        f'<text x="{left}" y="16" font-size="13">{escape(chart.title)}</text>',
    ]
    for share in (0.0, 0.5, 1.0):
        value = chart.height * share
        start, down = place(0, value).split(",")
        end = place(chart.width, value).split(",")[0]
        parts.append(f'<line x1="{start}" y1="{down}" x2="{end}" y2="{down}" stroke="#bbb"/>')
        parts.append(
            f'<text x="{left - 6}" y="{float(down) + 4:.1f}" text-anchor="end">'
            f"{_short(value)}</text>"
        )
    foot = height - bottom + 16
    parts.append(f'<text x="{left}" y="{foot}">0</text>')
    parts.append(
        f'<text x="{width - right}" y="{foot}" text-anchor="end">{_short(chart.width)}</text>'
    )
    parts.append(
        f'<text x="{(left + width) // 2}" y="{height - 8}" text-anchor="middle">'
        f"{escape(chart.x_title)}</text>"
    )
    parts.append(f'<polyline points="{path}" fill="none" stroke="#2f6fb7" stroke-width="2"/>')
    for mark_x, mark_y, label in chart.marks:
        across, down = place(mark_x, mark_y).split(",")
        parts.append(f'<circle cx="{across}" cy="{down}" r="4" fill="#8a5a00"/>')
        parts.append(
            f'<text x="{float(across) + 6:.1f}" y="{float(down) - 6:.1f}">{escape(label)}</text>'
        )
    return "".join([*parts, "</svg>"])


def _apart(line: Sequence[Point], least: float) -> list[Point]:
    """A line without the points too near, across, to be seen apart from the one before."""
    kept = list(line[:1])
    for point in line[1:-1]:
        if point[0] - kept[-1][0] >= least:
            kept.append(point)
    return [*kept, *line[1:][-1:]]


def _round_above(value: float) -> float:
    """The next number with a short label: 133 is 140, 32,780 is 35,000."""
    if value <= 0:
        return 1.0
    unit = 10.0 ** (math.floor(math.log10(value)) - 1)
    return next(step * unit for step in _STEPS if step * unit >= value * (1 - 1e-9))


def _short(value: float) -> str:
    """A tick's label: ``1.2M``, ``850k``, ``12``, ``0.5``."""
    for unit, sign in ((1e6, "M"), (1e3, "k")):
        if abs(value) >= 10 * unit or (abs(value) >= unit and sign == "M"):
            return f"{value / unit:,.4g}{sign}"
    return f"{value:,.4g}"

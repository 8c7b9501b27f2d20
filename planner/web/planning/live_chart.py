"""A search as it goes: the best plan and the best possible, over the seconds, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from planner.domain import money
from planner.web.runs.run import Sample

WIDTH, HEIGHT = 1100, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 72, 12, 14, 26


def live_chart(samples: Sequence[Sample], now: float, end: float, currency: str) -> str:
    """An SVG element; both lines hold until they change, as searches do.

    Parameters
    ----------
    samples : sequence of Sample
        In order of time.
    now, end : float
        Seconds that have gone, where the lines end, and those at the end of the axis.
    """
    plans = [(s.seconds, s.objective) for s in samples if s.objective is not None]
    bounds = [(s.seconds, s.bound) for s in samples if s.bound is not None]
    figures = [figure for _, figure in plans]
    # The bound starts far up: what counts is where it ends, so the axis ends a little above.
    figures += [min(figure, 2 * max(figures)) if figures else figure for _, figure in bounds]
    low, high = (min(figures), max(figures)) if figures else (0, 1)
    pad = max(1, (high - low) // 10)
    low, high = max(0, low - pad), high + pad
    end = max(now, end, 1.0)

    def x_of(second: float) -> float:
        return _LEFT + second / end * (WIDTH - _LEFT - _RIGHT)

    def y_of(figure: float) -> float:
        share = min(1.0, max(0.0, (figure - low) / (high - low)))
        return HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM)

    def steps(points: Sequence[tuple[float, int]]) -> str:
        if not points:
            return ""
        path = f"M{x_of(points[0][0]):.1f} {y_of(points[0][1]):.1f}"
        for second, figure in points[1:]:
            path += f"H{x_of(second):.1f}V{y_of(figure):.1f}"
        return f"{path}H{x_of(now):.1f}"

    parts = [
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-size="11">',
        f"<title>{escape(_said(samples, currency))}</title>",
    ]
    for figure in (low, (low + high) / 2, high):
        y = y_of(figure)
        parts.append(
            f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
            f"{escape(money(round(figure), currency))}</text>"
        )
    foot = HEIGHT - 8
    parts.append(f'<text x="{_LEFT}" y="{foot}">0 s</text>')
    parts.append(f'<text x="{WIDTH - _RIGHT}" y="{foot}" text-anchor="end">{end:.0f} s</text>')
    parts.append(
        f'<path d="{steps(bounds)}" fill="none" stroke="var(--dim)" stroke-width="1.5" '
        'stroke-dasharray="5 4"/>'
    )
    parts.append(
        f'<path d="{steps(plans)}" fill="none" stroke="var(--accent)" stroke-width="2.5"/>'
    )
    return "".join([*parts, "</svg>"])


def _said(samples: Sequence[Sample], currency: str) -> str:
    last = samples[-1] if samples else None
    if last is None or last.objective is None:
        return "No plan yet"
    best = f"The best plan is worth {money(last.objective, currency)}"
    return best + (f"; none is worth more than {money(last.bound, currency)}" if last.bound else "")

"""Scenarios side by side in a page: table, verdicts, and the frontier of share and worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup

from planner.domain import money
from planner.domain.comparison import ComparedFigure, Comparison, Unit
from planner.reports.html.labels import parted
from planner.reports.html.svg import element
from planner.reports.html.templating import filled
from planner.reports.scenarios import changed_inputs, shown_column, shown_figure, verdict_word
from planner.reports.words import at_least, at_most

NAME_HEIGHT = 15.0


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A scenario's figure, with its difference to the base; ``better`` is 1, -1 or 0."""

    figure: str
    change: str = ""
    better: int = 0


@dataclass(frozen=True, kw_only=True)
class FrontierPoint:
    """One plan on the chart.

    Parameters
    ----------
    share : float
        Key accounts' share of selling time, in %.
    low, high : float
        What was found and what at most is possible, in money.
    """

    name: str
    share: float
    low: float
    high: float


def comparison_table(found: Comparison, currency: str = "") -> Markup:
    """Changed inputs above results, the base first, one column a scenario.

    Parameters
    ----------
    currency : str, optional
        Of all money; the territory's where it is at hand.
    """
    currency = currency or found.currency
    rows = [
        (figure.label, [_cell(figure, n, currency) for n in range(len(figure.values))])
        for figure in found.figures
        if figure.is_told
    ]
    verdicts = [
        (scenario.fault or "-")
        if verdict is None
        else f"{verdict_word(verdict)}: {_range(verdict.low_cents, verdict.high_cents, currency)}"
        for scenario, verdict in zip(found.others, found.verdicts, strict=True)
    ]
    return filled(
        "scenarios.html.j2", found=found, rows=rows, verdicts=verdicts,
        inputs=list(changed_inputs(found.others)),
    )  # fmt: skip


def frontier_chart(found: Comparison, currency: str = "") -> Markup:
    """Chart of all plans: selling time for key accounts across, expected worth upwards.

    A point's line goes up to the most that is possible with its inputs. The frontier joins the
    plans that no other one beats in both.
    """
    points = list(_points(found))
    return _Chart(points, currency or found.currency).drawn() if len(points) > 1 else Markup("")


def _cell(figure: ComparedFigure, column: int, currency: str) -> Cell:
    shown = shown_column(figure, column, currency)
    change = figure.change(column) if column else None
    if change is None or figure.unit is Unit.PERCENT:
        return Cell(figure=shown)
    words = shown_figure(abs(change), figure.unit, currency)
    if words == shown_figure(0, figure.unit, currency):
        return Cell(figure=shown)
    up = 1 if change > 0 else -1
    return Cell(figure=shown, change=f"{'+' if up > 0 else '-'}{words}", better=figure.better * up)


def _range(low: int | None, high: int | None, currency: str) -> str:
    least = (
        "nothing proven" if low is None else f"{'+' if low > 0 else ''}{at_least(low, currency)}"
    )
    most = (
        "nothing proven" if high is None else f"{'+' if high > 0 else ''}{at_most(high, currency)}"
    )
    return f"{least} to {most}"


def _points(found: Comparison) -> Iterator[FrontierPoint]:
    """From the figures alone: a comparison that was read from its file has no plans."""
    figures = {figure.key: figure.values for figure in found.figures}
    nothing = (None,) * len(found.scenarios)
    for column, scenario in enumerate(found.scenarios):
        worth, bound, all_hours, key_hours = (
            figures.get(key, nothing)[column]
            for key in ("objective_cents", "bound_cents", "visit_hours", "key_hours")
        )
        if worth is not None and all_hours:
            low, high = worth / 100, (worth if bound is None else bound) / 100
            share = round(100 * (key_hours or 0) / all_hours, 1)
            yield FrontierPoint(name=scenario.name, share=share, low=low, high=high)


class _Chart:
    """The frontier's picture."""

    wide, tall, left, right, above, below = 640, 320, 84, 150, 20, 48

    def __init__(self, points: Sequence[FrontierPoint], currency: str) -> None:
        self.points = sorted(points, key=lambda point: (point.share, point.low, point.name))
        self.currency = currency
        shares = [point.share for point in points]
        worths = [point.low for point in points] + [point.high for point in points]
        self.across = _ticks(min(shares), max(shares), least=1.0)
        self.up = _ticks(min(worths), max(worths), least=max(abs(max(worths)) * 0.01, 1.0))

    def drawn(self) -> Markup:
        """The ``svg`` element."""
        names = "; ".join(
            f"{p.name}: {p.share:.1f} %, {money(round(p.low * 100), self.currency)}"
            for p in self.points
        )
        best = [self._at(point.share, point.low) for point in self._efficient()]
        line = "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in best)
        return element(
            "svg", *self._axes(), element("path", class_="frontier", d=line), *self._marks(),
            class_="vp-chart", viewBox=f"0 0 {self.wide} {self.tall}", role="img",
            aria_label=f"Selling time for key accounts and expected worth of the plans. {names}",
        )  # fmt: skip

    def _efficient(self) -> list[FrontierPoint]:
        """Plans that no other beats in both, by share."""
        kept: list[FrontierPoint] = []
        for point in reversed(self.points):
            if not kept or point.low > kept[-1].low:
                kept.append(point)
        return kept[::-1]

    def _at(self, share: float, worth: float) -> tuple[float, float]:
        across = (share - self.across[0]) / (self.across[-1] - self.across[0])
        up = (worth - self.up[0]) / (self.up[-1] - self.up[0])
        return (
            self.left + across * (self.wide - self.left - self.right),
            self.tall - self.below - up * (self.tall - self.below - self.above),
        )

    def _axes(self) -> Iterator[Markup]:
        right, foot = self.wide - self.right, self.tall - self.below
        for worth in self.up:
            _, y = self._at(self.across[0], worth)
            words = money(round(worth * 100), self.currency)
            yield element("path", class_="rule", d=f"M{self.left},{y:.1f}H{right}")
            yield element("text", words, x=self.left - 8, y=y + 4, text_anchor="end")
        for share in self.across:
            x, _ = self._at(share, self.up[0])
            yield element("text", f"{share:g} %", x=x, y=foot + 18, text_anchor="middle")
        title, middle = "selling time for key accounts", (self.left + right) / 2
        yield element("text", title, x=middle, y=self.tall - 10, text_anchor="middle")

    def _marks(self) -> Iterator[Markup]:
        for point in self.points:
            x, y = self._at(point.share, point.low)
            _, top = self._at(point.share, point.high)
            yield element("path", class_="bound", d=f"M{x:.1f},{y:.1f}V{top:.1f}m-4,0h8")
            yield element("circle", cx=x, cy=y, r=5)
        spots = [self._at(point.share, point.low) for point in self.points]
        for point, (x, y), base in zip(
            self.points, spots, parted([y for _, y in spots], NAME_HEIGHT), strict=True
        ):
            if abs(base - y) > 6:  # a name that had to give way is led to its point
                line = f"M{x + 6:.1f},{y:.1f}L{x + 18:.1f},{base:.1f}"
                yield element("path", class_="leader", d=line)
            yield element("text", point.name, class_="name", x=x + 20, y=base + 4)


def _ticks(low: float, high: float, least: float) -> list[float]:
    """About four round numbers, the first below a span and the last above it."""
    wish = max(high - low, 2 * least) / 3
    unit = 10.0 ** floor(log10(wish))
    step = next(factor * unit for factor in (1, 2, 5, 10) if factor * unit >= wish)
    first, last = floor(low / step - 0.05), ceil(high / step + 0.05)
    return [round(n * step, 6) for n in range(first, last + 1)]

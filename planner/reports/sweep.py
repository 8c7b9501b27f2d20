"""A sweep for people and for programs: table, JSON, CSV and XLSX."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.domain import money
from planner.domain.frontier import Frontier, Slope, SweepPoint
from planner.files.sheets import Cell, csv_text, workbook
from planner.reports.frontier_chart import frontier_letters, shown
from planner.reports.words import at_most, between, gap_percent, percent

WIDE_GAP = 0.05
"""From here on the output says that a longer search would tell more."""
KNEE = (
    "The knee is the point farthest above the straight line between the ends (Kneedle, "
    "doi:10.1109/ICDCSW.2011.20)"
)


def print_sweep(console: Console, frontier: Frontier) -> None:
    """One line a point, a chart, and the knee in a sentence."""
    table = Table(title=f"Sweep of {escape(frontier.territory)}", title_justify="left")
    headings, rows = sweep_table(frontier)
    for heading in headings:
        table.add_column(
            escape(heading), justify="right" if heading else "left", no_wrap=bool(heading),
            min_width=len(heading) if heading in {axis.key for axis in frontier.axes} else None,
        )  # fmt: skip
    for row in rows:
        table.add_row(*map(escape, row))
    console.print(table)
    if frontier.axes[0].rule:
        console.print(price_words(frontier), markup=False, emoji=False, highlight=False)
    for line in wide_gap_lines(frontier):
        console.print(line, markup=False, highlight=False, emoji=False)
    console.print()
    for line in frontier_letters(frontier):
        console.print(line, markup=False, highlight=False, emoji=False)
    for line in knee_lines(frontier):
        console.print(line, markup=False, highlight=False, emoji=False)


def wide_gap_lines(frontier: Frontier) -> list[str]:
    """Says so where bounds are too far from the plans to tell the points apart."""
    points = [point for point in frontier.points if point.objective_cents is not None]
    if not points:
        return []
    gaps = [
        None if not each.bound_cents else 1 - (each.objective_cents or 0) / each.bound_cents
        for each in points
    ]
    known = [gap for gap in gaps if gap is not None]
    if len(known) < len(gaps):
        return ["Some points have no useful bound yet: more --seconds bring it."]
    widest = max(known)
    if widest <= WIDE_GAP:
        return []
    return [f"The widest gap is {gap_percent(widest)}: more --seconds bring plan and bound nearer."]


def knee_lines(frontier: Frontier) -> list[str]:
    """Where the knees are, and by which definition."""
    if not frontier.knees:
        return ["No knee: the frontier hardly bends, or has too few points."]
    lines = [f"{KNEE}:"]
    for knee in frontier.knees:
        point = next(each for each in frontier.points if each.name == knee.name)
        where = ", ".join(
            f"{axis.key} {shown(value, axis.key)}"
            for axis, value in zip(frontier.axes, point.values, strict=True)
        )
        sure = "certain, by the bounds of the ends" if knee.certain else "within the gaps"
        lines.append(f"  {where}, {percent(knee.distance)} of the rise above it ({sure})")
    return lines


def price_words(frontier: Frontier) -> str:
    """What the price of the first axis' rule is."""
    unit = "percentage point" if frontier.axes[0].natural > 1 else "unit"
    return (
        f"Price: an estimate of what one {unit} less of {frontier.axes[0].rule} brings, from the "
        "multipliers of the bound."
    )


def sweep_table(frontier: Frontier) -> tuple[list[str], list[list[str]]]:
    """Headings, of which the last is empty, and one row a point."""
    visits = ["Visits"] if any(point.plan for point in frontier.points) else []
    headings = [axis.key for axis in frontier.axes]
    headings += ["Plan", "At most", "Gap", *visits, *_price_heading(frontier), "Next unit costs",
                 "Proven between", ""]  # fmt: skip
    slopes = {slope.start: slope for slope in frontier.slopes}
    rows = [
        _cells(frontier, point, slopes.get(point.name), visits=bool(visits))
        for point in frontier.points
    ]
    return headings, rows


def _price_heading(frontier: Frontier) -> list[str]:
    return ["Price"] if frontier.axes[0].rule else []


def _cells(
    frontier: Frontier, point: SweepPoint, slope: Slope | None, *, visits: bool
) -> list[str]:
    axes = frontier.axes
    cells = [shown(value, axis.key) for axis, value in zip(axes, point.values, strict=True)]
    if point.objective_cents is None:
        blanks = [""] * (4 + visits + len(_price_heading(frontier)))
        return [*cells, point.status, *blanks, point.fault]
    cells.append(money(point.objective_cents, frontier.currency))
    bound, gap = point.bound_cents, ""
    if bound:
        gap = gap_percent(max(0.0, (bound - point.objective_cents) / bound))
    cells += ["-" if bound is None else at_most(bound, frontier.currency), gap]
    if visits:
        cells.append("" if point.plan is None else f"{len(point.plan.visits):,}")
    if axes[0].rule:
        price = point.prices.get(axes[0].rule)
        cells.append("not known" if price is None else money(price, frontier.currency))
    cells += ["", ""] if slope is None else _slope_words(frontier, slope)
    notes = ["knee"] if any(knee.name == point.name for knee in frontier.knees) else []
    if point.plan_of:
        source = next(each for each in frontier.points if each.name == point.plan_of)
        of = (shown(value, axis.key) for axis, value in zip(axes, source.values, strict=True))
        notes.append(f"plan of {', '.join(of)}")
    return [*cells, ", ".join(notes)]


def _slope_words(frontier: Frontier, slope: Slope) -> list[str]:
    found = money(round(slope.found), frontier.currency)
    if slope.lower is None or slope.upper is None:
        return [found, ""]
    return [found, between(slope.lower, slope.upper, frontier.currency)]


def sweep_document(frontier: Frontier) -> dict[str, Any]:
    """A sweep as JSON objects: cents; each point's plan lies in the folder of its name."""
    return {
        "status": "done",
        "exit_code": 0,
        "territory": frontier.territory,
        "currency": frontier.currency,
        "axes": [
            {"key": axis.key, "rule": axis.rule, "values": [float(v) for v in axis.values]}
            for axis in frontier.axes
        ],
        "points": [_point_document(frontier, point) for point in frontier.points],
        "slopes": [
            {
                "start": slope.start,
                "end": slope.end,
                "cents_per_unit": round(slope.found, 2),
                "lower": None if slope.lower is None else floor(100 * slope.lower) / 100,
                "upper": None if slope.upper is None else ceil(100 * slope.upper) / 100,
            }
            for slope in frontier.slopes
        ],
        "knees": [
            {"point": knee.name, "distance": round(knee.distance, 6), "certain": knee.certain}
            for knee in frontier.knees
        ],
    }


def _point_document(frontier: Frontier, point: SweepPoint) -> Mapping[str, Any]:
    keys = (axis.key for axis in frontier.axes)
    return {
        "name": point.name,
        "values": dict(zip(keys, map(float, point.values), strict=True)),
        "status": point.status,
        "objective_cents": point.objective_cents,
        "bound_cents": point.bound_cents,
        "visits": None if point.plan is None else len(point.plan.visits),
        "prices": dict(point.prices),
        "plan_of": point.plan_of or None,
        "fault": point.fault,
    }


def _rows(frontier: Frontier) -> list[list[Cell]]:
    rule = frontier.axes[0].rule
    knees = {knee.name for knee in frontier.knees}
    slopes = {slope.start: slope for slope in frontier.slopes}
    heading: list[Cell] = [axis.key for axis in frontier.axes]
    heading += ["status", "plan", "bound", "visits", "price", "slope", "slope_lower",
                "slope_upper", "knee", "plan_of", "fault"]  # fmt: skip
    rows = [heading]
    for point in frontier.points:
        slope = slopes.get(point.name)
        price = point.prices.get(rule) if rule else None
        row: list[Cell] = [float(value) for value in point.values]
        row += [
            point.status,
            _units(point.objective_cents),
            _units(point.bound_cents),
            None if point.plan is None else len(point.plan.visits),
            _units(price),
            _units(slope.found if slope else None),
            _units(floor(slope.lower) if slope and slope.lower is not None else None),
            _units(ceil(slope.upper) if slope and slope.upper is not None else None),
            "knee" if point.name in knees else "",
            point.plan_of,
            point.fault,
        ]
        rows.append(row)
    return rows


def _units(cents: float | None) -> float | None:
    return None if cents is None else round(cents / 100, 2)


def sweep_csv(frontier: Frontier) -> bytes:
    """One point a row; money in the territory's currency, with the mark that Excel wants."""
    return csv_text(_rows(frontier)).encode("utf-8-sig")


def sweep_workbook(frontier: Frontier) -> bytes:
    """The same as an .xlsx file."""
    return workbook({"sweep": _rows(frontier)})

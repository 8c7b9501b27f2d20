"""Files of a sweep: each point's plan as it comes, then the frontier."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from planner.domain.frontier import Axis, Frontier, Knee, Slope, SweepPoint
from planner.exporting import PLAN_FILE, plan_file, refuse_earlier
from planner.files.writing import one_change, write_file, write_files
from planner.gate import checked
from planner.reports.frontier_chart import frontier_svg
from planner.reports.sweep import sweep_csv, sweep_document, sweep_workbook

SWEEP_FILE = "sweep.json"
CHART_FILE = "sweep.svg"


def refuse_earlier_sweep(out: Path, table: Path | None, *, force: bool) -> None:
    """Keep an earlier sweep, unless asked to replace it; what a break-off left may be replaced.

    Raises
    ------
    BadInput
        With the files that are there.
    """
    files = [path for path in (out / SWEEP_FILE, table) if path is not None]
    refuse_earlier(out, files, "sweep", overwrite=force)


def write_point(point: SweepPoint, out: Path) -> None:
    """Write a point's plan, should the rest of the sweep never come."""
    if point.plan is not None:
        write_file(out / point.name / PLAN_FILE, _plan_of(point).decode())


def _plan_of(point: SweepPoint) -> bytes:
    assert point.plan is not None
    assert point.territory is not None
    return plan_file(checked(point.territory, point.plan))


def write_sweep(frontier: Frontier, out: Path, table: Path | None) -> tuple[str, ...]:
    """Write all plans, the frontier and its chart, and a table if one is asked for.

    Returns
    -------
    tuple of str
        Names within the folder.
    """
    document = json.dumps(sweep_document(frontier), indent=2, ensure_ascii=False)
    files = {SWEEP_FILE: f"{document}\n".encode()}
    chart = frontier_svg(frontier)
    if chart:
        files[CHART_FILE] = chart.encode()
    plans = {
        f"{point.name}/{PLAN_FILE}": None if point.plan is None else _plan_of(point)
        for point in frontier.points
    }
    written = {name: content for name, content in plans.items() if content is not None}
    stale = [*(plans.keys() - written.keys()), *([] if chart else [CHART_FILE])]
    with one_change(out):
        write_files(out, {**files, **written}, stale=stale)
        if table is not None:
            made = sweep_csv if table.suffix.lower() == ".csv" else sweep_workbook
            write_files(table.absolute().parent, {table.name: made(frontier)})
    return (*sorted(files), *written)


def frontier_of(document: Mapping[str, Any]) -> Frontier:
    """The frontier that a `SWEEP_FILE` has; its points come without their plans.

    Raises
    ------
    ValueError, KeyError, TypeError, AttributeError, ArithmeticError
        If the document is not one that a sweep wrote.
    """
    axes = tuple(
        Axis(key=axis["key"], values=tuple(Decimal(str(value)) for value in axis["values"]))
        for axis in document["axes"]
    )
    return Frontier(
        territory=str(document["territory"]),
        currency=str(document["currency"]),
        axes=axes,
        points=tuple(
            SweepPoint(
                values=tuple(Decimal(str(point["values"][axis.key])) for axis in axes),
                name=str(point["name"]),
                status=str(point["status"]),
                objective_cents=point["objective_cents"],
                bound_cents=point["bound_cents"],
                prices=dict(point["prices"]),
                plan_of=point["plan_of"] or "",
                fault=str(point["fault"]),
            )
            for point in document["points"]
        ),
        slopes=tuple(
            Slope(
                start=slope["start"],
                end=slope["end"],
                found=slope["cents_per_unit"],
                lower=slope["lower"],
                upper=slope["upper"],
            )
            for slope in document["slopes"]
        ),
        knees=tuple(
            Knee(name=knee["point"], distance=knee["distance"], certain=knee["certain"])
            for knee in document["knees"]
        ),
    )

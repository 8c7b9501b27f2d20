"""Tables of benchmark figures: medians over the seeds, one line an instance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from rich.table import Table

from planner.bench.run import Record, gap_of, median
from planner.bench.suites import shortfall


def months_table(records: Sequence[Record], marks: Sequence[float]) -> Table:
    """First plan, and per mark how far below the best bound and the proven gap."""
    table = Table(title="median of the seeds; per cent below the best bound, and proven gap")
    table.add_column("month")
    table.add_column("first plan", justify="right")
    for mark in marks:
        table.add_column(f"{mark:g} s below", justify="right")
        table.add_column(f"{mark:g} s gap", justify="right")
    table.add_column("best plan", justify="right")
    table.add_column("best bound", justify="right")
    for name, rows in _by_instance(records):
        cells = [name, _seconds(median(row.first_seconds for row in rows))]
        for index in range(len(marks)):
            cells.append(_percent(_median_of(rows, lambda row, i=index: _below(row, i))))
            cells.append(_percent(_median_of(rows, lambda row, i=index: _gap(row, i))))
        objectives = [row.objective for row in rows if row.objective is not None]
        bounds = [row.bound for row in rows if row.bound is not None]
        cells.append(f"{max(objectives):,}" if objectives else "-")
        cells.append(f"{min(bounds):,}" if bounds else "-")
        table.add_row(*cells)
    return table


def toptw_table(records: Sequence[Record], marks: Sequence[float]) -> Table:
    """Mean shortfall against the best known values, by family and number of routes."""
    table = Table(title="mean per cent below the best known value (worst instance)")
    table.add_column("family")
    table.add_column("routes", justify="right")
    table.add_column("instances", justify="right")
    for mark in marks:
        table.add_column(f"{mark:g} s", justify="right")
    table.add_column("bound", justify="right")

    def family(record: Record) -> tuple[str, str]:
        name, routes = record.instance.rsplit("-m", 1)
        return name.rstrip("0123456789") if name.startswith("pr") else name[:-2], routes

    ranked = sorted(records, key=family)
    for (name, routes), group in groupby(ranked, key=family):
        rows = list(group)
        cells = [name, routes, str(len({row.instance for row in rows}))]
        for index in range(len(marks)):
            below = [_below(row, index) for row in rows]
            found = [value for value in below if value is not None]
            mean = sum(found) / len(found) if len(found) == len(below) else None
            worst = max(found, default=None)
            cells.append(f"{_percent(mean)} ({_percent(worst)})")
        gaps = [row.gap for row in rows if row.gap is not None]
        cells.append(_percent(sum(gaps) / len(gaps) if gaps else None))
        table.add_row(*cells)
    return table


def compare_table(before: dict[str, Any], after: dict[str, Any]) -> Table:
    """Two benchmark files side by side; a ratio above 1 says that ``after`` is better."""
    table = Table(title="before and after, medians of the seeds")
    for heading in ("instance", "system", "objective", "ratio", "gap before", "gap after"):
        table.add_column(heading, justify="left" if heading in ("instance", "system") else "right")
    old, new = _medians(before), _medians(after)
    for key in sorted(old.keys() & new.keys()):
        (objective, gap), (objective2, gap2) = old[key], new[key]
        ratio = f"{objective2 / objective:.5f}" if objective and objective2 else "-"
        shown = f"{objective2:,.0f}" if objective2 is not None else "-"
        table.add_row(*key, shown, ratio, _percent(gap), _percent(gap2))
    return table


def _medians(document: dict[str, Any]) -> dict[tuple[str, str], tuple[float | None, float | None]]:
    rows: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for record in document["records"]:
        rows.setdefault((record["instance"], record["system"]), []).append(record)
    return {
        key: (
            median(row["objective"] for row in group),
            median(gap_of(row["objective"], row["bound"]) for row in group),
        )
        for key, group in rows.items()
    }


def _by_instance(records: Sequence[Record]) -> list[tuple[str, list[Record]]]:
    names = list(dict.fromkeys(record.instance for record in records))
    return [(name, [record for record in records if record.instance == name]) for name in names]


def _below(record: Record, index: int) -> float | None:
    return shortfall(record, record.moments[index])


def _gap(record: Record, index: int) -> float | None:
    moment = record.moments[index]
    return gap_of(moment.objective, moment.bound)


def _median_of(rows: Sequence[Record], figure: Callable[[Record], float | None]) -> float | None:
    return median(figure(row) for row in rows)


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f} %"


def _seconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f} s"

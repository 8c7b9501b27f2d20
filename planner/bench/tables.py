"""Tables of benchmark figures: medians over the seeds, one line an instance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.table import Table

from planner.bench.run import Moment, Record, gap_of, median

Key = tuple[str, str]
"""Instance and system."""


def months_table(records: Sequence[Record], marks: Sequence[float]) -> Table:
    """First plan, and per mark how far below the best bound and the proven gap."""
    table = _table("below the best bound / proven gap then; medians of the seeds", "month")
    table.add_column("first plan", justify="right")
    for mark in marks:
        table.add_column(f"{mark:g} s", justify="right")
    table.add_column("best plan", justify="right")
    table.add_column("best bound", justify="right")
    for (name, system), rows in _groups(records).items():
        if system != "planner":
            continue
        bound = best_bound(rows)
        cells = [name, _seconds(median(row.first_seconds for row in rows))]
        for index in range(len(marks)):
            moments = [row.moments[index] for row in rows]
            below = median(shortfall(moment, bound) for moment in moments)
            gap = median(gap_of(moment.objective, moment.bound) for moment in moments)
            cells.append(f"{_percent(below)} / {_percent(gap)}")
        cells.append(
            _number(max((r.objective for r in rows if r.objective is not None), default=None))
        )
        cells.append(_number(bound))
        table.add_row(*cells)
    return table


def peers_table(records: Sequence[Record], marks: Sequence[float]) -> Table:
    """Our plans after each mark, and the peers' at the end, below the best bound."""
    table = _table("below the best bound; medians of the seeds", "month")
    groups = _groups(records)
    peers = list(dict.fromkeys(system for _, system in groups if system != "planner"))
    for mark in marks:
        table.add_column(f"planner {mark:g} s", justify="right")
    for peer in peers:
        seconds = next(row.seconds for row in records if row.system == peer)
        table.add_column(f"{peer} {seconds:g} s", justify="right")
    for name in dict.fromkeys(instance for instance, _ in groups):
        ours = groups[name, "planner"]
        bound = best_bound(ours)
        cells = [name]
        cells += [
            _percent(median(shortfall(row.moments[index], bound) for row in ours))
            for index in range(len(marks))
        ]
        cells += [
            _percent(median(shortfall(row.moments[-1], bound) for row in groups.get((name, p), [])))
            for p in peers
        ]
        table.add_row(*cells)
    return table


def toptw_table(records: Sequence[Record], marks: Sequence[float]) -> Table:
    """Mean shortfall against the best known values, by family and number of routes."""
    table = _table("mean below the best known value (worst instance)", "family")
    table.add_column("routes", justify="right")
    table.add_column("instances", justify="right")
    for mark in marks:
        table.add_column(f"{mark:g} s", justify="right")
    table.add_column("proven gap", justify="right")
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in sorted(records, key=lambda record: record.instance):
        name, routes = record.instance.rsplit("-m", 1)
        family = "pr" if name.startswith("pr") else name[:-2]
        whole = "all pr" if family == "pr" else "all c1, r1, rc1"
        groups.setdefault((family, routes), []).append(record)
        groups.setdefault((whole, "1-4"), []).append(record)
    for (family, routes), rows in sorted(groups.items(), key=lambda group: _rank(group[0])):
        cells = [family, routes, str(len({row.instance for row in rows}))]
        for index in range(len(marks)):
            below = [shortfall(row.moments[index], row.best_known) for row in rows]
            cells.append(f"{_percent(_mean(below))} ({_percent(_worst(below))})")
        cells.append(_percent(_mean([row.gap for row in rows])))
        table.add_row(*cells)
    return table


def compare_table(before: Mapping[str, Any], after: Mapping[str, Any]) -> Table:
    """Two benchmark files side by side; a ratio above 1 says that ``after`` is better."""
    table = _table("before and after, medians of the seeds", "instance")
    table.add_column("system")
    for heading in ("before", "after", "ratio", "gap before", "gap after"):
        table.add_column(heading, justify="right")
    old, new = _medians(before), _medians(after)
    for key in sorted(old.keys() | new.keys()):
        objective, gap = old.get(key, (None, None))
        objective2, gap2 = new.get(key, (None, None))
        ratio = f"{objective2 / objective:.5f}" if objective and objective2 else "-"
        table.add_row(
            *key, _number(objective), _number(objective2), ratio, _percent(gap), _percent(gap2)
        )
    return table


def shortfall(moment: Moment, reference: int | None) -> float | None:
    """How far a plan was below a bound or value, a share of it."""
    if moment.objective is None or not reference:
        return None
    return (reference - moment.objective) / reference


def best_bound(records: Sequence[Record]) -> int | None:
    """Lowest bound proven in these records or known before."""
    bounds = [row.bound for row in records] + [row.known_bound for row in records]
    return min((bound for bound in bounds if bound is not None), default=None)


def _table(title: str, first: str) -> Table:
    table = Table(title=title)
    table.add_column(first)
    return table


def _groups(records: Sequence[Record]) -> dict[Key, list[Record]]:
    groups: dict[Key, list[Record]] = {}
    for record in records:
        groups.setdefault((record.instance, record.system), []).append(record)
    return groups


def _medians(document: Mapping[str, Any]) -> dict[Key, tuple[float | None, float | None]]:
    groups: dict[Key, list[Mapping[str, Any]]] = {}
    for record in document["records"]:
        groups.setdefault((record["instance"], record["system"]), []).append(record)
    return {
        key: (
            -found if (found := median(_negative(row["objective"]) for row in group)) else None,
            median(gap_of(row["objective"], row["bound"]) for row in group),
        )
        for key, group in groups.items()
    }


def _negative(value: int | None) -> int | None:
    # the median counts None as the worst, and it takes small for good
    return None if value is None else -value


def _rank(key: tuple[str, str]) -> tuple[bool, str, str]:
    return (key[0].startswith("all"), *key)


def _mean(values: Sequence[float | None]) -> float | None:
    """Mean; None where one is missing, for a mean without the worst would flatter."""
    found = [value for value in values if value is not None]
    return sum(found) / len(found) if found and len(found) == len(values) else None


def _worst(values: Sequence[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return max(found) if found and len(found) == len(values) else None


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.2f} %"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _seconds(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.2f} s"

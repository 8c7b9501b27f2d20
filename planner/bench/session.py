"""A benchmark from start to end: run a suite, show its tables, keep its figures."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.table import Table

import models
from planner.bench.peers import PEERS, missing
from planner.bench.run import Record, document, gap_of
from planner.bench.suites import SUITES, Effort, bugs_in, run_suite
from planner.bench.tables import months_table, peers_table, toptw_table
from planner.domain import BadInput, Finding


def measure(
    suite: str, folder: Path, names: Sequence[str], effort: Effort, say: Callable[[str], None]
) -> tuple[dict[str, Any], list[Table], list[str]]:
    """Run a suite; ``say`` gets a line for every solve.

    Returns
    -------
    document : dict
        All figures, ready for JSON.
    tables : list of Table
    bugs : list of str
        Bounds below plans that exist; empty when all hold.
    """
    cases = list(SUITES[suite](folder, names))
    models.warm_up()  # walls are those of compiled kernels
    began = time.perf_counter()

    def done(record: Record) -> None:
        say(f"{time.perf_counter() - began:6.0f} s  {_line(record)}")

    records = run_suite(iter(cases), effort, done)
    settings = {"suite": suite, **asdict(effort)}
    return document(records, settings), tables_of(suite, records, effort), bugs_in(records)


def tables_of(suite: str, records: Sequence[Record], effort: Effort) -> list[Table]:
    """What a person wants to see of a suite."""
    if suite == "toptw":
        return [toptw_table(records, effort.marks)]
    tables = [months_table(records, effort.marks)]
    if effort.peers:
        tables.append(peers_table(records, effort.marks))
    return tables


def installed_peers(say: Callable[[str], None]) -> list[str]:
    """Peers that can run; says why for those that cannot."""
    reasons = {name: missing(name) for name in PEERS}
    for reason in reasons.values():
        if reason is not None:
            say(reason)
    return [name for name, reason in reasons.items() if reason is None]


def read_figures(path: Path) -> dict[str, Any]:
    """A file of figures, as `measure` made it.

    Raises
    ------
    BadInput
        It is not one.
    """
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))
        for record in figures["records"]:
            # what a comparison needs
            _ = record["instance"], record["system"], record["objective"], record["bound"]
    except (ValueError, KeyError, TypeError) as error:
        finding = Finding(
            code="bench-figures",
            message="This is no file of benchmark figures",
            remedy="Give one that planner bench wrote with -o.",
            file=str(path),
        )
        raise BadInput([finding]) from error
    found: dict[str, Any] = figures
    return found


def _line(record: Record) -> str:
    worth = "no plan" if record.objective is None else f"{record.objective:,}"
    gap = gap_of(record.objective, record.bound)
    proven = "" if gap is None else f", gap {100 * gap:.2f} %"
    return f"{record.instance}  {record.system}, seed {record.seed}: {worth}{proven}"

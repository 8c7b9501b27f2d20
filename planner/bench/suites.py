"""The suites: which instances, how long, what is known about them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import models
from planner.bench.months import KINDS, make_month
from planner.bench.peers import run_peer
from planner.bench.run import Record, run_engine
from planner.bench.toptw import in_profit, read_best_known, read_instance
from planner.domain import BadInput, Finding

STANDARD = {  # best plan and lowest proven bound known before this engine, cents
    "m60": (11_777_586, 11_788_664),
    "m120": (42_165_929, 42_205_318),
    "m200": (45_340_276, 45_404_641),
    "m300": (82_805_548, 83_355_476),
}
HARD_SEED = 1
"""Of the hard months themselves; the seeds of a run are the searches'."""
PRICE_SECONDS = 10.0
"""Search for the rows' prices that the peers are given, where a run was too short for them."""


@dataclass(frozen=True)
class Case:
    """One instance of a suite.

    Parameters
    ----------
    best_known, known_bound : int or None
        Where they are known.
    sure : bool
        Whether a plan of the best known value exists.
    in_units : callable
        Turns cents into the unit of the known values.
    """

    problem: models.Problem
    best_known: int | None = None
    known_bound: int | None = None
    sure: bool = False
    in_units: Callable[[Record], Record] = lambda record: record


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How each case is solved.

    Parameters
    ----------
    marks : sequence of float
        Seconds after which figures are taken, of one and the same solve.
    peers : sequence of str
        Systems to compare with, for the same seconds on as many cores.
    """

    seconds: float
    seeds: Sequence[int]
    marks: Sequence[float]
    workers: int
    peers: Sequence[str] = ()


def shared_folder(named: Path | None = None) -> Path:
    """Folder of the public benchmark files.

    The named one, else ``PLANNER_DATA``, else ``../shared/data`` beside the current folder.

    Raises
    ------
    BadInput
        It is not there.
    """
    folder = named or Path(os.environ.get("PLANNER_DATA", "../shared/data"))
    if not folder.is_dir():
        raise BadInput(
            [
                Finding(
                    code="bench-data",
                    message="There is no folder of benchmark files here",
                    remedy="Name the folder that holds months/, toptw/ and roads/ with --data "
                    "or PLANNER_DATA.",
                    file=str(folder),
                )
            ]
        )
    return folder


def standard_months(folder: Path, names: Sequence[str] = ()) -> Iterator[Case]:
    """The four standard months, or the named ones."""
    for name in _chosen(names, STANDARD):
        best, bound = STANDARD[name]
        text = (folder / "months" / f"{name}.json").read_text()
        yield Case(models.Problem.from_json(text), best, bound, sure=True)


def hard_months(folder: Path, names: Sequence[str] = ()) -> Iterator[Case]:
    """One month of every hard kind, or of the named ones."""
    for name in _chosen(names, KINDS):
        month = make_month(name, KINDS[name], seed=HARD_SEED, roads_folder=folder / "roads")
        yield Case(models.Problem.from_json(json.dumps(month)))


def toptw_cases(folder: Path, names: Sequence[str] = ()) -> Iterator[Case]:
    """Every published instance with 1 to 4 routes, or those whose name begins as named."""
    known = {
        f"{value.instance}-m{value.routes}": value for value in read_best_known(folder / "toptw")
    }
    for name in _chosen(names, known, beginnings=True):
        best = known[name]
        path = folder / "toptw" / "instances" / f"{best.instance}.txt"
        problem = models.Problem.from_json(json.dumps(read_instance(path, best.routes)))
        yield Case(problem, best.value, sure=best.sure, in_units=in_profit)


SUITES: Mapping[str, Callable[[Path, Sequence[str]], Iterator[Case]]] = {
    "months": standard_months,
    "hard": hard_months,
    "toptw": toptw_cases,
}


def _chosen(
    names: Sequence[str], known: Mapping[str, object], *, beginnings: bool = False
) -> list[str]:
    """Known names that were asked for; all where none was.

    Raises
    ------
    BadInput
        With every name that chooses nothing.
    """

    def meant(name: str, asked: str) -> bool:
        return name.startswith(asked) if beginnings else name == asked

    findings = [
        Finding(
            code="bench-name",
            message="No instance of this name",
            remedy=f"Choose from {', '.join(list(known)[:12])}{' …' if len(known) > 12 else ''}.",
            value=asked,
        )
        for asked in names
        if not any(meant(name, asked) for name in known)
    ]
    if findings:
        raise BadInput(findings)
    return [name for name in known if not names or any(meant(name, asked) for asked in names)]


def run_suite(
    cases: Iterator[Case], effort: Effort, done: Callable[[Record], None]
) -> list[Record]:
    """Solve every case with every seed, and with every peer; ``done`` is called after each."""
    records: list[Record] = []
    for case in cases:
        ours: list[Record] = []
        for seed in effort.seeds:
            ours.append(_noted(case, _by_engine(case, effort, seed)))
            done(ours[-1])
        records += ours
        prices = _prices(case.problem, ours) if effort.peers else {}
        for peer in effort.peers:
            for seed in effort.seeds:
                record = run_peer(
                    peer,
                    case.problem,
                    seconds=effort.seconds,
                    seed=seed,
                    workers=effort.workers,
                    prices=prices,
                )
                records.append(_noted(case, record))
                done(records[-1])
    return records


def _by_engine(case: Case, effort: Effort, seed: int) -> Record:
    return run_engine(
        case.problem,
        seconds=effort.seconds,
        seed=seed,
        marks=effort.marks,
        workers=effort.workers,
    )


def _noted(case: Case, record: Record) -> Record:
    return replace(
        case.in_units(record),
        best_known=case.best_known,
        known_bound=case.known_bound,
        sure=case.sure,
    )


def _prices(problem: models.Problem, records: Sequence[Record]) -> Mapping[str, int]:
    """Prices of the rows at the lowest bound found."""
    proven = [record for record in records if record.bound is not None and record.row_prices]
    if proven:
        return min(proven, key=lambda record: record.bound or 0).row_prices
    prices = models.solve(problem, seconds=PRICE_SECONDS).prices
    return {row.label: prices[row.label] for row in problem.rows if row.label in prices}


def bugs_in(records: Sequence[Record]) -> list[str]:
    """Bounds that are below a plan that exists. Empty when all hold."""
    best: dict[str, int] = {}
    for record in records:
        for value in (record.objective, record.best_known if record.sure else None):
            if value is not None:
                best[record.instance] = max(best.get(record.instance, value), value)
    found = []
    for record in records:
        plan = best.get(record.instance)
        for words, bound in (
            (f"seed {record.seed}: the bound", record.bound),
            ("the bound known before,", record.known_bound),
        ):
            if plan is not None and bound is not None and bound < plan:
                found.append(f"{record.instance}, {words} {bound:,} is below a plan of {plan:,}")
    return list(dict.fromkeys(found))

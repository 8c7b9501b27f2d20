"""The suites: which instances, how long, what counts as good."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import models
from planner.bench.months import KINDS, make_month
from planner.bench.run import Moment, Record, run_engine
from planner.bench.toptw import read_best_known, read_instance

STANDARD = {  # best plan and lowest proven bound known before this engine, cents
    "m60": (11_777_586, 11_788_664),
    "m120": (42_165_929, 42_205_318),
    "m200": (45_340_276, 45_404_641),
    "m300": (82_805_548, 83_355_476),
}


def shared_folder() -> Path:
    """Folder of the public benchmark files.

    ``PLANNER_DATA``, else ``../shared/data`` beside the current folder.

    Raises
    ------
    FileNotFoundError
        It is not there; says how to name it.
    """
    folder = Path(os.environ.get("PLANNER_DATA", "../shared/data"))
    if not folder.is_dir():
        raise FileNotFoundError(
            f"benchmark files not found in {folder}: set PLANNER_DATA to the folder that holds "
            "months/, toptw/ and roads/"
        )
    return folder


@dataclass(frozen=True)
class Case:
    """One instance of a suite.

    ``known_bound`` and ``best_known`` are None where nothing is known.
    """

    problem: models.Problem
    best_known: int | None = None
    known_bound: int | None = None


def standard_months(folder: Path, names: Sequence[str] = ()) -> Iterator[Case]:
    """The four standard months, or the named ones."""
    for name, (best, bound) in STANDARD.items():
        if not names or name in names:
            text = (folder / "months" / f"{name}.json").read_text()
            yield Case(models.Problem.from_json(text), best, bound)


def hard_months(folder: Path, names: Sequence[str] = (), seed: int = 1) -> Iterator[Case]:
    """One month of every hard kind, or of the named ones."""
    for name in KINDS:
        if not names or name in names:
            month = make_month(name, seed=seed, roads_folder=folder / "roads")
            yield Case(models.Problem.from_json(json.dumps(month)))


def toptw_cases(folder: Path, names: Sequence[str] = ()) -> Iterator[Case]:
    """Every published instance with 1 to 4 routes, or those whose name begins as named."""
    for known in read_best_known(folder / "toptw"):
        if names and not any(known.instance.startswith(name) for name in names):
            continue
        path = folder / "toptw" / "instances" / f"{known.instance}.txt"
        problem = models.Problem.from_json(json.dumps(read_instance(path, known.routes)))
        yield Case(problem, known.value, known.value if known.sure else None)


def run_suite(
    cases: Iterator[Case],
    *,
    seconds: float,
    seeds: Sequence[int],
    marks: Sequence[float],
    workers: int,
    done: Callable[[Record], None],
) -> list[Record]:
    """Solve every case with every seed; ``done`` is called after each solve."""
    records = []
    for case in cases:
        for seed in seeds:
            record = run_engine(
                case.problem, seconds=seconds, seed=seed, marks=marks, workers=workers
            )
            record = replace(record, best_known=case.best_known, known_bound=case.known_bound)
            records.append(record)
            done(record)
    return records


def check_bounds(records: Sequence[Record]) -> list[str]:
    """Bounds that are below a plan that exists: bugs. Empty when all hold."""
    best: dict[str, int] = {}
    for record in records:
        for value in (record.objective, record.best_known if record.known_bound else None):
            if value is not None:
                best[record.instance] = max(best.get(record.instance, value), value)
    return [
        f"{r.instance}, seed {r.seed}: bound {r.bound:,} is below a plan of {best[r.instance]:,}"
        for r in records
        if r.bound is not None and r.instance in best and r.bound < best[r.instance]
    ]


def shortfall(record: Record, moment: Moment) -> float | None:
    """How far below the best known bound (or value) a plan was, a share of it."""
    reference = record.known_bound or record.best_known
    if reference is None:
        reference = record.bound
    if moment.objective is None or not reference:
        return None
    return (reference - moment.objective) / reference

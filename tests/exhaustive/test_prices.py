"""Proven intervals of prices against the looser problems' optima, by trying every plan.

More problems than here: ``python -m tests.exhaustive.test_prices --problems 2000``.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from models.exhaustive import brute_force
from models.problem import Problem
from models.solution import Result
from models.solve import solve
from tests.exhaustive.looser import Plans, true_gains
from tests.models.strategies import random_problem

PROBLEMS = 100


def drawn(seed: int) -> Problem:
    """A small problem; every second one has room for more visits than limits allow."""
    problem = random_problem(seed, clients=4 + seed % 2, duties=2 + seed % 3 // 2)
    if seed % 4 < 2:
        return problem
    days = (replace(d, blocked=(), lunch=None, end=d.start + 420) for d in problem.duties)
    roomy = replace(problem, duties=tuple(days), slot=1, pins=())
    return replace(roomy, travel=problem.travel // 3)


def compared(seeds: Iterable[int]) -> tuple[Counter[str], list[str]]:
    """Counts of what was compared, and every statement that is false."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in seeds:
        problem = drawn(seed)
        plans = Plans(problem)
        best = plans.best(problem)
        if best is None:
            continue
        work = 1.0 if seed % 3 else 0.05  # too little to settle anything
        result = solve(problem, work=work, seed=seed, workers=1)
        counts["problems"] += 1
        counts["settled"] += result.objective == result.bound
        overstated = 0
        for label, gain in true_gains(problem, plans, best):
            overstated += gain > result.prices.get(label, gain)
            most = None if result.relief is None else result.relief.most({label: 1})
            if most is not None:
                counts["by multipliers"] += 1
                if gain > most:
                    wrong.append(f"seed {seed}, {label}: {gain} is above {most}")
            interval = result.price_bounds.get(label)
            if interval is None:
                counts["nothing proven"] += 1
                continue
            counts["intervals"] += 1
            counts["tight"] += interval[0] == interval[1]
            if not 0 <= interval[0] <= gain <= interval[1]:
                wrong.append(f"seed {seed}, {label}: {gain} is not within {interval}")
        wrong += many_units(seed, problem, plans, best, result)
        counts["prices below the gain"] += overstated
        counts["problems with one"] += overstated > 0
    return counts, wrong


def many_units(
    seed: int, problem: Problem, plans: Plans, best: int, result: Result
) -> Iterator[str]:
    """What is false of rows that are many units looser."""
    for row in problem.rows:
        units = 1 + seed % 40
        wider = replace(
            row,
            at_least=None if row.at_least is None else row.at_least - units,
            at_most=None if row.at_most is None else row.at_most + units,
        )
        rows = tuple(wider if each is row else each for each in problem.rows)
        found = plans.best(replace(problem, rows=rows))
        most = None if result.relief is None else result.relief.most({row.label: units})
        if most is not None and found is not None and found - best > most:
            yield f"seed {seed}, {row.label} by {units}: {found - best} is above {most}"


def test_every_plan_agrees_with_brute_force() -> None:
    """The enumeration is right itself."""
    for seed in range(40):
        problem = random_problem(seed, clients=4, duties=2 + seed % 2)
        found = brute_force(problem)
        assert Plans(problem).best(problem) == (None if found is None else found[0])


def test_what_one_unit_looser_brings_lies_within_the_proven_interval() -> None:
    counts, wrong = compared(range(PROBLEMS))
    assert not wrong
    assert counts["problems"] > PROBLEMS / 3
    assert counts["by multipliers"] > PROBLEMS
    assert counts["tight"] > counts["intervals"] / 2
    assert counts["problems with one"]  # prices alone do not bound


@pytest.mark.parametrize(
    ("name", "label", "gain"), [("bf_214", "min_visits:A4", 2226), ("bf_2606", "cap1", 1750)]
)
def test_gains_above_the_price_are_within_the_interval(name: str, label: str, gain: int) -> None:
    file = Path(__file__).parents[3] / "shared" / "break" / f"{name}.json"
    if not file.is_file():
        pytest.skip(f"no sample at {file}")
    result = solve(Problem.from_json(file.read_bytes()), work=3.0, workers=1)
    assert result.prices[label] < gain
    assert result.price_bounds[label] == (gain, gain)
    assert json.loads(result.to_json())["price_bounds"][label] == [gain, gain]


def main() -> None:
    """Compare any number of problems, and print the counts."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--problems", type=int, default=2_000)
    parser.add_argument("--first", type=int, default=0, help="seed of the first one")
    chosen = parser.parse_args()
    counts, wrong = compared(range(chosen.first, chosen.first + chosen.problems))
    print(dict(counts))
    print(*wrong, sep="\n")


if __name__ == "__main__":
    main()

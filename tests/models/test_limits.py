"""Numbers at their limits: a problem is refused in words, or solved with a bound that holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import Generator

from models.bound import Duals, bound, legal, prizes
from models.exhaustive import brute_force
from models.limits import DAY, LARGEST, dearest
from models.problem import Problem, ProblemError, Row
from models.routes import Pricer
from models.solution import Status
from models.solve import solve
from models.terms import Terms
from tests.exhaustive.comparison import CHECKS
from tests.models.strategies import random_problem

BROKEN = Path(__file__).parents[3] / "shared" / "break" / "bound_overflow.json"

VALUES = (0, 1, -1, 10**6, -(10**6), 10**9, -(10**9), LARGEST // 2, LARGEST, -LARGEST)
WEIGHTS = (0, 0, 1, -1, 60, -240, 10**5, -(10**6), 10**9, LARGEST, -LARGEST)
COSTS = (0, 1, 10**4, 10**9, LARGEST // 100, LARGEST)
PRICES = (0, 1, 10**4, 10**6, 10**9, LARGEST, None)
LIMITS = (None, 0, 1, 2, 40_000, -(10**6), 10**9, LARGEST, -LARGEST)
COUNTS = (None, 1, 2, LARGEST)


def at_the_limits(rng: Generator) -> dict[str, Any]:
    """Fields of a small problem whose numbers are of any size that a single one may have."""
    base = random_problem(int(rng.integers(2**32)), clients=3, duties=2)

    def one(choices: tuple[Any, ...]) -> Any:
        return choices[int(rng.integers(len(choices)))]

    least, most = one(LIMITS), one(LIMITS)
    rows = tuple(
        Row(
            label=f"row:{number}",
            weights=tuple(one(WEIGHTS) for _ in base.clients),
            at_least=least,
            at_most=most if most is None or least is None else max(least, most),
            price=one(PRICES),
        )
        for number in range(int(rng.integers(0, 3)))
    )
    factor = one(COSTS)
    return {
        "name": "limits",
        "travel": base.travel,
        "travel_cost": np.minimum(base.travel_cost * factor, LARGEST),
        "slot": base.slot,
        "duties": tuple(replace(duty, max_visits=one(COUNTS)) for duty in base.duties),
        "clients": tuple(
            replace(client, values=(0, *(one(VALUES) for _ in client.values[1:])))
            for client in base.clients
        ),
        "count_windows": tuple(
            replace(window, at_most=one(COUNTS)) for window in base.count_windows
        ),
        "rows": rows,
        "active_caps": tuple(
            replace(cap, at_most=one((0, 1, LARGEST))) for cap in base.active_caps
        ),
        "pins": base.pins,
    }


def made(fields: dict[str, Any]) -> Problem | None:
    """The problem of some fields; None where it is refused, which is so only of sums."""
    try:
        return Problem(**fields)
    except ProblemError as refused:
        faults = refused.faults
    assert all(fault.startswith(("travel_cost:", "clients, travel", "rows:")) for fault in faults)
    return None


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_numbers_at_their_limits(seed: int) -> None:
    problem = made(at_the_limits(np.random.default_rng(seed)))
    if problem is None:
        return
    best = brute_force(problem)
    result = solve(problem, work=0.5, workers=1)
    assert [fault for check in CHECKS for fault in check(problem, best, result)] == []


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_no_sum_of_pricing_leaves_64_bits(seed: int) -> None:
    """The largest legal multipliers of any signs bound the best plan, priced by the kernels."""
    rng = np.random.default_rng(seed)
    problem = made(at_the_limits(rng))
    if problem is None:
        return
    terms = Terms.of(problem)
    best = brute_force(problem)
    if terms.contradictions:
        assert best is None
        return
    zero = Duals.zero(problem)
    wild = {
        name: rng.choice([-(2**62), -1, 0, 1, 2**62], size=values.shape)
        for name, values in vars(zero).items()
    }
    duals = legal(terms, Duals(**wild))
    worth = prizes(terms, duals)
    assert np.abs(worth).max(initial=0) <= dearest(problem)
    for exact in (False, True):
        priced = Pricer(problem, terms.timetable).price(
            worth, np.zeros(len(problem.duties), dtype=np.int64), exact=exact
        )
        assert best is None or bound(terms, duals, priced.upper) >= best[0]


def test_a_multiplier_times_a_weight_stays_within_64_bits() -> None:
    if not BROKEN.is_file():
        pytest.skip(f"no reference input at {BROKEN}")
    problem = Problem.from_json(BROKEN.read_bytes())
    little, more = (solve(problem, work=work, workers=1) for work in (1, 8))
    assert little.bound is not None
    assert little.bound >= -2_376_000_000
    assert (more.status, more.objective) == (Status.OPTIMAL, -2_376_000_000)


def small(**changes: Any) -> dict[str, Any]:
    """A problem.json of one client and one duty, with other values."""
    document: dict[str, Any] = {
        "travel": [[0, 1], [1, 0]],
        "travel_cost": [[0, 1], [1, 0]],
        "duties": [{"day": 0, "start_node": 0, "end_node": 0, "start": 0, "end": 100}],
        "clients": [
            {"id": "A", "node": 1, "minutes": 5, "windows": [[[0, 100]]], "values": [0, 10]}
        ],
        "rows": [{"label": "row", "weights": [1], "at_least": 1, "price": 1}],
    }
    for path, value in changes.items():
        first, *rest = path.split("__")
        place: Any = document
        for key in (first, *rest)[:-1]:
            place = place[int(key[1:]) if key.startswith("n") and key[1:].isdigit() else key]
        place[(first, *rest)[-1]] = value
    return document


HUGE = 10**30
REFUSED: dict[str, dict[str, Any]] = {
    "travel_cost: must be at most 1000000000000, got 10": {"travel_cost": [[0, HUGE], [1, 0]]},
    "travel_cost[0][1]: must be at most 1000000000000": {"travel_cost": [[0, 2**60], [1, 0]]},
    "travel_cost: must be at most 1000000000000, got 18446744073709551615": {
        "travel_cost": [[0, 1], [2**64 - 1, 0]]
    },
    "travel[0][1]: must be at most 10000000": {"travel": [[0, DAY + 1], [1, 0]]},
    "slot: must be within": {"slot": HUGE},
    "duties[0].day: must be within": {"duties__n0__day": HUGE},
    "duties[0].rep: must be within": {"duties__n0__rep": -HUGE},
    "duties[0].max_visits: must be within": {"duties__n0__max_visits": HUGE},
    "duties[0].end: must be after": {"duties__n0__end": HUGE},
    "duties[0].start_node: no node": {"duties__n0__start_node": HUGE},
    "clients[0].node: no node": {"clients__n0__node": -HUGE},
    "clients[0].minutes: must be within": {"clients__n0__minutes": HUGE},
    "clients[0].values[1]: must be within": {"clients__n0__values": [0, HUGE]},
    "clients[0].min_visits: must be within": {"clients__n0__min_visits": HUGE},
    "clients[0].windows[0]: spans": {"clients__n0__windows": [[[0, HUGE]]]},
    "rows[0].weights[0]: must be within": {"rows__n0__weights": [-HUGE]},
    "rows[0].at_least: must be within": {"rows__n0__at_least": HUGE},
    "rows[0].price: must be within": {"rows__n0__price": HUGE},
    "clients, travel_cost, rows: values (10), travel costs (2) and": {
        "rows": [
            {"label": "row", "weights": [LARGEST], "at_least": LARGEST, "price": LARGEST},
        ]
    },
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_too_large_is_refused_in_words(fault: str) -> None:
    with pytest.raises(ProblemError) as error:
        Problem.from_json(small(**REFUSED[fault]))
    assert any(each.startswith(fault) for each in error.value.faults), error.value.faults


def _values(problem: Problem) -> Problem:
    return replace(problem, clients=(replace(problem.clients[0], values=(0, LARGEST + 1)),))


def _cost(problem: Problem) -> Problem:
    return replace(problem, travel_cost=problem.travel_cost * (LARGEST + 1))


def _fractions(problem: Problem) -> Problem:
    halves: Any = problem.travel_cost * 0.5
    return replace(problem, travel_cost=halves)


def _number(problem: Problem) -> Problem:
    return replace(problem, rows=(replace(problem.rows[0], at_least=float("nan")),))  # type: ignore[arg-type] # on purpose


@pytest.mark.parametrize("change", [_values, _cost, _fractions, _number])
def test_what_is_made_in_python_is_checked_alike(change: Callable[[Problem], Problem]) -> None:
    problem = Problem.from_json(small())
    with pytest.raises(ProblemError):
        change(problem)

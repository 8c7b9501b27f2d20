"""The bound is a proof: it holds for any multipliers, on any problem."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.bound import Duals, bound, legal, prizes
from models.exhaustive import brute_force, cheapest, day_routes
from models.terms import Terms
from tests.models.strategies import random_problem

Ints = NDArray[np.int64]


def wild_duals(rng: np.random.Generator, terms: Terms) -> Duals:
    """Multipliers of any size and sign."""
    zero = Duals.zero(terms.problem)
    size = float(10.0 ** rng.integers(2, 9))
    wild = {
        f.name: rng.normal(scale=size, size=getattr(zero, f.name).shape).astype(np.int64)
        for f in fields(Duals)
    }
    return legal(terms, Duals(**wild))


def upper(routes: list[list[tuple[int, tuple[int, ...]]]], prized: Ints) -> Ints:
    """The largest reduced profit of a route per duty, in the prizes' unit (cents x 1000)."""
    return np.array(
        [
            max(sum(int(prized[d, i]) for i in route) - 1000 * cost for cost, route in of_duty)
            for d, of_duty in enumerate(routes)
        ],
        dtype=np.int64,
    )


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_any_multipliers_bound_the_best_plan(seed: int) -> None:
    problem = random_problem(seed, clients=3, duties=3)
    terms = Terms.of(problem)
    best = brute_force(problem)
    if terms.contradictions:
        assert best is None
        return
    rng = np.random.default_rng(seed)
    routes = [cheapest(problem, d, day_routes(problem, d)) for d in range(3)]
    for _ in range(10):
        duals = wild_duals(rng, terms)
        proven = bound(terms, duals, upper(routes, prizes(terms, duals)))
        assert best is None or proven >= best[0]

"""The bound is a proof: it holds for any multipliers, on any problem."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models.bound import Duals, bound, legal, prizes
from models.problem import Problem
from models.terms import Terms
from models.timetable import fits
from tests.models.tiny import EveryPlan, tiny_problem


def every_plan(problem: Problem, terms: Terms) -> EveryPlan:
    return EveryPlan(
        problem, lambda d, order: fits(terms.timetable, d, np.array(order, dtype=np.int32))
    )


def wild_duals(rng: np.random.Generator, problem: Problem) -> Duals:
    """Multipliers of any size and sign."""
    zero = Duals.zero(problem)
    size = float(10.0 ** rng.integers(2, 9))
    wild = {
        f.name: rng.normal(scale=size, size=getattr(zero, f.name).shape).astype(np.int64)
        for f in fields(Duals)
    }
    return legal(problem, Duals(**wild))


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_any_multipliers_bound_the_best_plan(seed: int) -> None:
    rng = np.random.default_rng(seed)
    problem = tiny_problem(rng, clients=3)
    terms = Terms.of(problem)
    if terms.contradictions:
        assert every_plan(problem, terms).best() is None
        return
    plans = every_plan(problem, terms)
    best = plans.best()
    for _ in range(10):
        duals = wild_duals(rng, problem)
        proven = bound(terms, duals, plans.upper(prizes(terms, duals)))
        assert best is None or proven >= best

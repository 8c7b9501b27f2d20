"""Days that are freed and filled anew."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from models.budget import Budget
from models.exhaustive import brute_force
from models.improve import Improver
from models.incumbent import Incumbent, worth_of
from models.problem import Problem
from models.routes import RoutePool
from models.terms import Terms
from models.walks import Walks
from tests.models.test_master import spaced


@pytest.fixture
def improver() -> Iterator[Improver]:
    """Of the spaced problem, with all its routes."""
    problem: Problem = spaced()
    terms = Terms.of(problem)
    pool = RoutePool(problem, terms.timetable)
    pool.add([(0,), (1,), (0, 1), (1, 0)])
    budget = Budget(work=10.0)
    with ThreadPoolExecutor(1) as threads:
        yield Improver(
            terms,
            pool,
            Incumbent(terms, lambda: None),
            budget,
            threads,
            Walks(terms, budget, seed=0),
        )


def test_visits_that_the_other_days_leave_no_room_for_are_shut(improver: Improver) -> None:
    shut = improver._shut([(0, 1), (1,), (1,), ()], free=[1, 2, 3])
    assert shut[:, 0].tolist() == [True, True, False, False]  # two days apart, at the least
    assert not shut[:, 1].any()


def test_a_client_that_has_all_its_visits_is_shut_everywhere(improver: Improver) -> None:
    shut = improver._shut([(1,), (1,), (1,), ()], free=[3])
    assert shut[:, 1].all()
    assert not shut[:, 0].any()


def test_days_filled_anew_end_in_the_best_plan(improver: Improver) -> None:
    best = brute_force(improver.terms.problem)
    assert best is not None
    plan = improver._refills(range(len(improver.pool)), [(0,), (), (), ()], 1.0)
    assert worth_of(improver.terms, plan) == best[0]


def test_days_are_filled_also_where_no_plan_is_known(improver: Improver) -> None:
    plan = improver._refills(range(len(improver.pool)), [], 1.0)
    assert worth_of(improver.terms, plan) is not None
    assert any(plan)


def test_days_filled_anew_from_nothing_better_stay_as_they_are(improver: Improver) -> None:
    known = [(0, 1), (), (0, 1), (1,)]
    assert improver._refills([], known, 0.2) == known

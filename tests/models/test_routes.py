"""Pricing against brute force over all ordered sets of clients, minute by minute."""

import itertools
from typing import Any

import numpy as np
import pytest

from models.problem import Client, Duty, Lunch, Problem
from models.routes import SCALE, Pricer, RoutePool, enumerate_routes
from models.routes import day as day_module
from models.routes import pricing as pricing_module
from models.routes.kept import new_kept
from models.routes.labels import Day
from models.timetable import build_timetable
from tests.models.days import Small, best_values, cases, feasible_routes, value_of


@pytest.fixture(scope="module")
def small() -> Small:
    return list(cases(300))


def _no_beam(
    day: Day, _bounds: Any, memory: Any, _threshold: int, keep: int, _width: int, _without: Any
) -> Any:
    return new_kept(keep, day.max_visits, memory.shape[1]), 0


def test_exact_pricing_is_the_best_of_all_orders(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    visited = 0
    for seed, (problem, prizes, routes) in enumerate(small):
        monkeypatch.setattr(pricing_module, "NEAREST", 1 + seed % 4)
        monkeypatch.setattr(pricing_module, "BEAM_WIDTH", 1 + seed % 2)
        if seed >= 100:  # nothing to begin with: the search finds all by itself
            monkeypatch.setattr(pricing_module, "beam", _no_beam)
        pricer = Pricer(problem, build_timetable(problem))
        none = np.zeros(len(problem.duties), dtype=np.int64)
        pricing = pricer.price(prizes, none, exact=True, label_limit=100_000)
        best = best_values(problem, prizes, routes)
        assert pricing.finished.all()
        assert pricing.upper.tolist() == best
        for route, d, reduced in zip(pricing.routes, pricing.duties, pricing.reduced, strict=True):
            assert route in routes[d]
            assert reduced == value_of(problem, d, route, prizes) > 0
        for d, value in enumerate(best[:-1]):
            reached = [
                int(r) for r, of in zip(pricing.reduced, pricing.duties, strict=True) if of == d
            ]
            assert max(reached, default=0) == value
        visited += sum(value > 0 for value in best)
    assert visited > 300


def test_thresholds_only_hide_what_is_below_them(small: Small) -> None:
    for problem, prizes, routes in small[:60]:
        best = best_values(problem, prizes, routes)
        pricer = Pricer(problem, build_timetable(problem))
        for factor in (0.5, 1.0, 1.5):
            thresholds = np.array([int(value * factor) for value in best])
            pricing = pricer.price(prizes, thresholds, exact=True, label_limit=100_000)
            assert pricing.finished.all()
            for d, value in enumerate(best):
                assert value <= pricing.upper[d] <= max(value, thresholds[d])
            assert all(reduced > 0 for reduced in pricing.reduced)
            if factor >= 1:
                assert not pricing.routes


@pytest.mark.parametrize("limit", [1, 3, 20])
@pytest.mark.parametrize("buckets", [8, 50, 4096])
def test_the_bound_holds_when_the_search_gives_up(
    small: Small, limit: int, buckets: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day_module, "BUCKETS", buckets)
    loose = 0
    for problem, prizes, routes in small[:60]:
        pricer = Pricer(problem, build_timetable(problem))
        none = np.zeros(len(problem.duties), dtype=np.int64)
        for exact in (False, True):
            pricing = pricer.price(prizes, none, exact=exact, label_limit=limit)
            for d, value in enumerate(best_values(problem, prizes, routes)):
                assert pricing.upper[d] >= value
                assert not pricing.finished[d] or pricing.upper[d] == value
                loose += pricing.upper[d] > value
    assert loose > 0


def test_workers_do_not_change_the_outcome(small: Small) -> None:
    for problem, prizes, _ in small[:20]:
        none = np.zeros(len(problem.duties), dtype=np.int64)
        pricings = [
            Pricer(problem, build_timetable(problem)).price(
                prizes, none, exact=True, label_limit=50, workers=workers
            )
            for workers in (1, 2)
        ]
        assert pricings[0].routes == pricings[1].routes
        assert pricings[0].upper.tolist() == pricings[1].upper.tolist()
        assert pricings[0].labels == pricings[1].labels


def test_pool_judges_each_duty_by_itself(small: Small) -> None:
    for problem, prizes, routes in small[:60]:
        clients = range(len(problem.clients))
        every = [order for size in range(1, 4) for order in itertools.permutations(clients, size)]
        pool = RoutePool(problem, build_timetable(problem))
        added = pool.add(every)
        assert len(pool) == len(added)
        assert not len(pool.add(every[:1])) or pool.find(every[0]) < 0
        for r in range(len(pool)):
            route = pool.route(r)
            assert pool.find(route) == r
            for d in range(len(problem.duties)):
                assert pool.feasible[r, d] == (route in routes[d])
                if pool.feasible[r, d]:
                    worth = value_of(problem, d, route, np.zeros_like(prizes))
                    assert pool.travel_cost[r, d] * SCALE == -worth
                    assert pool.values(d, prizes[d])[r] == value_of(problem, d, route, prizes)


def test_pool_has_the_best_order_of_each_set_on_each_duty(small: Small) -> None:
    for problem, prizes, routes in small[:60]:
        pool = RoutePool(problem, build_timetable(problem))
        nothing = np.zeros_like(prizes)
        for d in range(len(problem.duties)):
            pool.add(sorted(routes[d]))
        for d in range(len(problem.duties)):
            best: dict[frozenset[int], int] = {}
            for route in routes[d]:
                worth = value_of(problem, d, route, nothing)
                best[frozenset(route)] = max(worth, best.get(frozenset(route), worth))
            for route in routes[d]:
                found = pool.best_order(route, d)
                assert pool.values(d, nothing[d])[found] == best[frozenset(route)]
                assert set(pool.route(found)) == set(route)
            assert pool.best_order(range(len(problem.clients) + 1), d) < 0


def test_enumeration_has_the_best_order_of_every_set(small: Small) -> None:
    listed = 0
    for problem, prizes, routes in small[:60]:
        pricer = Pricer(problem, build_timetable(problem))
        best = best_values(problem, prizes, routes)
        for share in (0, 0.3, 5):
            slack = int(share * max(best)) + 100
            found = enumerate_routes(pricer, prizes, np.array(best), slack)
            assert found is not None
            for d in range(len(problem.duties)):
                expected: dict[frozenset[int], int] = {}
                for route in routes[d]:
                    value = value_of(problem, d, route, prizes)
                    key = frozenset(route)
                    if value >= best[d] - slack:
                        expected[key] = max(value, expected.get(key, value))
                got = {
                    frozenset(route): int(value)
                    for route, value, duties in zip(
                        found.routes, found.values, found.duties, strict=True
                    )
                    if d in duties
                }
                for route, duties in zip(found.routes, found.duties, strict=True):
                    assert d not in duties or route in routes[d]
                for key, value in expected.items():
                    assert got[key] == value
                assert got.keys() == expected.keys()
                listed += len(expected)
    assert listed > 500


def test_enumeration_gives_up_above_its_limit(small: Small) -> None:
    given_up = 0
    for problem, prizes, _ in small[:20]:
        pricer = Pricer(problem, build_timetable(problem))
        none = np.zeros(len(problem.duties), dtype=np.int64)
        given_up += enumerate_routes(pricer, prizes, none, 10**9, limit=4) is None
    assert given_up > 0


def _one_duty(
    travel: list[list[int]],
    clients: list[tuple[int, int, tuple[int, int]]],
    *,
    end: int,
    lunch: Lunch | None = None,
) -> Problem:
    """One duty from node 0 at minute 0; clients as node, minutes, window."""
    minutes = np.array(travel, dtype=np.int64)
    return Problem(
        name="one duty",
        travel=minutes,
        travel_cost=np.zeros_like(minutes),
        duties=(Duty(rep=0, day=0, start_node=0, end_node=0, start=0, end=end, lunch=lunch),),
        clients=tuple(
            Client(id=f"c{i}", node=node, minutes=stay, windows=((window,),), values=(0, 1))
            for i, (node, stay, window) in enumerate(clients)
        ),
    )


@pytest.mark.parametrize(
    ("problem", "worth", "best"),
    [
        pytest.param(
            _one_duty(
                [[0, 100, 10], [10, 0, 10], [10, 10, 0]],
                [(1, 20, (0, 60)), (2, 1, (0, 200))],
                end=200,
            ),
            [50, -20],
            30,
            id="by way of a client that costs something but is a shortcut",
        ),
        pytest.param(
            _one_duty(
                [[0, 10, 5, 5], [10, 0, 5, 5], [5, 5, 0, 5], [5, 5, 5, 0]],
                [(1, 10, (150, 170)), (2, 10, (165, 212)), (3, 10, (165, 212))],
                end=212,
                lunch=Lunch(earliest=125, latest=160, minutes=30),
            ),
            [1000, 500, 400],
            1900,
            id="lunch before the first visit though it makes that later",
        ),
        pytest.param(
            _one_duty(
                [[0, 20], [20, 0]],
                [(1, 1, (0, 50)), (1, 1, (0, 50)), (1, 1, (0, 50)), (1, 10, (0, 50))],
                end=60,
            ),
            [3, 4, 5, 6],
            18,
            id="visits shorter than a bucket of the bounds, at one place",
        ),
    ],
)
def test_a_day_that_is_easily_got_wrong(
    problem: Problem, worth: list[int], best: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pricing_module, "beam", _no_beam)
    monkeypatch.setattr(day_module, "BUCKETS", 8 if problem.duties[0].end < 100 else 4096)
    prizes = np.array([worth], dtype=np.int64) * SCALE
    pricer = Pricer(problem, build_timetable(problem))
    pricing = pricer.price(prizes, np.zeros(1, dtype=np.int64), exact=True)
    assert best_values(problem, prizes, [feasible_routes(problem, 0)]) == [best * SCALE]
    assert pricing.upper.tolist() == [best * SCALE]
    assert pricing.reduced.max() == best * SCALE

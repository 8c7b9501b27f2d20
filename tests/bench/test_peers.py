"""Peers: what they are offered, and that the repair keeps every rule whatever they return."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from itertools import pairwise

import numpy as np
import pytest

import models
from models.verify import verify
from planner.bench.months import KINDS, make_month
from planner.bench.peers import PEERS, missing
from planner.bench.peers.offer import offer_of, spacing
from planner.bench.peers.repair import repaired
from planner.bench.peers.run import steered, worth_of

PRICES = {"quota:key": 500}


def month(name: str = "two-spans", accounts: int = 15, seed: int = 1) -> models.Problem:
    return models.Problem.from_json(
        make_month(name, replace(KINDS[name], accounts=accounts), seed=seed)
    )


@pytest.mark.parametrize("name", ["two-spans", "tight-gaps", "quarter-hours", "s-shaped"])
def test_stops_keep_spacing_caps_and_windows(name: str) -> None:
    problem = month(name, accounts=30)
    offer = offer_of(problem, PRICES, seed=0)
    gaps = spacing(problem)
    for i in {stop.client for stop in offer.stops}:
        days = sorted(
            sorted(problem.duties[d].day for d in stop.duties)
            for stop in offer.stops
            if stop.client == i
        )
        for before, after in pairwise(days):
            assert after[0] - before[-1] >= gaps[i]
        assert len(days) <= problem.clients[i].max_visits
    for cap in problem.active_caps:
        assert len({s.client for s in offer.stops} & set(cap.clients)) <= cap.at_most
    for stop in offer.stops:
        for d in stop.duties:
            for first, last in offer.spans(stop, d):
                minutes = problem.clients[stop.client].minutes
                assert first % problem.slot == last % problem.slot == 0
                assert any(
                    a <= first and last + minutes <= b
                    for a, b in problem.clients[stop.client].windows[d]
                )
    due = [sum(s.due for s in offer.stops if s.client == i) for i in range(len(problem.clients))]
    assert due == [client.min_visits for client in problem.clients]


def test_legs_on_a_grid_end_on_it() -> None:
    problem = month("quarter-hours")
    offer = offer_of(problem, PRICES, seed=0)
    n = len(problem.clients)
    service = np.array([client.minutes for client in problem.clients])
    assert not ((offer.minutes[:n, :n] + service[:, None]) % problem.slot).any()
    nodes = [client.node for client in problem.clients]
    assert (offer.minutes[:n, :n] >= problem.travel[np.ix_(nodes, nodes)]).all()


@pytest.mark.parametrize(
    ("seed", "name"), list(enumerate(name for name, kind in KINDS.items() if not kind.roads))
)
def test_repair_of_any_routes_keeps_every_rule(seed: int, name: str) -> None:
    problem = month(name, seed=2)
    rng = np.random.default_rng(seed)
    routes = [
        [int(i) for i in rng.integers(0, len(problem.clients), int(rng.integers(0, 12)))]
        for _ in problem.duties
    ]
    solution = repaired(problem, routes, PRICES)
    assert not verify(problem, solution).violations


def test_repair_leaves_a_good_plan_as_good() -> None:
    problem = month()
    found = models.solve(problem, work=1)
    assert found.solution is not None
    assert found.objective is not None
    routes = [list(route) for route in found.solution.routes(len(problem.duties))]
    again = worth_of(problem, repaired(problem, routes, PRICES))
    assert again is not None
    assert again >= found.objective


def test_prices_rise_where_a_row_is_missed() -> None:
    problem = month()
    nothing: list[list[int]] = [[] for _ in problem.duties]
    against = int(np.argmin(problem.rows[0].weights))
    assert steered(problem, nothing, PRICES, 0.1) == {"quota:key": 450}
    assert steered(problem, [[against], *nothing[1:]], PRICES, 0.1) == {"quota:key": 550}


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_gives_a_plan_that_keeps_every_rule(name: str) -> None:
    reason = missing(name)
    if reason is not None:
        pytest.skip(reason)
    problem = month()
    offer = offer_of(problem, PRICES, seed=0)
    module = import_module(f"planner.bench.peers.{PEERS[name].module}")
    routes = module.solve(offer, seconds=0.5, seed=0, variant=0)
    assert sum(len(route) for route in routes) > 10
    solution = repaired(problem, routes, PRICES)
    assert not verify(problem, solution).violations
    nothing = worth_of(problem, repaired(problem, [[] for _ in problem.duties], PRICES))
    worth = worth_of(problem, solution)
    assert worth is not None
    assert nothing is not None
    assert worth > 0.97 * nothing


def test_a_peer_that_is_not_there_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.bench.peers.run.find_spec", lambda _: None)
    assert missing("vroom") == "vroom: not installed (pip install 'visit-planner[bench]')"

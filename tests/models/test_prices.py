"""Prices raise the multipliers' bound as far as the looser problem needs it, by brute force.

They are estimates: what is proven of the optimum itself, `tests.exhaustive.test_prices` tries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from models.bound import Duals
from models.exhaustive import brute_force
from models.master.prices import known_prices, prices_by_label
from models.problem import Problem
from models.terms import Terms
from tests.models.strategies import random_problem
from tests.models.test_master import generated

Moved = Iterator[tuple[str, Problem]]

PROBLEMS = 12
"""Problems with such a rule that each test tries."""


def looser_rows(problem: Problem) -> Moved:
    for number, row in enumerate(problem.rows):
        wider = replace(
            row,
            at_least=None if row.at_least is None else row.at_least - 1,
            at_most=None if row.at_most is None else row.at_most + 1,
        )
        rows = (*problem.rows[:number], wider, *problem.rows[number + 1 :])
        yield row.label, replace(problem, rows=rows)


def looser_caps(problem: Problem) -> Moved:
    for cap in problem.active_caps:
        yield cap.label, replace(problem, active_caps=(replace(cap, at_most=cap.at_most + 1),))


def fewer_visits(problem: Problem) -> Moved:
    for number, client in enumerate(problem.clients):
        if client.min_visits and not any(w.at_least for w in problem.count_windows):
            fewer = replace(client, min_visits=client.min_visits - 1)
            clients = (*problem.clients[:number], fewer, *problem.clients[number + 1 :])
            yield f"min_visits:{client.id}", replace(problem, clients=clients)


def looser_windows(problem: Problem) -> Moved:
    """Not those with at most 0 visits: a refusal has no price."""
    for number, window in enumerate(problem.count_windows):
        for wider in (
            replace(window, at_most=window.at_most and window.at_most + 1),
            replace(window, at_least=max(0, window.at_least - 1)),
        ):
            windows = (*problem.count_windows[:number], wider, *problem.count_windows[number + 1 :])
            label = f"count:{problem.clients[window.client].id}"
            yield label, replace(problem, count_windows=windows)


def pins_left_out(problem: Problem) -> Moved:
    """Without the pin and without the visit."""
    for number, pin in enumerate(problem.pins):
        client = problem.clients[pin.client]
        closed = replace(
            client,
            windows=tuple(
                () if duty == pin.duty else spans for duty, spans in enumerate(client.windows)
            ),
        )
        clients = (*problem.clients[: pin.client], closed, *problem.clients[pin.client + 1 :])
        pins = (*problem.pins[:number], *problem.pins[number + 1 :])
        yield f"pin:{client.id}", replace(problem, clients=clients, pins=pins)


def one_duty_more(problem: Problem) -> Moved:
    """Where no client could be visited more often for it, and no row names duties."""
    if len(problem.duties) > 2:  # too many for brute force
        return
    terms = Terms.of(problem)
    often = [len(client.values) - 1 for client in problem.clients]
    if list(terms.most) != often or any(row.duties is not None for row in problem.rows):
        return
    pinned = {pin.duty for pin in problem.pins}
    for number, duty in enumerate(problem.duties):
        if number not in pinned:
            clients = tuple(
                replace(client, windows=(*client.windows, client.windows[number]))
                for client in problem.clients
            )
            duties = (*problem.duties, duty)
            yield f"duty:{number}", replace(problem, clients=clients, duties=duties)


@pytest.mark.parametrize(
    "looser",
    [looser_rows, looser_caps, fewer_visits, looser_windows, pins_left_out, one_duty_more],
)
def test_the_bound_raised_by_the_price_bounds_the_looser_problem(
    looser: Callable[[Problem], Moved],
) -> None:
    priced = tried = seed = 0
    while tried < PROBLEMS:
        problem = random_problem(seed, clients=4, duties=2 + seed % 2)
        seed += 1
        moved = list(looser(problem))
        if not moved or brute_force(problem) is None:
            continue
        tried += 1
        generation = generated(problem)
        assert generation.bound is not None
        assert generation.centre is not None
        prices = prices_by_label(generation.terms, generation.centre, generation.upper)
        for label, problem_moved in moved:
            best = brute_force(problem_moved)
            priced += label in prices
            if best is not None:
                assert best[0] <= generation.bound + prices.get(label, 0) + 1
    assert priced


def test_no_price_is_known_before_the_multipliers_have_settled() -> None:
    known = unknown = 0
    for seed in range(PROBLEMS):
        problem = random_problem(seed, clients=4, duties=3)
        generation = generated(problem)
        assert generation.bound is not None
        assert generation.relaxed is not None
        most = sum(max(client.values) for client in problem.clients)
        if generation.converged and generation.relaxed.slack < 1e-6:
            found = known_prices(generation)
            known += bool(found)
            assert all(price <= most for price in found.values())
            rows = {row.label for row in problem.rows}
            every = prices_by_label(
                generation.terms, generation.centre or Duals.zero(problem), generation.upper
            )
            assert all(every[label] > most for label in rows - set(found))
        generation.bound += int(abs(generation.relaxed.value)) // 50 + 2
        unknown += known_prices(generation) == {}
    assert known
    assert unknown == PROBLEMS

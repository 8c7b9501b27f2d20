"""Few promises of the plan before are broken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models import Solution
from models.exhaustive import brute_force
from models.verify import verify
from planner.checks.change_budget import check
from planner.domain import Replan, Territory
from planner.rules import compile_rep
from tests.territories import MONDAY, THURSDAY, TUESDAY, WEDNESDAY, account, hand_made, territory

ACCOUNTS = (account("A"), account("B"))
PROMISED = (
    ("A", TUESDAY, "10:00", 60),
    ("B", TUESDAY, "13:00", 60),
    ("A", WEDNESDAY, "10:00", 60),
)


def promised(most: int | None = None, price: int = 0) -> Territory:
    """Today is Monday, nothing was done."""
    plain = territory(*ACCOUNTS)
    visits = hand_made(plain, *PROMISED).visits
    again = Replan(today=MONDAY, history=(), promised=visits, most_changes=most, change_price=price)
    return replace(plain, replan=again)


@pytest.mark.parametrize(
    ("visits", "lost"),
    [
        (PROMISED, 0),
        (PROMISED[1:], 1),
        ([("A", TUESDAY, "15:00", 60), *PROMISED[1:]], 0),  # another time of the day is kept
        ([("A", THURSDAY, "10:00", 60), *PROMISED[1:]], 1),
        ([], 3),
    ],
)
@pytest.mark.parametrize("most", [0, 1, 2, 3, None])
def test_lost_promises_are_counted(
    visits: list[tuple[str, date, str, int]], lost: int, most: int | None
) -> None:
    place = promised(most)
    plan = hand_made(place, *visits)
    assert bool(check(place, plan)) is (most is not None and lost > most)


def test_each_lost_promise_costs_its_price() -> None:
    problem = compile_rep(promised(price=2_500), "r1").problem
    free = compile_rep(promised(), "r1").problem
    assert free.rows == ()
    for visits, lost in [((), 3), (((0, 600, 0),), 2), (((0, 600, 0), (0, 780, 1)), 1)]:
        solution = Solution(visits)
        paid = verify(free, solution).objective - verify(problem, solution).objective
        assert paid == lost * 2_500


def test_a_price_keeps_what_would_else_move() -> None:
    dear = brute_force(compile_rep(promised(price=10_000_000), "r1").problem)
    assert dear is not None
    made = {(duty, client) for duty, _, client in dear[1].visits}
    assert {(0, 0), (0, 1), (1, 0)} <= made  # Monday is over, and no duty


def test_the_check_says_who_and_how_many() -> None:
    place = promised(1)
    [breach] = check(place, hand_made(place))
    assert breach.message == "r1: 3 visits lost or on another day, at most 1 may be"

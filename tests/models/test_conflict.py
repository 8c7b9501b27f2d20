"""Infeasible problems: proven, explained by what is needed for it, with ways out that are plans."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.conflict import explain
from models.exhaustive import brute_force
from models.problem import ActiveCap, CountWindow, Problem, Row
from models.solution import Status
from models.solve import solve
from models.verify import verify
from models.warm import tiny_problem
from tests.models.strategies import random_problem


def owing(problem: Problem, *visits: int) -> Problem:
    """The problem with fewest visits of its clients."""
    return replace(
        problem,
        clients=tuple(
            replace(client, min_visits=fewest)
            for client, fewest in zip(problem.clients, visits, strict=True)
        ),
    )


def short_days(minutes: int) -> Problem:
    """Two clients and two days, each day long enough for so many minutes."""
    problem = tiny_problem()
    duties = tuple(replace(duty, end=540 + minutes, lunch=None) for duty in problem.duties)
    return replace(problem, duties=duties)


def test_contracts_beyond_the_days_are_proven_and_name_the_contracts() -> None:
    problem = owing(short_days(60), 2, 2)  # one visit a day fits
    result = solve(problem, work=1)
    assert result.status is Status.INFEASIBLE
    conflict = explain(problem, work=20)
    assert conflict is not None
    first, second = (f"min_visits:{client.id}" for client in problem.clients)
    assert conflict.labels == (first, second)
    assert set(conflict.needed) <= set(conflict.labels)
    amounts = {way.labels: way.amount for way in conflict.ways_out}
    assert amounts[first, second] == 2
    assert amounts[(first,)] == amounts[(second,)] == 2
    assert ("duty",) not in amounts


def test_one_duty_more_is_a_way_out_where_it_helps() -> None:
    problem = owing(short_days(60), 2, 1)
    conflict = explain(problem, work=20)
    assert conflict is not None
    assert ("duty",) in {way.labels for way in conflict.ways_out}


def test_spacing_against_a_contract_is_said_at_once() -> None:
    problem = owing(tiny_problem(), 2, 0)
    problem = replace(
        problem, count_windows=(CountWindow(client=0, first_day=0, last_day=1, at_most=1),)
    )
    conflict = explain(problem, work=10)
    assert conflict is not None
    name = problem.clients[0].id
    assert conflict.labels == (f"count:{name}", f"min_visits:{name}")
    assert conflict.needed == conflict.labels
    assert {way.labels: way.amount for way in conflict.ways_out} == {
        (f"min_visits:{name}",): 1,
        (f"count:{name}",): 1,
        ("duty",): 1,
    }


def test_a_quota_that_contracts_break_can_be_lowered_just_so_far() -> None:
    quota = Row(label="quota:key", weights=(30, -120), at_least=0)
    problem = replace(owing(short_days(60), 0, 1), rows=(quota,))
    conflict = explain(problem, work=20)
    assert conflict is not None
    assert conflict.labels == (f"min_visits:{problem.clients[1].id}", "quota:key")
    assert conflict.needed == conflict.labels
    amounts = {way.labels: way.amount for way in conflict.ways_out}
    assert amounts[("quota:key",)] == 90  # one visit to each: 30 - 120


def test_a_cap_below_the_contracts_can_be_raised() -> None:
    cap = ActiveCap(label="leads", clients=(0, 1), at_most=1)
    problem = replace(owing(tiny_problem(), 1, 1), active_caps=(cap,))
    conflict = explain(problem, work=20)
    assert conflict is not None
    assert "leads" in conflict.needed
    assert {way.labels: way.amount for way in conflict.ways_out}[("leads",)] == 1


def test_a_feasible_problem_has_no_conflict() -> None:
    assert explain(tiny_problem(), work=3) is None


@pytest.mark.parametrize("seed", range(60, 75))
def test_only_infeasible_problems_are_called_so(seed: int) -> None:
    problem = random_problem(seed, clients=4, duties=2)
    conflict = explain(problem, work=4)
    if conflict is not None:
        assert brute_force(problem) is None
        for way in conflict.ways_out:
            assert way.amount >= 1
            assert way.solution is not None


def test_ways_out_keep_every_other_rule() -> None:
    quota = Row(label="quota:key", weights=(30, -120), at_least=0)
    problem = replace(owing(short_days(60), 0, 1), rows=(quota,))
    conflict = explain(problem, work=20)
    assert conflict is not None
    lowered = next(way for way in conflict.ways_out if way.labels == ("quota:key",))
    allowed = replace(problem, rows=(replace(quota, at_least=-lowered.amount),))
    assert verify(allowed, lowered.solution).violations == ()

"""Baselines: an even round that keeps the day's rules, and a past scored by the same curves."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from models.solution import Result, Status, StopReason
from models.verify import verify
from planner.accounts import value_table
from planner.checks import check_plan
from planner.domain import BadInput, Contract, Plan, Tier
from planner.plan import Solved, build_plan
from planner.planning import plan_territory
from planner.portfolio.auditing import Question
from planner.rules import compile_rep
from planner.scenarios.baseline.even import even_round
from planner.scenarios.baseline.uplift import past_span, uplift_over
from tests.territories import DRIVE, MONDAY, account, policy, rep, territory, tiers, week

ACCOUNTS = tuple(
    account(
        f"A{n}",
        tier=Tier.KEY if n < 3 else Tier.SECONDARY,
        revenue_per_year=1_200_000 * (12 - n),
        latitude=41.5 + 0.1 * (n % 3 - 1),
        longitude=-93.6 + 0.1 * (n % 4 - 1.5),
        contract=Contract(visits_per_month=8) if n == 5 else None,
        opening_hours="Tu-Th 10:00-15:00" if n == 4 else None,
    )
    for n in range(9)
)
PLACE = territory(
    *ACCOUNTS,
    policy=policy(tiers=tiers(max_visits=3, visit_minutes=60, min_gap_days=2)),
    reps=(rep(max_visits_per_day=3),),
)
HEAD = "date,start,minutes,account_id\n"


@cache
def plan() -> Plan:
    return plan_territory(PLACE, work=2)


def past(tmp_path: Path, *rows: str) -> Question:
    file = tmp_path / "visits.csv"
    file.write_text(HEAD + "".join(f"{row}\n" for row in rows))
    return Question(past=file)


def test_the_even_round_keeps_the_days_rules_and_takes_turns() -> None:
    compiled = compile_rep(PLACE, "r1")
    solution = even_round(PLACE, compiled)
    verdict = verify(compiled.problem, solution)
    result = Result(
        status=Status.FEASIBLE, stop_reason=StopReason.WORK, solution=solution,
        objective=verdict.objective,
    )  # fmt: skip
    made = build_plan(PLACE, [Solved(compiled, result)], 0, {})
    assert {breach.rule for breach in check_plan(PLACE, made)} <= {"contracts"}
    counts = {outcome.account_id: outcome.visits for outcome in made.outcomes}
    assert max(counts.values()) - min(counts.values()) <= 1
    assert len(made.visits) == 15  # every day is full


def test_the_even_round_is_scored_as_the_engine_scores_it() -> None:
    compiled = compile_rep(PLACE, "r1")
    verdict = verify(compiled.problem, even_round(PLACE, compiled))
    found = uplift_over("even", Path(), PLACE, plan(), Question(past=Path()))
    assert found.baseline.worth_cents == verdict.objective
    assert found.plan.worth_cents == plan().objective_cents
    assert found.gain_cents == plan().objective_cents - verdict.objective
    assert found.share == found.gain_cents / verdict.objective
    assert found.gain_cents > 0


def test_a_past_is_worth_what_its_visits_are_on_the_curve(tmp_path: Path) -> None:
    first = MONDAY - timedelta(days=5)  # Wednesday; the five days before are Wednesday to Sunday
    rows = [f"{first},09:00,60,A0", f"{first},11:00,60,A3", f"{first},15:00,30,A0",
            f"{first + timedelta(days=1)},09:00,60,A0"]  # fmt: skip
    found = uplift_over("visits.csv", tmp_path, PLACE, plan(), past(tmp_path, *rows))
    tables = {
        a.id: value_table(a, a.tier or Tier.KEY, PLACE.policy, PLACE.period, 2) for a in ACCOUNTS
    }
    assert found.baseline.value_cents == tables["A0"][2] + tables["A3"][1]
    assert found.baseline.drive_minutes == 5 * DRIVE
    assert found.baseline.visits == 3
    assert found.baseline.key_share == pytest.approx(2 / 3)
    assert found.plan.worth_cents == plan().objective_cents


def test_a_longer_past_is_scaled(tmp_path: Path) -> None:
    days = [MONDAY - timedelta(days=n) for n in (3, 10)]
    question = past(tmp_path, *(f"{day},09:00,60,A0" for day in days))
    question = Question(past=question.past, first=MONDAY - timedelta(days=10))
    found = uplift_over("visits.csv", tmp_path, PLACE, plan(), question)
    table = value_table(ACCOUNTS[0], Tier.KEY, PLACE.policy, PLACE.period, 1)
    assert found.baseline.value_cents == table[1]  # two visits in ten days are one in five
    assert found.baseline.drive_minutes == 2 * DRIVE
    assert any("scaled by 0.500" in line for line in found.assumptions)


def test_more_visits_than_the_plan_may_make_still_count(tmp_path: Path) -> None:
    days = [MONDAY - timedelta(days=n) for n in range(1, 6)]
    question = past(tmp_path, *(f"{day},09:00,60,A0" for day in days))
    found = uplift_over("visits.csv", tmp_path, PLACE, plan(), question)
    table = value_table(ACCOUNTS[0], Tier.KEY, PLACE.policy, PLACE.period, 5)
    assert found.baseline.value_cents == table[5]
    assert all(more > less for less, more in pairwise(table))


def test_a_past_without_visits_is_refused(tmp_path: Path) -> None:
    question = past(tmp_path, "2026-06-01,09:00,60,A0")
    with pytest.raises(BadInput, match="No entry from"):
        uplift_over("visits.csv", tmp_path, PLACE, plan(), question)


def test_nothing_is_written_beside_a_past(tmp_path: Path) -> None:
    question = past(tmp_path, f"{MONDAY - timedelta(days=1)},09:00,60,A0",
                    f"{MONDAY - timedelta(days=1)},11:00,60,")  # fmt: skip
    uplift_over("visits.csv", tmp_path, PLACE, plan(), question)
    assert [path.name for path in tmp_path.iterdir()] == ["visits.csv"]


def test_the_month_before_a_month_is_its_past() -> None:
    december = week(31, date(2026, 12, 1))
    span = past_span(december, Question(past=Path()))
    assert (span.first, span.last) == (date(2026, 11, 1), date(2026, 11, 30))

"""The figures of a summary, against sums done by hand."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from planner.domain import LeadPlace, Plan, RepResult, RuleReport, Territory, Tier
from planner.reports.summary import summarize
from planner.reports.terminal import print_summary
from planner.reports.words import below_best, count, day, duration, percent
from tests.plan.samples import account, plan, territory


def two_reps() -> tuple[Plan, Territory]:
    where = territory(
        [
            account("A1"),
            account("A2", tier=Tier.LEAD),
            account("A3", tier=Tier.LEAD),
            account("B1", rep="r2", tier=Tier.SECONDARY),
        ],
        reps=("r1", "r2"),
    )
    made = plan(
        where,
        [
            ("A1", "2026-12-07 09:00"),
            ("A2", "2026-12-07 11:00", 30),
            ("A1", "2026-12-14 09:00"),
            ("B1", "2026-12-08 09:00", 30),
        ],
        values={"A1": 50_000, "A2": 1_000, "B1": 7_000},
    )
    rules = (
        RuleReport(id="contracts", rep="r1", actual=1.0, limit=2.0, unit="contracts kept"),
        RuleReport(id="contracts", rep="r2", actual=3.0, limit=3.0, unit="contracts kept"),
    )
    results = (
        RepResult(rep="r1", status="feasible", objective_cents=100_000, bound_cents=125_000),
        RepResult(rep="r2", status="optimal", objective_cents=6_500, bound_cents=6_500),
    )
    return replace(made, rules=rules, reps=results), where


@pytest.mark.parametrize(
    ("actual", "listed", "number"),
    [(1.0, (), "A4"), (0.0, (), None), (1.0, ("A4",), "A3"), (1.0, ("A3", "A4"), None)],
)
def test_who_would_take_one_place_more(
    actual: float, listed: tuple[str, ...], number: str | None
) -> None:
    """Nobody while places are free, and nobody who has one."""
    leads = [account(one, tier=Tier.LEAD) for one in ("A2", "A3", "A4")]
    places = tuple(LeadPlace(account_id=one, added=date(2026, 11, 20)) for one in listed)
    where = replace(territory([account("A1"), *leads]), lead_list=places)
    made = plan(where, [("A2", "2026-12-07 11:00", 30)])
    cap = RuleReport(
        id="leads",
        rep="r1",
        actual=actual,
        limit=1.0,
        unit="leads",
        price_cents=4_200,
        price_bounds_cents=(0, 6_001),
    )
    worth = {"A3": 700, "A4": 900}
    made = replace(
        made,
        rules=(cap,),
        reps=(RepResult(rep="r1", status="feasible", objective_cents=1, bound_cents=1),),
        outcomes=tuple(
            replace(one, next_visit_cents=worth.get(one.account_id)) for one in made.outcomes
        ),
    )
    (figures,) = summarize(made, where).reps
    assert (figures.next_lead and figures.next_lead.account_id) == number
    screen = Console(file=io.StringIO(), width=120)
    print_summary(screen, made, where)
    shown = screen.file.getvalue()  # type: ignore[attr-defined]
    told = "one place more is estimated to bring $42, proven $0 .. $61"
    assert (told in " ".join(shown.split())) is (number is not None)


def test_a_rep_in_figures() -> None:
    made, where = two_reps()
    one, other = summarize(made, where).reps
    assert (one.rep, one.visits, one.visit_minutes) == ("r1", 3, 150)
    # three legs of 12 minutes and 9.5 km before visits, two of 11.2 minutes, rounded up, home
    assert one.travel_minutes == 60
    assert one.travel_km == pytest.approx(47.5)
    assert one.value_cents == 101_000
    assert one.travel_cents == 1_000
    assert one.gap == pytest.approx(0.2)
    assert (one.contracts_kept, one.contracts) == (1, 2)
    assert (one.leads, one.leads_left_out, one.unvisited) == (("A2",), ("A3",), 1)
    assert (other.visits, other.gap, other.leads) == (1, 0.0, ())


def test_classes_share_the_visit_minutes() -> None:
    made, where = two_reps()
    key, secondary, target, lead = summarize(made, where).reps[0].tiers
    assert (key.accounts, key.visited, key.visits, key.minutes) == (1, 1, 2, 120)
    assert (key.share, lead.share) == (0.8, 0.2)
    assert (lead.accounts, lead.visited) == (2, 1)
    assert (secondary.accounts, target.share) == (0, 0.0)


def test_days_and_their_extremes() -> None:
    made, where = two_reps()
    one = summarize(made, where).reps[0]
    assert one.busiest is not None
    assert one.quietest is not None
    assert (one.busiest.day, one.busiest.visits) == (date(2026, 12, 7), 2)
    assert (one.busiest.visit_minutes, one.busiest.travel_minutes) == (90, 36)
    assert (one.quietest.day, one.quietest.travel_minutes) == (date(2026, 12, 14), 24)


def test_the_team_is_the_sum_of_its_reps() -> None:
    made, where = two_reps()
    summary = summarize(made, where)
    team = summary.team
    for figure in ("visits", "visit_minutes", "travel_minutes", "value_cents", "contracts",
                   "contracts_kept", "objective_cents", "bound_cents", "unvisited"):  # fmt: skip
        assert getattr(team, figure) == sum(getattr(rep, figure) for rep in summary.reps)
    assert team.travel_km == pytest.approx(sum(rep.travel_km for rep in summary.reps))
    assert len(team.days) == 3
    assert team.tiers[0].share == pytest.approx(120 / 180)


def test_a_rep_without_a_plan_spoils_no_sum() -> None:
    made, where = two_reps()
    failed = RepResult(rep="r2", status="infeasible", message="contract:B1 is short by 1")
    of_one = replace(
        made,
        reps=(made.reps[0], failed),
        visits=tuple(v for v in made.visits if v.rep == "r1"),
        outcomes=tuple(o for o in made.outcomes if o.rep == "r1"),
    )
    one, other = summarize(of_one, where).reps
    assert other.objective_cents is None
    assert (other.visits, other.busiest, other.travel_cents) == (0, None, 0)
    team = summarize(of_one, where).team
    assert (team.objective_cents, team.gap) == (one.objective_cents, one.gap)


def test_no_bound_for_the_team_if_one_rep_has_none() -> None:
    made, where = two_reps()
    unproven = replace(made.reps[1], bound_cents=None)
    assert summarize(replace(made, reps=(made.reps[0], unproven)), where).team.gap is None


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (None, "no bound was computed"),
        (0.0, "the best possible"),
        (0.008, "at most 0.8 % below the best possible"),
        (0.0081, "at most 0.9 % below the best possible"),
        (0.00001, "at most 0.1 % below the best possible"),
    ],
)
def test_the_gap_is_rounded_up(gap: float | None, words: str) -> None:
    assert below_best(gap) == words


def test_words() -> None:
    assert percent(None) == "-"
    assert percent(0.8) == "80.0 %"
    assert duration(65) == "1 h 05"
    assert day(date(2026, 12, 8)) == "Tue 8 Dec"
    assert (count(1, "visit"), count(1234, "visit")) == ("1 visit", "1,234 visits")

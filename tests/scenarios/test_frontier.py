"""What neighbouring points say about each other, held against exhaustive optima."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models
from models.exhaustive import brute_force
from models.problem import Row
from planner.domain import Contract, Quota, Refusal, Territory, Tier
from planner.domain.frontier import Axis, SweepPoint
from planner.rules import compile_rep
from planner.scenarios.sweep.frontier import is_tighter, knee_of, slopes_of
from tests.territories import TUESDAY, account, pin, policy, rep, territory, tiers, week

ACCOUNTS = (
    account("A", revenue_per_year=9_000_000),
    account("B", revenue_per_year=6_000_000),
    account("C", tier=Tier.SECONDARY, revenue_per_year=5_000_000),
    account("D", tier=Tier.LEAD, potential_per_year=9_000_000),
    account("E", tier=Tier.LEAD, potential_per_year=8_000_000),
)
LIMITS = tiers(max_visits=2, visit_minutes=60)


def place(share: Fraction = Fraction(1, 2), leads: int = 1, most: int = 2) -> Territory:
    return territory(
        *ACCOUNTS,
        policy=policy(
            tiers=LIMITS,
            quotas=(Quota(tiers=(Tier.KEY,), min_share=share),),
            max_active_leads=leads,
        ),
        period=week(3),
        reps=(rep(max_visits_per_day=most),),
    )


def problem(where: Territory) -> models.Problem:
    return compile_rep(where, "r1").problem


SHARES = (Fraction(0), Fraction(1, 3), Fraction(2, 3), Fraction(3, 4))


def test_a_higher_share_is_tighter_and_a_lower_one_is_not() -> None:
    for one, two in product(SHARES, SHARES):
        assert is_tighter(problem(place(one)), problem(place(two))) is (one >= two)


def test_a_largest_share_is_tighter_where_it_is_less() -> None:
    def limited(share: Fraction) -> models.Problem:
        quota = Quota(tiers=(Tier.KEY,), max_share=share)
        where = place()
        return problem(replace(where, policy=replace(where.policy, quotas=(quota,))))

    for one, two in product(SHARES[1:], SHARES[1:]):
        assert is_tighter(limited(one), limited(two)) is (one <= two)


@pytest.mark.parametrize(
    ("tight", "loose"),
    [
        (place(leads=0), place(leads=1)),
        (place(most=1), place(most=2)),
        (place(Fraction(2, 3), leads=0, most=1), place()),
        (replace(place(), refusals=(Refusal(account_id="A", day=TUESDAY),)), place()),
        (
            replace(place(), policy=replace(place().policy, tiers=tiers(
                max_visits=1, visit_minutes=60))),
            place(),
        ),
    ],
)  # fmt: skip
def test_the_tighter_one_is_worth_no_more(tight: Territory, loose: Territory) -> None:
    assert is_tighter(problem(tight), problem(loose))
    assert not is_tighter(problem(loose), problem(tight))
    less, more = brute_force(problem(tight)), brute_force(problem(loose))
    assert less is not None
    assert more is not None
    assert less[0] <= more[0]


@pytest.mark.parametrize(("clock", "tighter"), [("10:15", True), ("10:05", False)])
def test_a_pin_off_the_grid_allows_what_no_plan_without_it_may(clock: str, tighter: bool) -> None:
    pinned = replace(place(), pins=(pin("A", TUESDAY, clock),))
    assert is_tighter(problem(pinned), problem(place())) is tighter


def test_other_problems_are_neither() -> None:
    owed = replace(ACCOUNTS[2], contract=Contract(visits_per_month=10))
    other = replace(place(), accounts=(*ACCOUNTS[:2], owed, *ACCOUNTS[3:]))
    longer = replace(ACCOUNTS[2], visit_minutes=45)
    third = replace(place(), accounts=(*ACCOUNTS[:2], longer, *ACCOUNTS[3:]))
    assert not is_tighter(problem(place()), problem(other))
    assert not is_tighter(problem(third), problem(place()))


WEIGHTS = st.lists(st.integers(-4, 4), min_size=3, max_size=3)


@settings(deadline=None, max_examples=60)
@given(WEIGHTS, st.integers(-4, 6), WEIGHTS, st.integers(-4, 6))
def test_a_row_that_follows_is_kept_by_all_visits(
    weights: list[int], least: int, given_weights: list[int], given_least: int
) -> None:
    base = problem(place())
    short = replace(base, clients=base.clients[:3], rows=(), active_caps=(), count_windows=())

    def with_row(some: list[int], limit: int) -> models.Problem:
        return replace(short, rows=(Row(label="row", weights=tuple(some), at_least=limit),))

    if is_tighter(with_row(given_weights, given_least), with_row(weights, least)):
        for visits in product(range(4), repeat=3):
            if sum(w * x for w, x in zip(given_weights, visits, strict=True)) >= given_least:
                assert sum(w * x for w, x in zip(weights, visits, strict=True)) >= least


# ---- slopes and knees ------------------------------------------------------------------------


def points(*worths: int, gap: int = 0) -> list[SweepPoint]:
    return [
        SweepPoint(
            values=(Decimal(n) / 10,),
            name=f"p{n}",
            status="feasible",
            objective_cents=worth,
            bound_cents=worth + gap,
        )
        for n, worth in enumerate(worths)
    ]


def test_the_knee_is_farthest_above_the_chord() -> None:
    knee = knee_of(points(1000, 980, 950, 600, 0))
    assert knee is not None
    assert (knee.name, knee.certain) == ("p2", True)
    assert knee.distance == pytest.approx(0.45)


def test_a_knee_within_the_gaps_is_not_certain() -> None:
    knee = knee_of(points(1000, 980, 950, 600, 0, gap=500))
    assert knee is not None
    assert not knee.certain


def test_a_knee_without_bounds_is_not_certain() -> None:
    knee = knee_of([replace(point, bound_cents=None) for point in points(1000, 980, 950, 600, 0)])
    assert knee is not None
    assert not knee.certain


@pytest.mark.parametrize("worths", [(1000, 500, 0), (5, 5, 5, 5), (1000, 200, 0), (9, 1)])
def test_what_does_not_bend_outwards_has_no_knee(worths: tuple[int, ...]) -> None:
    assert knee_of(points(*worths)) is None


def test_slopes_are_in_natural_units_and_have_their_interval() -> None:
    axis = Axis(key="quota.key", values=(Decimal("0"), Decimal("0.1")))
    [slope] = slopes_of(axis, points(1000, 800, gap=50))
    assert (slope.found, slope.lower, slope.upper) == (20.0, 15.0, 25.0)
    [one_sided] = slopes_of(axis, points(1000, 900, gap=500), {("p1", "p0")})
    assert (one_sided.found, one_sided.lower, one_sided.upper) == (10.0, 0.0, 60.0)
    leads = Axis(key="leads.max_active", values=(Decimal("0"), Decimal("0.1")))
    [slope] = slopes_of(leads, points(1000, 800))
    assert slope.found == 2000.0


def test_points_without_a_plan_have_no_slope() -> None:
    there, gone = points(1000, 800)
    axis = Axis(key="quota.key", values=(Decimal("0"), Decimal("0.1")))
    assert list(slopes_of(axis, [there, replace(gone, objective_cents=None)])) == []


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("quota.key", "quota:key"),
        ("quota.target+lead.min_share", "quota:lead+target"),
        ("quota.key.max_share", "quota:key:max"),
        ("leads.max_active", "leads"),
        ("travel.speed_kmh", ""),
    ],
)
def test_an_axis_knows_its_rule(key: str, rule: str) -> None:
    assert Axis(key=key, values=()).rule == rule

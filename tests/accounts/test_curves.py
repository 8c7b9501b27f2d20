"""What visits are worth: the response curves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.accounts import (
    ProspectCurve,
    account_findings,
    months_in,
    response_curve,
    value_table,
    visits_owed,
)
from planner.checks.worth import gain_cents
from planner.domain import (
    DEFAULT_TIERS,
    Access,
    Account,
    BadInput,
    CallplanAnswers,
    Contract,
    Measure,
    Period,
    Tier,
)
from tests.territories import account, policy, territory, tiers

KEY = DEFAULT_TIERS[Tier.KEY]


def month(year: int, number: int, last: int, first: int = 1) -> Period:
    return Period(
        first=date(year, number, first), last=date(year, number, last), time_zone="America/Chicago"
    )


DECEMBER = month(2026, 12, 31)

shares = st.decimals(min_value="0.01", max_value="0.99", places=2)


@st.composite
def rising_answers(draw: st.DrawFn) -> CallplanAnswers:
    """Answers that rise, whichever of them are given."""
    low = sorted(draw(st.sets(shares, min_size=2, max_size=2)))
    high = sorted(draw(st.sets(shares, min_size=2, max_size=2)))
    return CallplanAnswers(
        no_visits=low[0],
        half=draw(st.sampled_from([None, low[1]])),
        plus_half=draw(st.sampled_from([None, 1 + high[0]])),
        saturation=1 + high[1],
    )


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    cents = st.integers(0, 10**9)
    return account(
        tier=draw(st.sampled_from(list(Tier))),
        revenue_per_year=draw(st.none() | cents),
        potential_per_year=draw(st.none() | cents),
        margin=draw(st.none() | shares),
        win_probability=draw(st.none() | shares),
        visits_per_month_now=draw(st.none() | st.decimals("0", "8", places=1)),
        access=draw(st.none() | st.sampled_from(list(Access))),
        answers=draw(rising_answers()),
    )


def test_present_visits_bring_present_sales() -> None:
    curve = response_curve(CallplanAnswers(), KEY)
    assert curve(Decimal(1)) == 1
    assert abs(curve(Decimal("1.000000000001")) - 1) < Decimal("1e-11")
    assert curve(Decimal(0)) == KEY.sales_no_visits


@pytest.mark.parametrize("elasticity", ["0.1", "0.34", "0.9"])
@pytest.mark.parametrize(("none", "saturation"), [("0", "1.2"), ("0.4", "1.6"), ("0.9", "3")])
def test_elasticity_at_present_visits(elasticity: str, none: str, saturation: str) -> None:
    tier = replace(
        KEY,
        elasticity=Decimal(elasticity),
        sales_no_visits=Decimal(none),
        sales_saturation=Decimal(saturation),
    )
    curve = response_curve(CallplanAnswers(), tier)
    step = Decimal("1e-6")
    slope = (curve(1 + step) - curve(1 - step)) / (2 * step)
    assert float(slope) == pytest.approx(float(elasticity), rel=1e-9)


@pytest.mark.parametrize("tier", [Tier.KEY, Tier.TARGET])
@pytest.mark.parametrize("figure", ["0", "0.000001", "1000000", "1e15"])
def test_flat_and_steep_curves_are_worth_what_the_checks_say(tier: Tier, figure: str) -> None:
    """An elasticity of 0 has no power at no visits; a large one is a step at present visits."""
    steep = Decimal(figure)
    usual = replace(KEY, elasticity=steep, shape=steep or KEY.shape, half_won_visits=Decimal("2.5"))
    rules = policy(tiers=dict.fromkeys(Tier, usual))
    one = account(potential_per_year=12_000_000)
    table = value_table(one, tier, rules, DECEMBER, 5)
    again = [gain_cents(one, tier, rules, DECEMBER, visits) for visits in range(6)]
    assert table == tuple(again)


def test_one_answer_is_reproduced() -> None:
    curve = response_curve(CallplanAnswers(half=Decimal("0.7")), KEY)
    assert float(curve(Decimal("0.5"))) == pytest.approx(0.7, abs=1e-12)
    curve = response_curve(CallplanAnswers(plus_half=Decimal("1.3")), KEY)
    assert float(curve(Decimal("1.5"))) == pytest.approx(1.3, abs=1e-12)


def test_answers_from_one_curve_are_reproduced() -> None:
    true = response_curve(CallplanAnswers(), replace(KEY, elasticity=Decimal("0.5")))
    answers = CallplanAnswers(
        no_visits=true.none,
        half=true(Decimal("0.5")),
        plus_half=true(Decimal("1.5")),
        saturation=true.saturation,
    )
    fitted = response_curve(answers, KEY)
    assert float(fitted.exponent) == pytest.approx(float(true.exponent), rel=1e-12)


def test_contradicting_answers_are_met_halfway() -> None:
    """Least squares in log-odds: the exponent lies between those of the single answers."""
    half, plus_half = Decimal("0.55"), Decimal("1.1")
    both = response_curve(CallplanAnswers(half=half, plus_half=plus_half), KEY).exponent
    single = sorted(
        response_curve(answers, KEY).exponent
        for answers in (CallplanAnswers(half=half), CallplanAnswers(plus_half=plus_half))
    )
    assert single[0] < both < single[1]


@pytest.mark.parametrize(
    ("answers", "column"),
    [
        (CallplanAnswers(no_visits=Decimal("1.1")), "sales_no_visits"),
        (CallplanAnswers(no_visits=Decimal("-0.1")), "sales_no_visits"),
        (CallplanAnswers(half=Decimal("0.4")), "sales_half"),
        (CallplanAnswers(half=Decimal(1)), "sales_half"),
        (CallplanAnswers(plus_half=Decimal(1)), "sales_plus_half"),
        (CallplanAnswers(plus_half=Decimal("1.7")), "sales_saturation"),
        (CallplanAnswers(saturation=Decimal("0.9")), "sales_saturation"),
    ],
)
def test_answers_that_do_not_rise_are_an_error(answers: CallplanAnswers, column: str) -> None:
    with pytest.raises(BadInput) as caught:
        response_curve(answers, KEY)
    assert [finding.column for finding in caught.value.findings] == [column]
    place = territory(account("A", answers=answers, row=7), account("B"))
    (finding,) = account_findings(place)
    assert (finding.row, finding.rep, finding.fatal) == (7, "r1", True)
    assert "account A" in finding.message


def test_all_faults_at_once() -> None:
    answers = CallplanAnswers(half=Decimal("0.3"), plus_half=Decimal("0.9"))
    with pytest.raises(BadInput) as caught:
        response_curve(answers, KEY)
    assert len(caught.value.findings) == 2


@pytest.mark.parametrize("measure", list(Measure))
@given(one=accounts())
def test_tables_rise_and_agree_with_the_checks(measure: Measure, one: Account) -> None:
    assert one.tier is not None
    rules = policy(measure=measure)
    for period in (DECEMBER, month(2026, 12, 11, first=7)):
        table = value_table(one, one.tier, rules, period, 6)
        assert table[0] == 0
        assert list(table) == sorted(table)
        again = [gain_cents(one, one.tier, rules, period, visits) for visits in range(7)]
        assert all(abs(ours - theirs) <= 1 for ours, theirs in zip(table, again, strict=True))


def test_present_visits_are_worth_present_sales_less_sales_without() -> None:
    one = account(revenue_per_year=12_000_000, visits_per_month_now=Decimal(3))
    table = value_table(one, Tier.KEY, policy(), DECEMBER, 3)
    assert table[3] == 600_000  # a month's 1,000,000 less the 0.4 that comes anyway


def test_half_won_visits_win_half() -> None:
    curve = ProspectCurve(half_won=Decimal("1.5"), shape=Decimal("1.6"))
    assert curve(Decimal("1.5")) == Decimal("0.5")
    assert curve(Decimal(0)) == 0


def test_a_prospect_is_worth_its_chance() -> None:
    one = account(
        tier=Tier.TARGET,
        potential_per_year=12_000_000,
        win_probability=Decimal("0.5"),
        access=Access.INFLUENCER,
    )
    rules = policy(tiers=tiers(half_won_visits=Decimal(2)))
    assert value_table(one, Tier.TARGET, rules, DECEMBER, 2)[2] == 150_000


def test_profit_is_the_margin_of_revenue() -> None:
    one = account(margin=Decimal("0.5"))
    revenue = value_table(one, Tier.KEY, policy(), DECEMBER, 4)
    profit = value_table(one, Tier.KEY, policy(measure=Measure.PROFIT), DECEMBER, 4)
    assert all(abs(2 * half - full) <= 1 for half, full in zip(profit, revenue, strict=True))


@pytest.mark.parametrize("nothing", [None, 0])
def test_nothing_known_is_worth_nothing_and_said_so(nothing: int | None) -> None:
    one = account(revenue_per_year=nothing)
    assert value_table(one, Tier.KEY, policy(), DECEMBER, 2) == (0, 0, 0)
    (finding,) = account_findings(territory(one))
    assert (finding.code, finding.fatal) == ("account-worth-unknown", False)
    assert finding.column == "revenue_per_year"


def test_months() -> None:
    assert months_in(DECEMBER) == months_in(month(2026, 2, 28)) == 1
    assert months_in(replace(DECEMBER, last=date(2027, 2, 28))) == 3
    assert months_in(month(2026, 12, 11, first=7)) == Fraction(5 * 1200, 36525)


@pytest.mark.parametrize(
    ("visits", "first", "last", "owed"),
    [
        (4, date(2026, 12, 1), date(2026, 12, 31), 4),
        (1, date(2026, 2, 1), date(2026, 2, 14), 1),  # exactly half a visit, rounded up
        (1, date(2026, 12, 1), date(2026, 12, 15), 0),  # 15/31 is less than half
        (2, date(2026, 11, 16), date(2026, 12, 15), 2),  # 2 (15/30 + 15/31) = 1.97
    ],
)
def test_visits_owed(visits: int, first: date, last: date, owed: int) -> None:
    period = Period(first=first, last=last, time_zone="America/Chicago")
    assert visits_owed(Contract(visits_per_month=visits), period) == owed

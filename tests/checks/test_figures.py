"""Classes, curves and figures, against numbers that were worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from planner.checks import check_plan
from planner.checks.terms import tiers
from planner.checks.worth import drive_cents, gain_cents, months_of
from planner.domain import (
    Access,
    CallplanAnswers,
    Measure,
    Period,
    Plan,
    Policy,
    Territory,
    Tier,
    TierRule,
    TravelPolicy,
    Unvisited,
)

from .factory import DECEMBER, account, plan, territory

POLICY = Policy()


def gain(tier: Tier, visits: int, policy: Policy = POLICY, **figures: Any) -> int:
    return gain_cents(account("A", tier, **figures), tier, policy, DECEMBER, visits)


class TestCurve:
    def test_present_visits_bring_present_sales(self) -> None:
        # 10 000 a month; 40 % of it without visits.
        assert gain(Tier.KEY, 0, revenue_per_year=12_000_000) == 0
        assert gain(Tier.KEY, 2, revenue_per_year=12_000_000) == 600_000
        assert gain(Tier.KEY, 10**6, revenue_per_year=12_000_000) == 1_200_000

    @pytest.mark.parametrize("visits", range(1, 9))
    def test_formula(self, visits: int) -> None:
        # r0 0.4, rs 1.6: d = 0.6 / 0.6 = 1, g = 0.34 * 1.2 / (0.6 * 0.6)
        steepness, ratio = 0.34 * 1.2 / 0.36, visits / 2
        share = 1.2 * ratio**steepness / (1 + ratio**steepness)
        assert abs(gain(Tier.KEY, visits, revenue_per_year=12_000_000) - 1e6 * share) <= 0.5

    def test_elasticity_at_present_visits(self) -> None:
        figures: dict[str, Any] = {
            "revenue_per_year": 12 * 10**9,
            "visits_per_month_now": Decimal(10_000),
        }
        for answers in (
            CallplanAnswers(),
            CallplanAnswers(no_visits=Decimal("0.7"), saturation=Decimal("1.2")),
        ):
            rise = [gain(Tier.KEY, v, answers=answers, **figures) for v in (9_999, 10_001)]
            assert (rise[1] - rise[0]) / 10**9 / 2e-4 == pytest.approx(0.34, rel=1e-4)

    def test_answers_lie_on_the_curve(self) -> None:
        base: dict[str, Any] = {"revenue_per_year": 12 * 10**9, "visits_per_month_now": Decimal(2)}
        none = Decimal("0.3")
        half = CallplanAnswers(no_visits=none, half=Decimal("0.8"), saturation=Decimal(2))
        assert gain(Tier.KEY, 1, answers=half, **base) == 500_000_000
        more = CallplanAnswers(no_visits=none, plus_half=Decimal("1.2"), saturation=Decimal(2))
        assert gain(Tier.KEY, 3, answers=more, **base) == 900_000_000
        # Two answers that one curve cannot keep: the fit lies between both.
        both = replace(half, plus_half=more.plus_half)
        ones = [gain(Tier.KEY, 1, answers=a, **base) for a in (half, both, more)]
        assert ones == sorted(ones) or ones == sorted(ones, reverse=True)

    def test_prospects(self) -> None:
        # 1.5 visits a month win half of the chance: 3 visits in two months.
        two = Period(first=date(2026, 12, 1), last=date(2027, 1, 31), time_zone="UTC")
        lead = account("A", Tier.LEAD, potential_per_year=12_000_000, access=Access.INFLUENCER)
        assert gain_cents(lead, Tier.LEAD, POLICY, two, 3) == round(2_000_000 * 0.15 * 0.6 / 2)
        target = replace(lead, access=None, win_probability=Decimal("0.5"))
        assert gain_cents(target, Tier.TARGET, POLICY, two, 3) == round(2_000_000 * 0.5 * 0.6 / 2)
        one = gain_cents(target, Tier.TARGET, POLICY, two, 1)
        share = 0.5**1.6 / (1.5**1.6 + 0.5**1.6)
        assert one == round(2_000_000 * 0.5 * 0.6 * share)

    def test_profit(self) -> None:
        profit = replace(POLICY, measure=Measure.PROFIT)
        figures: dict[str, Any] = {"revenue_per_year": 12_000_000}
        assert gain(Tier.KEY, 2, profit, **figures) == 150_000
        assert gain(Tier.KEY, 2, profit, margin=Decimal("0.5"), **figures) == 300_000

    def test_what_is_not_known_is_worth_nothing(self) -> None:
        assert gain(Tier.KEY, 3) == 0
        assert gain(Tier.LEAD, 3) == 0
        flat = CallplanAnswers(no_visits=Decimal(1))
        assert gain(Tier.KEY, 3, revenue_per_year=12_000_000, answers=flat) == 0

    def test_months(self) -> None:
        def months(first: date, last: date) -> Fraction:
            return months_of(Period(first=first, last=last, time_zone="UTC"))

        assert months(date(2026, 12, 1), date(2026, 12, 31)) == 1
        assert months(date(2026, 11, 1), date(2027, 2, 28)) == 4
        assert months(date(2026, 12, 7), date(2026, 12, 13)) == Fraction(7) / Fraction("30.4375")

    def test_cost_of_a_drive(self) -> None:
        policy = replace(POLICY, travel=TravelPolicy(cost_per_km=Decimal("0.50")))
        # 12.5, 37.5 and 350 cents: halves to the even cent
        assert [drive_cents(km, policy) for km in (0.25, 0.75, 7.0)] == [12, 38, 350]


class TestTiers:
    def test_given(self) -> None:
        place = replace(
            territory(),
            accounts=(
                account("A", None, revenue_per_year=1),
                account("B", None, revenue_per_year=0),
                account("C", None),
                account("D", Tier.TARGET, revenue_per_year=9),
            ),
        )
        assert list(tiers(place).values()) == [Tier.SECONDARY, Tier.LEAD, Tier.LEAD, Tier.TARGET]

    def _pareto(self, *accounts: Any, **figures: Any) -> dict[str, Tier]:
        policy = Policy(tier_rule=TierRule.PARETO, **figures)
        return tiers(replace(territory(), accounts=accounts, policy=policy))

    def test_share_is_rounded_up_and_ties_go_by_id(self) -> None:
        six = [account(name, None, revenue_per_year=5) for name in "FEDCBA"]
        found = self._pareto(*six)
        assert sorted(name for name, tier in found.items() if tier is Tier.KEY) == ["A", "B"]
        five = self._pareto(*six[:5])
        assert sorted(name for name, tier in five.items() if tier is Tier.KEY) == ["B"]

    def test_prospects(self) -> None:
        reach = Access.DECISION_MAKER
        found = self._pareto(
            account("A", None, potential_per_year=1, access=reach),
            account("B", Tier.KEY, potential_per_year=1, access=reach),
            account("C", None, access=reach),
            account("D", None, potential_per_year=1, access=Access.INFLUENCER),
            account("E", Tier.LEAD, revenue_per_year=10),
            account("F", Tier.TARGET),
            account("G", Tier.LEAD, potential_per_year=1, access=reach),
            account("H", Tier.SECONDARY, revenue_per_year=1),
        )
        assert "".join(tier.letter for tier in found.values()) == "TTLLLTLK"

    def test_profit_ranks_by_margin(self) -> None:
        two = (
            account("A", None, revenue_per_year=100),
            account("B", None, revenue_per_year=60, margin=Decimal("0.5")),
        )
        assert self._pareto(*two)["A"] is Tier.KEY
        assert self._pareto(*two, measure=Measure.PROFIT)["B"] is Tier.KEY  # 30 against 25


class TestScore:
    def _found(self, place: Territory, made: Plan) -> list[str]:
        breaches = check_plan(place, made)
        assert {breach.rule for breach in breaches} <= {"score"}
        return [breach.message for breach in breaches]

    def test_a_visit_may_be_a_cent_off(self) -> None:
        place = territory()
        made = plan(place)
        first = made.visits[0]
        for off, found in ((1, 0), (-1, 0), (2, 1), (-2, 1)):
            visit = replace(first, value_cents=first.value_cents + off)
            changed = replace(made, visits=(visit, *made.visits[1:]))
            assert len(self._found(place, changed)) == found

    def test_values_fall_in_order_of_time(self) -> None:
        place = territory()
        made = plan(place)
        swapped = list(made.visits)
        ones = [n for n, visit in enumerate(swapped) if visit.account_id == "A1"][:2]
        values = [swapped[n].value_cents for n in ones]
        for n, value in zip(ones, reversed(values), strict=True):
            swapped[n] = replace(swapped[n], value_cents=value)
        assert len(self._found(place, replace(made, visits=tuple(swapped)))) == 2

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"tier": Tier.SECONDARY}, "A1: is a key account, the outcome says secondary"),
            ({"visits": 2}, "A1: 3 visits in the plan, the outcome says 2"),
            ({"value_cents": 5}, "cents, the outcome says 5"),
            ({"next_visit_cents": 5}, "cents, the outcome says 5"),
            ({"rep": "r2"}, "A1: belongs to r1, the outcome says r2"),
        ],
    )
    def test_outcomes(self, wrong: dict[str, Any], words: str) -> None:
        place = territory()
        made = plan(place)
        outcomes = (replace(made.outcomes[0], **wrong), *made.outcomes[1:])
        (message,) = self._found(place, replace(made, outcomes=outcomes))
        assert words in message

    def test_no_visit_more_than_the_contract(self) -> None:
        place = territory()
        made = plan(place)
        outcomes = tuple(
            replace(o, next_visit_cents=7) if o.account_id == "A2" else o for o in made.outcomes
        )
        (message,) = self._found(place, replace(made, outcomes=outcomes))
        assert message == "A2: no visit more is allowed, the outcome says 7"

    def test_lists_agree(self) -> None:
        place = territory()
        made = plan(place)
        wrong = replace(
            made,
            outcomes=(*made.outcomes[1:], made.outcomes[1]),
            unvisited=(*made.unvisited, Unvisited(account_id="A3", reason="far")),
        )
        assert self._found(place, wrong) == [
            "A1: 3 visits and no outcome",
            "A2: 2 outcomes, 1 is due",
            "A3: 1 visit, and listed as unvisited",
        ]

    def test_objective_is_gain_less_travel(self) -> None:
        place = territory()
        made = plan(place)
        # Out 15 km, back 18.75 km on four days; 7.125 km between accounts, four times.
        km_cents = 4 * (1050 + 1312) + 4 * 499
        gains = sum(outcome.value_cents for outcome in made.outcomes)
        assert made.objective_cents == gains - km_cents
        wrong = replace(made, objective_cents=gains, gap=None)
        assert "cents less travel" in self._found(place, wrong)[0]
        results = (replace(made.reps[0], objective_cents=0), *made.reps[1:])
        assert self._found(place, replace(made, reps=results))[0].startswith("r1: worth")

    def test_bounds(self) -> None:
        place = territory()
        made = plan(place)
        low = replace(made, bound_cents=made.objective_cents - 1, gap=None)
        assert "above the bound" in self._found(place, low)[0]
        (message,) = self._found(place, replace(made, gap=0.4))
        assert message == "the gap to the bound is 50.0000%, the plan says 40.0000%"
        results = (replace(made.reps[0], bound_cents=0), *made.reps[1:])
        assert "above the bound 0" in self._found(place, replace(made, reps=results))[0]


class TestKnown:
    def _found(self, made: Plan) -> list[str]:
        return [b.message for b in check_plan(territory(), made) if b.rule == "known"]

    def test_sorted(self) -> None:
        made = plan(territory())
        found = check_plan(territory(), replace(made, visits=made.visits[::-1]))
        assert [breach.rule for breach in found] == ["known"]

    def test_uids(self) -> None:
        made = plan(territory())
        twins = (replace(made.visits[0], uid=made.visits[1].uid), *made.visits[1:])
        found = check_plan(territory(), replace(made, visits=twins))
        assert [breach.message for breach in found] == [
            f"the uid {made.visits[1].uid!r} stands on 2 visits"
        ]

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"rep": "r9"}, "no rep 'r9'"),
            ({"rep": "r2"}, "the account belongs to r1, not to r2"),
            ({"account_id": "Z9"}, "no account 'Z9'"),
            ({"travel_km_before": float("nan")}, "nan km"),
        ],
    )
    def test_names(self, wrong: dict[str, Any], words: str) -> None:
        made = plan(territory())
        visits = (replace(made.visits[0], **wrong), *made.visits[1:])
        assert any(words in message for message in self._found(replace(made, visits=visits)))

    def test_times(self) -> None:
        made = plan(territory())
        one = made.visits[0]
        for start, end, words in (
            (one.start.replace(tzinfo=None), one.end, "the start 2026-12-01 09:00:00 has no time"),
            (one.end, one.start, "ends 09:00, not after its start"),
            (one.start, one.end + timedelta(days=1), "runs past midnight"),
            (
                one.start - timedelta(days=1),
                one.end - timedelta(days=1),
                "2026-11-30 is not within the period",
            ),
        ):
            visit = replace(one, start=start, end=end)
            found = self._found(replace(made, visits=(visit, *made.visits[1:])))
            assert any(words in message for message in found), found

    def test_breaks(self) -> None:
        made = plan(territory())
        stray = replace(made.breaks[0], rep="r9", start=made.breaks[0].start.replace(tzinfo=UTC))
        found = self._found(replace(made, breaks=(*made.breaks, stray)))
        assert found == ["lunch break of r9 on Tue 1 Dec 12:00: no rep 'r9' in the territory"]

    def test_head(self) -> None:
        made = plan(territory())
        wrong = replace(made, currency="EUR", last_day=date(2026, 12, 30))
        assert self._found(wrong) == [
            "the plan's currency is EUR, the territory's USD",
            "the plan's last day is 2026-12-30, the territory's 2026-12-31",
        ]

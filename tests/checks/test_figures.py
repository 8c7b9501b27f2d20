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
from planner.checks.worth import drive_cents, gain_cents, months_of, whole_cents
from planner.domain import (
    Access,
    CallplanAnswers,
    Cents,
    Measure,
    Period,
    Plan,
    Policy,
    RepResult,
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
        assert {breach.rule for breach in breaches} <= {"score", "results"}
        return [breach.message for breach in breaches]

    @pytest.mark.parametrize("off", [1, -1])
    def test_a_visit_that_is_a_cent_off_is_named_and_its_sums_are_not(self, off: int) -> None:
        place = territory()
        made = plan(place)
        first = made.visits[0]
        visit = replace(first, value_cents=first.value_cents + off)
        (message,) = self._found(place, replace(made, visits=(visit, *made.visits[1:])))
        assert message.endswith(
            f"visit 1 is worth {first.value_cents} cents, the plan says {visit.value_cents}"
        )

    @pytest.mark.parametrize(
        ("amount", "cents"),
        [
            (10.2, (10, 10)),
            (10.5, (10, 11)),
            (10.5 + 1e-9, (10, 11)),
            (10.51, (11, 11)),
            (-0.5, (-1, 0)),
            (0.0, (0, 0)),
        ],
    )
    def test_only_half_a_cent_may_be_rounded_either_way(
        self, amount: float, cents: tuple[int, int]
    ) -> None:
        assert whole_cents(amount) == cents

    def test_half_a_cent_may_be_rounded_either_way_and_sums_follow(self) -> None:
        # 50 cents a year, 0.6 of them by two visits a month: 2.5 cents in one month
        place = territory()
        halved = replace(
            place,
            accounts=tuple(
                replace(a, revenue_per_year=Cents(50), visits_per_month_now=Decimal(2))
                if a.id == "A1"
                else a
                for a in place.accounts
            ),
        )
        worth = gain(Tier.KEY, 2, revenue_per_year=50)
        assert worth == 2  # halves to even
        made = plan(halved)
        assert self._found(halved, made) == []
        second = [n for n, visit in enumerate(made.visits) if visit.account_id == "A1"][1:]
        visits = list(made.visits)
        for n, off in zip(second, (1, -1), strict=True):  # 3 cents for two, and the third less
            visits[n] = replace(visits[n], value_cents=visits[n].value_cents + off)
        assert self._found(halved, replace(made, visits=tuple(visits))) == []

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

    def test_everybody_is_spoken_of(self) -> None:
        place = territory()
        made = plan(place)
        assert [one.account_id for one in made.unvisited] == ["A5", "A6"]
        twice = replace(made, unvisited=(made.unvisited[1], made.unvisited[1]))
        assert self._found(place, twice) == [
            "A5: no visit, and not among the unvisited",
            "A6: 2 times among the unvisited, once is due",
        ]
        outcomes = tuple(one for one in made.outcomes if one.account_id != "A6")
        assert self._found(place, replace(made, outcomes=outcomes)) == [
            "A6: 0 visits and no outcome"
        ]

    def test_nobody_is_spoken_of_whose_rep_has_no_plan(self) -> None:
        place = territory()
        made = plan(place)
        results = (made.reps[0], RepResult(rep="r2", status="unknown"))
        without = replace(
            made,
            reps=results,
            visits=tuple(visit for visit in made.visits if visit.rep == "r1"),
        )
        assert "B1: spoken of, and there is no plan for its rep r2" in [
            breach.message for breach in check_plan(place, without)
        ]

    def test_objective_is_gain_less_travel(self) -> None:
        place = territory()
        made = plan(place)
        # Out 15 km, back 18.75 km on four days; 7.125 km between accounts, four times.
        km_cents = 4 * (1050 + 1312) + 4 * 499
        gains = sum(outcome.value_cents for outcome in made.outcomes)
        assert made.objective_cents == gains - km_cents
        (message,) = self._found(place, replace(made, objective_cents=made.objective_cents + 1))
        assert message == (
            f"objective_cents is {made.objective_cents + 1}, and {made.objective_cents} is right: "
            "the sum over reps"
        )
        one = made.reps[0]
        results = (replace(one, objective_cents=0), *made.reps[1:])
        assert self._found(place, replace(made, reps=results))[0] == (
            f"reps[0].objective_cents of r1 is 0, and {one.objective_cents} is right"
        )


class TestResults:
    """Status, bound and gap agree, though none of them can be derived from the plan."""

    def _found(self, made: Plan) -> list[str]:
        return [b.message for b in check_plan(territory(), made) if b.rule == "results"]

    def _with(self, **figures: Any) -> list[str]:
        """What is found where the first rep's result has other figures."""
        made = plan(territory())
        return self._found(replace(made, reps=(replace(made.reps[0], **figures), made.reps[1])))

    def test_bounds(self) -> None:
        made = plan(territory())
        (message,) = self._found(replace(made, gap=0.4))
        assert message == "gap is 0.4, and 0.500000 is right: (bound - objective) / bound"
        assert self._found(replace(made, gap=None)) == ["gap is None, and 0.5 is right"]
        (message, *_) = self._found(replace(made, bound_cents=made.objective_cents - 1))
        assert message.startswith(f"bound_cents is {made.objective_cents - 1}, and ")
        assert "above the bound 0" in self._with(bound_cents=0)[0]
        assert self._with(bound_cents=None)[0].endswith("and None is right: the sum over reps")

    def test_status_follows_from_plan_and_bound(self) -> None:
        made = plan(territory())
        objective = made.reps[0].objective_cents
        assert "optimal is right by objective" in self._with(bound_cents=objective)[0]
        assert "feasible is right by objective" in self._with(status="optimal")[0]
        assert "must be one of optimal, feasible" in self._with(status="best")[0]
        assert "a search that ended unknown has none" in self._with(status="unknown")[0]
        assert "objective_cents is missing" in self._with(objective_cents=None)[0]
        assert self._found(replace(made, status="optimal")) == [
            "status is optimal, and feasible is right: the weakest of reps"
        ]

    def test_every_rep_with_visits_has_one_result(self) -> None:
        made = plan(territory())
        assert "r2 has visits, and no result among reps says that there is a plan" in self._found(
            replace(made, reps=made.reps[:1])
        )
        twice = self._found(replace(made, reps=(*made.reps, made.reps[0])))
        assert "r1 stands 2 times among reps, once is due" in twice
        assert any("the territory has no such rep" in message for message in self._with(rep="r9"))


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
        right = made.visits[0].uid
        assert [breach.message for breach in found] == [
            f"the uid {made.visits[1].uid!r} stands on 2 visits",
            f"A1 on Tue 1 Dec 09:00: the uid {made.visits[1].uid!r} is none of its visits in "
            f"2026-12; the first one's is {right}",
        ]

    def test_a_uid_need_not_follow_the_order_of_time(self) -> None:
        """A visit that was moved keeps its id."""
        made = plan(territory())
        ones = [n for n, visit in enumerate(made.visits) if visit.account_id == "A1"]
        visits = list(made.visits)
        for n, other in zip(ones, reversed(ones), strict=True):
            visits[n] = replace(visits[n], uid=made.visits[other].uid)
        assert check_plan(territory(), replace(made, visits=tuple(visits))) == []

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

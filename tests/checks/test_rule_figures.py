"""Lines of rules and reasons in a plan: figures that were worked out by hand, then changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from planner.checks import check_plan
from planner.domain import Plan, Refusal, RuleReport, Territory
from tests.checks.changed import with_account, with_rep

from .factory import plan, territory

PLACE = territory()
PLAN = plan(PLACE)
LINES = {(line.rep, line.id): (n, line) for n, line in enumerate(PLAN.rules)}


def found(made: Plan, rule: str, place: Territory = PLACE) -> list[str]:
    return [breach.message for breach in check_plan(place, made) if breach.rule == rule]


def with_line(rule_id: str, **figures: Any) -> list[str]:
    """What is found where r1's line of a rule has other figures."""
    n, line = LINES["r1", rule_id]
    rules = (*PLAN.rules[:n], replace(line, **figures), *PLAN.rules[n + 1 :])
    return found(replace(PLAN, rules=rules), "rule-figures")


@pytest.mark.parametrize(
    ("rule_id", "actual", "limit"),
    [
        ("quota:key", 57.14, 50.0),  # 180 of 315 minutes
        ("leads", 1.0, 1.0),
        ("contracts", 1.0, 1.0),
        ("visits-per-day", 3.0, 3.0),
        # 315 minutes of visits, 175 of driving, 3 lunches of 40; 21 days of 9 hours, 1.5 h busy
        ("working-hours", 10.17, 187.5),
        # three days out and back at 20 and 25 minutes, four drives of 10 between accounts
        ("travel", 2.92, None),
    ],
)
def test_lines(rule_id: str, actual: float, limit: float | None) -> None:
    _, line = LINES["r1", rule_id]
    assert (line.actual, line.limit) == (actual, limit)


def test_a_changed_figure_is_named_with_the_right_one() -> None:
    n, _ = LINES["r1", "visits-per-day"]
    assert with_line("visits-per-day", actual=4.0) == [
        f"rules[{n}].actual is 4, and 3 is right (visits-per-day of r1)"
    ]
    assert with_line("working-hours", limit=187.504) == []  # two decimals
    assert "is right" in with_line("working-hours", limit=187.4)[0]
    assert with_line("travel", limit=5.0)[0].startswith("rules[5].limit is 5, and none is right")


def test_units_ids_and_reps() -> None:
    assert with_line("leads", unit="visits") == ["rules[1].unit is 'visits', and 'leads' is right"]
    assert with_line("leads", id="leeds") == [
        "rules[1].id is 'leeds' of rep 'r1', and the territory has no such rule",
        "rules has 0 lines on leads of r1, 1 is due",
    ]
    assert "rules has 2 lines on leads of r2, 1 is due" in with_line("leads", rep="r2")


@pytest.mark.parametrize(
    ("rule_id", "price", "right"),
    [
        ("leads", 0, True),
        ("leads", 700, True),
        ("leads", -1, False),
        ("quota:key", -1, False),
        ("travel", 700, False),
        ("contracts", 700, False),
    ],
)
def test_prices_are_gains_of_limits_that_can_give_way(
    rule_id: str, price: int, right: bool
) -> None:
    assert (with_line(rule_id, price_cents=price) == []) is right


@pytest.mark.parametrize(
    ("rule_id", "bounds", "right"),
    [
        ("leads", (0, 0), True),
        ("leads", (5, 900), True),
        ("leads", (-1, 900), False),
        ("leads", (5, 4), False),
        ("travel", (0, 1), False),
    ],
)
def test_what_is_proven_of_a_price_is_an_interval(
    rule_id: str, bounds: tuple[int, int], right: bool
) -> None:
    assert (with_line(rule_id, price_bounds_cents=bounds) == []) is right


@pytest.mark.parametrize(("price", "right"), [(700, True), (0, False), (None, False)])
def test_a_contract_has_a_line_for_its_price(price: int | None, right: bool) -> None:
    line = RuleReport(
        id="contract:A2", rep="r1", actual=2.0, limit=2.0, unit="visits", price_cents=price
    )
    made = replace(PLAN, rules=(*PLAN.rules, line))
    assert (found(made, "rule-figures") == []) is right
    wrong = replace(made, rules=(*PLAN.rules, replace(line, actual=1.0, price_cents=700)))
    assert "actual is 1, and 2 is right" in found(wrong, "rule-figures")[0]


NO_PLACE = (
    "worth {worth} for its first visit; no working day has a place left for its 30 minutes and "
    "the drive beside the planned visits"
)


def said(reason: str, change: Callable[[Territory], Territory] = lambda place: place) -> list[str]:
    """What is found where A6, a lead that is left out, has this reason."""
    place = change(PLACE)
    made = plan(place)
    unvisited = tuple(
        replace(one, reason=reason) if one.account_id == "A6" else one for one in made.unvisited
    )
    messages = found(replace(made, unvisited=unvisited), "reasons", place)
    return [message.partition(": ")[2] for message in messages]


def a6(**figures: object) -> Callable[[Territory], Territory]:
    return lambda place: with_account(place, "A6", **figures)


def test_a_persons_own_words_are_left_alone() -> None:
    assert said("Jim said no") == []


def test_the_least_lead_is_named_with_its_worth() -> None:
    # 20 000 and 10 000 a month, 15 % times 0.6, and 0.5^1.6 of (1.5^1.6 + 0.5^1.6) and so on
    right = (
        "all 1 places for leads are taken; the least of the chosen ones, A4, is worth $51 with its "
        "visits, and this one's first visit $26"
    )
    assert said(right) == []
    assert said(right.replace("$51", "$52")) == ["its worth is $52, and $51 is right"]
    assert said(right.replace("all 1", "all 2")) == ["places is 2, and 1 is right"]
    more = "least of the chosen ones, A5,"
    assert said(right.replace("least of the chosen ones, A4,", more)) == [
        "least lead is A5, and A4 is right"
    ]


def test_a_place_that_is_there_is_told() -> None:
    # on the way home from A4 on the 9th: nothing is cheaper than ten minutes more between stops
    assert said(NO_PLACE.format(worth="$26")) == ["there is a place for it on 2026-12-09 at 11:15"]


def test_no_place_where_every_day_is_closed() -> None:
    def closed(place: Territory) -> Territory:
        days = [day for day in place.period.days if day.day not in (1, 9, 17)]
        refused = tuple(Refusal(account_id="A6", day=day) for day in days)
        full = with_rep(place, max_visits_per_day=3)
        busy = with_account(full, "A6", opening_hours="Mo-Fr 12:00-13:00")
        return replace(busy, refusals=(*place.refusals, *refused))

    assert said(NO_PLACE.format(worth="$26"), closed) == []  # lunch is from 12:00 to 12:40
    assert said(NO_PLACE.format(worth="$27"), closed) == ["worth is $27, and $26 is right"]


@pytest.mark.parametrize(
    ("reason", "change", "faults"),
    [
        (
            "it is open for 20 minutes at a time while rep r1 works, and a visit takes 30",
            a6(opening_hours="Mo-Fr 10:00-10:20"),
            [],
        ),
        (
            "it is open for 25 minutes at a time while rep r1 works, and a visit takes 30",
            a6(opening_hours="Mo-Fr 10:00-10:20"),
            ["longest is 25, and 20 is right"],
        ),
        (
            "no working day is left for it by its opening hours",
            a6(opening_hours="Sa 10:00-12:00"),
            [],
        ),
        (
            "no working day is left for it by its opening hours",
            a6(),
            ["it can be visited on some working day"],
        ),
        (
            "its contract owes no visit in this period",
            a6(),
            ["its contract owes visits, or it has none"],
        ),
        ("class lead is given no visits", a6(), ["class lead is given up to 2 visits"]),
        ("no lead may be worked on", a6(), ["leads may be worked on"]),
        ("it had its time on the list of leads and rests", a6(), ["it does not rest"]),
        (
            "all 1 places for leads are taken by the list",
            a6(),
            ["0 leads have a place on the list"],
        ),
    ],
)  # fmt: skip
def test_claims(reason: str, change: Callable[[Territory], Territory], faults: list[str]) -> None:
    assert said(reason, change) == faults


def test_a_quota_that_one_more_visit_would_break() -> None:
    right = (
        "worth {} for its first visit; its 30 minutes beside the planned visits would bring key "
        "accounts to 52.17 % of visit minutes (57.14 % now, at least 55 %)"
    )

    def strict(place: Territory) -> Territory:
        (quota,) = place.policy.quotas
        return replace(
            place, policy=replace(place.policy, quotas=(replace(quota, min_share=_share(55)),))
        )

    assert said(right.format("$26"), strict) == []
    assert said(right.format("$26").replace("52.17", "53.17"), strict) == [
        "share with it is 53.17 %, and 52.17 % is right"
    ]
    assert said(right.format("$26")) == ["it breaks no quota"]


def _share(percent: int) -> Fraction:
    return Fraction(percent, 100)


def test_the_price_of_forcing_an_account_in_is_no_gain() -> None:
    unvisited = (replace(PLAN.unvisited[0], price_cents=-1), *PLAN.unvisited[1:])
    (message,) = found(replace(PLAN, unvisited=unvisited), "reasons")
    assert message.startswith("unvisited[0].price_cents of A5 is -1, and ")

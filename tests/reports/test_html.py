"""The report as a file: one page, nothing from elsewhere, names that stay text, same bytes."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from planner.domain import LeadPlace, Plan, Territory, Tier
from planner.domain.comparison import Scenario
from planner.reports.html import Report, render_report
from planner.reports.html.rows import lead_rows
from planner.scenarios.whatif.compare import compare
from tests.plan.samples import account, plan, territory
from tests.reports.pages import NASTY, Seen, seen, two_reps


@pytest.fixture(scope="module")
def made() -> tuple[Territory, Plan]:
    return two_reps()


@pytest.fixture(scope="module")
def page(made: tuple[Territory, Plan]) -> str:
    return render_report(Report(plan=made[1], territory=made[0], notes=("accounts.csv changed",)))


@pytest.fixture(scope="module")
def read(page: str) -> Seen:
    return seen(page)


def test_the_policy_lets_nothing_in_but_the_page_itself(page: str, read: Seen) -> None:
    (policy,) = (
        one.attributes["content"] for one in read.of("meta") if "http-equiv" in one.attributes
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_nothing_is_asked_of_another_place(page: str, read: Seen) -> None:
    for one in read.elements:
        assert one.tag not in ("link", "img", "iframe", "object", "embed", "base", "form")
        assert not one.attributes.keys() & {
            "src",
            "srcset",
            "style",
            "onclick",
            "onerror",
            "onload",
        }
        for name in ("href", "xlink:href", "action"):
            assert (one.attributes.get(name) or "#").startswith("#")
    assert "@import" not in page
    assert "url(" not in page


def test_links_lead_to_something(read: Seen) -> None:
    ids = Counter(one.attributes["id"] for one in read.elements if "id" in one.attributes)
    assert max(ids.values()) == 1
    goals = {one.attributes["href"] for one in read.elements if "href" in one.attributes}
    assert {(goal or "")[1:] for goal in goals} <= set(ids)


def test_a_name_with_markup_stays_text(page: str, read: Seen) -> None:
    assert NASTY not in page
    assert "<img" not in page
    assert any(NASTY in one.text for one in read.of("li"))
    assert any(NASTY in one.text for one in read.of("article"))
    assert len(list(read.of("script"))) == 1


def test_the_same_plan_gives_the_same_bytes(made: tuple[Territory, Plan], page: str) -> None:
    again = two_reps()
    assert again[1] == made[1]
    notes = ("accounts.csv changed",)
    assert render_report(Report(plan=again[1], territory=again[0], notes=notes)) == page


def test_every_part_is_there(read: Seen) -> None:
    headings = [one.text for one in read.elements if one.tag in ("h1", "h2")]
    for part in ("Where the selling time goes", "Classes", "Reps", "Calendar", "Days and routes",
                 "What the visits are worth", "1 account left out", "What the rules cost",
                 "Key accounts reviewed", "What this rests on"):  # fmt: skip
        assert any(part in heading for heading in headings), part
    whole = next(read.of("html")).text
    assert "accounts.csv changed" in whole
    assert "at most 3.3 % below the best possible" in whole
    assert "local, America/Chicago" in whole


def test_headings_follow_each_other(read: Seen) -> None:
    levels = [int(one.tag[1]) for one in read.elements if re.fullmatch("h[1-6]", one.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_heads_of_tables_say_what_they_head(read: Seen) -> None:
    heads = list(read.of("th"))
    assert len(heads) > 40
    assert {one.attributes.get("scope") for one in heads} == {"col", None, "rowgroup"}
    rows = " ".join(one.tag for one in read.elements if one.tag in ("tr", "th", "td"))
    alone = sum(row.split()[:1] == ["th"] and row.split().count("th") == 1 and "td" in row
                for row in rows.split("tr"))  # fmt: skip
    unsaid = sum("scope" not in one.attributes for one in heads)
    assert alone == unsaid, "one head before cells is their row's without saying so (HTML 4.9.12.1)"


def test_pickers_are_radios_with_labels(read: Seen) -> None:
    radios = list(read.of("input"))
    assert {one.attributes["type"] for one in radios} == {"radio"}
    assert all(one.inside[-1] == "label" for one in radios)
    chosen = Counter(one.attributes["name"] for one in radios if "checked" in one.attributes)
    assert set(chosen.values()) == {1}
    assert set(chosen) == {"rep", "day-1", "day-2"}


def test_a_day_is_told_in_local_time(read: Seen) -> None:
    (first, second) = read.of("article")
    words = " ".join(first.text.split())
    assert "Mon 7 Dec" in words
    for part in (
        "08:48 drive 12 min, 10 km",
        "09:00\N{EN DASH}10:00 1",
        "10:30\N{EN DASH}11:30 2",
        "11:30 drive 12 min, 10 km home",
        "11:45 lunch until 12:25",
        "15:00 busy until 16:00",
        "$123",
        "$100",
        "1 Main St, Ames, IA 50010 555-0100",
    ):
        assert part in words
    assert "Dentist" not in next(read.of("html")).text, "what is private stays in the calendar"
    assert "Tue 8 Dec" in second.text


def test_money_has_no_cents(read: Seen) -> None:
    assert not re.search(r"\$[\d,]*\.\d", next(read.of("body")).text)


def test_the_month_names_the_holiday_and_the_class(read: Seen) -> None:
    months = [one for one in read.of("table") if one.attributes.get("class") == "vp-month"]
    assert len(months) == 2
    assert "25 Christmas Day" in months[0].text
    letters = [one.text for one in read.of("b") if "li" in one.inside]
    assert letters == ["K", "K", "T"]


def test_left_out_with_its_price(read: Seen) -> None:
    rows = [" ".join(one.text.split()) for one in read.of("tr")]
    assert any("No room" in row for row in rows), "the reason, without what a column says"
    assert "S Account A3 A3 $42 $9" in rows


def test_a_lead_has_its_place_since_a_day_or_is_new() -> None:
    leads = [account(name, tier=Tier.LEAD) for name in ("L1", "L2")]
    where = territory(leads, lead_list=(LeadPlace(account_id="L1", added=date(2026, 11, 3)),))
    made = plan(where, [("L1", "2026-12-07 09:00"), ("L2", "2026-12-07 11:00")])
    rows = lead_rows(made, where, "r1", dict.fromkeys(("L1", "L2"), Tier.LEAD))
    assert {row.worth.account.id: row.since for row in rows} == {
        "L1": "since 3 Nov 2026",
        "L2": "new",
    }


def test_one_rep_has_no_picker_of_reps(made: tuple[Territory, Plan]) -> None:
    where, plan = made
    alone = replace(where, reps=where.reps[:1], accounts=where.accounts_of("r1"))
    own = replace(
        plan,
        visits=tuple(v for v in plan.visits if v.rep == "r1"),
        outcomes=tuple(o for o in plan.outcomes if o.rep == "r1"),
        reps=plan.reps[:1],
    )
    read = seen(render_report(Report(plan=own, territory=alone)))
    assert {one.attributes["name"] for one in read.of("input")} == {"day-1"}


def test_a_rep_without_a_plan_says_why(made: tuple[Territory, Plan]) -> None:
    where, plan = made
    failed = replace(plan.reps[1], status="infeasible", objective_cents=None, bound_cents=None,
                     message="contracts need 40 h of 12 h")  # fmt: skip
    bare = replace(
        plan,
        visits=tuple(v for v in plan.visits if v.rep == "r1"),
        reps=(plan.reps[0], failed),
        status="infeasible",
    )
    page = render_report(Report(plan=bare, territory=where))
    assert "No plan: contracts need 40 h of 12 h" in page


def test_a_plan_without_visits_is_a_page_too(made: tuple[Territory, Plan]) -> None:
    where, plan = made
    empty = replace(plan, visits=(), breaks=(), outcomes=())
    read = seen(render_report(Report(plan=empty, territory=where)))
    assert not list(read.of("article"))
    assert len([one for one in read.of("svg") if one.attributes.get("class") == "vp-map"]) == 2


def test_a_plan_that_leaves_no_time_to_drive_is_shown_all_the_same(
    made: tuple[Territory, Plan],
) -> None:
    where, plan = made
    late = replace(plan.visits[1], start=plan.visits[0].end, end=plan.visits[1].end)
    page = render_report(
        Report(plan=replace(plan, visits=(plan.visits[0], late, *plan.visits[2:])), territory=where)
    )
    assert "drive 12 min" in page


def test_scenarios_stand_side_by_side(made: tuple[Territory, Plan]) -> None:
    where, plan = made
    richer = replace(plan, objective_cents=40_000)
    names = ("base", "<b>more</b>", "other")
    scenarios = [Scenario(name=name, territory=where, plan=one)
                 for name, one in zip(names, (plan, richer, plan), strict=True)]  # fmt: skip
    found = compare(scenarios[0], scenarios[1:])
    page = render_report(Report(plan=plan, territory=where, comparison=found))
    read = seen(page)
    assert "<b>more" not in page
    assert any("Scenarios side by side" in one.text for one in read.of("h2"))
    assert any(one.attributes.get("class") == "vp-chart" for one in read.of("svg"))


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 12, 1), date(2026, 12, 31), "December 2026"),
        (date(2026, 2, 1), date(2026, 2, 28), "February 2026"),
        (date(2026, 11, 2), date(2026, 11, 6), "2 Nov to 6 Nov 2026"),
        (date(2026, 12, 14), date(2027, 1, 8), "14 Dec 2026 to 8 Jan 2027"),
    ],
)
def test_the_period_in_words(
    made: tuple[Territory, Plan], first: date, last: date, words: str
) -> None:
    from planner.reports.html.document import period_words

    assert period_words(replace(made[1], first_day=first, last_day=last)) == words

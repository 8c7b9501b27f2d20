"""``plan.json``: written and read back the same; broken ones are refused with all that is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain import BadInput, Finding, Plan, RepResult, RuleReport, Tier, Unvisited
from planner.plan import plan_from_json, plan_to_json
from tests.plan.samples import Stop, account, plan, territory


def sample(**changes: Any) -> Plan:
    where = territory([account("A1"), account("A2", tier=Tier.LEAD), account("A3")])
    stops: list[Stop] = [
        ("A1", "2026-12-07 09:00"),
        ("A2", "2026-12-07 11:00", 30),
        ("A1", "2026-12-14 09:00"),
    ]
    proven: dict[str, Any] = {
        "bound_cents": 31_000,
        "gap": 0.032258,
        "provenance": {"planner": "0.1.0"},
    }
    lunches = [("r1", "2026-12-07 10:15")]
    return plan(where, stops, lunches=lunches, **(proven | changes))


def findings(document: dict[str, Any] | str) -> list[Finding]:
    text = document if isinstance(document, str) else json.dumps(document)
    with pytest.raises(BadInput) as refused:
        plan_from_json(text, "out/plan.json")
    assert all(finding.file == "out/plan.json" for finding in refused.value.findings)
    assert all(finding.remedy for finding in refused.value.findings)
    return list(refused.value.findings)


def edited(edit: Callable[[dict[str, Any]], object]) -> list[Finding]:
    document = json.loads(plan_to_json(sample()))
    edit(document)
    return findings(document)


def test_a_plan_comes_back_the_same() -> None:
    once = sample()
    text = plan_to_json(once)
    again = plan_from_json(text, "plan.json")
    assert again == once
    assert plan_to_json(again) == text
    assert plan_from_json(text.encode(), "plan.json") == once
    assert again.visits[0].start.tzinfo is ZoneInfo("America/Chicago")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
CENTS = st.none() | st.integers(-(10**12), 10**12)
FIGURES = st.none() | st.floats(-1e9, 1e9)


@settings(deadline=None)  # reading the first plan builds the reader
@given(
    name=TEXTS,
    message=TEXTS,
    bound=CENTS,
    gap=st.none() | st.floats(0, 1),
    figures=st.tuples(FIGURES, FIGURES, CENTS),
)
def test_any_figures_and_texts_come_back(
    name: str, message: str, bound: int | None, gap: float | None, figures: tuple[Any, Any, Any]
) -> None:
    actual, limit, price = figures
    once = sample(
        territory=name,
        bound_cents=bound,
        gap=gap,
        unvisited=(Unvisited(account_id=name, reason=message, price_cents=price),),
        rules=(
            RuleReport(id=name, rep="r1", actual=actual, limit=limit, unit=message,
                       price_cents=price,
                       price_bounds_cents=None if price is None else (0, price)),
        ),
        reps=(RepResult(rep="r1", status="failed", message=message),),
        provenance={name: message, "b": "c"},
    )  # fmt: skip
    text = plan_to_json(once)
    assert plan_from_json(text, "plan.json") == once
    assert plan_to_json(plan_from_json(text, "plan.json")) == text


def test_both_sides_of_a_clock_put_back_come_back() -> None:
    where = territory([account("A1")], first=date(2026, 11, 1), last=date(2026, 11, 30))
    made = plan(where, [("A1", "2026-11-01 01:15", 15)])
    [visit] = made.visits
    for fold in (0, 1):
        there = replace(
            visit, start=visit.start.replace(fold=fold), end=visit.end.replace(fold=fold)
        )
        text = plan_to_json(replace(made, visits=(there,)))
        read = plan_from_json(text, "plan.json").visits[0]
        assert read.start.fold == fold
        assert read.start.utcoffset() == there.start.utcoffset()


def test_the_file_is_for_people() -> None:
    lines = plan_to_json(sample()).splitlines()
    assert lines[:3] == ["{", '  "status": "feasible",', '  "objective_cents": 30000,']
    [first] = [line for line in lines if "2026-12-07T09:00:00-06:00" in line]
    assert json.loads(first.rstrip(",")) == {
        "rep": "r1",
        "account_id": "A1",
        "start": "2026-12-07T09:00:00-06:00",
        "end": "2026-12-07T10:00:00-06:00",
        "value_cents": 10_000,
        "travel_minutes_before": 12,
        "travel_km_before": 9.5,
        "uid": sample().visits[0].uid,
        "by": "visit",
    }
    document = json.loads("\n".join(lines))
    assert document["unvisited"] == [
        {"account_id": "A3", "reason": "worth less than its drive", "price_cents": None}
    ]
    assert document.keys() >= {
        "status", "objective_cents", "bound_cents", "gap", "seed", "visits", "unvisited", "rules",
    }  # fmt: skip


def test_text_that_is_no_json_is_refused_with_its_line() -> None:
    [finding] = findings('{\n  "status": "feasible",\n  "seed": 1,,\n}')
    assert (finding.code, finding.row) == ("plan-not-json", 3)
    assert findings("[]")[0].code == "plan-not-json"
    assert findings('{"gap": NaN}')[0].code == "plan-not-json"
    assert findings("[" * 100_000)[0].code == "plan-not-json"


def _set(kind: str, key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda document: document[kind][1].update({key: value})


@pytest.mark.parametrize(
    ("edit", "column", "said"),
    [
        (lambda d: d["visits"][1].pop("end"), "visits[1].end", "missing"),
        (lambda d: d.pop("currency"), "currency", "missing"),
        (_set("visits", "value_cents", "100"), "visits[1].value_cents", "integer"),
        (_set("visits", "value_cents", 1.5), "visits[1].value_cents", "integer"),
        (_set("visits", "start", "soon"), "visits[1].start", "datetime"),
        (_set("visits", "start", 1_800_000_000), "visits[1].start", "datetime"),
        (_set("outcomes", "tier", "huge"), "outcomes[1].tier", "'key'"),
        (_set("visits", "strat", 1), "visits[1].strat", "no such key"),
        (lambda d: d.update(sede=1), "sede", "no such key"),
        (lambda d: d.update(time_zone="America/Chigago"), "time_zone", "no such time zone"),
        (lambda d: d.update(last_day="2026-11-30"), "last_day", "before it starts"),
        (_set("visits", "start", "2026-12-07T11:00:00"), "visits[1].start", "no offset"),
        (_set("visits", "start", "2026-12-07T11:00:00-05:00"), "visits[1].start", "not that of"),
        (_set("visits", "end", "0001-01-01T00:00:00+14:00"), "visits[1].end", "year"),
        (lambda d: d.update(visits={}), "visits", "must be a valid array"),
        (lambda d: d.update(visits=[3]), "visits[0]", "must be an object"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(
    edit: Callable[[dict[str, Any]], object], column: str, said: str
) -> None:
    [finding] = edited(edit)
    assert finding.column == column
    assert said in finding.message


def test_everything_that_is_wrong_is_said_at_once() -> None:
    def spoil(document: dict[str, Any]) -> None:
        document["seed"] = "x"
        document["visits"][0]["strat"] = 1
        del document["visits"][2]["uid"]

    assert {finding.column for finding in edited(spoil)} == {
        "seed",
        "visits[0].strat",
        "visits[2].uid",
    }


def test_the_remedy_names_what_may_be_meant() -> None:
    [finding] = edited(_set("visits", "strat", 1))
    assert "'start'" in finding.remedy
    [finding] = edited(_set("visits", "start", "2026-12-07T11:00:00-05:00"))
    assert "2026-12-07T11:00:00-06:00" in finding.remedy
    assert "2026-12-07T10:00:00-06:00" in finding.remedy


def test_another_way_to_write_the_same_times_is_the_same_plan() -> None:
    document = json.loads(plan_to_json(sample()))
    for visit in document["visits"]:
        visit["start"] = visit["start"].replace("T", " ")
    assert plan_from_json(json.dumps(document), "plan.json") == sample()
    assert isinstance(datetime.fromisoformat(document["visits"][0]["start"]), datetime)

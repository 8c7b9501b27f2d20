"""``planner verify``: a plan against its files, and against the plan that it was made anew from."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.commands import main
from planner.domain import BadInput, Plan
from planner.plan import plan_to_json
from planner.planning import plan_territory
from planner.readers import Reading, read_territory
from planner.underway.morning import Morning
from planner.underway.replanning import replan_territory
from planner.verdicts import verdict_of
from tests.checks.small import REFUSED, small_territory

TUESDAY = date(2026, 12, 8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_territory(tmp_path_factory.mktemp("small"), REFUSED)


@pytest.fixture(scope="module")
def reading(folder: Path) -> Reading:
    return read_territory(folder)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The plan that was made before K2 refused its Thursday."""
    earlier = read_territory(small_territory(tmp_path_factory.mktemp("before")))
    return plan_territory(earlier.territory, work=2)


@pytest.fixture(scope="module")
def again(reading: Reading, before: Plan) -> Plan:
    morning = Morning(previous=before, today=TUESDAY, most_changes=2)
    return replan_territory(reading.territory, morning, work=2).plan


def rules(reading: Reading, plan: Plan, before: Plan, today: date | None = None) -> set[str]:
    return {b.rule for b in verdict_of(plan, reading, before=before, today=today).breaches}


def test_a_plan_made_anew_keeps_what_it_promises(
    reading: Reading, before: Plan, again: Plan
) -> None:
    assert [one.account_id for one in before.visits if one.start.day == 10].count("K2") == 1
    verdict = verdict_of(again, reading, before=before)
    assert verdict.breaches == ()
    assert verdict.notes == ()
    assert verdict_of(again, reading).breaches == ()  # also where the plan before is not at hand


def test_a_past_visit_that_is_another_is_found(reading: Reading, before: Plan, again: Plan) -> None:
    gone = next(
        visit
        for visit in again.visits
        if visit.start.date() == TUESDAY and visit.account_id != "K1"  # K1 is an appointment
    )
    without = replace(again, visits=tuple(visit for visit in again.visits if visit != gone))
    assert "frozen-days" in rules(reading, without, before)


def test_more_changes_than_were_allowed_are_found(
    reading: Reading, before: Plan, again: Plan
) -> None:
    kept = replace(again, visits=tuple(v for v in again.visits if v.start.date() <= TUESDAY))
    assert "change-budget" in rules(reading, kept, before)
    unlimited = {k: v for k, v in kept.provenance.items() if k != "changes"}
    assert "change-budget" not in rules(reading, replace(kept, provenance=unlimited), before)


def test_a_visit_that_stays_keeps_its_id(reading: Reading, before: Plan, again: Plan) -> None:
    ones = [n for n, visit in enumerate(again.visits) if visit.account_id == "K1"]
    visits = list(again.visits)
    for n, other in zip(ones, reversed(ones), strict=True):
        visits[n] = replace(visits[n], uid=again.visits[other].uid)
    swapped = replace(again, visits=tuple(visits))
    found = verdict_of(swapped, reading, before=before).breaches
    assert {breach.rule for breach in found} == {"earlier-plan", "frozen-days"}  # one is over
    assert any("is right: the visit had it in the plan before" in each.message for each in found)


def test_another_plan_before_is_said(reading: Reading, before: Plan, again: Plan) -> None:
    other = replace(before, seed=before.seed + 1)
    assert verdict_of(again, reading, before=other).notes == (
        "the plan was made anew from another plan than the one before",
    )
    november = replace(before, first_day=date(2026, 11, 1))
    assert "earlier-plan" in rules(reading, again, november)


def test_the_day_is_asked_for_where_the_plan_does_not_say_it(
    reading: Reading, before: Plan, again: Plan
) -> None:
    silent = replace(again, provenance={})
    with pytest.raises(BadInput, match="from which day on"):
        verdict_of(silent, reading, before=before)
    verdict = verdict_of(silent, reading, before=before, today=TUESDAY)
    assert verdict.breaches == ()
    assert verdict.notes == ("the plan does not say what it was made from",)


@pytest.mark.parametrize("key", ["past", "changes"])
def test_what_is_no_day_and_no_number_is_said(reading: Reading, again: Plan, key: str) -> None:
    wrong = replace(again, provenance={**again.provenance, key: "soon"})
    with pytest.raises(BadInput, match="no date"):
        verdict_of(wrong, reading)


@pytest.mark.parametrize(
    ("key", "note"),
    [
        ("planner", "the plan was made by planner x, and this is "),
        ("sha256:accounts.csv", "accounts.csv has changed since the plan was made"),
        ("sha256:gone.csv", "gone.csv is gone, and was there when the plan was made"),
        ("problem:r1", "the digest problem:r1 is not that of the problem of r1"),
    ],
)
def test_what_the_plan_was_made_from_is_compared(
    reading: Reading, again: Plan, key: str, note: str
) -> None:
    verdict = verdict_of(replace(again, provenance={**again.provenance, key: "x"}), reading)
    assert verdict.breaches == ()
    assert verdict.notes[0].startswith(note)


def test_the_command(folder: Path, before: Plan, again: Plan, tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(plan_to_json(before), encoding="utf-8")
    new.write_text(plan_to_json(again), encoding="utf-8")

    def verify(*words: object) -> tuple[int, str]:
        result = CliRunner().invoke(main, ["verify", *map(str, words)], catch_exceptions=False)
        return result.exit_code, result.output

    code, output = verify(new, folder, "--previous", old)
    assert (code, "no rule broken" in output) == (0, True)
    code, output = verify(new, folder, "--previous", old, "--from", "2026-12-09")
    assert "the plan was made anew from 2026-12-08, and is checked from 2026-12-09" in output
    text = plan_to_json(again).replace('"unit": "leads"', '"unit": "leeds"', 1)
    new.write_text(text, encoding="utf-8")
    code, output = verify(new, folder)
    assert code == 3
    assert "rule-figures: rules[1].unit is 'leeds', and 'leads' is right" in output

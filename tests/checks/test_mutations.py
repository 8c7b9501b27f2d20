"""Whatever is changed in a plan, `verify` finds it, or it is listed here with the reason."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

import pytest

from planner.domain import BadInput, Plan
from planner.plan import plan_from_json, plan_to_json
from planner.planning import compile_reps, plan_territory, problem_digests
from planner.readers import Reading, read_territory
from planner.underway.morning import Morning
from planner.underway.replanning import replan_territory
from planner.verdicts import verdict_of

from .mutations import mutations
from .small import REFUSED, small_territory

NOT_FOUND = {
    r"seed": "any seed may have been given to the search",
    r"provenance\.limit( taken out)?": "so may any time or work",
    r"provenance\.changes( taken out)?": "so may any limit that is not exceeded",
    r"provenance\.previous taken out": "a plan need not say what it was made anew from",
    r"provenance\.bound taken out": "a bound of all plans is one of some, too",
    r"provenance\.past taken out": "nor when, where verify is told the day",
    r"reps\.message": "free text",
    r"unvisited\.reason": "free text, where it is none of the planner's own sentences",
    r"rules\.price_cents": "only the search knows the size of a price, and whether there is one",
    r"rules\.price_bounds_cents": "only the search knows between what a gain is proven to lie",
    r"unvisited\.price_cents": "only a search could tell what forcing an account in costs",
    r"rules of a contract taken out": "only contracts with a price have a line",
    r"(reps|breaks|unvisited|rules|outcomes) exchanged": "their order says nothing",
}
"""Paths of the changes that cannot be found, each with its reason."""

MONDAY, TUESDAY = date(2026, 12, 7), date(2026, 12, 8)


@dataclass(frozen=True)
class Sample:
    """A plan, its territory, and the plan that it was made anew from."""

    plan: Plan
    reading: Reading
    before: Plan | None = None

    def faults(self, text: str) -> list[str]:
        """All that is said of a plan: why it cannot be read, what is wrong, what has changed."""
        try:
            verdict = verdict_of(
                plan_from_json(text),
                self.reading,
                before=self.before,
                today=TUESDAY if self.before else None,
                digests=self.digests,
            )
        except BadInput as refused:
            return [str(finding) for finding in refused.findings]
        return [*(breach.message for breach in verdict.breaches), *verdict.notes]

    @property
    def digests(self) -> dict[str, str]:
        """Of the problems, as the plan says them."""
        said = self.plan.provenance
        return {key: digest for key, digest in said.items() if key.startswith("problem:")}


@pytest.fixture(scope="module")
def afresh(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A plan of the small territory."""
    reading = read_territory(small_territory(tmp_path_factory.mktemp("afresh")))
    return Sample(plan_territory(reading.territory, work=2), reading)


@pytest.fixture(scope="module")
def anew(afresh: Sample, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The same made anew on Tuesday evening: one account will not be seen on Thursday."""
    reading = read_territory(small_territory(tmp_path_factory.mktemp("anew"), REFUSED))
    morning = Morning(previous=afresh.plan, today=TUESDAY, most_changes=2)
    made = replan_territory(reading.territory, morning, work=2)
    return Sample(made.plan, reading, afresh.plan)


def test_the_samples_hold_a_bit_of_everything(afresh: Sample, anew: Sample) -> None:
    plan = afresh.plan
    assert {visit.rep for visit in plan.visits} == {"r1", "r2"}
    assert {outcome.tier for outcome in plan.outcomes} == {"key", "secondary", "target", "lead"}
    assert {visit.by for visit in plan.visits} == {"visit", "phone"}
    kinds = {re.sub(r"\d[\d.,:-]*", "#", one.reason) for one in plan.unvisited}
    assert len(kinds) >= 9, kinds
    assert {report.id.partition(":")[0] for report in plan.rules} >= {"quota", "leads", "contract"}
    assert plan.breaks
    assert anew.plan != plan
    assert anew.plan.provenance["past"] == "2026-12-08"


def test_a_right_plan_has_no_fault(afresh: Sample, anew: Sample) -> None:
    for sample in (afresh, anew):
        assert sample.faults(plan_to_json(sample.plan)) == []
        digests = problem_digests(compile_reps(sample.reading.territory).compiled)
        assert digests == sample.digests


@pytest.mark.parametrize(
    ("which", "parts"),
    [("afresh", ""), ("anew", "visits|breaks|provenance")],  # the rest is as without a plan before
)
def test_every_change_is_found_or_listed(
    which: str, parts: str, request: pytest.FixtureRequest
) -> None:
    sample: Sample = request.getfixturevalue(which)
    made, missed, listed = Counter[str](), [], Counter[str]()
    for mutation in mutations(json.loads(plan_to_json(sample.plan))):
        if not re.match(parts, mutation.path):
            continue
        made[mutation.path] += 1
        if sample.faults(mutation.text):
            continue
        pattern = next((p for p in NOT_FOUND if re.fullmatch(p, mutation.path)), None)
        if pattern is None:
            missed.append(f"{mutation.path}: {mutation.what}")
        else:
            listed[pattern] += 1
    found = made.total() - listed.total() - len(missed)
    print(f"{made.total()} changes of a plan {which}: {found} found, {listed.total()} listed")
    print("\n".join(f"  {count} {pattern}" for pattern, count in listed.items()))
    assert missed == []
    assert made.total() > 500
    assert found > 0.9 * made.total()

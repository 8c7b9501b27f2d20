"""Whatever the bytes of a file beside the territory: a reading, or what is wrong in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import models
from models.warm import tiny_problem
from planner.domain import BadInput, Finding
from planner.plan import plan_from_json
from planner.plan.document import plan_to_json
from planner.planning import read_problem
from planner.readers import read_territory
from planner.readers.overlay import read_overlay
from planner.readers.settled import read_settled
from planner.readers.visits_made import read_missed
from planner.scenarios.store import result_from, result_to
from planner.scenarios.sweep.files import frontier_of
from tests.plan.samples import account as sample_account
from tests.plan.samples import plan, territory
from tests.readers.folders import write
from tests.readers.test_any_bytes import mangled, survives

SOME = settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip

OVERLAY = """\
name = "more leads"
"rep.r1.max_visits_per_day" = 5
leads.max_active = "+10%"
[tier.key]
margin = 0.3
[[change]]
where = { tier = "key", account_id = "A1" }
set = { visit_minutes = 30 }
[[quota]]
tiers = ["key"]
min_share = 0.8
"""
BY_HAND = """\
[[pin]]
account = "A1"
start = 2026-12-08T10:00:00
[[refuse]]
account = "A1"
date = 2026-12-01
keep = true
[[busy]]
rep = "r1"
start = "2026-12-08 10:00"
end = "2026-12-08 11:00"
"""
LEADS = "account_id,added,state,until,reason\nA1,2026-11-01,active,,\nA2,2026-11-02,waiting,,x\n"
MATCHES = (
    "title,location,account_id,suggestion,confidence,others,events,hours\n"
    "Lunch,Ames,A1,A2,0.70,A2 (0.65),3,4.5\nCoffee,,-,,0.6,,1,0.5\n"
)
MADE = "account_id,date,status\nA1,2026-12-08,done\nA2,2026-12-09,missed\n"
PROBLEM = tiny_problem().to_json()
SWEEP = json.dumps({
    "territory": "x", "currency": "USD", "axes": [{"key": "leads.max_active", "values": ["1"]}],
    "points": [{
        "values": {"leads.max_active": 1}, "name": "leads.max_active=1", "status": "optimal",
        "objective_cents": 1, "bound_cents": 2, "prices": {}, "plan_of": None, "fault": "",
    }],
    "slopes": [{"start": "a", "end": "b", "cents_per_unit": 1, "lower": 0, "upper": 2}],
    "knees": [{"point": "a", "distance": 0.5, "certain": True}],
})  # fmt: skip

JSON_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**18, 0.5, 1e308, "", "x", "2026-02-31T25:00", [], [None], {}, {"a": []},
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, text: str) -> bytes:
    """A document that was right, with one value of it replaced, or left out."""
    document = json.loads(text)
    at = document
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = draw(st.sampled_from(keys))
        if at[key] and isinstance(at[key], dict | list) and draw(st.integers(0, 5)):
            at = at[key]
            continue
        if draw(st.integers(0, 4)):
            at[key] = draw(st.sampled_from(JSON_VALUES))
        else:
            del at[key]
        return json.dumps(document).encode()


def in_file(name: str, content: bytes, read: Callable[[Path], object]) -> None:
    """Write the file, and read it; what is wrong has words and a remedy."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        found: Sequence[Finding] = ()
        try:
            read(path)
        except BadInput as bad:
            found = bad.findings
        assert all(finding.message and finding.remedy for finding in found)


ANY = st.binary(max_size=200)


@SOME
@given(ANY | mangled(OVERLAY))
def test_any_overlay(content: bytes) -> None:
    with TemporaryDirectory() as name:
        folder = write(Path(name) / "t")
        in_file("o.toml", content, lambda o: read_territory(folder, overlay=read_overlay(o)))


@SOME
@given(ANY | mangled(BY_HAND))
def test_any_changes_by_hand(content: bytes) -> None:
    survives(**{"by-hand_toml": content})


@SOME
@given(ANY | mangled(LEADS))
def test_any_leads(content: bytes) -> None:
    survives(leads_csv=content)


@SOME
@given(ANY | mangled(MATCHES))
def test_any_matches(content: bytes) -> None:
    in_file("matches.csv", content, lambda path: read_settled(path, {"A1", "A2"}, "-"))


@SOME
@given(ANY | mangled(MADE))
def test_any_visits(content: bytes) -> None:
    in_file("visits.csv", content, lambda path: read_missed(path, {"A1", "A2"}, []))


@SOME
@given(ANY | mangled(PROBLEM) | changed(PROBLEM))
def test_any_problem(content: bytes) -> None:
    in_file("problem.json", content, read_problem)


_WHERE = territory([sample_account("A1"), sample_account("A2")])
PLAN = plan_to_json(plan(_WHERE, [("A1", "2026-12-07 09:00"), ("A2", "2026-12-08 10:00")]))


@SOME
@given(ANY | mangled(PLAN) | changed(PLAN) | changed(PLAN))
def test_any_plan(content: bytes) -> None:
    in_file("plan.json", content, lambda path: plan_from_json(path.read_bytes()))


@SOME
@given(changed(SWEEP))
def test_any_sweep(content: bytes) -> None:
    with suppress(ValueError, KeyError, TypeError, AttributeError, ArithmeticError):
        frontier_of(json.loads(content))


@pytest.fixture(scope="module")
def kept() -> str:
    return result_to(models.solve(tiny_problem(), work=1, workers=1))


@SOME
@given(data=st.data())
def test_any_kept_result(kept: str, data: st.DataObject) -> None:
    content = data.draw(
        ANY | mangled(kept) | changed(kept) | st.just(b"[" * 200_000) | st.just(b'{"result":{}}')
    )
    with suppress(ValueError):
        result_from(content, tiny_problem())

"""The hard months: one seed, one month; and each can be planned."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest

import models
from models.verify import verify
from planner.bench.months import KINDS, Json, Kind, make_month

STRAIGHT = sorted(name for name, kind in KINDS.items() if not kind.roads)


def small(name: str) -> Kind:
    return replace(KINDS[name], accounts=15)


@pytest.mark.parametrize("name", STRAIGHT)
def test_one_seed_is_one_month(name: str) -> None:
    first = make_month(name, small(name), seed=3)
    assert json.dumps(first) == json.dumps(make_month(name, small(name), seed=3))
    assert first != make_month(name, small(name), seed=4)


@pytest.mark.parametrize("name", STRAIGHT)
def test_every_kind_has_a_plan(name: str) -> None:
    problem = models.Problem.from_json(make_month(name, small(name), seed=1))
    result = models.solve(problem, work=1)
    assert result.solution is not None
    assert not verify(problem, result.solution).violations


@pytest.mark.parametrize("name", STRAIGHT)
def test_each_kind_is_what_it_says(name: str) -> None:
    kind, month = small(name), make_month(name, small(name), seed=1)
    assert len(month["clients"]) == kind.accounts
    assert month["slot"] == kind.slot
    keys = [i for i, client in enumerate(month["clients"]) if client["id"].startswith("K")]
    assert {_gap(month, i) for i in keys} == {kind.key_gap}
    assert any(len(spans) > 1 for c in month["clients"] for spans in c["windows"]) == kind.two_spans
    rises = [_rises(client["values"]) for client in month["clients"] if len(client["values"]) > 2]
    assert any(rises) == kind.s_shaped


def test_roads_must_be_given() -> None:
    with pytest.raises(FileNotFoundError, match="porto"):
        make_month("roads-porto", KINDS["roads-porto"], seed=1)


def _gap(month: Json, client: int) -> int:
    window = next(w for w in month["count_windows"] if w["client"] == client)
    return int(window["last_day"] - window["first_day"] + 1)


def _rises(values: list[int]) -> bool:
    """Whether a later visit is worth more than the one before."""
    steps = [after - before for before, after in pairwise(values)]
    return any(later > earlier for earlier, later in pairwise(steps))

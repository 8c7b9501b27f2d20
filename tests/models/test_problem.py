"""The problem's text: round trip, and every fault at once, each with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.problem import Lunch, Problem, ProblemError
from models.solution import Result, Solution, Status, StopReason, solution_from_json
from tests.models.strategies import problems

Json = dict[str, Any]


def document() -> Json:
    """A valid problem with every key."""
    return {
        "name": "small",
        "slot": 5,
        "travel": [[0, 10], [12, 0]],
        "travel_cost": [[0, 700], [840, 0]],
        "duties": [
            {
                "rep": 0, "day": 0, "start_node": 0, "end_node": 0, "start": 480, "end": 720,
                "blocked": [[500, 510], [600, 610]], "max_visits": 3,
                "lunch": {"earliest": 620, "latest": 640, "minutes": 30},
            },
            {"day": 1, "start_node": 0, "end_node": 1, "start": 480, "end": 720},
        ],
        "clients": [
            {"id": "a", "node": 1, "minutes": 20, "windows": [[[480, 720]], [[480, 500]]],
             "values": [0, 500, 700], "min_visits": 1},
            {"id": "b", "node": 1, "minutes": 20, "windows": [[], [[480, 600], [620, 700]]],
             "values": [0, 500]},
        ],
        "count_windows": [
            {"client": 0, "first_day": 0, "last_day": 1, "at_least": 1, "at_most": 2}
        ],
        "rows": [
            {"label": "q", "weights": [4, -1], "at_least": 0, "at_most": 9, "price": 10,
             "duties": [0]},
        ],
        "active_caps": [{"label": "cap", "clients": [0, 1], "at_most": 1}],
        "pins": [{"client": 0, "duty": 0, "start": 520}],
    }  # fmt: skip


def faults_of(text: str | bytes | Json) -> tuple[str, ...]:
    with pytest.raises(ProblemError) as caught:
        Problem.from_json(text)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return caught.value.faults


def same(one: Problem, other: Problem) -> bool:
    names = ("name", "slot", "duties", "clients", "count_windows", "rows", "active_caps", "pins")
    return (
        np.array_equal(one.travel, other.travel)
        and np.array_equal(one.travel_cost, other.travel_cost)
        and all(getattr(one, name) == getattr(other, name) for name in names)
    )


@settings(max_examples=100, deadline=None, derandomize=True)
@given(problems(clients=5, duties=3))
def test_text_and_back(problem: Problem) -> None:
    text = problem.to_json()
    assert same(Problem.from_json(text), problem)
    assert same(Problem.from_json(text.encode()), problem)
    assert Problem.from_json(json.loads(text)).to_json() == text


def test_every_key_is_read() -> None:
    problem = Problem.from_json(document())
    assert problem.travel_cost.tolist() == [[0, 700], [840, 0]]
    assert problem.duties[0].blocked == ((500, 510), (600, 610))
    assert problem.duties[0].lunch == Lunch(earliest=620, latest=640, minutes=30)
    assert problem.duties[1].lunch is None
    assert problem.clients[1].windows == ((), ((480, 600), (620, 700)))
    assert problem.clients[0].max_visits == 2
    assert (problem.rows[0].price, problem.rows[0].duties) == (10, (0,))
    again = Problem.from_json(problem.to_json())
    assert same(again, problem)


def test_what_may_be_missing() -> None:
    few = {key: document()[key] for key in ("travel", "duties", "clients")}
    problem = Problem.from_json(few)
    assert (problem.name, problem.slot, problem.rows, problem.pins) == ("", 1, (), ())
    assert problem.travel_cost.tolist() == [[0, 0], [0, 0]]


def test_reading_leaves_the_document_alone() -> None:
    given_document = document()
    Problem.from_json(given_document)
    assert given_document == document()


Change = Callable[[Json], object]

FAULTS: dict[str, Change] = {
    "slot: must be within 1": lambda p: p.update(slot=0),
    "travel[1][0]: must be at most 10000000": lambda p: p["travel"][1].__setitem__(0, 10**7 + 1),
    "travel: must be square": lambda p: p.update(travel=[[0, 1]]),
    "travel_cost: must have the shape": lambda p: p.update(travel_cost=[[0]]),
    "travel[0][1]: must not be negative": lambda p: p["travel"][0].__setitem__(1, -1),
    "travel_cost[1][0]: must not be": lambda p: p["travel_cost"][1].__setitem__(0, -1),
    "duties[1].start_node: no node 2": lambda p: p["duties"][1].update(start_node=2),
    "duties[1].end_node: no node -1": lambda p: p["duties"][1].update(end_node=-1),
    "duties[1].end: must be after": lambda p: p["duties"][1].update(end=480),
    "duties[0].blocked: spans must": lambda p: p["duties"][0].update(blocked=[[470, 490]]),
    "duties[0].blocked: spans": lambda p: p["duties"][0].update(blocked=[[500, 510], [505, 520]]),
    "duties[0].lunch: must have": lambda p: p["duties"][0]["lunch"].update(latest=619),
    "duties[0].lunch": lambda p: p["duties"][0]["lunch"].update(minutes=0),
    "duties[0].lunch: must lie": lambda p: p["duties"][0]["lunch"].update(minutes=10**8),
    "duties[0].max_visits: must not": lambda p: p["duties"][0].update(max_visits=-1),
    "clients[1].node: no node 9": lambda p: p["clients"][1].update(node=9),
    "clients[1].minutes: must be": lambda p: p["clients"][1].update(minutes=0),
    "clients[1].windows: one list": lambda p: p["clients"][1].update(windows=[[]]),
    "clients[0].windows[1]: spans": lambda p: p["clients"][0]["windows"].__setitem__(1, [[9, 9]]),
    "clients[1].values: must begin": lambda p: p["clients"][1].update(values=[5, 6]),
    "clients[1].values": lambda p: p["clients"][1].update(values=[]),
    "clients[1].min_visits: must be": lambda p: p["clients"][1].update(min_visits=2),
    "clients: two clients share an id": lambda p: p["clients"][1].update(id="a"),
    "count_windows[0].client: no": lambda p: p["count_windows"][0].update(client=2),
    "count_windows[0].last_day: is": lambda p: p["count_windows"][0].update(last_day=-1),
    "count_windows[0]: limits": lambda p: p["count_windows"][0].update(at_most=-1),
    "rows[0].weights: one a client": lambda p: p["rows"][0].update(weights=[1]),
    "rows[0].price: must not be": lambda p: p["rows"][0].update(price=-1),
    "rows[0].duties: no such duty": lambda p: p["rows"][0].update(duties=[2]),
    "active_caps[0].at_most: must": lambda p: p["active_caps"][0].update(at_most=-1),
    "active_caps[0].clients: no such": lambda p: p["active_caps"][0].update(clients=[2]),
    "active_caps[0].clients: a client": lambda p: p["active_caps"][0].update(clients=[1, 1]),
    "rows, active_caps: the label 'q'": lambda p: p["active_caps"][0].update(label="q"),
    "pins[0]: no such client or duty": lambda p: p["pins"][0].update(duty=2),
    "pins[0]: the same client and": lambda p: p["pins"].append(p["pins"][0]),
    "pins[0]: lies outside the duty": lambda p: p["pins"][0].update(start=470),
    "pins[0]: lies outside the client's": lambda p: p["pins"][0].update(duty=1),
    "pins[0]: overlaps a blocked span": lambda p: p["pins"][0].update(start=585),
}


@pytest.mark.parametrize("place", FAULTS)
def test_each_fault_by_itself(place: str) -> None:
    wrong = document()
    FAULTS[place](wrong)
    assert any(fault.startswith(place) for fault in faults_of(wrong))


def test_all_faults_at_once() -> None:
    together = {
        place: change
        for place, change in FAULTS.items()
        # the shape of the matrix hides its entries; pins are measured against sound clients
        if not place.startswith(("travel: must be sq", "travel_cost: must have", "pins"))
    }
    # each of these sets the same key as the other of its name
    for twice in (
        "duties[0].lunch",
        "duties[0].lunch: must lie",
        "clients[1].values",
        "duties[0].blocked: spans",
    ):
        del together[twice]
    del together["active_caps[0].clients: no such"]
    wrong = document()
    for change in together.values():
        change(wrong)
    found = faults_of(wrong)
    for place in together:
        assert sum(fault.startswith(place) for fault in found) == 1, place
    assert len(found) == len(together)


def test_limits_that_just_hold() -> None:
    right = document()
    right["slot"] = 1
    right["duties"][0].update(blocked=[[480, 500], [500, 501], [710, 720]], max_visits=0)
    right["duties"][0]["lunch"].update(earliest=640, latest=640, minutes=1)
    right["clients"][0].update(minutes=1, min_visits=2)
    right["count_windows"][0].update(at_least=0, at_most=0, last_day=0)
    right["active_caps"][0].update(at_most=0)
    right["rows"][0].update(price=0, duties=[])
    right["pins"][0].update(start=709)
    problem = Problem.from_json(right)
    assert problem.pins[0].start == 709


KEYS: dict[str, Change] = {
    "colour: unknown key": lambda p: p.update(colour=1),
    "duties[1].colour: unknown key": lambda p: p["duties"][1].update(colour=1),
    "duties[1].end: is missing": lambda p: p["duties"][1].pop("end"),
    "duties[0].lunch.colour: unknown key": lambda p: p["duties"][0]["lunch"].update(colour=1),
    "clients[1].max_visits: unknown key": lambda p: p["clients"][1].update(max_visits=1),
    "clients[0].id: is missing": lambda p: p["clients"][0].pop("id"),
    "count_windows[0].first_day: is missing": lambda p: p["count_windows"][0].pop("first_day"),
    "rows[0].weight: unknown key": lambda p: p["rows"][0].update(weight=1),
    "active_caps[0].at_most: is missing": lambda p: p["active_caps"][0].pop("at_most"),
    "pins[0].minute: unknown key": lambda p: p["pins"][0].update(minute=1),
}


def test_unknown_and_missing_keys_all_at_once() -> None:
    wrong = document()
    for change in KEYS.values():
        change(wrong)
    assert sorted(faults_of(wrong)) == sorted(KEYS)


TYPES: dict[str, Change] = {
    "slot": lambda p: p.update(slot="5"),
    "travel": lambda p: p.update(travel=[[0, 1.5], [1, 0]]),
    "travel_cost": lambda p: p.update(travel_cost=None),
    "duties": lambda p: p.update(duties={"0": 1}),
    "duties[1]": lambda p: p["duties"].__setitem__(1, 5),
    "duties[0]": lambda p: p["duties"][0].update(start=480.0),
    "duties[0].lunch": lambda p: p["duties"][0].update(lunch=5),
    "duties[0]: ": lambda p: p["duties"][0].update(blocked=[[1, 2, 3]]),
    "clients[0]": lambda p: p["clients"][0].update(windows=5),
    "clients[1]": lambda p: p["clients"][1].update(values=[0, True]),
    "clients[1]: ": lambda p: p["clients"][1].update(minutes=None),
    "count_windows[0]": lambda p: p["count_windows"][0].update(at_least="1"),
    "rows[0]": lambda p: p["rows"][0].update(weights="12"),
    "active_caps[0]": lambda p: p["active_caps"][0].update(clients=None),
    "pins[0]": lambda p: p["pins"][0].update(start=[1]),
    "clients[0].minutes: must be": lambda p: p["clients"][0].update(minutes=10**12 + 1),
}


@pytest.mark.parametrize("place", TYPES)
def test_wrong_types_are_faults_with_their_place(place: str) -> None:
    wrong = document()
    TYPES[place](wrong)
    assert any(fault.startswith(place.removesuffix(": ")) for fault in faults_of(wrong))


@pytest.mark.parametrize("text", ["", "{", "[]", "5", b"\xff\xfe", '"problem"', "null"])
def test_what_is_no_problem_at_all(text: str | bytes) -> None:
    assert len(faults_of(text)) == 1


TREES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def places(node: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    below: list[tuple[str | int, Any]] = []
    if isinstance(node, dict):
        below = list(node.items())
    elif isinstance(node, list):
        below = list(enumerate(node))
    return [path] * bool(path) + [p for key, child in below for p in places(child, (*path, key))]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(st.sampled_from(places(document())), TREES)
def test_anything_anywhere_is_read_or_a_fault(path: tuple[str | int, ...], anything: Any) -> None:
    wrong: Any = document()
    node = wrong
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = anything
    try:
        Problem.from_json(wrong)
    except ProblemError as error:
        assert error.faults  # noqa: PT017 # either way is right


def test_solution_text_and_back() -> None:
    plan = Solution(((0, 510, 3), (1, 495, 2)), {1: 700})
    result = Result(
        status=Status.FEASIBLE, stop_reason=StopReason.TIME, solution=plan, objective=7, bound=8
    )
    assert solution_from_json(result.to_json()) == plan
    assert json.loads(result.to_json())["visits"] == [[0, 510, 3], [1, 495, 2]]
    assert result.gap == pytest.approx(1 / 8)
    nothing = Result(status=Status.UNKNOWN, stop_reason=StopReason.TIME)
    assert solution_from_json(nothing.to_json()) == Solution(())
    assert nothing.gap is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"visits": [[1, 2]]}', '{"visits": 3}', b"\xff"])
def test_what_is_no_solution(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"not a solution\.json"):
        solution_from_json(text)


@pytest.mark.parametrize("clients", [60, 120, 200, 300])
def test_the_standard_months_load(shared_data: Path, clients: int) -> None:
    text = (shared_data / "months" / f"m{clients}.json").read_text()
    problem = Problem.from_json(text)
    assert len(problem.clients) == clients
    assert same(Problem.from_json(problem.to_json()), problem)

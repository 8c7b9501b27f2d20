"""``problem.json`` and ``solution.json``: the problem and its solution as text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, TypeVar

import numpy as np

from models.limits import LARGEST
from models.problem import (
    ActiveCap,
    Client,
    CountWindow,
    Duty,
    Lunch,
    Pin,
    Problem,
    ProblemError,
    Row,
)

MOST_FAULTS = 10_000
"""Faults after which a document is read no further."""

Json = dict[str, Any]
T = TypeVar("T")

KEYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # required, optional
    "problem": (
        ("travel", "duties", "clients"),
        ("name", "slot", "travel_cost", "count_windows", "rows", "active_caps", "pins"),
    ),
    "duties": (
        ("day", "start_node", "end_node", "start", "end"),
        ("rep", "blocked", "lunch", "max_visits"),
    ),
    "lunch": (("earliest", "latest", "minutes"), ()),
    "clients": (("id", "node", "minutes", "windows", "values"), ("min_visits",)),
    "count_windows": (("client", "first_day", "last_day"), ("at_least", "at_most")),
    "rows": (("label", "weights"), ("at_least", "at_most", "price", "duties")),
    "active_caps": (("label", "clients", "at_most"), ()),
    "pins": (("client", "duty", "start"), ()),
}


def problem_from(text: str | bytes | Mapping[str, Any]) -> Problem:
    """Read a problem; see `Problem.from_json`."""
    document = _parse(text)
    faults: list[str] = []
    _keys(document, "problem", "", faults)

    def each(name: str, make: Callable[[Json], T]) -> tuple[T, ...]:
        entries = document.get(name) or []
        if not isinstance(entries, list):
            faults.append(f"{name}: must be a list")
            return ()
        made = []
        for n, entry in enumerate(entries):
            if len(faults) > MOST_FAULTS:
                break
            place = f"{name}[{n}]"
            if not _keys(entry, name, place, faults):
                continue
            lunch = entry.get("lunch")
            if lunch is not None and not _keys(lunch, "lunch", f"{place}.lunch", faults):
                continue
            try:
                made.append(make(dict(entry)))
            except (TypeError, ValueError) as error:
                faults.append(f"{place}: {error}")
        return tuple(made)

    travel = _matrix(document, "travel", faults)
    cost = _matrix(document, "travel_cost", faults) if "travel_cost" in document else 0 * travel
    parts = {
        "duties": each("duties", _duty),
        "clients": each("clients", _client),
        "count_windows": each("count_windows", lambda entry: CountWindow(**_ints(entry))),
        "rows": each("rows", _row),
        "active_caps": each("active_caps", _cap),
        "pins": each("pins", lambda entry: Pin(**_ints(entry))),
    }
    try:
        slot = _int(document.get("slot", 1))
    except (TypeError, ValueError) as error:
        faults.append(f"slot: {error}")
    if faults:
        raise ProblemError(faults)
    return Problem(
        name=str(document.get("name", "")),
        slot=slot,
        travel=travel,
        travel_cost=cost,
        **parts,  # type: ignore[arg-type] # the keys are the fields' names
    )


def _parse(text: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(text, Mapping):
        return text
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProblemError([f"not JSON: {error}"]) from error
    if not isinstance(document, dict):
        raise ProblemError(["must be a JSON object"])
    return document


def _keys(entry: object, kind: str, place: str, faults: list[str]) -> bool:
    """Whether an entry has all required keys and no unknown ones."""
    if not isinstance(entry, Mapping):
        faults.append(f"{place}: must be an object")
        return False
    required, optional = KEYS[kind]
    dot = f"{place}." if place else ""
    wrong = [f"{dot}{key}: is missing" for key in required if key not in entry]
    known = {*required, *optional}
    wrong += [f"{dot}{key}: unknown key" for key in entry if key not in known]
    faults += wrong
    return not wrong


def _int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"must be a whole number, got {value!r:.100}")
    return value


def _optional(value: object) -> int | None:
    return None if value is None else _int(value)


def _ints(entry: Json) -> dict[str, Any]:
    return {
        key: _optional(value) if key == "at_most" else _int(value) for key, value in entry.items()
    }


def _span(value: object) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise TypeError(f"a span is [start, end], got {value!r:.100}")
    return _int(value[0]), _int(value[1])


def _matrix(document: Mapping[str, Any], name: str, faults: list[str]) -> Any:
    rows = document.get(name, [])
    if not _is_matrix(rows):  # numpy would make as much room for every value as for the longest
        faults.append(f"{name}: must be a square matrix of whole numbers")
        return np.zeros((0, 0), dtype=np.int64)
    largest = max((max(map(abs, row), default=0) for row in rows), default=0)
    if largest > np.iinfo(np.int64).max:
        faults.append(f"{name}: must be at most {LARGEST}, got {str(largest)[:50]}")
        return np.zeros((0, 0), dtype=np.int64)
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(rows[0]) if rows else 0)


def _is_matrix(rows: object) -> bool:
    return isinstance(rows, list) and all(
        isinstance(row, list)
        and len(row) == len(rows[0])
        and all(type(value) is int for value in row)
        for row in rows
    )


def _duty(entry: Json) -> Duty:
    lunch = entry.get("lunch")
    return Duty(
        rep=_int(entry.get("rep", 0)),
        **{key: _int(entry[key]) for key in KEYS["duties"][0]},
        blocked=tuple(_span(span) for span in entry.get("blocked") or []),
        lunch=Lunch(**_ints(lunch)) if lunch is not None else None,
        max_visits=_optional(entry.get("max_visits")),
    )


def _client(entry: Json) -> Client:
    return Client(
        id=str(entry["id"]),
        node=_int(entry["node"]),
        minutes=_int(entry["minutes"]),
        windows=tuple(tuple(_span(span) for span in spans) for spans in entry["windows"]),
        values=tuple(_int(value) for value in entry["values"]),
        min_visits=_int(entry.get("min_visits", 0)),
    )


def _row(entry: Json) -> Row:
    duties = entry.get("duties")
    return Row(
        label=str(entry["label"]),
        weights=tuple(_int(weight) for weight in entry["weights"]),
        at_least=_optional(entry.get("at_least")),
        at_most=_optional(entry.get("at_most")),
        price=_optional(entry.get("price")),
        duties=None if duties is None else tuple(_int(duty) for duty in duties),
    )


def _cap(entry: Json) -> ActiveCap:
    return ActiveCap(
        label=str(entry["label"]),
        clients=tuple(_int(client) for client in entry["clients"]),
        at_most=_int(entry["at_most"]),
    )


def problem_to(problem: Problem) -> str:
    """Write a problem; see `Problem.to_json`."""
    document: Json = {
        "name": problem.name,
        "slot": problem.slot,
        "travel": problem.travel.tolist(),
        "travel_cost": problem.travel_cost.tolist(),
    }
    for name in ("duties", "clients", "count_windows", "rows", "active_caps", "pins"):
        document[name] = [asdict(entry) for entry in getattr(problem, name)]
    return json.dumps(document, separators=(",", ":"))

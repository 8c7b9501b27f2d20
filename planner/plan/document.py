"""``plan.json``: a plan as text that people can read, edit and compare."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo, available_timezones

from pydantic import TypeAdapter, ValidationError

from planner.domain import BadInput, Finding, Plan
from planner.files.budgets import MAX_PLAN_ENTRIES, first_of
from planner.files.json_text import parse_json
from planner.files.opening import read_file

Json = Any

_KEYS = (
    "status", "objective_cents", "bound_cents", "gap", "seed", "territory", "currency",
    "first_day", "last_day", "time_zone", "reps", "visits", "breaks", "unvisited", "rules",
    "outcomes", "provenance",
)  # fmt: skip
"""In the order of the file: what the plan is worth first, then what it is."""


def plan_to_json(plan: Plan) -> str:
    """Write a plan as text: one visit, account or rule a line, and always the same bytes.

    Times are local with their offset, so that they are read as they are meant also where the
    clock is put back. Numbers are JSON numbers, money is cents.
    """
    document = asdict(plan)
    document["provenance"] = dict(sorted(plan.provenance.items()))
    lines = [f"  {json.dumps(key)}: {_block(document[key])}" for key in _KEYS]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _block(part: Json) -> str:
    if isinstance(part, list | tuple) and part:
        return "[\n" + ",\n".join(f"    {_line(entry)}" for entry in part) + "\n  ]"
    if isinstance(part, dict) and part:
        entries = (f"    {_line(key)}: {_line(value)}" for key, value in part.items())
        return "{\n" + ",\n".join(entries) + "\n  }"
    return _line(part)


def _line(part: Json) -> str:
    return json.dumps(part, ensure_ascii=False, allow_nan=False, default=_text)


def _text(part: object) -> str:
    if isinstance(part, date):
        return part.isoformat()
    raise TypeError(f"{part!r} has no place in a plan")


def plan_from_json(text: str | bytes, file: str = "plan.json") -> Plan:
    """Read a plan, also one that was edited by hand.

    Parameters
    ----------
    text : str or bytes
        The file's content.
    file : str
        Its name, for messages.

    Raises
    ------
    BadInput
        With everything that makes it no plan: broken JSON with its line; unknown, missing and
        wrong values with their keys (``visits[3].start``); times without an offset, or with
        one that the zone does not have then. Whether it keeps the rules is the checks' affair.
    """
    document = _parse(text, file)
    _check_lengths(document, file)
    findings = first_of(_unknown_keys(document, Plan, "", file), file)
    if faults := first_of(_faults_in_parts(document, file), file):
        raise BadInput([*findings, *faults])
    try:
        plan = _adapter().validate_json(json.dumps(document), strict=True)
    except ValidationError as error:
        findings += first_of((_finding(f, file) for f in error.errors(include_url=False)), file)
        raise BadInput(findings) from None
    findings += first_of(_wrong_times(plan, document, file), file)
    if findings:
        raise BadInput(findings)
    zone = ZoneInfo(plan.time_zone)

    def local(entries: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            replace(entry, start=entry.start.astimezone(zone), end=entry.end.astimezone(zone))
            for entry in entries
        )

    return replace(plan, visits=local(plan.visits), breaks=local(plan.breaks))


def read_plan(path: Path, name: str = "") -> Plan:
    """Read a plan's file, also one that was edited by hand.

    Parameters
    ----------
    name : str, optional
        What to call it in messages; the path by default.

    Raises
    ------
    BadInput
        If it cannot be read, or is no plan.
    """
    remedy = "Name a plan.json, as planner plan writes it."
    return plan_from_json(read_file(path, name=name, remedy=remedy), name or str(path))


def _check_lengths(document: Mapping[str, Json], file: str) -> None:
    for key, part in document.items():
        if isinstance(part, list) and len(part) > MAX_PLAN_ENTRIES:
            message = f"{key[:100]} has more than {MAX_PLAN_ENTRIES:,} entries"
            raise BadInput([_broken(message, file)])


def _faults_in_parts(document: Mapping[str, Json], file: str) -> Iterator[Finding]:
    """Faults of long lists part by part: all of them at once would fill the memory."""
    kinds = get_type_hints(Plan)
    for key, entries in document.items():
        if key not in kinds or not isinstance(entries, list) or len(entries) <= _PART:
            continue
        adapter = TypeAdapter(kinds[key])
        for first in range(0, len(entries), _PART):
            try:
                adapter.validate_json(json.dumps(entries[first : first + _PART]), strict=True)
            except ValidationError as error:
                for fault in error.errors(include_url=False):
                    within, *rest = fault["loc"]
                    place = first + within if isinstance(within, int) else within
                    yield _finding({**fault, "loc": (key, place, *rest)}, file)


_PART = 500
"""Entries that are looked at together."""


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _known_keys(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _adapter() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


def _parse(text: str | bytes, file: str) -> dict[str, Json]:
    try:
        document = parse_json(text)
    except json.JSONDecodeError as error:
        message, row = f"this is no JSON: {error.msg} at column {error.colno}", error.lineno
        raise BadInput([_broken(message, file, row)]) from None
    except ValueError as error:
        raise BadInput([_broken(f"this is no JSON: {error}", file)]) from None
    if not isinstance(document, dict):
        raise BadInput([_broken("a plan is a JSON object, in braces", file)])
    return document


def _broken(message: str, file: str, row: int | None = None) -> Finding:
    return Finding(
        code="plan-not-json",
        message=message,
        remedy="Plan again, or take back the last change of the file",
        file=file,
        row=row,
    )


def _unknown_keys(part: Json, kind: Any, path: str, file: str) -> Iterator[Finding]:
    """Keys that the domain does not have, with the one that may have been meant."""
    if isinstance(kind, type) and is_dataclass(kind) and isinstance(part, Mapping):
        known = _known_keys(kind)
        for key, value in part.items():
            if key in known:
                yield from _unknown_keys(value, known[key], f"{path}.{key}".lstrip("."), file)
                continue
            close = difflib.get_close_matches(key, known, n=1)
            yield Finding(
                code="plan-key-unknown",
                message="a plan has no such key",
                remedy=f"Did you mean {close[0]!r}?" if close else "Take it out",
                file=file,
                column=f"{path}.{key}".lstrip("."),
            )
    elif get_origin(kind) is tuple and isinstance(part, list):
        for n, entry in enumerate(part):
            yield from _unknown_keys(entry, get_args(kind)[0], f"{path}[{n}]", file)


_REMEDIES = {
    "missing": "Add it",
    "int_type": "Write a whole number without quotes",
    "int_from_float": "Write a whole number without quotes",
    "float_type": "Write a number without quotes",
    "string_type": "Write text in quotes",
    "date_from_datetime_parsing": 'Write a date: "2026-12-24"',
    "datetime_from_date_parsing": 'Write a time with its offset: "2026-12-24T09:00:00-06:00"',
    "datetime_parsing": 'Write a time with its offset: "2026-12-24T09:00:00-06:00"',
    "datetime_type": 'Write a time with its offset: "2026-12-24T09:00:00-06:00"',
}


def _finding(fault: Any, file: str) -> Finding:
    path = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in fault["loc"])
    missing = fault["type"] in ("missing", "missing_argument", "missing_keyword_only_argument")
    return Finding(
        code="plan-value",
        message="a value is missing"
        if missing
        else fault["msg"].replace("Input should be", "the value must be"),
        remedy="Add it" if missing else _REMEDIES.get(fault["type"], "Correct the value"),
        file=file,
        column=path.lstrip("."),
        value="" if missing else str(fault["input"])[:80],
    )


def _wrong_times(plan: Plan, document: Mapping[str, Json], file: str) -> Iterator[Finding]:
    """A zone that is none; times without an offset, or with one that the zone lacks then."""
    if plan.time_zone not in _zones():
        yield _time(file, "time_zone", plan.time_zone, "there is no such time zone",
                    "Write an IANA name, for instance America/Chicago")  # fmt: skip
        return
    zone = ZoneInfo(plan.time_zone)
    if plan.last_day < plan.first_day:
        yield _time(file, "last_day", str(plan.last_day), "the period ends before it starts",
                    f"Write a day from {plan.first_day} on")  # fmt: skip
    for kind in ("visits", "breaks"):
        for n, entry in enumerate(getattr(plan, kind)):
            for edge in ("start", "end"):
                moment: datetime = getattr(entry, edge)
                path, shown = f"{kind}[{n}].{edge}", str(document[kind][n][edge])
                if moment.tzinfo is None:
                    yield _time(file, path, shown, "the time has no offset from UTC",
                                "Write it at the end: -06:00")  # fmt: skip
                    continue
                try:
                    there = moment.astimezone(UTC).astimezone(zone)
                except OverflowError:
                    yield _time(
                        file,
                        path,
                        shown,
                        "no calendar has this year",
                        f"Write a time from {plan.first_day} to {plan.last_day}",
                    )
                    continue
                if there.utcoffset() != moment.utcoffset():
                    yield _time(
                        file, path, shown,
                        f"the time's offset is not that of {plan.time_zone} then",
                        f"Write {moment.replace(tzinfo=zone).isoformat()} for this local time, or "
                        f"{there.isoformat()} for this moment",
                    )  # fmt: skip


def _time(file: str, path: str, shown: str, message: str, remedy: str) -> Finding:
    return Finding(
        code="plan-time", message=message, remedy=remedy, file=file, column=path, value=shown
    )

"""Every change of one leaf of a ``plan.json``: numbers, dates, times, ids, enums and lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from planner.domain import ContactBy, Tier

Json = Any

ENUMS = {
    "status": ("optimal", "feasible", "unknown", "infeasible", "failed", "crashed"),
    "tier": tuple(Tier),
    "by": tuple(ContactBy),
    "currency": ("USD", "EUR"),
    "time_zone": ("America/Chicago", "Europe/Vienna", "UTC"),
}
"""Values of the keys that have only some."""

IDS = ("account_id", "rep", "uid", "id", "unit")
"""Keys whose value is a name of something."""

HEARSAY = ", so they say"
FIGURE = "a figure in it"

FIGURES = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d|\d[\d,]*(?:\.\d+)?")
"""A date, a time or a number within a reason."""


@dataclass(frozen=True)
class Mutation:
    """A plan with one leaf changed.

    Parameters
    ----------
    path : str
        Where, without the places in lists: ``visits.start``.
    what : str
        What was done to it, for messages.
    text : str
        The whole document.
    """

    path: str
    what: str
    text: str


def mutations(document: dict[str, Json]) -> Iterator[Mutation]:
    """Changes of one leaf or one entry of a list; those that change nothing are left out."""
    names = _names(document)
    for container, key, path in list(_leaves(document, "")):
        before = container[key]
        for after in _others(path, before, names):
            if after == before:
                continue
            container[key] = after
            where = f"{path}, {FIGURE}" if key == "reason" and not _is_added(after) else path
            yield Mutation(where, f"{before!r} -> {after!r}", json.dumps(document))
            container[key] = before
    yield from _of_lists(document)
    for key in list(document["provenance"]):
        kept = document["provenance"].pop(key)
        yield Mutation(f"provenance.{key} taken out", kept, json.dumps(document))
        document["provenance"][key] = kept


def _is_added(text: Json) -> bool:
    return isinstance(text, str) and text.endswith(HEARSAY)


def _names(document: dict[str, Json]) -> dict[str, list[str]]:
    """All that ids are, by their key."""
    found: dict[str, set[str]] = {key: set() for key in IDS}
    for container, key, _ in _leaves(document, ""):
        if key in IDS:
            found[key].add(container[key])
    return {key: sorted(values) for key, values in found.items()}


def _leaves(part: Json, path: str) -> Iterator[tuple[Json, Any, str]]:
    keys = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in list(keys):
        inner = f"{path}.{key}".lstrip(".") if isinstance(part, dict) else path
        if isinstance(value, dict | list):
            yield from _leaves(value, inner)
        else:
            yield part, key, inner


def _others(path: str, value: Json, names: dict[str, list[str]]) -> Iterator[Json]:
    key = path.rpartition(".")[2]
    if value is None:
        yield from (1, 1.5)
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1, -value, 0, None)
    elif key in ENUMS:
        yield from ENUMS[key]
    elif key in IDS:
        known = names[key]
        yield from (known[known.index(value) - 1], known[(known.index(value) + 1) % len(known)])
        yield f"{value}-of-nobody"
    elif key == "reason":
        yield from _in_words(value)
        yield value + HEARSAY
    elif key in ("first_day", "last_day", "past"):
        yield from (_later(value, days) for days in (1, -1))
    elif key in ("start", "end"):
        moment = datetime.fromisoformat(value)
        for minutes in (15, -15, 1, -1, 24 * 60, -24 * 60):
            yield (moment + timedelta(minutes=minutes)).isoformat()
    elif path.startswith("provenance."):
        head = "1" if value[0] != "1" else "2"
        yield head + value[1:]
    else:
        yield value + HEARSAY


def _in_words(reason: str) -> Iterator[str]:
    """The reason with one of its dates, times or numbers changed."""
    for found in FIGURES.finditer(reason):
        said = found.group()
        if "-" in said:
            changed = [_later(said, 1), _later(said, -1)]
        elif ":" in said:
            hour, minute = map(int, said.split(":"))
            changed = [
                f"{(hour + 1) % 24:02d}:{minute:02d}",
                f"{hour:02d}:{(minute + 15) % 60:02d}",
            ]
        else:
            number = float(said.replace(",", ""))
            changed = [f"{number + step:,.10g}" for step in (1, -1)]
        for other in changed:
            yield reason[: found.start()] + other + reason[found.end() :]


def _later(day: str, days: int) -> str:
    return str(date.fromisoformat(day) + timedelta(days=days))


def _of_lists(document: dict[str, Json]) -> Iterator[Mutation]:
    """Each entry of each list taken out, written twice, or exchanged with the next."""
    for key, entries in document.items():
        if not isinstance(entries, list):
            continue
        for n, entry in enumerate(entries):
            others = {
                "taken out": entries[:n] + entries[n + 1 :],
                "twice": [*entries[: n + 1], *entries[n:]],
                "exchanged": [*entries[:n], *entries[n + 1 : n + 2], entry, *entries[n + 2 :]],
            }
            for what, changed in others.items():
                if changed != entries:
                    about = f"{key} {what}"
                    if what == "taken out" and str(entry.get("id")).startswith("contract:"):
                        about = f"{key} of a contract {what}"
                    text = json.dumps({**document, key: changed})
                    yield Mutation(about, f"[{n}] {entry}", text)

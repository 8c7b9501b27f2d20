"""An overlay's settings merged into a territory's document, before that is validated.

Tables are merged key by key; ``[[rep]]`` is found by its id (``"*"`` is every rep), ``[[quota]]``
by its tiers; ``[[pin]]`` and ``[[refuse]]`` are added. An empty list empties a list. Any number
may be relative to the territory's (``"+10%"``, ``"-2"``), and so may lists of plain values
(``["+2026-12-23"]``). Where everything came from is kept, so that faults name the overlay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from planner.domain import Finding, Policy, Rep, Tier
from planner.domain.comparison import ChangedInput
from planner.readers.overlay import COMMAND_LINE, RELATIVE, Layer, Overlay
from planner.readers.settings import Settings, section_at, types_in
from planner.readers.toml_file import key_path, line_of, with_keys_around
from planner.readers.wording import did_you_mean, shown

OPERATIONS = ("change", "add_rep", "remove_rep")
"""What an overlay may say besides a territory's own keys."""
EVERY_REP = "*"

_APPENDED = ("pin", "refuse")
_SIGNED = re.compile(r"[+-]\s*\S")
_LIKE = ("hours", "lunch", "max_visits_per_day")
"""What a new rep has like another, where that is asked for."""

Path = tuple[int | str, ...]


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a key of the merged document was written.

    Parameters
    ----------
    lines : mapping of str to int
        Line of every key of that file.
    """

    file: str
    column: str
    lines: Mapping[str, int]

    @property
    def row(self) -> int | None:
        """Line of the key, or of the nearest one around it."""
        return line_of(self.lines, self.column)


@dataclass
class Merged:
    """A territory's document with an overlay's changes.

    Parameters
    ----------
    tree : dict of str
        The document; operations are not in it.
    places : dict of str to Place
        Where its keys came from, for those that are not the territory's own.
    """

    tree: dict[str, Any]
    places: dict[str, Place] = field(default_factory=dict)
    changes: list[ChangedInput] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def located(self, finding: Finding, file: str) -> Finding:
        """A finding about a key of the document, where that is written."""
        if finding.file != file or finding.row is not None:
            return finding
        for key in with_keys_around(finding.column):
            if place := self.places.get(key):
                own = replace(place, column=place.column + finding.column[len(key) :])
                return replace(finding, file=own.file, column=own.column, row=own.row)
        return finding


def merge(tree: Mapping[str, Any], overlay: Overlay) -> Merged:
    """Merge the settings of every layer, in their order."""
    merged = Merged(tree=deepcopy(dict(tree)))
    for layer in overlay.layers:
        _Merger(merged, layer).run()
    return merged


class _Merger:
    """Puts one layer into the document."""

    def __init__(self, merged: Merged, layer: Layer) -> None:
        self._merged = merged
        self._tree = merged.tree
        self._layer = layer

    def run(self) -> None:
        known = (*Settings.model_fields, *OPERATIONS)
        for key, value in self._layer.tree.items():
            if key not in known:
                self._fault((key,), "This key is not known", did_you_mean(key, known), "unknown")
            elif key == "rep" and isinstance(value, list) and value:
                self._reps(value)
            elif key == "quota" and isinstance(value, list) and value:
                self._quotas(value)
            elif key in _APPENDED and isinstance(value, list) and value:
                self._append(key, value)
            elif key == "add_rep":
                self._new_reps(value)
            elif key not in OPERATIONS:
                self._put(self._tree, (key,), (key,), key, value)

    def _reps(self, entries: list[Any]) -> None:
        there = self._list("rep")
        ids = [each["id"] for each in there if isinstance(each, dict) and "id" in each]
        for number, entry in enumerate(entries):
            source: Path = ("rep", number)
            rep = entry.get("id") if isinstance(entry, dict) else None
            if rep is None:
                remedy = f'Add id: one of {", ".join(map(str, ids))}, or "*" for every rep.'
                self._fault(source, "It does not say which rep it changes", remedy)
            elif rep != EVERY_REP and rep not in ids:
                remedy = f"{did_you_mean(str(rep), map(str, ids))} [[add_rep]] adds a rep."
                self._fault((*source, "id"), "There is no such rep", remedy, value=str(rep))
            else:
                for place, each in enumerate(there):
                    if isinstance(each, dict) and rep in (EVERY_REP, each.get("id")):
                        self._table(each, ("rep", place), source, f"rep.{each.get('id')}",
                                    {k: v for k, v in entry.items() if k != "id"})  # fmt: skip

    def _quotas(self, entries: list[Any]) -> None:
        if "quota" not in self._tree:
            self._tree["quota"] = [
                {
                    "tiers": [str(tier) for tier in quota.tiers],
                    "min_share": None if quota.min_share is None else _decimal(quota.min_share),
                }
                for quota in Policy().quotas
            ]
        there = self._list("quota")
        for number, entry in enumerate(entries):
            source: Path = ("quota", number)
            tiers = _tiers_of(entry)
            if not tiers:
                remedy = 'Add tiers = ["key"].'
                self._fault(source, "It does not say which classes share the quota", remedy)
                continue
            at = next((n for n, each in enumerate(there) if _tiers_of(each) == tiers), None)
            if at is None:
                at = len(there)
                there.append({"tiers": entry["tiers"]})
                self._note(("quota", at), source)
            rest = {key: value for key, value in entry.items() if key != "tiers"}
            self._table(there[at], ("quota", at), source, f"quota.{'+'.join(tiers)}", rest)

    def _append(self, key: str, entries: list[Any]) -> None:
        there = self._list(key)
        for number, entry in enumerate(entries):
            self._note((key, len(there)), (key, number))
            there.append(entry)
            self._change(f"[[{key}]]", "", shown(entry))

    def _new_reps(self, entries: Any) -> None:
        there = self._list("rep")
        for number, entry in enumerate(entries if isinstance(entries, list) else [entries]):
            source: Path = ("add_rep", number)
            if not isinstance(entry, dict):
                self._fault(("add_rep",), "must be tables", "Write [[add_rep]] and its keys below.")
                continue
            own = {key: value for key, value in entry.items() if key not in ("like", "takes")}
            model = self._model(entry.get("like"), source)
            self._note(("rep", len(there)), source)
            there.append(deepcopy({key: model[key] for key in _LIKE if key in model}) | own)
            if "like" in entry and model:
                own["like"] = entry["like"]
            self._change("add_rep", "", shown(own))

    def _model(self, rep: Any, source: Path) -> Mapping[str, Any]:
        """The rep whom a new one is like; nothing where none is named."""
        reps = {str(each.get("id")): each for each in self._list("rep") if isinstance(each, dict)}
        if rep is None or str(rep) in reps:
            return reps.get(str(rep), {})
        remedy = did_you_mean(str(rep), reps)
        self._fault((*source, "like"), "There is no such rep", remedy, value=str(rep))
        return {}

    def _list(self, key: str) -> list[Any]:
        if not isinstance(self._tree.get(key), list):
            self._tree[key] = []
        there: list[Any] = self._tree[key]
        return there

    def _table(
        self, table: dict[str, Any], path: Path, source: Path, name: str, entries: Mapping[str, Any]
    ) -> None:
        for key, value in entries.items():
            self._put(table, (*path, key), (*source, key), f"{name}.{key}", value)

    def _put(self, table: dict[str, Any], path: Path, source: Path, name: str, value: Any) -> None:
        """Merge one value; ``name`` is the key for people."""
        key = path[-1]
        assert isinstance(key, str)
        before = table.get(key)
        if isinstance(value, dict):
            if not isinstance(before, dict):
                before = table[key] = {}
                self._note(path, source)
            self._table(before, path, source, name, value)
            return
        before = _default(path) if before is None else before
        if isinstance(value, str) and RELATIVE.fullmatch(value) and {int, Decimal} & _types(path):
            changed = relative(value, before, whole=int in _types(path))
            if changed is None:
                words = "There is no number that this could be relative to"
                self._fault(source, words, "Write the number itself.", value=value)
                return
            value = changed
        elif isinstance(value, list) and value and all(_signed(each) for each in value):
            value = self._listed(before, value, source)
        self._note(path, source)
        table[key] = value
        if shown(before) != shown(value):
            self._change(name, shown(before), shown(value))

    def _listed(self, before: Any, signed: list[str], source: Path) -> list[Any]:
        """A list with some values added and others taken out."""
        there = list(before) if isinstance(before, list) else []
        for each in signed:
            value = each[1:].strip()
            same = [one for one in there if shown(one) == value]
            if each[0] == "+":
                there += [] if same else [value]
            elif same:
                there = [one for one in there if one not in same]
            else:
                remedy = f"There are: {shown(there) or 'none'}."
                self._fault(source, "The list has no such value to take out", remedy, value=each)
        return there

    def _change(self, key: str, before: str, after: str) -> None:
        self._merged.changes.append(ChangedInput(key=key, before=before, after=after))

    def _note(self, path: Path, source: Path) -> None:
        self._merged.places[key_path(path)] = place_of(self._layer, source)

    def _fault(
        self, source: Path, message: str, remedy: str, kind: str = "wrong", value: str = ""
    ) -> None:
        place = place_of(self._layer, source)
        self._merged.findings.append(
            Finding(
                code=f"overlay-{kind}", message=message, remedy=remedy, file=place.file,
                row=place.row, column=place.column, value=value,
            )
        )  # fmt: skip


def place_of(layer: Layer, source: Path) -> Place:
    """Where a key of a layer is written."""
    column = key_path(source)
    if layer.file == COMMAND_LINE and source[0] in ("rep", "quota") and len(source) > 1:
        entry = layer.tree[str(source[0])][source[1]]
        name = entry.get("id") or "+".join(entry.get("tiers", ()))
        column = ".".join(map(str, (source[0], name, *source[2:])))
    return Place(file=layer.file, column=column, lines=layer.lines)


def relative(change: str, before: Any, *, whole: bool) -> int | Decimal | None:
    """A number changed by another, whole numbers rounded half up; None if there is none before."""
    found = RELATIVE.fullmatch(change)
    if found is None or isinstance(before, bool) or not isinstance(before, int | Decimal):
        return None
    step = Decimal(found[1] + found[2])
    after = before * (1 + step / 100) if found[3] else before + step
    return int(after.quantize(Decimal(1), rounding=ROUND_HALF_UP)) if whole else after


def _default(path: Path) -> Any:
    """What a territory has where its file does not say."""
    policy = Policy()
    match path:
        case ("tier", str(tier), str(key)) if tier in list(Tier):
            return getattr(policy.tiers[Tier(tier)], key, None)
        case ("tiers", "key_share"):
            return _decimal(policy.key_share)
        case ("leads", "max_active"):
            return policy.max_active_leads
        case ("leads", "days_on_list"):
            return policy.lead_days
        case ("leads", "rest_days"):
            return policy.lead_rest_days
        case ("travel", str(key)):
            return getattr(policy.travel, key, None)
        case ("slots", "minutes"):
            return policy.slot_minutes
        case ("prospects", "access_factor", str(key)):
            return policy.access_factor.get(key)
        case ("rep", int(), "hours"):
            return Rep.hours
        case ("rep", int(), "cost_per_hour"):
            return Decimal(Rep.cost_per_hour) / 100
    return None


def _types(path: Path) -> frozenset[Any]:
    """All types that the value at a path may have."""
    section = section_at(path[:-1])
    key = path[-1]
    known = section.model_fields.get(key) if section and isinstance(key, str) else None
    return frozenset(types_in(known.annotation) if known else ())


def _signed(value: Any) -> bool:
    return isinstance(value, str) and bool(_SIGNED.match(value))


def _tiers_of(entry: Any) -> tuple[str, ...]:
    tiers = entry.get("tiers") if isinstance(entry, dict) else None
    return tuple(sorted({str(tier) for tier in tiers})) if isinstance(tiers, list) else ()


def _decimal(fraction: Fraction) -> Decimal:
    return Decimal(fraction.numerator) / fraction.denominator

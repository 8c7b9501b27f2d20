"""What-if overlays: files and settings that say only what changes.

An overlay is a TOML file in a territory's own keys, or settings of the command line such as
``quota.key=0.7``. It is merged into the territory's document (`planner.readers.overlay_merge`)
before that is validated, so that whatever holds for `territory.toml` holds for it. Its list
operations change the account list and the reps (`planner.readers.overlay_lists`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from planner.domain import BadInput, Finding
from planner.files.budgets import MAX_TOML_BYTES
from planner.readers.sources import Sources
from planner.readers.toml_file import key_lines, parse_tree, toml_tree

COMMAND_LINE = "--set"
"""Where settings come from that stand in no file."""
RELATIVE = re.compile(r"([+-])(\d{1,9}(?:\.\d{1,6})?)\s*(%?)")
"""A number relative to the territory's: ``+10%``, ``-2``."""

_PART = re.compile(r'"([^"]+)"|([^."]+)')
_KEY = re.compile(rf"({_PART.pattern})(\.({_PART.pattern}))*")


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One overlay file, or the settings of one command line.

    Parameters
    ----------
    file : str
        For messages.
    tree : mapping of str
        The TOML document.
    lines : mapping of str to int
        Line of every key.
    digest : str
        SHA-256 of its text.
    """

    file: str
    tree: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """Changes to a territory, one layer after the other.

    Parameters
    ----------
    name : str
        Of the scenario; it names a folder.
    """

    name: str
    layers: tuple[Layer, ...] = ()

    def combined(self, other: Overlay, name: str = "") -> Overlay:
        """The changes of this overlay, then those of another."""
        both = name or f"{self.name} {other.name}"
        return Overlay(name=both, layers=(*self.layers, *other.layers))


def read_overlay(path: Path) -> Overlay:
    """Read an overlay; the scenario is called as the file without its ending.

    What its keys mean is seen only where it is merged into a territory.

    Raises
    ------
    BadInput
        If it cannot be read or is no TOML.
    """
    sources = Sources(path.parent)
    remedy = "Name an overlay file, whatif/*.toml."
    content = sources.read(path.name, remedy=remedy, at_most=MAX_TOML_BYTES)
    file = f"{path.parent.name}/{path.name}" if path.parent.name else path.name
    text, tree = parse_tree(content, file)
    layer = Layer(file=file, tree=tree, lines=key_lines(text), digest=sources.hashes[path.name])
    return Overlay(name=path.stem, layers=(layer,))


def overlay_of(settings: Sequence[str], name: str = "") -> Overlay:
    """Overlay of settings as the command line has them.

    Parameters
    ----------
    settings : sequence of str
        ``KEY=VALUE``: a key of the territory with dots between tables, and a value as TOML or
        as bare text. ``quota.key=0.7`` sets ``min_share`` of the quota whose tiers are key,
        ``quota.target+lead.max_share=0.1`` another limit of another one, ``rep.r1.hours=...`` a
        key of a rep and ``rep.*.hours=...`` of all reps. ``quota=[]`` takes all quotas away.
    name : str, optional
        Of the scenario; the settings, joined, where it is not given.

    Raises
    ------
    BadInput
        With every setting that has no key or no value.
    """
    tree: dict[str, Any] = {}
    found: list[Finding] = []
    for setting in settings:
        key, equals, value = setting.partition("=")
        path = _path(key.strip())
        if not equals or not value.strip() or not path:
            found.append(_fault(setting, "A setting is a key, = and a value", "quota.key=0.7"))
            continue
        try:
            _put(tree, path, _value(value.strip()))
        except ValueError as error:
            example = "quota.key=0.7 or rep.r1.max_visits_per_day=6"
            found.append(_fault(setting, str(error), example))
    if found:
        raise BadInput(found)
    digest = hashlib.sha256("\n".join(settings).encode()).hexdigest()
    layer = Layer(file=COMMAND_LINE, tree=tree, digest=digest)
    return Overlay(name=name or ", ".join(settings), layers=(layer,))


def _path(key: str) -> list[str]:
    """Parts of a dotted key, none where it is no key; quotes hold a part with dots together."""
    if not _KEY.fullmatch(key):
        return []
    return [(match[1] or match[2]).strip() for match in _PART.finditer(key)]


def _value(text: str) -> Any:
    """A value as TOML has it, a relative number, or else the text itself."""
    if RELATIVE.fullmatch(text):
        return text
    try:
        return toml_tree(f"value = {text}")["value"]
    except (ValueError, ArithmeticError, KeyError):
        return text


def _put(tree: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Put a value where a file would have it: quotas and reps are lists there.

    Raises
    ------
    ValueError
        In words, if the key names no place.
    """
    if path[0] == "quota" and value != []:
        if not 2 <= len(path) <= 3:
            raise ValueError("A quota is named by its classes")
        _, tiers, limit = [*path, "min_share"][:3]
        _entry(tree, "quota", {"tiers": sorted(tiers.split("+"))})[limit] = value
        return
    table = tree
    if path[0] == "rep":
        if len(path) < 3:
            raise ValueError("A rep's setting has the rep's id and a key")
        table = _entry(tree, "rep", {"id": path[1]})
        path = path[2:]
    for part in path[:-1]:
        table = table.setdefault(part, {})
        if not isinstance(table, dict):
            raise ValueError(f"{part} is set twice, as a value and as a table")
    table[path[-1]] = value


def _entry(tree: dict[str, Any], name: str, named: Mapping[str, Any]) -> dict[str, Any]:
    """The entry of a list that has these keys; made where there is none."""
    entries: list[dict[str, Any]] = tree.setdefault(name, [])
    for entry in entries:
        if all(entry.get(key) == value for key, value in named.items()):
            return entry
    entries.append(dict(named))
    return entries[-1]


def _fault(setting: str, message: str, example: str) -> Finding:
    return Finding(
        code="overlay-setting",
        message=message,
        remedy=f"Write it like {example}.",
        file=COMMAND_LINE,
        value=setting,
    )

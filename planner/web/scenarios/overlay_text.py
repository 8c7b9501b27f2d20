"""An overlay as the text of a file, so that the command line can take it, too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from planner.domain import BadInput, Finding
from planner.readers import Overlay
from planner.readers.overlay import RELATIVE

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def overlay_text(overlay: Overlay, title: str) -> str:
    """All layers of an overlay as one TOML document, under a comment.

    Raises
    ------
    BadInput
        If one layer changes relatively what another one sets: one file cannot say that.
    """
    tree: dict[str, Any] = {}
    for layer in overlay.layers:
        _join(tree, layer.tree)
    heading = "".join(c if c.isprintable() else " " for c in title).strip()
    return "\n".join([f"# {heading}", *_table(tree, ())]) + "\n"


def _join(tree: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        known = tree.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            _join(known, value)
        elif known and _are_tables(known) and _are_tables(value):
            tree[key] = [*known, *value]
        elif known is not None and (isinstance(value, list) or _relative(value)):
            raise BadInput([_inseparable(key)])
        else:
            tree[key] = dict(value) if isinstance(value, dict) else value


def _are_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _relative(value: Any) -> bool:
    return isinstance(value, str) and RELATIVE.fullmatch(value) is not None


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Lines of a table: its own values first, then the tables within it."""
    for key, value in table.items():
        if not isinstance(value, dict) and not _are_tables(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        name = ".".join(map(_key, (*path, key)))
        if isinstance(value, dict):
            yield f"\n[{name}]"
            yield from _table(value, (*path, key))
        elif _are_tables(value):
            for entry in value:
                yield f"\n[[{name}]]"
                yield from (f"{_key(k)} = {_value(v)}" for k, v in entry.items())


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int() | float():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case datetime() | date() | time():
            return value.isoformat()
        case dict():
            inside = ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items())
            return f"{{ {inside} }}" if inside else "{}"
        case _:
            return f"[{', '.join(map(_value, value))}]"


def _text(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _inseparable(key: str) -> Finding:
    return Finding(
        code="overlay-inseparable",
        message=f"Two parts of this scenario change {key}, the later relatively to the earlier",
        remedy="Write the value itself, or save the parts one by one.",
        column=key,
    )

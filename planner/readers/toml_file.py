"""`territory.toml` as text: every problem with its key, its line, its value and a remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from planner.domain import BadInput, Finding
from planner.files.budgets import MAX_DEPTH, MAX_TOML_BYTES, MAX_TOML_KEYS, too_many
from planner.readers.settings import Section, Settings, section_at
from planner.readers.wording import did_you_mean, shown, words_of

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]")
_DEEP_KEY = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*)"""
    rf"{{{MAX_DEPTH}}}"
)
"""A dotted key of so many parts that parsing it takes long."""
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w.-]+)\s*=""")


def parse_settings(
    content: bytes, file: str, found: list[Finding]
) -> tuple[Settings, dict[str, int]]:
    """Read the settings, and the line of every key; wrong values are left at their defaults.

    Parameters
    ----------
    content : bytes
        The TOML file (TOML 1.0), in UTF-8.
    file : str
        Its name, for messages.
    found : list of Finding
        Gets every problem, so that the other files can be looked at as well; `located` adds
        their lines.

    Raises
    ------
    BadInput
        If the file is no TOML at all.
    """
    text, tree = parse_tree(content, file)
    return validated(tree, file, found), key_lines(text)


def validated(tree: dict[str, Any], file: str, found: list[Finding]) -> Settings:
    """Settings of a document that is TOML; wrong values are reported and left at their defaults."""
    settings, errors = _without_errors(tree)
    since = len(found)
    for error in errors:
        if too_many(found, since, file):
            break
        message, remedy = words_at(error, Settings)
        path = error["loc"]
        found.append(
            Finding(
                code="setting-unknown" if error["type"] == "extra_forbidden" else "setting-wrong",
                message=message,
                remedy=remedy,
                file=file,
                column=key_path(path),
                value=shown_value(error),
                rep=_rep_of(tree, path),
            )
        )
    return settings


def located(finding: Finding, file: str, lines: dict[str, int]) -> Finding:
    """Return a finding about a key of the file with the key's line."""
    if finding.file != file or finding.row is not None:
        return finding
    return replace(finding, row=line_of(lines, finding.column))


def parse_tree(
    content: bytes, file: str, code: str = "settings-unreadable"
) -> tuple[str, dict[str, Any]]:
    """Text and tables of a TOML file.

    Parameters
    ----------
    file, code : str
        For messages.

    Raises
    ------
    BadInput
        If it is none.
    """
    try:
        text = content.decode("utf-8-sig")
        return text, toml_tree(text)
    except (ValueError, ArithmeticError) as error:
        line = re.search(r"at line (\d+)", str(error))
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        if "integer string conversion" in reason:
            reason = "a number has thousands of digits"
        raise BadInput(
            [
                Finding(
                    code=code,
                    message=f"This is no valid TOML: {reason}",
                    remedy="Compare the line with the example in the README: text is quoted, "
                    "tables are headed [like.this].",
                    file=file,
                    row=int(line[1]) if line else None,
                )
            ]
        ) from None


def toml_tree(text: str) -> dict[str, Any]:
    """Tables of a TOML text.

    Raises
    ------
    ValueError, ArithmeticError
        If it is none, or holds more than anybody writes.
    """
    if len(text) > MAX_TOML_BYTES:
        raise ValueError(f"it has more than {MAX_TOML_BYTES:,} letters")
    if deep := _DEEP_KEY.search(text):
        line = text.count("\n", 0, deep.start()) + 1
        raise ValueError(f"a key has more than {MAX_DEPTH} parts (at line {line})")
    try:
        tree = tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    _check_size(tree)
    return tree


def _check_size(tree: dict[str, Any]) -> None:
    """Refuse a document of too many levels, of too many values, or with an endless number."""
    level: list[Any] = [tree]
    seen = 0
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for each in level:
            if isinstance(each, dict):
                inner.extend(each.values())
            elif isinstance(each, list):
                inner.extend(each)
            elif isinstance(each, int) and abs(each) > _LARGEST_WHOLE:
                raise ValueError(f"a number is larger than {_LARGEST_WHOLE:,}")
        seen += len(inner)
        if seen > MAX_TOML_KEYS:
            raise ValueError(f"it has more than {MAX_TOML_KEYS:,} keys and values")
        if not inner:
            return
        level = inner
    raise ValueError("it is nested too deeply")


_LARGEST_WHOLE = 2**63 - 1
"""As large as TOML 1.0 has whole numbers."""


def _without_errors(tree: dict[str, Any]) -> tuple[Settings, list[ErrorDetails]]:
    """Validate; then again without the keys that were wrong, so that reading can go on."""
    first: list[ErrorDetails] = []
    for depth in (None, 2, 1, 0):  # take away the key alone, then ever more around it
        try:
            return Settings.model_validate(tree), first
        except ValidationError as failed:
            errors = failed.errors(include_url=False)
        first = first or errors
        tree = _without(tree, {_blamed(error)[:depth] for error in errors})
    return Settings(), first


def _blamed(error: ErrorDetails) -> tuple[int | str, ...]:
    """Path of the wrong value, or of the table that lacks a key."""
    return error["loc"][:-1] if error["type"] == "missing" else error["loc"]


def _without(tree: Any, paths: set[tuple[int | str, ...]]) -> Any:
    """Return the tree without the values at some paths."""
    if not paths:
        return tree
    inner: dict[int | str, set[tuple[int | str, ...]]] = {}
    for path in paths:
        if path:
            inner.setdefault(path[0], set()).add(path[1:])
    gone = {key for key, rest in inner.items() if () in rest}
    if isinstance(tree, dict):
        return {k: _without(v, inner.get(k, set())) for k, v in tree.items() if k not in gone}
    if isinstance(tree, list):
        return [_without(v, inner.get(n, set())) for n, v in enumerate(tree) if n not in gone]
    return tree


def key_path(path: tuple[int | str, ...]) -> str:
    """Path of keys as people write it: ``rep[1].hours``, counted from 1."""
    shown = ""
    for key in path:
        if isinstance(key, int):
            shown += f"[{key + 1}]"
        else:
            shown += f".{key}" if shown else str(key)
    return shown


def key_lines(text: str) -> dict[str, int]:
    """Line of every key and table; good enough for messages, no second TOML parser."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            table = header[2].replace('"', "")
            if header[1] == "[[":
                lines.setdefault(table, number)
                counts[table] = counts.get(table, 0) + 1
                table = f"{table}[{counts[table]}]"
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            name = key[1].strip("\"'")
            lines.setdefault(f"{table}.{name}" if table else name, number)
    return lines


def line_of(lines: Mapping[str, int], key: str) -> int | None:
    """Line of a key, or of the nearest table or key around it."""
    return next((lines[each] for each in with_keys_around(key) if each in lines), None)


def with_keys_around(key: str) -> Iterator[str]:
    """A key, and the tables and lists that it stands in, from the inside out."""
    while key:
        yield key
        key = key[: key.rindex("[")] if key.endswith("]") else key.rpartition(".")[0]


def words_at(error: ErrorDetails, root: type[Section]) -> tuple[str, str]:
    """Message and remedy of an error in a document; a key that is not known has a nearest one."""
    if error["type"] != "extra_forbidden":
        return words_of(error)
    *path, key = error["loc"]
    section = section_at(tuple(path), root)
    return "This key is not known", did_you_mean(str(key), section.model_fields if section else ())


def shown_value(error: ErrorDetails) -> str:
    """The value that is at fault; empty where it is a table, or a key is."""
    value = error["input"]
    if error["type"] in ("missing", "extra_forbidden") or isinstance(value, dict):
        return ""
    return shown(value)[:100]


def _rep_of(tree: dict[str, Any], path: tuple[int | str, ...]) -> str | None:
    """Id of the rep whose table a path leads into."""
    if len(path) < 3 or path[0] != "rep" or not isinstance(path[1], int):
        return None
    written = tree["rep"][path[1]].get("id")
    return written if isinstance(written, str) and path[2] != "id" else None

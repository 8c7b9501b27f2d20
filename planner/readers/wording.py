"""What is wrong with a value, in the words of the user."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import islice
from typing import Any

from pydantic_core import ErrorDetails, PydanticCustomError

from planner.domain import Finding

AN_ID = "Write an id from the account list that is not left out."
"""Instead of a list of all ids, which may be long."""

_WORDS = {
    "missing": ("is missing", "Add it."),
    "greater_than_equal": ("must be at least {ge}", "Write a number of at least {ge}."),
    "less_than_equal": ("must be at most {le}", "Write a number of at most {le}."),
    "greater_than": ("must be above {gt}", "Write a number above {gt}."),
    "int_type": ("must be a whole number", "Write digits without quotes, for instance 30."),
    "bool_type": ("must be true or false", "Write true or false without quotes."),
    "string_type": ("must be text", 'Write it in quotes: "text".'),
    "tuple_type": ("must be a list", "Write it in square brackets: [a, b]."),
    "list_type": ("must be a list", "Write it in square brackets: [a, b]."),
    "dict_type": ("must be a table", "Write it as a table: {{ key = value }}."),
    "model_type": ("must be a table", "Write it as a table: {{ key = value }}."),
    "enum": ("must be {expected}", "Write one of: {expected}."),
    "literal_error": ("must be {expected}", "Write one of: {expected}."),
    "too_short": ("is too short", "It needs at least {min_length}."),
    "string_too_short": ("is empty", "Write at least one letter or digit."),
    "string_too_long": ("is too long", "Write at most {max_length} letters."),
}


_MOST_COMPARED = 5_000
"""Known words that a written one is compared with; a message may be one of a thousand."""
_MOST_SHOWN = 50
"""Entries of a list or a table that a message holds."""


def wrong(message: str, remedy: str) -> PydanticCustomError:
    """Error that a validator raises: what is wrong, and what to do about it."""
    # Braces would be read as places of a template.
    return PydanticCustomError("wrong", "{words}", {"words": message, "remedy": remedy})


def words_of(error: ErrorDetails) -> tuple[str, str]:
    """Message and remedy of one of pydantic's errors."""
    context: dict[str, Any] = error.get("ctx") or {}
    if error["type"] == "wrong":
        return context["words"], context["remedy"]
    message, remedy = _WORDS.get(error["type"], (error["msg"], "Correct it."))
    return message.format_map(context), remedy.format_map(context)


def already_said(found: Iterable[Finding], key: str) -> bool:
    """Whether something at or under a key was reported: what follows from it is not."""
    return any(re.match(rf"{re.escape(key)}(\W|$)", finding.column) for finding in found)


def did_you_mean(written: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Question that names the nearest known word, or else a list of the known ones."""
    names = sorted(known)
    close = nearest(written, names)
    if close:
        return f"Did you mean {close!r}?"
    if otherwise:
        return otherwise
    return f"Known: {', '.join(names[:40])}." if names else "None is known."


def nearest(written: str, known: Iterable[str], cutoff: float = 0.7) -> str | None:
    """Known word that looks most like the written one; None where none does, or too many may."""
    from rapidfuzz import fuzz, process

    by_fold = {name.casefold(): name for name in sorted(islice(known, _MOST_COMPARED + 1))}
    if len(by_fold) > _MOST_COMPARED:
        return None
    folded = written.casefold()[:100]
    found = process.extract(folded, list(by_fold), scorer=fuzz.ratio, score_cutoff=100 * cutoff)
    alike = ((score, name[:1] == folded[:1], name) for name, score, _ in found)
    best = max(alike, default=None)
    return by_fold[best[-1]] if best else None


def shown(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        ordinary = value.is_finite() and abs(value.adjusted()) < 20
        return f"{value.normalize():f}" if ordinary else str(value)
    if isinstance(value, list):
        return ", ".join(shown(each) for each in value[:_MOST_SHOWN])
    if isinstance(value, dict):
        some = islice(value.items(), _MOST_SHOWN)
        return ", ".join(f"{key} {shown(each)}" for key, each in some)
    return str(value)

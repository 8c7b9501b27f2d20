"""JSON of a bearable size: counted before it is parsed."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from planner.files.budgets import MAX_JSON_CONTAINERS, MAX_JSON_VALUES


def parse_json(
    content: bytes | str,
    *,
    most_values: int = MAX_JSON_VALUES,
    most_containers: int = MAX_JSON_CONTAINERS,
) -> Any:
    """Parse a document, in UTF-8 with or without its mark.

    Parameters
    ----------
    most_values, most_containers : int
        Values, and objects and lists, that it may hold.

    Raises
    ------
    ValueError
        In words: if it is none, or holds more than anybody writes. `json.JSONDecodeError`, which
        is one, has the line.
    """
    openers, comma = ("[", "{"), ","
    text = content if isinstance(content, str) else content.decode("utf-8-sig", errors="replace")
    if sum(map(text.count, openers)) > most_containers:
        raise ValueError(f"it has more than {most_containers:,} objects and lists")
    if text.count(comma) > most_values:
        raise ValueError(f"it has more than {most_values:,} values")
    try:
        return json.loads(text, parse_constant=_refuse, parse_int=_Whole().__getitem__)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number that JSON knows")


class _Whole(dict[str, int]):
    """Whole numbers by their digits, short ones kept: a matrix has few different minutes."""

    def __missing__(self, digits: str) -> int:
        if len(digits) > _MOST_DIGITS:
            raise ValueError(f"it has a number of {len(digits):,} digits")
        number = int(digits)
        if len(digits) <= _SHORT:
            self[digits] = number
        return number


_MOST_DIGITS = 400
_SHORT = 5

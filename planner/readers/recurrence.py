"""How much work a recurrence rule makes, so that a hostile calendar cannot stop the reader."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

MAX_STEPS = 2_000_000
"""Steps that all rules of a calendar may make together; some seconds."""

_PER_DAY = {
    "SECONDLY": 86_400.0,
    "MINUTELY": 1_440.0,
    "HOURLY": 24.0,
    "DAILY": 1.0,
    "WEEKLY": 1 / 7,
    "MONTHLY": 1 / 30,
    "YEARLY": 1 / 365,
}
_MOST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
_FILTERS = ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYEASTER")


def is_rule(rule: Mapping[str, Sequence[Any]]) -> bool:
    """Whether a rule's figures are in their ranges (RFC 5545, 3.3.10).

    Others never match, and an interval of 0 never gets on.
    """
    return int(_first(rule, "INTERVAL", 1)) >= 1 and all(
        1 <= abs(int(figure)) <= most
        for part, most in _MOST.items()
        for figure in rule.get(part, ())
    )


def steps_of(rule: Mapping[str, Sequence[Any]], start: date, last: date) -> int:
    """Most steps that expanding a rule takes (RFC 5545, 3.3.10).

    A rule whose filters may never match is looked at until the year 9999, since that is what
    expanding it does.

    Parameters
    ----------
    rule : mapping of str to sequence
        Parts of the rule, as icalendar reads them.
    start, last : date
        First day of the series, and last day that is asked for.
    """
    often = str(_first(rule, "FREQ", "DAILY")).upper()
    interval = max(int(_first(rule, "INTERVAL", 1)), 1)
    ends = date.max if _may_never_match(rule, often) else last
    until = _first(rule, "UNTIL", None)
    if ends is last and until is not None:
        ends = min(last, date(until.year, until.month, until.day))
    days = max((ends - start).days + 1, 1)
    steps = days * _PER_DAY.get(often, 86_400.0) / interval
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        steps *= max(len(rule.get(part, ())), 1)
    count = _first(rule, "COUNT", None)
    if ends is last and count is not None:
        steps = min(steps, int(count))
    return math.ceil(steps) + 1


def _may_never_match(rule: Mapping[str, Sequence[Any]], often: str) -> bool:
    if any(_ordinal(day) > 5 for day in rule.get("BYDAY", ())):
        return True
    filters = {part for part in _FILTERS if rule.get(part)}
    if often in ("SECONDLY", "MINUTELY", "HOURLY"):
        return bool(filters or rule.get("BYHOUR") or rule.get("BYMINUTE"))
    if filters == {"BYMONTH", "BYMONTHDAY"}:
        return not any(
            abs(int(day)) <= monthrange(2000, int(month))[1]
            for month in rule["BYMONTH"]
            for day in rule["BYMONTHDAY"]
        )
    if filters == {"BYSETPOS"} and often in ("MONTHLY", "YEARLY"):
        return any(abs(int(place)) > 4 for place in rule["BYSETPOS"])
    return len(filters) > 1 or "BYSETPOS" in filters


def _ordinal(day: Any) -> int:
    """Which of the weekdays of a month or year: 2 of ``-2MO``, 0 of ``MO``."""
    digits = re.sub(r"\D", "", str(day))
    return int(digits) if digits else 0


def _first(rule: Mapping[str, Sequence[Any]], part: str, otherwise: Any) -> Any:
    values = rule.get(part)
    return values[0] if values else otherwise

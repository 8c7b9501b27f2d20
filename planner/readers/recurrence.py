"""How much work recurrence rules make, so that a hostile calendar cannot stop the reader."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from planner.files.budgets import MAX_OCCURRENCES, MAX_SERIES_STEPS

Rule = Mapping[str, Sequence[Any]]

_PER_DAY = {
    "SECONDLY": 86_400.0,
    "MINUTELY": 1_440.0,
    "HOURLY": 24.0,
    "DAILY": 1.0,
    "WEEKLY": 1 / 7,
    "MONTHLY": 1 / 30,
    "YEARLY": 1 / 365,
}
_WORK = {"WEEKLY": 2, "MONTHLY": 3, "YEARLY": 15}
"""What looking at the days of one week, month or year costs, in occurrences."""
_MOST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
_FILTERS = ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYEASTER")
_SHARES = {"BYDAY": 7, "BYMONTHDAY": 28, "BYYEARDAY": 365, "BYWEEKNO": 52}
"""Of so many days at least one is meant by each value."""


def is_rule(rule: Rule) -> bool:
    """Whether a rule's figures are in their ranges (RFC 5545, 3.3.10).

    Others never match, and an interval of 0 never gets on.
    """
    return int(_first(rule, "INTERVAL", 1)) >= 1 and all(
        1 <= abs(int(figure)) <= most
        for part, most in _MOST.items()
        for figure in rule.get(part, ())
    )


def steps_of(rule: Rule, start: date, last: date) -> int:
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
    often = _often(rule)
    ends = date.max if _may_never_match(rule, often) else _end(rule, last)
    days = max((ends - start).days + 1, 1)
    spans = days * _per_day(often) / _interval(rule)
    count = _first(rule, "COUNT", None)
    if ends is not date.max and count is not None:
        spans = min(spans, max(int(count), 1) * _gap(rule))
    return max(math.ceil(spans * _WORK.get(often, 1)), occurrences_of(rule, start, start, last))


def occurrences_of(rule: Rule, start: date, first: date, last: date) -> int:
    """Most occurrences of a rule on some days, both included.

    Parameters
    ----------
    start : date
        First day of the series.
    """
    days = (_end(rule, last) - max(start, first)).days + 1
    if days <= 0:
        return 0
    often = _often(rule)
    shares = [len(set(map(str, rule[part]))) / of for part, of in _SHARES.items() if rule.get(part)]
    a_day = _per_day(often) / (_interval(rule) if often in _SUB_WEEKLY else 1)
    if shares and often in _WORK:
        a_day = min(*shares, 1.0)  # weeks, months and years are filled with the days named
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        a_day *= max(len(rule.get(part, ())), 1)
    found = math.ceil(days * a_day) + 1
    count = _first(rule, "COUNT", None)
    return found if count is None else min(found, max(int(count), 1))


_SUB_WEEKLY = ("SECONDLY", "MINUTELY", "HOURLY", "DAILY")


@dataclass
class _Series:
    """The entries of one UID."""

    starts: list[tuple[date, Rule]] = field(default_factory=list)
    dates: int = 0
    lasts: timedelta = timedelta(0)
    moved: timedelta = timedelta(0)
    changed: int = 0


class Load:
    """Work and occurrences of all series of a calendar.

    Parameters
    ----------
    first, last : date
        Days that are asked for.
    """

    def __init__(self, first: date, last: date) -> None:
        self._first, self._last = first, last
        self._series: dict[str, _Series] = {}
        self._found: dict[str, int] = {}

    def add(
        self,
        uid: str,
        start: date,
        rules: Sequence[Rule],
        *,
        dates: int,
        lasts: timedelta,
        moved: timedelta,
        changes: bool,
    ) -> None:
        """Add one entry of a series.

        Parameters
        ----------
        dates : int
            How many single dates it names (RDATE).
        lasts : timedelta
            How long one occurrence lasts.
        moved : timedelta
            By how much it moves an occurrence and all after it.
        changes : bool
            Whether it is a change of an occurrence that repeats itself.
        """
        series = self._series.setdefault(uid, _Series())
        series.starts += [(start, rule) for rule in rules]
        series.dates += dates
        series.lasts = max(series.lasts, lasts)
        series.moved = max(series.moved, abs(moved))
        series.changed += changes

    def excess(self) -> str | None:
        """UID of the series that makes most of too much work; None where all is bearable."""
        steps: dict[str, int] = {}
        found: dict[str, int] = {}
        for uid, series in self._series.items():
            # Occurrences that begin before, or were moved from elsewhere, are looked at, too.
            around = min(series.lasts + series.moved, _TEN_YEARS)
            first, last = self._first - around, self._last + around
            steps[uid] = sum(steps_of(rule, start, last) for start, rule in series.starts)
            found[uid] = series.dates + sum(
                occurrences_of(rule, start, first, last) for start, rule in series.starts
            )
            # Whether such a change replaces an occurrence is looked up among all of them.
            steps[uid] += (steps[uid] // 10 + found[uid]) * (series.changed if steps[uid] else 0)
        self._found = found
        for budget, of in ((MAX_SERIES_STEPS, steps), (MAX_OCCURRENCES, found)):
            if sum(of.values()) > budget:
                return max(of, key=lambda uid: of[uid])
        return None

    def occurrences(self) -> int:
        """Most occurrences of all series that are looked at."""
        return sum(self._found.values())

    def heaviest(self) -> str:
        """UID of the series with most occurrences."""
        return max(self._found, key=lambda uid: self._found[uid])


_TEN_YEARS = timedelta(days=3_660)


def _end(rule: Rule, last: date) -> date:
    until = _first(rule, "UNTIL", None)
    return last if until is None else min(last, date(until.year, until.month, until.day))


def _gap(rule: Rule) -> int:
    """Weeks, months, or whatever the rule counts in, that may pass from one match to the next."""
    return 12 if any(rule.get(part) for part in (*_FILTERS, "BYDAY")) else 1


def _may_never_match(rule: Rule, often: str) -> bool:
    ordinals = [_ordinal(day) for day in rule.get("BYDAY", ())]
    if any(each > 5 for each in ordinals):
        return True
    filters = {part for part in _FILTERS if rule.get(part)}
    if often in ("SECONDLY", "MINUTELY", "HOURLY"):
        return bool(filters or any(rule.get(part) for part in ("BYHOUR", "BYMINUTE", "BYDAY")))
    if _interval(rule) > 1 and _is_rare(rule, often, ordinals):
        return True
    if filters == {"BYMONTH", "BYMONTHDAY"}:
        return not any(
            abs(int(day)) <= monthrange(2000, int(month))[1]
            for month in rule["BYMONTH"]
            for day in rule["BYMONTHDAY"]
        )
    if filters == {"BYSETPOS"} and often in ("MONTHLY", "YEARLY"):
        return any(abs(int(place)) > 4 for place in rule["BYSETPOS"])
    return len(filters) > 1 or "BYSETPOS" in filters


def _is_rare(rule: Rule, often: str, ordinals: Sequence[int]) -> bool:
    """Whether every second, third, ... day, week, month or year may always be one too few."""
    if often == "DAILY" and rule.get("BYDAY") and _interval(rule) % 7 == 0:
        return True
    if often != "YEARLY" and rule.get("BYMONTH"):
        return True
    return (
        5 in ordinals
        or any(abs(int(day)) > 28 for day in rule.get("BYMONTHDAY", ()))
        or any(abs(int(day)) > 365 for day in rule.get("BYYEARDAY", ()))
        or any(abs(int(week)) > 52 for week in rule.get("BYWEEKNO", ()))
    )


def _ordinal(day: Any) -> int:
    """Which of the weekdays of a month or year: 2 of ``-2MO``, 0 of ``MO``."""
    digits = re.sub(r"\D", "", str(day))
    return int(digits[:6]) if digits else 0


def _often(rule: Rule) -> str:
    return str(_first(rule, "FREQ", "DAILY")).upper()


def _per_day(often: str) -> float:
    return _PER_DAY.get(often, 86_400.0)


def _interval(rule: Rule) -> int:
    return max(int(_first(rule, "INTERVAL", 1)), 1)


def _first(rule: Rule, part: str, otherwise: Any) -> Any:
    values = rule.get(part)
    return values[0] if values else otherwise

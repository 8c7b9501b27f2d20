"""Figures in words, alike in every table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil, floor

from planner.domain import Plan, money
from planner.domain.replan import BOUND

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def below_best(gap: float | None, among: str = "") -> str:
    """How far a plan may be from the best one.

    Parameters
    ----------
    among : str
        The plans that the bound speaks of (`bound_words`), where these are not all.
    """
    if gap is None:
        return "no bound was computed"
    most = gap_percent(gap)
    best = f"the best possible{among}"
    return best if most == "0.0 %" else f"at most {most} below {best}"


def bound_words(plan: Plan) -> str:
    """Return the plans that a plan's bound speaks of, to stand after "the best possible"."""
    among = plan.provenance.get(BOUND)
    return f" of the {among}" if among else ""


def gap_percent(gap: float) -> str:
    """A gap with one decimal, rounded up: it is a promise."""
    return f"{ceil(round(gap * 1000, 6)) / 10:.1f} %"


def at_least(cents: float, currency: str) -> str:
    """A proven lower limit in whole units, rounded down: it is a promise."""
    return money(floor(cents / 100) * 100, currency)


def at_most(cents: float, currency: str) -> str:
    """A proven upper limit in whole units, rounded up: it is a promise."""
    return money(ceil(cents / 100) * 100, currency)


def between(low: float, high: float, currency: str) -> str:
    """A proven interval: ``$120 .. $480``."""
    least, most = at_least(low, currency), at_most(high, currency)
    return least if least == most else f"{least} .. {most}"


def percent(share: float | None) -> str:
    """Share of 0 to 1 with one decimal; a dash where there is none."""
    return "-" if share is None else f"{100 * share:.1f} %"


def elsewhere(growth_cents: int | None, currency: str) -> str:
    """What an account spends elsewhere in a year; one that shrinks will spend less here."""
    if growth_cents is None:
        return "?"
    shrinks = "shrinks by " if growth_cents < 0 else ""
    return shrinks + money(abs(growth_cents), currency)


def hours(minutes: int) -> str:
    """Minutes as hours with one decimal."""
    return f"{minutes / 60:,.1f} h"


def duration(minutes: int) -> str:
    """Minutes as hours and minutes: ``7 h 05``."""
    return f"{minutes // 60} h {minutes % 60:02d}"


def day(one: date) -> str:
    """Date without its year: ``Tue 8 Dec``."""
    return f"{WEEKDAYS[one.weekday()]} {one.day} {MONTHS[one.month - 1]}"


def count(number: int, one: str, many: str = "") -> str:
    """Number with its word: ``1 visit``, ``1,234 visits``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str], most: int = 10) -> str:
    """Names, of many only the first: ``A001, A002 and 3 more``."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")

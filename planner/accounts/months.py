"""How many months a period is: what is said a month or a year is spread over days with it."""

from __future__ import annotations

from calendar import monthrange
from fractions import Fraction
from math import floor

from planner.domain import Contract, Period


def months_in(period: Period) -> Fraction:
    """Length of a period in months: every day is its share of its calendar month.

    The sum over the days of ``1 / days in the day's month``: a calendar month is exactly 1,
    and a period's share of a year is a twelfth of this.
    """
    return sum(
        (Fraction(1, monthrange(day.year, day.month)[1]) for day in period.days), Fraction(0)
    )


def visits_owed(contract: Contract, period: Period) -> int:
    """Visits that a contract owes in a period: its months' worth, rounded half up."""
    return floor(contract.visits_per_month * months_in(period) + Fraction(1, 2))

"""How many months a period is, for what is said a month or a year."""

from __future__ import annotations

from calendar import monthrange
from datetime import timedelta
from fractions import Fraction
from math import floor

from planner.domain import Contract, Period

_MONTHS_A_DAY = Fraction(12 * 100, 36525)
"""A year has 365.25 days and 12 months."""


def months_in(period: Period) -> Fraction:
    """Length of a period in months; a twelfth of it is the period's share of a year.

    Whole calendar months are counted, and any other period is its days at 365.25 days a year.
    """
    following = period.last + timedelta(days=1)
    if period.first.day == following.day == 1:
        years = following.year - period.first.year
        return Fraction(12 * years + following.month - period.first.month)
    return len(period.days) * _MONTHS_A_DAY


def visits_owed(contract: Contract, period: Period) -> int:
    """Visits that a contract owes: each day its share of its calendar month, rounded half up."""
    shares = (Fraction(1, monthrange(day.year, day.month)[1]) for day in period.days)
    return floor(contract.visits_per_month * sum(shares) + Fraction(1, 2))

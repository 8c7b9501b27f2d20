"""How many months a period is, for what is said a month or a year."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from planner.domain import Period

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

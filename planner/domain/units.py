"""Units of the house: minutes of a local day, cents, half-open spans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NewType
from zoneinfo import ZoneInfo

Minutes = NewType("Minutes", int)
"""Whole minutes; as a time, minutes of the rep's wall-clock day (0 is midnight)."""

Cents = NewType("Cents", int)
"""Hundredths of the territory's one currency."""

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, order=True)
class Span:
    """Half-open span ``[start, end)`` in minutes of a local day.

    Parameters
    ----------
    start, end : int
        Minutes of the rep's wall-clock day, ``start < end``.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError(f"a span must end after it starts, got {self.start}-{self.end}")

    def __str__(self) -> str:
        return f"{clock(self.start)}-{clock(self.end)}"


def clock(minute: int) -> str:
    """Minute of the day as ``HH:MM``; 1440 is ``24:00``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Aware datetime of a minute of the wall-clock day.

    Wall-clock arithmetic on purpose: 540 is 09:00 also on the days on which the clock
    changes. Minute 1440 is midnight of the next day.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return midnight + timedelta(minutes=minute)


def to_cents(amount: Decimal | int | str) -> Cents:
    """Amount of money in whole cents, halves to the even cent."""
    return Cents(int((Decimal(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)))


_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}


def money(cents: int, currency: str) -> str:
    """Amount for people to read: ``$1,234``, ``-€56``, ``CHF 1,234``; no cents, halves to even.

    Parameters
    ----------
    cents : int
        Hundredths of the currency.
    currency : str
        ISO 4217 code; one without a well-known symbol is printed as it is.
    """
    whole = int((Decimal(cents) / 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    sign = "-" if whole < 0 else ""
    return f"{sign}{_SYMBOLS.get(currency, f'{currency} ')}{abs(whole):,}"

"""Limits of the numbers that people write.

They are generous, and small enough that every sum and product of the search stays exact. Readers
hold what they read against them, so that a number is refused in words, at its place.
"""

from __future__ import annotations

from decimal import Decimal

LARGEST_AMOUNT = 10**11
"""Most money of an account in a year, in whole units of the currency."""

LARGEST_RATE = 10**5
"""Most money that a kilometre or an hour costs, in whole units of the currency."""

LARGEST_WORTH = 10**12
"""Most cents that all visits to one account in a period can be worth, and that one drive costs."""

LARGEST_FACTOR = 1_000
"""Largest multiple: of present sales, of a prospect's worth, and largest exponent of a curve."""

LARGEST_RHYTHM = 10_000
"""Most visits a month."""

SMALLEST = Decimal("0.0001")
"""Smallest number where a number must be above 0."""

SHARE_DECIMALS = 8
"""Most decimals of a share: quotas are kept exactly, in whole numbers."""

SLOWEST_KMH = 2
"""Lowest speed of driving."""

LONGEST_DRIVE = 10_000_000
"""Most minutes of one leg of a travel file."""

LONGEST_LEG = 1_000_000
"""Most kilometres of one leg of a travel file."""

YEARS = (2000, 2099)
"""First and last year of all days that are planned, refused or excepted."""

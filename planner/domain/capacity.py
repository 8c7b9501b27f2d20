"""Hours that there are and hours that are needed, as they are found before any search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from planner.domain.account import Tier


@dataclass(frozen=True, kw_only=True)
class Week:
    """One rep's calendar week, Monday to Sunday, as far as the period goes.

    Parameters
    ----------
    days : int
        Working days.
    there, visits, contracts : int
        Minutes there are; of these about so many for visits; and a working day's equal share
        of the minutes that contracts need, with their drives.
    """

    monday: date
    days: int
    there: int
    visits: int
    contracts: int


@dataclass(frozen=True, kw_only=True)
class TierHours:
    """What one class needs and may get, in minutes of visits.

    Parameters
    ----------
    contracts : int
        Minutes that contracts of the class need.
    wanted : int
        Minutes if every account got the most visits that it may have.
    at_least, at_most : int or None
        Minutes that the quotas give to the class at least, and leave to it at most; both count
        for all classes of the quota together. None where no quota speaks of it.
    """

    tier: Tier
    accounts: int
    contracts: int
    wanted: int
    at_least: int | None
    at_most: int | None


@dataclass(frozen=True, kw_only=True)
class RepCapacity:
    """One rep's hours.

    Parameters
    ----------
    there, visits : int
        Minutes there are, and about so many for visits.
    contract_visits, contract_minutes, contract_drive : int
        What contracts need; the drives are estimated.
    verdict : tuple of str
        In words, with figures.
    holds : bool
        False if the contracts cannot be kept, whatever the plan.
    """

    rep: str
    weeks: tuple[Week, ...]
    tiers: tuple[TierHours, ...]
    there: int
    visits: int
    contract_visits: int
    contract_minutes: int
    contract_drive: int
    verdict: tuple[str, ...]
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """The hours of all reps."""

    reps: tuple[RepCapacity, ...]

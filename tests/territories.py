"""Tiny territories made in code: neutral unless a test says otherwise.

One rep, Monday to Friday 09:00-17:00 without lunch, in the week of 7 December 2026 in Chicago;
accounts of the key class that are always open, ten minutes from each other and from home.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from planner.domain import (
    DEFAULT_TIERS,
    Account,
    Period,
    Pin,
    Plan,
    Policy,
    Rep,
    Territory,
    Tier,
    TierPolicy,
    TierRule,
    TravelTimes,
    Visit,
    home_of,
)

ZONE = ZoneInfo("America/Chicago")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 12, day) for day in range(7, 12))
DRIVE = 10
"""Minutes of every leg."""


def account(account_id: str = "A", **changes: Any) -> Account:
    """A key account of rep ``r1`` with revenue."""
    neutral: dict[str, Any] = {
        "name": account_id,
        "latitude": 41.6,
        "longitude": -93.6,
        "rep": "r1",
        "tier": Tier.KEY,
        "revenue_per_year": 12_000_000,
        "visits_per_month_now": None,
    }
    return Account(id=account_id, **(neutral | changes))


def rep(rep_id: str = "r1", **changes: Any) -> Rep:
    """A rep without lunch."""
    return Rep(**({"id": rep_id, "name": rep_id, "home": (41.5, -93.6)} | changes))


def tiers(**changes: Any) -> Mapping[Tier, TierPolicy]:
    """The same changes to every class; visits may follow each other daily by default."""
    neutral = {"min_gap_days": 1}
    return {tier: replace(usual, **(neutral | changes)) for tier, usual in DEFAULT_TIERS.items()}


def policy(**changes: Any) -> Policy:
    """Classes as given, no quota, no cap on leads."""
    neutral: dict[str, Any] = {
        "tier_rule": TierRule.GIVEN,
        "quotas": (),
        "max_active_leads": None,
        "tiers": tiers(),
    }
    return Policy(**(neutral | changes))


def week(days: int = 5, first: date = MONDAY) -> Period:
    """A period of some days, a Monday first."""
    return Period(first=first, last=first + timedelta(days=days - 1), time_zone="America/Chicago")


def travel(rep_id: str, accounts: Iterable[Account], minutes: float = DRIVE) -> TravelTimes:
    """Every leg takes the same time and as many kilometres as minutes."""
    places = (home_of(rep_id), *(one.id for one in accounts if one.rep == rep_id))
    legs = np.full((len(places), len(places)), float(minutes))
    np.fill_diagonal(legs, 0.0)
    return TravelTimes(places=places, minutes=legs, km=legs.copy(), provider="matrix")


def territory(*accounts: Account, minutes: float = DRIVE, **changes: Any) -> Territory:
    """A territory of these accounts, or of one neutral account."""
    listed = accounts or (account(),)
    reps = changes.pop("reps", (rep(),))
    neutral: dict[str, Any] = {
        "name": "Tiny",
        "currency": "USD",
        "period": week(),
        "policy": policy(),
        "travel": {one.id: travel(one.id, listed, minutes) for one in reps},
    }
    return Territory(reps=reps, accounts=listed, **(neutral | changes))


def at(day: date, clock: str) -> datetime:
    """A local time, aware."""
    hours, minutes = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hours), int(minutes), tzinfo=ZONE)


def pin(account_id: str, day: date, clock: str) -> Pin:
    """A confirmed appointment."""
    return Pin(account_id=account_id, start=at(day, clock))


def hand_made(place: Territory, *visits: tuple[str, date, str, int], **changes: Any) -> Plan:
    """A plan of visits ``(account, day, start, minutes)``, right in everything but its figures."""
    made = []
    for n, (account_id, day, clock, minutes) in enumerate(visits):
        start = at(day, clock)
        owner = place.account[account_id].rep
        made.append(
            Visit(
                rep=owner,
                account_id=account_id,
                start=start,
                end=start + timedelta(minutes=minutes),
                value_cents=0,
                travel_minutes_before=DRIVE,
                travel_km_before=float(DRIVE),
                uid=f"{n}@test",
            )
        )
    neutral: dict[str, Any] = {
        "territory": place.name,
        "currency": place.currency,
        "time_zone": place.period.time_zone,
        "first_day": place.period.first,
        "last_day": place.period.last,
        "status": "feasible",
        "objective_cents": 0,
        "bound_cents": None,
        "gap": None,
        "seed": 0,
        "visits": tuple(sorted(made, key=lambda visit: visit.start)),
    }
    return Plan(**(neutral | changes))

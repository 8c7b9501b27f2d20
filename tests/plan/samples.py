"""Small territories and hand-made plans for tests: no search, no files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from planner.domain import (
    Account,
    Break,
    Outcome,
    Period,
    Plan,
    Policy,
    Rep,
    RepResult,
    Territory,
    Tier,
    TravelTimes,
    Unvisited,
    Visit,
    home_of,
    stable_uid,
)

MONDAY = date(2026, 12, 7)


def account(account_id: str, **figures: Any) -> Account:
    """An account near Des Moines with as many figures as a test needs."""
    known: dict[str, Any] = {
        "id": account_id,
        "name": f"Account {account_id}",
        "latitude": 41.58818,
        "longitude": -93.62456,
        "rep": "r1",
        "tier": Tier.KEY,
        "revenue_per_year": 1_000_000,
    }
    return Account(**known | figures)


def territory(
    accounts: Sequence[Account] = (),
    *,
    zone: str = "America/Chicago",
    first: date = date(2026, 12, 1),
    last: date = date(2026, 12, 31),
    reps: Iterable[str] = ("r1",),
    leg_minutes: float = 11.2,
    leg_km: float = 9.5,
    **others: Any,
) -> Territory:
    """A territory in which every drive is as long as any other."""
    members = tuple(Rep(id=rep, name=f"Rep {rep}", home=(41.5868, -93.625)) for rep in reps)
    return Territory(
        name="Des Moines",
        currency="USD",
        period=Period(first=first, last=last, time_zone=zone),
        reps=members,
        accounts=tuple(sorted(accounts, key=lambda one: one.id)),
        policy=others.pop("policy", Policy()),
        travel={rep.id: _travel(rep.id, accounts, leg_minutes, leg_km) for rep in members},
        **others,
    )


def _travel(
    rep: str, accounts: Sequence[Account], leg_minutes: float, leg_km: float
) -> TravelTimes:
    places = (home_of(rep), *(one.id for one in accounts if one.rep == rep))
    apart = 1.0 - np.eye(len(places))
    return TravelTimes(
        places=places, minutes=apart * leg_minutes, km=apart * leg_km, provider="test"
    )


Stop = tuple[str, str] | tuple[str, str, int]
"""Account id, local start as ``2026-12-07 09:00`` and, if not 60, minutes."""


def plan(
    where: Territory,
    stops: Sequence[Stop],
    *,
    lunches: Sequence[tuple[str, str]] = (),
    values: Mapping[str, int] | None = None,
    **changes: Any,
) -> Plan:
    """A plan of some visits; each is worth 100.00 unless the account is among ``values``."""
    zone = where.period.zone
    visits: list[Visit] = []
    for stop in sorted(stops, key=lambda stop: stop[1]):
        minutes = stop[2] if len(stop) == 3 else 60
        start = datetime.fromisoformat(stop[1]).replace(tzinfo=zone)
        ordinal = 1 + sum(visit.account_id == stop[0] for visit in visits)
        visits.append(
            Visit(
                rep=where.account[stop[0]].rep,
                account_id=stop[0],
                start=start,
                end=start + timedelta(minutes=minutes),
                value_cents=(values or {}).get(stop[0], 10_000),
                travel_minutes_before=12,
                travel_km_before=9.5,
                uid=stable_uid(str(where.period), stop[0], ordinal),
            )
        )
    visits.sort(key=lambda visit: (visit.rep, visit.start))
    made = Plan(
        territory=where.name,
        currency=where.currency,
        first_day=where.period.first,
        last_day=where.period.last,
        time_zone=where.period.time_zone,
        status="feasible",
        objective_cents=sum(visit.value_cents for visit in visits),
        bound_cents=None,
        gap=None,
        seed=0,
        visits=tuple(visits),
        breaks=tuple(_lunch(rep, start, zone) for rep, start in lunches),
        outcomes=tuple(_outcome(one, visits) for one in where.accounts),
        unvisited=tuple(
            Unvisited(account_id=one.id, reason="worth less than its drive")
            for one in where.accounts
            if all(visit.account_id != one.id for visit in visits)
        ),
        reps=tuple(RepResult(rep=rep.id, status="feasible") for rep in where.reps),
    )
    return replace(made, **changes)


def _lunch(rep: str, start: str, zone: ZoneInfo) -> Break:
    at = datetime.fromisoformat(start).replace(tzinfo=zone)
    return Break(rep=rep, start=at, end=at + timedelta(minutes=40))


def _outcome(one: Account, visits: Sequence[Visit]) -> Outcome:
    own = [visit.value_cents for visit in visits if visit.account_id == one.id]
    return Outcome(
        account_id=one.id,
        rep=one.rep,
        tier=one.tier or Tier.SECONDARY,
        visits=len(own),
        value_cents=sum(own),
        next_visit_cents=4_200,
    )

"""Random territories and random visits, for comparing two readings of the same rules."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

import numpy as np

from planner.domain import (
    Account,
    BusyTime,
    Contract,
    Lunch,
    Period,
    Pin,
    Policy,
    Quota,
    Refusal,
    Rep,
    Span,
    Territory,
    Tier,
    TierRule,
    TravelTimes,
    at_minute,
    clock,
)

from .factory import Draft, account, travel

HOURS = (
    "Mo-Sa 08:00-12:00,13:00-17:00",
    "Mo-Th 08:30-17:30; Fr 08:30-13:00",
    "Mo-Su 09:00-16:00",
    "Mo-Fr 08:00-17:00; Dec 8 off",
)
OPENING_HOURS = (
    "Mo-Fr 09:00-12:00,14:00-16:00",
    "09:07-15:22",
    "We,Th 08:00-18:00; PH off",
    "Mo-Fr 09:00-17:00; PH +1 day off",
    "PH,Sa 09:00-12:00",
    "Mo-Sa 22:00-10:30",
    'Tu-Fr 10:00-14:00, 14:00-15:00 "ring twice"',
    "Mo-Fr 09:00-17:00; Dec 9 10:00-11:00",
    "Mo-Fr 09:00-17:00 unknown",
)
QUOTAS = (
    Quota(tiers=(Tier.KEY,), min_share=Fraction(1, 3)),
    Quota(tiers=(Tier.LEAD, Tier.TARGET), max_share=Fraction(1, 2)),
)
HOLIDAY = date(2026, 12, 3)

T = TypeVar("T")


class Wild:
    """Everything that one seed makes; each feature is in some of the territories only."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def maybe(self, *choices: T) -> T | None:
        """Mostly none, else one of the choices."""
        return self.random.choice(choices) if self.random.random() < 0.3 else None

    def account(self, account_id: str) -> Account:
        gap = self.maybe(None, 2, 3)
        visits = self.maybe(None, None, None, 2, 5, Decimal("0.5"), Decimal("2.5"))
        return account(
            account_id,
            self.random.choice(list(Tier)),
            revenue_per_year=10_000_000,
            potential_per_year=self.maybe(1_000_000, 20_000_000),
            growth=self.maybe(Decimal("0.4"), Decimal("-0.1")),
            open_to_ideas=self.maybe(True, False),
            at_risk=self.maybe(True, False),
            opening_hours=self.maybe(None, *OPENING_HOURS),
            visit_minutes=self.maybe(20, 35),
            contract=None
            if visits is None
            else Contract(visits_per_month=visits, hours=self.maybe(*OPENING_HOURS)),
            min_gap_days=1 if gap is None else gap,
            max_gap_days=self.maybe(None, None, None, None, 6, 9),
            last_visit=self.maybe(*(date(2026, 11, day) for day in range(20, 31))),
        )

    def territory(self) -> Territory:
        """One rep, five accounts, 5 to 14 days."""
        last = date(2026, 12, self.random.choice([5, 9, 14]))
        period = Period(first=date(2026, 12, 1), last=last, time_zone="America/Chicago")
        accounts = tuple(self.account(f"A{n}") for n in range(5))
        off = self.maybe(*period.days)
        rep = Rep(
            id="r1",
            name="Ada",
            home=(41.0, -93.0),
            hours=self.maybe(*HOURS) or "Mo-Fr 08:00-17:00",
            lunch=self.maybe(Lunch(between=Span(690, 810), minutes=40)),
            max_visits_per_day=self.maybe(1, 2),
            days_off=frozenset() if off is None else frozenset({off, period.first, period.last}),
        )
        quota = self.maybe(*QUOTAS)
        return Territory(
            name="Wild",
            currency="USD",
            period=period,
            reps=(rep,),
            accounts=accounts,
            policy=Policy(
                tier_rule=TierRule.GIVEN,
                quotas=() if quota is None else (quota,),
                max_active_leads=self.maybe(0, 1),
                slot_minutes=self.random.choice([5, 15]),
            ),
            travel={"r1": self.travel(accounts)},
            holidays={HOLIDAY: "Founders' Day"} if self.random.random() < 0.3 else {},
            busy={"r1": tuple(sorted(self.busy(period), key=lambda busy: busy.start))},
            pins=tuple(self.pins(period)),
            refusals=tuple(
                Refusal(account_id=self.random.choice(accounts).id, day=day)
                for day in period.days
                if self.random.random() < 0.1
            ),
        )

    def travel(self, accounts: tuple[Account, ...]) -> TravelTimes:
        even = travel("r1", accounts)
        numbers = np.random.default_rng(self.random.randrange(2**32))
        minutes = numbers.uniform(0, 25, even.minutes.shape)
        np.fill_diagonal(minutes, 0)
        return replace(even, minutes=minutes, km=minutes * 0.8)

    def busy(self, period: Period) -> list[BusyTime]:
        times = []
        for _ in range(self.maybe(1, 2, 3) or 0):
            begins = self.random.randrange(400, 1000)
            start = at_minute(self.random.choice(period.days), begins, period.zone)
            lasts = timedelta(minutes=self.random.randrange(5, 200), seconds=self.maybe(20) or 0)
            times.append(BusyTime(start=start, end=start + lasts))
        return times

    def pins(self, period: Period) -> list[Pin]:
        minute = self.maybe(*range(540, 900))
        if minute is None:
            return []
        start = at_minute(self.random.choice(period.days), minute, period.zone)
        return [Pin(account_id="A0", start=start)]

    def drafts(self, place: Territory, workable: list[int]) -> list[Draft]:
        """A few visits at any time, mostly on days on which the rep works."""
        drafts = [
            Draft(pin.account_id, pin.start.day, f"{pin.start:%H:%M}")
            for pin in place.pins
            if self.random.random() < 0.9
        ]
        days = workable or [1]
        full_day, slot = self.random.choice(days), place.policy.slot_minutes
        for _ in range(self.random.randrange(6)):
            step = self.maybe(5) or slot
            minute = step * self.random.randrange(510 // step, 960 // step)
            day = self.maybe(*days) or full_day
            if self.random.random() < 0.1:
                day = self.random.choice(place.period.days).day
            drafts.append(Draft(self.random.choice(place.accounts).id, day, clock(minute)))
        return drafts

    def lunch(self, lunch: Lunch, due: bool) -> list[tuple[str, int]]:
        """Lunches of a day: mostly the one that is due, somewhere in its span."""
        if due is (self.random.random() < 0.03):
            return []
        latest = lunch.between.end - lunch.minutes
        start = self.random.choice([lunch.between.start, latest, latest - 17])
        return [(clock(start), lunch.minutes)]

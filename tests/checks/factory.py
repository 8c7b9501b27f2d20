"""A tiny territory and a valid plan, made by hand, that the tests then break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import numpy as np

from planner.checks.rule_figures import lines_of
from planner.checks.terms import terms_of
from planner.checks.worth import drive_cents, gain_cents
from planner.domain import (
    Account,
    Break,
    BusyTime,
    Contract,
    Lunch,
    Outcome,
    Period,
    Pin,
    Plan,
    Policy,
    Quota,
    Refusal,
    Rep,
    RepResult,
    RuleReport,
    Span,
    Territory,
    Tier,
    TierRule,
    TravelTimes,
    Unvisited,
    Visit,
    at_minute,
    home_of,
    stable_uid,
)

DECEMBER = Period(first=date(2026, 12, 1), last=date(2026, 12, 31), time_zone="America/Chicago")
LUNCH = Lunch(between=Span(690, 810), minutes=40)


@dataclass(frozen=True)
class Draft:
    """One visit as a person would jot it down: ``Draft("A1", 8, "09:00")`` is on the 8th."""

    account: str
    day: int
    at: str
    minutes: int | None = None
    rep: str = "r1"


def account(account_id: str, tier: Tier | None, rep: str = "r1", **figures: object) -> Account:
    usual = Account(
        id=account_id, name=account_id, latitude=41.0, longitude=-93.0, rep=rep, tier=tier
    )
    return replace(usual, **figures)  # type: ignore[arg-type] # the keys are the fields' names


def travel(rep_id: str, accounts: Iterable[Account]) -> TravelTimes:
    """20 minutes from home, 25 to home, 9.5 between accounts: 10, once rounded up."""
    places = (home_of(rep_id), *(one.id for one in accounts if one.rep == rep_id))
    minutes = np.full((len(places), len(places)), 9.5)
    minutes[0, :], minutes[:, 0] = 20.0, 25.0
    np.fill_diagonal(minutes, 0.0)
    return TravelTimes(places=places, minutes=minutes, km=minutes * 0.75, provider="matrix")


def territory() -> Territory:
    zone = DECEMBER.zone
    accounts = (
        account(
            "A1",
            Tier.KEY,
            revenue_per_year=12_000_000,
            opening_hours="Mo-Fr 09:00-17:00; PH off",
            last_visit=date(2026, 11, 25),
            max_gap_days=16,
        ),
        account(
            "A2", Tier.SECONDARY, revenue_per_year=900_000, contract=Contract(visits_per_month=2)
        ),
        account("A3", Tier.TARGET, potential_per_year=6_000_000, opening_hours="10:00-15:00"),
        account("A4", Tier.LEAD, potential_per_year=2_000_000),
        account("A5", Tier.SECONDARY, revenue_per_year=500_000, visit_minutes=15),
        account("A6", Tier.LEAD, potential_per_year=1_000_000),
        account("B1", Tier.KEY, rep="r2", revenue_per_year=3_000_000),
    )
    reps = (
        Rep(
            id="r1",
            name="Ada",
            home=(41.0, -93.0),
            hours="Mo-Fr 08:00-17:00",
            lunch=LUNCH,
            max_visits_per_day=3,
            days_off=frozenset({date(2026, 12, 24)}),
        ),
        Rep(id="r2", name="Bo", home=(41.0, -93.0), hours="Mo-Su 09:00-17:00"),
    )
    busy = BusyTime(
        start=datetime(2026, 12, 9, 13, 30, tzinfo=zone),
        end=datetime(2026, 12, 9, 15, 0, tzinfo=zone),
    )
    return Territory(
        name="Tiny",
        currency="USD",
        period=DECEMBER,
        reps=reps,
        accounts=accounts,
        policy=Policy(
            tier_rule=TierRule.GIVEN,
            quotas=(Quota(tiers=(Tier.KEY,), min_share=Fraction(1, 2)),),
            max_active_leads=1,
        ),
        travel={rep.id: travel(rep.id, accounts) for rep in reps},
        holidays={date(2026, 12, 25): "Christmas Day"},
        busy={"r1": (busy,)},
        pins=(Pin(account_id="A2", start=datetime(2026, 12, 17, 10, 15, tzinfo=zone)),),
        refusals=(Refusal(account_id="A1", day=date(2026, 12, 10)),),
    )


GOOD: tuple[Draft, ...] = (
    Draft("A1", 1, "09:00"),
    Draft("A2", 1, "10:15"),
    Draft("A3", 1, "13:00"),
    Draft("A1", 9, "09:00"),
    Draft("A4", 9, "10:30"),
    Draft("A1", 17, "09:00"),
    Draft("A2", 17, "10:15"),
    Draft("B1", 5, "10:00", rep="r2"),
)
"""A month that keeps every rule; every day of r1 has its lunch 12:00-12:40."""


def moment(place: Territory, day: int, at: str) -> datetime:
    hour, minute = at.split(":")
    first = place.period.first
    return at_minute(first.replace(day=day), 60 * int(hour) + int(minute), place.period.zone)


def _visits(place: Territory, drafts: Sequence[Draft]) -> list[Visit]:
    terms = terms_of(place)
    visits: list[Visit] = []
    made: dict[str, int] = {}
    stop_before: dict[tuple[str, int], str] = {}
    for draft in sorted(drafts, key=lambda draft: (draft.rep, draft.day, draft.at)):
        one, times = place.account[draft.account], place.travel[draft.rep]
        count = made[one.id] = made.get(one.id, 0) + 1
        worth = [
            gain_cents(one, terms[one.id].tier, place.policy, place.period, visits)
            for visits in (count - 1, count)
        ]
        start = moment(place, draft.day, draft.at)
        before = stop_before.get((draft.rep, draft.day), home_of(draft.rep))
        stop_before[draft.rep, draft.day] = one.id
        lasts = terms[one.id].visit_minutes if draft.minutes is None else draft.minutes
        visits.append(
            Visit(
                rep=draft.rep,
                account_id=one.id,
                start=start,
                end=start + timedelta(minutes=lasts),
                value_cents=worth[1] - worth[0],
                travel_minutes_before=int(np.ceil(times.minutes_between(before, one.id))),
                travel_km_before=times.km_between(before, one.id),
                uid=stable_uid(str(place.period), one.id, count),
            )
        )
    return visits


def _drive_cents(place: Territory, drafts: Sequence[Draft], rep_id: str) -> int:
    cost = 0
    for day in {draft.day for draft in drafts if draft.rep == rep_id}:
        stops = sorted((d for d in drafts if (d.rep, d.day) == (rep_id, day)), key=lambda d: d.at)
        route = [home_of(rep_id), *(stop.account for stop in stops), home_of(rep_id)]
        km = [place.travel[rep_id].km_between(one, other) for one, other in pairwise(route)]
        cost += sum(drive_cents(leg, place.policy) for leg in km)
    return cost


def plan(
    place: Territory,
    drafts: Sequence[Draft] = GOOD,
    lunches: Mapping[int, Sequence[tuple[str, int]]] | None = None,
) -> Plan:
    """Plan of some drafts, with every figure filled in; `lunches` by day, else 12:00."""
    visits = _visits(place, drafts)
    terms = terms_of(place)
    breaks = []
    for rep in place.reps:
        for day in sorted({draft.day for draft in drafts if draft.rep == rep.id}):
            usual = [("12:00", rep.lunch.minutes)] if rep.lunch else []
            for at, lasts in (lunches or {}).get(day, usual):
                start = moment(place, day, at)
                end = start + timedelta(minutes=lasts)
                breaks.append(Break(rep=rep.id, start=start, end=end))
    outcomes, unvisited = [], []
    for one in place.accounts:
        limit = terms[one.id]
        count = sum(visit.account_id == one.id for visit in visits)
        gains = [
            gain_cents(one, limit.tier, place.policy, place.period, n) for n in (count, count + 1)
        ]
        outcomes.append(
            Outcome(
                account_id=one.id,
                rep=one.rep,
                tier=limit.tier,
                visits=count,
                value_cents=gains[0],
                next_visit_cents=None if count >= limit.most else gains[1] - gains[0],
            )
        )
        if not count:
            unvisited.append(Unvisited(account_id=one.id, reason="worth less than the drive"))
    objectives = {
        rep.id: sum(visit.value_cents for visit in visits if visit.rep == rep.id)
        - _drive_cents(place, drafts, rep.id)
        for rep in place.reps
    }
    bounds = {rep_id: max(2 * objective, 100) for rep_id, objective in objectives.items()}
    total, bound = sum(objectives.values()), sum(bounds.values())
    made = Plan(
        territory=place.name,
        currency=place.currency,
        first_day=place.period.first,
        last_day=place.period.last,
        time_zone=place.period.time_zone,
        status="feasible",
        objective_cents=total,
        bound_cents=bound,
        gap=(bound - total) / bound,
        seed=0,
        visits=tuple(visits),
        breaks=tuple(breaks),
        outcomes=tuple(outcomes),
        unvisited=tuple(unvisited),
        reps=tuple(
            RepResult(
                rep=rep_id,
                status="feasible",
                objective_cents=objective,
                bound_cents=bounds[rep_id],
            )
            for rep_id, objective in objectives.items()
        ),
    )
    return replace(made, rules=tuple(_rules(place, made)))


def _rules(place: Territory, made: Plan) -> Iterator[RuleReport]:
    """Lines of rules as `planner.checks.rule_figures` has them, with two decimals; no prices."""
    for rep in place.reps:
        for line in lines_of(place, made, rep):
            if line.always:
                yield RuleReport(
                    id=line.id,
                    rep=rep.id,
                    actual=None if line.actual is None else round(float(line.actual), 2),
                    limit=None if line.limit is None else float(line.limit),
                    unit=line.unit,
                )


def but(*changes: tuple[int, Draft | None], plus: Sequence[Draft] = ()) -> tuple[Draft, ...]:
    """Good drafts with some replaced (None: left out) and some added."""
    changed = dict(changes)
    kept = (changed.get(n, draft) for n, draft in enumerate(GOOD))
    return (*(draft for draft in kept if draft is not None), *plus)

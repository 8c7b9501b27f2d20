"""The part of a plan that is over: what it counts in the figures of the plan made anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from planner.accounts import classify
from planner.domain import Replan, Territory, Tier, Visit, to_cents
from planner.rules import Compiled


@dataclass(frozen=True, kw_only=True)
class RepPast:
    """The visits and lunches of one rep on the days that are over.

    Parameters
    ----------
    visits : tuple of Visit
        By start, also of accounts that are another rep's by now.
    worth_cents : int
        The visits' values as they were planned, less the cost of the driving.
    driven, lunched : int
        Minutes.
    """

    visits: tuple[Visit, ...]
    worth_cents: int
    driven: int
    lunched: int


def past_of_rep(territory: Territory, rep_id: str) -> RepPast:
    """Return the past of a rep; an empty one for a plan made afresh."""
    replan = territory.replan
    mine = [visit for visit in replan.history if visit.rep == rep_id] if replan else []
    visits = tuple(sorted(mine, key=lambda visit: visit.start))
    legs = list(_legs(territory, visits))
    lunches = [pause for pause in replan.breaks if pause.rep == rep_id] if replan else []
    price = territory.policy.travel.cost_per_km
    return RepPast(
        visits=visits,
        worth_cents=sum(visit.value_cents for visit in visits)
        - sum(to_cents(Decimal(km) * price) for _, km in legs),
        driven=sum(minutes for minutes, _ in legs),
        lunched=sum(int((pause.end - pause.start).total_seconds()) // 60 for pause in lunches),
    )


def minutes_by_tier(
    territory: Territory, compiled: Compiled, counts: Mapping[int, int]
) -> Counter[Tier]:
    """Return a rep's visit minutes by class, those of the days that are over included.

    Parameters
    ----------
    counts : mapping of int to int
        Visits of the later days by client.
    """
    minutes: Counter[Tier] = Counter()
    for client, count in counts.items():
        tier = compiled.tiers[compiled.account_ids[client]]
        minutes[tier] += compiled.problem.clients[client].minutes * count
    visits = past_of_rep(territory, compiled.rep_id).visits
    classes = classify(territory) if visits else {}
    for visit in visits:
        wall = visit.end.replace(tzinfo=None) - visit.start.replace(tzinfo=None)
        minutes[classes[visit.account_id]] += int(wall.total_seconds()) // 60
    return minutes


def with_past(territory: Territory, replan: Replan) -> Territory:
    """Return the territory with its past.

    A last visit that lies within the period is one of the past, or about to be planned: rules
    that ask for the last visit before the period do not know one then.
    """
    first = territory.period.first
    return replace(
        territory,
        accounts=tuple(
            replace(account, last_visit=None)
            if account.last_visit is not None and account.last_visit >= first
            else account
            for account in territory.accounts
        ),
        replan=replan,
    )


def _legs(territory: Territory, visits: tuple[Visit, ...]) -> Iterator[tuple[int, float]]:
    """Minutes and kilometres of every drive, the ways home included."""
    for _, day in groupby(visits, key=lambda visit: visit.start.date()):
        stops = list(day)
        for visit in stops:
            yield visit.travel_minutes_before, visit.travel_km_before
        yield territory.drive_home(stops[-1])

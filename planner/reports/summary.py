"""The figures of a plan, for each rep and for the team: what tables and documents show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from planner.accounts.lead_list import standing_of
from planner.domain import (
    Outcome,
    Plan,
    RepResult,
    RuleReport,
    Territory,
    Tier,
    Visit,
)
from planner.reports.words import bound_words


@dataclass(frozen=True, kw_only=True)
class TierFigures:
    """Visits to one class of account.

    Parameters
    ----------
    accounts, visited : int
        Accounts of the class, and those that the plan visits or calls.
    visits, calls : int
        Face to face and by phone; minutes and value are of both.
    share : float or None
        Of all visit minutes, 0 to 1; None without visits.
    value_cents : int
        Expected gain of the visits over none.
    """

    tier: Tier
    accounts: int
    visited: int
    visits: int
    calls: int
    minutes: int
    share: float | None
    value_cents: int


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """One rep's day; driving includes the way home, visit minutes those of calls."""

    rep: str
    day: date
    visits: int
    calls: int
    visit_minutes: int
    travel_minutes: int
    travel_km: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A rep's plan in figures, or the team's.

    Parameters
    ----------
    rep : str or None
        None for the team.
    status, message : str
        How the search ended.
    objective_cents, bound_cents : int or None
        Expected gain less driving, and the most that any plan can reach; None where there is
        no plan, or nothing was proven.
    bound_of : str
        The plans that the bound speaks of, in words after "the best possible"; empty for all.
    value_cents : int
        Expected gain of the visits and calls.
    visits, calls : int
        Face to face and by phone; `visit_minutes` are of both.
    contracts_kept, contracts : int
        Accounts that are seen as often as agreed, and all with an agreement.
    leads, leads_left_out : tuple of str
        Ids of the leads that are visited, and of those that are not.
    next_lead : Outcome or None
        Where a rep's places for leads are all taken: the one without a place whose first visit
        is worth most.
    place_cents : int or None
        Estimate of what one place more brings; None where it is not known.
    place_bounds_cents : (int, int) or None
        Proven: one place more brings at least and at most so much; None where nothing is.
    unvisited : int
        Accounts without a visit.
    days : tuple of DayFigures
        With visits, in order.
    """

    rep: str | None
    name: str
    status: str
    message: str
    objective_cents: int | None
    bound_cents: int | None
    bound_of: str
    value_cents: int
    visits: int
    calls: int
    visit_minutes: int
    travel_minutes: int
    travel_km: float
    contracts_kept: int
    contracts: int
    leads: tuple[str, ...]
    leads_left_out: tuple[str, ...]
    next_lead: Outcome | None
    place_cents: int | None
    place_bounds_cents: tuple[int, int] | None
    unvisited: int
    tiers: tuple[TierFigures, ...]
    days: tuple[DayFigures, ...]

    @property
    def travel_cents(self) -> int:
        """What the driving costs: expected gain and objective differ by it."""
        return 0 if self.objective_cents is None else self.value_cents - self.objective_cents

    @property
    def gap(self) -> float | None:
        """Share of the best possible that may be missing.

        None where nothing is known, and where at best nothing can be gained.
        """
        if self.objective_cents is None or self.bound_cents is None:
            return None
        if self.objective_cents == self.bound_cents:
            return 0.0
        if self.bound_cents <= 0:
            return None
        return (self.bound_cents - self.objective_cents) / self.bound_cents

    @property
    def busiest(self) -> DayFigures | None:
        """The day with the most time at accounts and on the road."""
        return max(self.days, key=lambda day: (_load(day), -day.day.toordinal()), default=None)

    @property
    def quietest(self) -> DayFigures | None:
        """Of the days with visits, the one with the least time."""
        return min(self.days, key=lambda day: (_load(day), day.day.toordinal()), default=None)


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The figures of every rep, and of all together."""

    reps: tuple[Figures, ...]
    team: Figures


def _next_lead(
    plan: Plan, territory: Territory, rep: str
) -> tuple[Outcome | None, RuleReport | None]:
    """Who would take one place more, and the rule that has none left."""
    cap = next((one for one in plan.rules if (one.id, one.rep) == ("leads", rep)), None)
    if cap is None or cap.limit is None or (cap.actual or 0) < cap.limit:
        return None, None
    tiers = {one.account_id: one.tier for one in plan.outcomes}
    standing = standing_of(territory, tiers)
    taken = standing.active | standing.resting
    waiting = [
        one
        for one in plan.outcomes
        if (one.rep, one.tier) == (rep, Tier.LEAD)
        and not one.visits
        and one.next_visit_cents
        and one.account_id not in taken
    ]
    best = max(waiting, key=lambda one: (one.next_visit_cents or 0, one.account_id), default=None)
    return best, cap


def summarize(plan: Plan, territory: Territory) -> Summary:
    """Add up a plan.

    Parameters
    ----------
    plan, territory : Plan, Territory
        A plan, and what it was made for: distances home and names come from there.
    """
    days = tuple(_days(plan, territory))
    reps = tuple(
        _figures(
            plan,
            [result],
            territory.rep[result.rep].name,
            result.rep,
            days,
            _next_lead(plan, territory, result.rep),
        )
        for result in plan.reps
        if result.rep in territory.rep
    )
    return Summary(reps=reps, team=_figures(plan, plan.reps, territory.name, None, days))


def _figures(
    plan: Plan,
    results: Sequence[RepResult],
    name: str,
    rep: str | None,
    all_days: Iterable[DayFigures],
    next_lead: tuple[Outcome | None, RuleReport | None] = (None, None),
) -> Figures:
    members = {result.rep for result in results}
    outcomes = [one for one in plan.outcomes if one.rep in members]
    visits = [visit for visit in plan.visits if visit.rep in members]
    days = tuple(day for day in all_days if day.rep in members)
    contracts = [one for one in plan.rules if one.id == "contracts" and one.rep in members]
    objectives = [one.objective_cents for one in results if one.objective_cents is not None]
    bounds = [one.bound_cents for one in results if one.bound_cents is not None]
    leads = [one for one in outcomes if one.tier is Tier.LEAD]
    waiting, cap = next_lead
    return Figures(
        rep=rep,
        name=name,
        status=plan.status if rep is None else results[0].status,
        message="" if rep is None else results[0].message,
        objective_cents=sum(objectives) if objectives else None,
        bound_cents=sum(bounds) if bounds and len(bounds) == len(objectives) else None,
        bound_of=bound_words(plan),
        value_cents=sum(visit.value_cents for visit in visits),
        visits=sum(not visit.is_call for visit in visits),
        calls=sum(visit.is_call for visit in visits),
        visit_minutes=sum(_minutes(visit) for visit in visits),
        travel_minutes=sum(day.travel_minutes for day in days),
        travel_km=sum(day.travel_km for day in days),
        contracts_kept=sum(int(one.actual or 0) for one in contracts),
        contracts=sum(int(one.limit or 0) for one in contracts),
        leads=tuple(one.account_id for one in leads if one.visits),
        leads_left_out=tuple(one.account_id for one in leads if not one.visits),
        next_lead=waiting,
        place_cents=None if cap is None else cap.price_cents,
        place_bounds_cents=None if cap is None else cap.price_bounds_cents,
        unvisited=sum(not one.visits for one in outcomes),
        tiers=tuple(_tiers(plan, outcomes, visits)),
        days=days,
    )


def _tiers(
    plan: Plan, outcomes: Sequence[Outcome], visits: Sequence[Visit]
) -> Iterator[TierFigures]:
    tier_of = {outcome.account_id: outcome.tier for outcome in plan.outcomes}
    total = sum(_minutes(visit) for visit in visits)
    for tier in Tier:
        own = [outcome for outcome in outcomes if outcome.tier is tier]
        minutes = sum(_minutes(v) for v in visits if tier_of.get(v.account_id) is tier)
        yield TierFigures(
            tier=tier,
            accounts=len(own),
            visited=sum(outcome.visits > 0 for outcome in own),
            visits=sum(outcome.visits - outcome.calls for outcome in own),
            calls=sum(outcome.calls for outcome in own),
            minutes=minutes,
            share=minutes / total if total else None,
            value_cents=sum(outcome.value_cents for outcome in own),
        )


def _days(plan: Plan, territory: Territory) -> Iterator[DayFigures]:
    in_order = sorted(plan.visits, key=lambda visit: (visit.rep, visit.start))
    for (rep, day), group in groupby(in_order, key=lambda v: (v.rep, v.start.date())):
        visits = list(group)
        minutes_home, km_home = territory.drive_home(visits[-1])
        yield DayFigures(
            rep=rep,
            day=day,
            visits=sum(not visit.is_call for visit in visits),
            calls=sum(visit.is_call for visit in visits),
            visit_minutes=sum(_minutes(visit) for visit in visits),
            travel_minutes=sum(visit.travel_minutes_before for visit in visits) + minutes_home,
            travel_km=sum(visit.travel_km_before for visit in visits) + km_home,
        )


def _load(day: DayFigures) -> int:
    return day.visit_minutes + day.travel_minutes


def _minutes(visit: Visit) -> int:
    """Length by the clock on the wall, as the rules have it."""
    wall = visit.end.replace(tzinfo=None) - visit.start.replace(tzinfo=None)
    return int(wall.total_seconds()) // 60

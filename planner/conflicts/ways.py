"""Kinds of ways out: ever larger changes of one rule, of which the least is sought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

from models.solution import Solution
from planner.accounts import terms_of
from planner.accounts.hours import spans_on
from planner.conflicts.questioned import (
    share_words,
    with_accounts,
    with_lead_cap,
    with_most_a_day,
    with_most_visits,
    with_quota,
)
from planner.domain import DAY_MINUTES, Account, Quota, Rep, Span, Territory, Tier
from planner.reports.words import count
from planner.reports.words import day as day_words
from planner.rules import Compiled

MORE_VISITS = 6
"""Most visits more, a day or an account, that are proposed."""
LONGER_MINUTES = (30, 60, 90, 120)
MORE_DAYS = 4
DAYS_OFF = 3
"""Days off that are proposed as working days, each by itself."""
PINS = 5
"""Appointments that are proposed to be taken back, each by itself."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change: in words, and the territory with it."""

    change: str
    territory: Territory
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Changes of one rule, the smallest first; each leaves room for all plans of those before.

    Parameters
    ----------
    ordered : bool
        Whether there are no changes between the steps, nor a smaller one than the first.
    row : str
        Label of the engine's row that the kind changes; empty where it changes none.
    kept : callable
        The first step whose limits a plan keeps already; it is no later than the plan's own.
    """

    rule: str
    steps: tuple[Step, ...]
    ordered: bool = True
    row: str = ""
    kept: Callable[[Compiled, Solution], int] | None = None


def kinds_of_ways(
    territory: Territory, compiled: Compiled, conflicting: Collection[str]
) -> Iterator[Kind]:
    """Ways out besides those that pick accounts: limits in conflict, and more working time."""
    for quota in territory.policy.quotas:
        if quota.id in conflicting:
            yield from _other_quota(territory, quota)
    if "lead-cap" in conflicting:
        yield _more_leads(territory, compiled)
    if "visits-per-day" in conflicting:
        yield _more_a_day(territory, compiled.rep_id)
    if "max_visits" in conflicting:
        yield from _more_visits(territory, compiled, conflicting)
    if "min_gap_days" in conflicting:
        yield from _shorter_gaps(territory, compiled)
    if "pins" in conflicting:
        yield from _appointments(territory, compiled)
    yield from _more_days(territory, compiled)
    yield _longer_days(territory, compiled)


def _other_quota(territory: Territory, quota: Quota) -> Iterator[Kind]:
    def share(compiled: Compiled, solution: Solution) -> Fraction:
        minutes: Counter[bool] = Counter()
        for _, _, client in solution.visits:
            named = compiled.tiers[compiled.account_ids[client]] in quota.tiers
            minutes[named] += compiled.problem.clients[client].minutes
        return Fraction(minutes[True], max(1, minutes.total()))

    def step(low: Fraction | None, high: Fraction | None, words: str) -> Step:
        return Step(change=words, territory=with_quota(territory, quota, low, high))

    names, high, low = " and ".join(quota.tiers), quota.max_share, quota.min_share
    if low:
        percents = range(ceil(low * 100) - 1, -1, -1)
        now = share_words(low)
        yield Kind(
            rule=quota.id,
            steps=tuple(
                step(
                    Fraction(p, 100), high, f"Lower the least share of {names} from {now} to {p} %"
                )
                for p in percents
            ),
            kept=lambda c, s: max(0, percents.start - floor(share(c, s) * 100)),
        )
    if high is not None:
        upward = range(floor(high * 100) + 1, 101)
        now = share_words(high)
        yield Kind(
            rule=quota.id,
            steps=tuple(
                step(
                    low, Fraction(p, 100), f"Raise the largest share of {names} from {now} to {p} %"
                )
                for p in upward
            ),
            kept=lambda c, s: max(0, ceil(share(c, s) * 100) - upward.start),
        )


def _more_leads(territory: Territory, compiled: Compiled) -> Kind:
    now = territory.policy.max_active_leads or 0
    leads = [a for a in compiled.account_ids if compiled.tiers[a] is Tier.LEAD]

    def active(compiled: Compiled, solution: Solution) -> int:
        seen = {compiled.account_ids[client] for _, _, client in solution.visits}
        return max(0, len(seen & set(leads)) - now - 1)

    return Kind(
        rule="lead-cap",
        steps=tuple(
            Step(
                change=f"Work on up to {most} leads instead of {now}",
                territory=with_lead_cap(territory, most),
            )
            for most in range(now + 1, len(leads) + 1)
        ),
        kept=active,
    )


def _more_a_day(territory: Territory, rep_id: str) -> Kind:
    now = territory.rep[rep_id].max_visits_per_day or 0

    def busiest(_: Compiled, solution: Solution) -> int:
        counts = Counter(duty for duty, _, _ in solution.visits)
        return max(0, max(counts.values(), default=0) - now - 1)

    return Kind(
        rule="visits-per-day",
        steps=tuple(
            Step(
                change=f"Make up to {most} visits a day instead of {now}",
                territory=with_most_a_day(territory, rep_id, most),
            )
            for most in range(now + 1, now + MORE_VISITS + 1)
        ),
        kept=busiest,
    )


def _more_visits(
    territory: Territory, compiled: Compiled, conflicting: Collection[str]
) -> Iterator[Kind]:
    """More visits of one class; with a quota in conflict, of a class that it asks for."""
    free = {
        compiled.tiers[a] for a in compiled.account_ids if territory.account[a].contract is None
    }
    asked = {
        tier
        for quota in territory.policy.quotas
        if quota.id in conflicting and quota.min_share
        for tier in quota.tiers
    }
    for tier in Tier:
        if tier not in free or (asked and tier not in asked):
            continue
        now = territory.policy.tiers[tier].max_visits
        yield Kind(
            rule="max_visits",
            steps=tuple(
                Step(
                    change=f"Visit a {tier} account up to {most} times instead of {now}",
                    territory=with_most_visits(territory, {tier}, most),
                )
                for most in range(now + 1, now + MORE_VISITS + 1)
            ),
        )


def _shorter_gaps(territory: Territory, compiled: Compiled) -> Iterator[Kind]:
    """Visits of every account may be some days closer together."""

    def gap(account_id: str) -> int:
        account = territory.account[account_id]
        return terms_of(account, compiled.tiers[account_id], territory.policy).min_gap_days

    longest = max((gap(a) for a in compiled.account_ids), default=1)

    def step(days: int) -> Step:
        def closer(account: Account) -> Account:
            usual = gap(account.id)
            return replace(account, min_gap_days=min(usual, max(1, usual - days)))

        return Step(
            change=f"Let visits of an account be {count(days, 'day')} closer together",
            territory=with_accounts(territory, compiled.account_ids, closer),
        )

    yield Kind(rule="min_gap_days", steps=tuple(step(days) for days in range(1, longest)))


def _appointments(territory: Territory, compiled: Compiled) -> Iterator[Kind]:
    mine = [pin for pin in territory.pins if pin.account_id in compiled.account_ids]
    for pin in sorted(mine, key=lambda pin: pin.start)[:PINS]:
        local = pin.start.astimezone(territory.period.zone)
        change = f"Take back the appointment with {pin.account_id} on {day_words(local.date())}"
        others = tuple(other for other in territory.pins if other != pin)
        yield Kind(
            rule="pins",
            steps=(
                Step(
                    change=change,
                    territory=replace(territory, pins=others),
                    accounts=(pin.account_id,),
                ),
            ),
        )


# ---- more working time ---------------------------------------------------------------------


def _more_days(territory: Territory, compiled: Compiled) -> Iterator[Kind]:
    """A day off that is worked on, or some Saturdays."""
    rep = territory.rep[compiled.rep_id]
    holidays = frozenset(territory.holidays)
    today = territory.replan.today if territory.replan else territory.period.first - _ONE_DAY
    days = [d for d in territory.period.days if d not in holidays and d > today]
    hours = {day: spans_on(rep.hours, day, holidays) for day in days}
    for day in [d for d in days if d in rep.days_off and hours[d]][:DAYS_OFF]:
        working = replace(rep, days_off=rep.days_off - {day})
        change = f"Work on {day_words(day)}, a day off"
        yield _kind("days-off", Step(change=change, territory=_with_rep(territory, working)))
    usual = Counter(spans for spans in hours.values() if spans).most_common(1)
    saturdays = [
        day
        for day in days
        if day.weekday() == _SATURDAY and not hours[day] and day not in rep.days_off
    ]
    if not usual or not saturdays:
        return
    spans = usual[0][0]
    steps = []
    for number in range(1, min(MORE_DAYS, len(saturdays)) + 1):
        more = saturdays[:number]
        words = ", ".join(day_words(day) for day in more)
        working = replace(rep, hours=_with_hours(rep, dict.fromkeys(more, spans)))
        steps.append(
            Step(
                change=f"{count(number, 'more working day')}: {words}, "
                + ", ".join(str(span) for span in spans),
                territory=_with_rep(territory, working),
            )
        )
    yield _kind("working-hours", *steps)


def _longer_days(territory: Territory, compiled: Compiled) -> Kind:
    """Every working day still to come ends later."""
    rep = territory.rep[compiled.rep_id]
    holidays = frozenset(territory.holidays)
    today = territory.replan.today if territory.replan else territory.period.first - _ONE_DAY
    hours = {day: spans_on(rep.hours, day, holidays) for day in compiled.days if day > today}
    steps = []
    for minutes in LONGER_MINUTES:
        longer = {
            day: (*spans[:-1], Span(spans[-1].start, min(DAY_MINUTES, spans[-1].end + minutes)))
            for day, spans in hours.items()
            if spans
        }
        working = replace(rep, hours=_with_hours(rep, longer))
        steps.append(
            Step(
                change=f"End every working day {minutes} minutes later",
                territory=_with_rep(territory, working),
            )
        )
    return Kind(rule="working-hours", steps=tuple(steps), ordered=False)


_ONE_DAY = timedelta(days=1)


def _kind(rule: str, *steps: Step) -> Kind:
    return Kind(rule=rule, steps=steps)


def _with_rep(territory: Territory, changed: Rep) -> Territory:
    reps = tuple(changed if rep.id == changed.id else rep for rep in territory.reps)
    return replace(territory, reps=reps)


def _with_hours(rep: Rep, days: dict[date, tuple[Span, ...]]) -> str:
    """The rep's hours with others on some days: a later rule goes before an earlier one."""
    rules = [
        f"{day.year} {_MONTHS[day.month - 1]} {day.day:02d} " + ",".join(map(str, spans))
        for day, spans in sorted(days.items())
    ]
    return "; ".join([rep.hours, *rules])

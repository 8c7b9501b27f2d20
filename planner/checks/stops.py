"""A plan as its reps live it: the stops, lunches and busy times of every working day.

All times are minutes of the wall clock in the territory's zone, so that 540 is 09:00 also on
the days on which the clock changes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

from planner.checks.openings import Interval, free_stretches, open_spans
from planner.domain import (
    DAY_MINUTES,
    Account,
    Breach,
    Break,
    ContactBy,
    Plan,
    Rep,
    Territory,
    Visit,
    clock,
    home_of,
)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A visit with what the territory knows about it.

    Parameters
    ----------
    rep, account : Rep, Account or None
        None where the territory has none of that id (check `known` says so).
    day : date
        Local day of its start.
    start, end : float
        Minutes of that day; the end may lie past midnight, or before the start.
    pinned : bool
        Whether a confirmed appointment fixes it.
    over : bool
        Whether its day was over when the plan was made anew: it is a fact, of which no rule but
        `frozen_days` is asked.
    """

    visit: Visit
    rep: Rep | None
    account: Account | None
    day: date
    start: float
    end: float
    pinned: bool
    over: bool = False

    @property
    def span(self) -> Interval:
        """Start and end."""
        return (self.start, self.end)

    @property
    def call(self) -> bool:
        """Whether it is a phone call."""
        return self.visit.by is not ContactBy.VISIT

    @property
    def place(self) -> str:
        """Where the rep is: calls are made at home."""
        return home_of(self.visit.rep) if self.call else self.visit.account_id


@dataclass(frozen=True, kw_only=True)
class WorkingDay:
    """One rep on one date that has visits.

    Parameters
    ----------
    stops : tuple of Stop
        Sorted by start.
    hours : tuple of (start, end)
        Open spans of the rep's working hours; empty where the rep does not work.
    busy : tuple of (start, end)
        Times that the rep's calendar blocks.
    breaks : tuple of (start, end)
        Lunches in the plan.
    """

    rep: Rep
    day: date
    stops: tuple[Stop, ...]
    hours: tuple[Interval, ...]
    busy: tuple[Interval, ...]
    breaks: tuple[Interval, ...]

    @property
    def shift(self) -> Interval | None:
        """First to last open minute; None where the rep does not work."""
        return (self.hours[0][0], self.hours[-1][1]) if self.hours else None

    @property
    def gaps(self) -> tuple[Interval, ...]:
        """Closed spans within the shift."""
        return gaps_between(self.hours)

    @property
    def free(self) -> list[Interval]:
        """What busy times and gaps leave of the shift."""
        return [] if self.shift is None else free_stretches(self.shift, (*self.busy, *self.gaps))


def gaps_between(spans: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Spans between consecutive spans."""
    return tuple((before[1], after[0]) for before, after in pairwise(spans))


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Wall-clock time in a zone, without the zone; a naive time is taken as it stands."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(zone).replace(tzinfo=None)
    except (OverflowError, ValueError):  # the first or last day that Python can tell
        return moment.replace(tzinfo=None)


def minute_of(moment: datetime, day: date, zone: ZoneInfo) -> float:
    """Wall-clock minutes from a day's midnight to a moment."""
    return (wall(moment, zone) - datetime.combine(day, time())).total_seconds() / 60


def in_period(territory: Territory, day: date) -> bool:
    """Whether the territory's period holds a day."""
    return territory.period.first <= day <= territory.period.last


def stops_of(territory: Territory, plan: Plan) -> list[Stop]:
    """Every visit that starts within the period, in order of time (others: check `known`)."""
    zone = territory.period.zone
    pins = {(pin.account_id, wall(pin.start, zone)) for pin in territory.pins}
    stops = []
    for visit in plan.visits:
        start = wall(visit.start, zone)
        day = start.date()
        if in_period(territory, day):
            stop = Stop(
                visit=visit,
                rep=territory.rep.get(visit.rep),
                account=territory.account.get(visit.account_id),
                day=day,
                start=minute_of(visit.start, day, zone),
                end=minute_of(visit.end, day, zone),
                pinned=(visit.account_id, start) in pins,
                over=is_over(territory, day),
            )
            stops.append(stop)
    return sorted(stops, key=lambda stop: (stop.day, stop.start, stop.end, stop.visit.account_id))


def is_over(territory: Territory, day: date) -> bool:
    """Whether a day was over when the plan was made anew."""
    return territory.replan is not None and day <= territory.replan.today


def open_stops(territory: Territory, plan: Plan) -> list[Stop]:
    """The stops of the days on which something could be decided, in order of time."""
    return [stop for stop in stops_of(territory, plan) if not stop.over]


def by_account(territory: Territory, plan: Plan) -> dict[str, list[Stop]]:
    """Stops of every account of the territory, in order of time; empty lists included."""
    visits: dict[str, list[Stop]] = {account.id: [] for account in territory.accounts}
    for stop in stops_of(territory, plan):
        if stop.account is not None:
            visits[stop.account.id].append(stop)
    return visits


def hours_on(territory: Territory, rep: Rep, day: date) -> tuple[Interval, ...]:
    """Open spans of a rep's working hours on a day."""
    return open_spans(rep.hours, day, territory.holidays)


def busy_on(territory: Territory, rep: Rep, day: date) -> tuple[Interval, ...]:
    """Busy times of a rep, cut to a day; a minute that is partly busy is busy."""
    zone = territory.period.zone
    spans: list[Interval] = []
    for busy in territory.busy.get(rep.id, ()):
        start = max(0, math.floor(minute_of(busy.start, day, zone)))
        end = min(DAY_MINUTES, math.ceil(minute_of(busy.end, day, zone)))
        if start < end:
            spans.append((start, end))
    return tuple(sorted(spans))


def breaks_on(territory: Territory, breaks: Iterable[Break], rep: Rep, day: date) -> list[Interval]:
    """Lunches of a rep that start on a day."""
    zone = territory.period.zone
    return sorted(
        (minute_of(pause.start, day, zone), minute_of(pause.end, day, zone))
        for pause in breaks
        if pause.rep == rep.id and wall(pause.start, zone).date() == day
    )


def working_days(territory: Territory, plan: Plan) -> list[WorkingDay]:
    """Every rep's days with visits on which something could be decided, by rep and date."""
    by_day: dict[tuple[str, date], list[Stop]] = {}
    for stop in open_stops(territory, plan):
        if stop.rep is not None:
            by_day.setdefault((stop.rep.id, stop.day), []).append(stop)
    return [
        _working_day(territory, plan, territory.rep[rep_id], day, stops)
        for (rep_id, day), stops in sorted(by_day.items())
    ]


def days_at_work(territory: Territory, plan: Plan, rep: Rep) -> list[WorkingDay]:
    """Every day on which a rep works, with the visits that it has or without any.

    A public holiday, a day off, and a day that busy times fill are none.
    """
    by_day: dict[date, list[Stop]] = {}
    for stop in stops_of(territory, plan):
        if stop.visit.rep == rep.id:
            by_day.setdefault(stop.day, []).append(stop)
    days = [
        _working_day(territory, plan, rep, day, by_day.get(day, ()))
        for day in territory.period.days
        if day not in territory.holidays and day not in rep.days_off
    ]
    return [day for day in days if day.shift is not None and day.free]


def _working_day(
    territory: Territory, plan: Plan, rep: Rep, day: date, stops: Iterable[Stop]
) -> WorkingDay:
    return WorkingDay(
        rep=rep,
        day=day,
        stops=tuple(stops),
        hours=hours_on(territory, rep, day),
        busy=busy_on(territory, rep, day),
        breaks=tuple(breaks_on(territory, plan.breaks, rep, day)),
    )


def days_over(territory: Territory, plan: Plan, rep: Rep) -> list[list[Stop]]:
    """Stops of each day that a rep had before anything could be decided, by start."""
    by_day: dict[date, list[Stop]] = {}
    for stop in stops_of(territory, plan):
        if stop.over and stop.visit.rep == rep.id:
            by_day.setdefault(stop.day, []).append(stop)
    return [stops for _, stops in sorted(by_day.items())]


def drive(territory: Territory, rep_id: str, start: str, end: str) -> tuple[int, float] | None:
    """Whole minutes, rounded up, and kilometres of a drive; None where it is not known."""
    times = territory.travel.get(rep_id)
    if times is None or start not in times.index or end not in times.index:
        return None
    if start == end:
        return 0, 0.0
    minutes, km = times.minutes_between(start, end), times.km_between(start, end)
    if not (math.isfinite(minutes) and math.isfinite(km)):
        return None
    return math.ceil(minutes), km


def legs(day: WorkingDay) -> list[tuple[Stop | None, Stop | None, str, str]]:
    """Drives of a working day: stop before, stop after (None is home), and their places."""
    home = home_of(day.rep.id)
    route: list[tuple[Stop | None, str]] = [(None, home)]
    route += [(stop, stop.place) for stop in day.stops]
    route.append((None, home))
    return [(before, after, start, end) for (before, start), (after, end) in pairwise(route)]


def planned_reps(territory: Territory, plan: Plan) -> frozenset[str]:
    """Reps for whom the plan says that it found visits, or has some.

    A rep whose search failed owes no contract: the plan's status says that nothing was found.
    """
    without = {result.rep for result in plan.reps if result.status not in ("optimal", "feasible")}
    with_visits = {visit.rep for visit in plan.visits}
    return frozenset(rep.id for rep in territory.reps if rep.id not in without - with_visits)


def fixed_until(territory: Territory, plan: Plan) -> date | None:
    """The day up to which a plan that was made anew is as it was; None for one made afresh."""
    if territory.replan is not None:
        return territory.replan.today
    try:
        return date.fromisoformat(plan.provenance.get("past", ""))
    except ValueError:
        return None


def reps_with_plan(plan: Plan) -> frozenset[str]:
    """Reps of whom a result says what their plan is worth: all figures are due of them."""
    return frozenset(result.rep for result in plan.reps if result.objective_cents is not None)


def day_words(day: date) -> str:
    """A day as in messages: ``Tue 8 Dec``."""
    return f"{day:%a} {day.day} {day:%b}"


def hhmm(minute: float) -> str:
    """A minute of the day as in messages, cut to the whole minute."""
    return clock(math.floor(minute))


def span_words(span: Interval) -> str:
    """An interval as in messages: ``10:15-11:15``."""
    return f"{hhmm(span[0])}-{hhmm(span[1])}"


def minutes_words(minutes: float) -> str:
    """A number of minutes as in messages: ``40 min``, ``0.5 min``."""
    return f"{minutes:.10g} min"


def visits_words(count: int) -> str:
    """A number of visits as in messages: ``1 visit``, ``3 visits``."""
    return f"{count} visit{'' if count == 1 else 's'}"


def breach_at(rule: str, stop: Stop, fault: str) -> Breach:
    """Breach of one visit: who, when, and the fault."""
    when = f"{day_words(stop.day)} {span_words(stop.span)}"
    return Breach(
        rule=rule,
        message=f"{stop.visit.account_id} on {when}: {fault}",
        rep=stop.visit.rep,
        account_id=stop.visit.account_id,
        day=stop.day,
    )

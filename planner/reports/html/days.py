"""A rep's days as they are read: stops in order with the drives between, lunch and busy times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from planner.calendars.drives import Stretch, drives_of_day
from planner.domain import Account, FailedCheck, Plan, Territory, Tier, Visit
from planner.reports.html.towns import town_of, usual_town


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One visit of a day.

    Parameters
    ----------
    number : int
        Place in the day, from 1; calls have none, and 0.
    pinned : bool
        Whether it is a confirmed appointment.
    """

    number: int
    visit: Visit
    account: Account
    tier: Tier
    pinned: bool


class Entry(StrEnum):
    """What a line of a day is."""

    VISIT = "visit"
    DRIVE = "drive"
    LUNCH = "lunch"
    BUSY = "busy"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of a day.

    Parameters
    ----------
    start, end : str
        ``HH:MM`` of the local day; empty where there is no time for it.
    minutes, km : int, float
        Of a drive.
    home : bool
        Whether a drive goes home.
    stop : Stop or None
        Of a visit.
    """

    entry: Entry
    start: str = ""
    end: str = ""
    minutes: int = 0
    km: float = 0.0
    home: bool = False
    stop: Stop | None = None


@dataclass(frozen=True, kw_only=True)
class RepDay:
    """One calendar day of one rep.

    Parameters
    ----------
    number : int
        Day of the period, from 1.
    off : str
        Why nobody works: the holiday's name, ``day off``; empty on other days.
    lines : tuple of Line
        Everything of the day by time; on a day without visits its busy times.
    driving, km : int, float
        The way home included.
    town : str
        Where most of its stops are; empty where addresses do not say.
    """

    rep: str
    day: date
    number: int
    off: str
    stops: tuple[Stop, ...]
    lines: tuple[Line, ...]
    driving: int
    km: float
    town: str

    @property
    def leaves(self) -> str:
        """When the rep leaves home; empty where nobody drives."""
        return next((line.start for line in self.lines if line.entry is Entry.DRIVE), "")

    @property
    def back(self) -> str:
        """When the rep is home again; empty where nobody drives."""
        drives = [line.end for line in self.lines if line.entry is Entry.DRIVE]
        return drives[-1] if drives else ""


def rep_days(plan: Plan, territory: Territory, rep: str) -> tuple[RepDay, ...]:
    """Every day of a plan's period, also those without visits."""
    count = (plan.last_day - plan.first_day).days + 1
    days = (plan.first_day + timedelta(days=n) for n in range(count))
    return tuple(_rep_day(plan, territory, rep, day, n) for n, day in enumerate(days, start=1))


def _rep_day(plan: Plan, territory: Territory, rep: str, day: date, number: int) -> RepDay:
    visits = sorted(
        (one for one in plan.visits if one.rep == rep and one.start.date() == day),
        key=lambda one: one.start,
    )
    stops = tuple(_stops(plan, territory, visits))
    minutes, km = _home_leg(territory, visits)
    return RepDay(
        rep=rep,
        day=day,
        number=number,
        off=_off(territory, rep, day),
        stops=stops,
        lines=tuple(_lines(plan, territory, rep, day, stops)),
        driving=sum(visit.travel_minutes_before for visit in visits) + minutes,
        km=sum(visit.travel_km_before for visit in visits) + km,
        town=usual_town([town_of(s.account.address) for s in stops if not s.visit.is_call]),
    )


def _stops(plan: Plan, territory: Territory, visits: Sequence[Visit]) -> Iterator[Stop]:
    tiers = {outcome.account_id: outcome.tier for outcome in plan.outcomes}
    pinned = {(pin.account_id, pin.start.astimezone(UTC)) for pin in territory.pins}
    number = 0
    for visit in visits:
        account = territory.account[visit.account_id]
        number += not visit.is_call
        yield Stop(
            number=0 if visit.is_call else number,
            visit=visit,
            account=account,
            tier=tiers.get(account.id) or account.tier or Tier.SECONDARY,
            pinned=(account.id, visit.start.astimezone(UTC)) in pinned,
        )


def _home_leg(territory: Territory, visits: Sequence[Visit]) -> tuple[int, float]:
    if not visits:
        return 0, 0.0
    return territory.drive_home(visits[-1])


def _off(territory: Territory, rep: str, day: date) -> str:
    if day in territory.holidays:
        return territory.holidays[day]
    return "day off" if day in territory.rep[rep].days_off else ""


def _lines(
    plan: Plan, territory: Territory, rep: str, day: date, stops: Sequence[Stop]
) -> Iterator[Line]:
    zone = territory.period.zone
    lunches = [
        (one.start, one.end) for one in plan.breaks if one.rep == rep and one.start.date() == day
    ]
    busy = list(_busy(territory, rep, day))
    timed: list[tuple[datetime, Line]] = []

    def add(entry: Entry, start: datetime, end: datetime, stop: Stop | None = None) -> None:
        shown = (_clock(moment.astimezone(zone), day) for moment in (start, end))
        line = Line(entry=entry, start=next(shown), end=next(shown), stop=stop)
        timed.append((start.astimezone(UTC), line))

    drives, untimed = _drives(territory, stops, [*lunches, *busy], day)
    timed += drives
    for stop in stops:
        add(Entry.VISIT, stop.visit.start, stop.visit.end, stop)
    for start, end in lunches:
        add(Entry.LUNCH, start, end)
    for start, end in busy:
        add(Entry.BUSY, start, end)
    yield from (line for _, line in sorted(timed, key=lambda one: one[0]))
    yield from untimed


def _drives(
    territory: Territory, stops: Sequence[Stop], taken: Sequence[Stretch], day: date
) -> tuple[list[tuple[datetime, Line]], list[Line]]:
    """A day's drives with their times; without where the plan leaves no time for them."""
    if not stops:
        return [], []
    zone = territory.period.zone
    try:
        drives = list(
            drives_of_day([s.visit for s in stops], territory.travel[stops[0].visit.rep], taken)
        )
    except FailedCheck:  # that the plan breaks a rule is said above the figures
        return [], list(_drives_without_times(territory, stops))
    timed = []
    for drive in drives:
        minutes = int((drive.end - drive.start).total_seconds()) // 60
        line = Line(
            entry=Entry.DRIVE,
            start=_clock(drive.start.astimezone(zone), day),
            end=_clock(drive.end.astimezone(zone), day),
            minutes=minutes,
            km=drive.km * minutes / drive.minutes if drive.minutes else drive.km,
            home=drive.to_account is None,
        )
        timed.append((drive.start, line))
    return timed, []


def _busy(territory: Territory, rep: str, day: date) -> Iterator[Stretch]:
    """The part of each busy time that lies in a day; those that touch or overlap as one."""
    zone = territory.period.zone
    first = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    after = day + timedelta(days=1)
    last = datetime(after.year, after.month, after.day, tzinfo=zone).astimezone(UTC)
    open_span: Stretch | None = None
    for one in sorted(territory.busy.get(rep, ()), key=lambda one: one.start.astimezone(UTC)):
        start = max(one.start.astimezone(UTC), first)
        end = min(one.end.astimezone(UTC), last)
        if start >= end:
            continue
        if open_span and start <= open_span[1]:
            open_span = open_span[0], max(open_span[1], end)
            continue
        if open_span:
            yield open_span
        open_span = start, end
    if open_span:
        yield open_span


def _drives_without_times(territory: Territory, stops: Sequence[Stop]) -> Iterator[Line]:
    for stop in stops:
        visit = stop.visit
        yield Line(
            entry=Entry.DRIVE, minutes=visit.travel_minutes_before, km=visit.travel_km_before
        )
    minutes, km = _home_leg(territory, [stop.visit for stop in stops])
    yield Line(entry=Entry.DRIVE, minutes=minutes, km=km, home=True)


def _clock(moment: datetime, day: date) -> str:
    """``HH:MM``; midnight at the day's end is ``24:00``."""
    return "24:00" if moment.date() > day else f"{moment:%H:%M}"

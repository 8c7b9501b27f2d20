"""A plan day by day, as the calendar's views need it: visits, drives, lunch, what is fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from planner.accounts import classify
from planner.domain import Break, BusyTime, Plan, Territory, Tier, Visit
from planner.reports.summary import summarize
from planner.reports.words import count, duration


@dataclass(frozen=True, kw_only=True)
class Day:
    """One rep's day.

    Parameters
    ----------
    name : str
        Of the holiday, or why the rep does not work; empty on other days.
    driving, way_home : int
        Minutes on the road, and of these the last drive.
    """

    day: date
    rep: str
    visits: tuple[Visit, ...]
    breaks: tuple[Break, ...]
    busy: tuple[BusyTime, ...]
    name: str
    driving: int
    way_home: int

    @property
    def off(self) -> bool:
        """Whether it is shaded: a day off, a holiday, or an empty weekend."""
        return bool(self.name) or (self.day.weekday() >= 5 and not self.visits)

    @property
    def words(self) -> str:
        """``7 visits · 1 h 53 driving``; empty without visits."""
        if not self.visits:
            return ""
        return f"{count(len(self.visits), 'visit')} · {duration(self.driving)} driving"


class Days:
    """All days of a plan.

    Parameters
    ----------
    today : date
        Up to and with it nothing can be changed.
    """

    def __init__(self, plan: Plan, territory: Territory, today: date) -> None:
        self.plan, self.territory, self.today = plan, territory, today
        self._visits: dict[tuple[str, date], list[Visit]] = {}
        for visit in plan.visits:
            self._visits.setdefault((visit.rep, visit.start.date()), []).append(visit)
        self.by_uid = {visit.uid: visit for visit in plan.visits}

    @cached_property
    def tiers(self) -> dict[str, Tier]:
        """Class of every account: as planned, and of the others as classed now."""
        planned = {outcome.account_id: outcome.tier for outcome in self.plan.outcomes}
        return {**classify(self.territory), **planned}

    @cached_property
    def _driving(self) -> dict[tuple[str, date], int]:
        figures = summarize(self.plan, self.territory).team.days
        return {(one.rep, one.day): one.travel_minutes for one in figures}

    @cached_property
    def pinned(self) -> frozenset[tuple[str, datetime]]:
        """Confirmed appointments: account and start."""
        return frozenset((pin.account_id, pin.start) for pin in self.territory.pins)

    def of(self, rep: str, day: date) -> Day:
        """One rep's day."""
        visits = tuple(self._visits.get((rep, day), ()))
        driving = self._driving.get((rep, day), 0)
        off = "day off" if day in self.territory.rep[rep].days_off else ""
        return Day(
            day=day,
            rep=rep,
            visits=visits,
            breaks=tuple(
                b for b in self.plan.breaks if b.rep == rep and b.start.date() == day and visits
            ),
            busy=tuple(
                each
                for each in self.territory.busy.get(rep, ())
                if each.start.astimezone(self.territory.period.zone).date() == day
            ),
            name=self.territory.holidays.get(day, off),
            driving=driving,
            way_home=driving - sum(visit.travel_minutes_before for visit in visits),
        )

    def inside(self, day: date) -> bool:
        """Whether a day is planned."""
        return self.plan.first_day <= day <= self.plan.last_day

    def clamped(self, day: date) -> date:
        """The nearest planned day."""
        return min(max(day, self.plan.first_day), self.plan.last_day)

    def weeks(self) -> Sequence[date]:
        """Mondays of the weeks that the plan touches."""
        first = self.plan.first_day - timedelta(days=self.plan.first_day.weekday())
        number = (self.plan.last_day - first).days // 7 + 1
        return [first + timedelta(weeks=n) for n in range(number)]


def minute_of(when: datetime) -> int:
    """Minute of the local day."""
    return when.hour * 60 + when.minute

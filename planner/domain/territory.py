"""A territory: everything that planning a period needs, read and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from math import ceil
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from planner.domain.account import Account, ContactBy, home_of
from planner.domain.leads import LeadPlace
from planner.domain.plan import Visit
from planner.domain.policy import Policy
from planner.domain.replan import Replan
from planner.domain.units import Span


@dataclass(frozen=True, kw_only=True)
class Period:
    """Days that are planned.

    Parameters
    ----------
    first, last : date
        Both are planned.
    time_zone : str
        IANA name; all local times of the territory are in it.
    """

    first: date
    last: date
    time_zone: str

    @property
    def days(self) -> tuple[date, ...]:
        """Every calendar day of the period, in order."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(days=n) for n in range(count))

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.time_zone)

    def __str__(self) -> str:
        next_day = self.last + timedelta(days=1)
        if self.first.day == 1 and next_day.day == 1 and (self.last - self.first).days < 31:
            return f"{self.first:%Y-%m}"
        return f"{self.first} to {self.last}"


@dataclass(frozen=True, kw_only=True)
class Lunch:
    """One unbroken break a working day.

    Parameters
    ----------
    between : Span
        The break lies wholly inside it, in minutes of the day.
    minutes : int
        Length of the break.
    """

    between: Span
    minutes: int


@dataclass(frozen=True, kw_only=True)
class BusyChoices:
    """How a rep's own calendar is read, where programs and people differ.

    Parameters
    ----------
    tentative_blocks, elsewhere_blocks : bool
        Whether entries that are only tentative, or shown as "working elsewhere", block time.
    emails : tuple of str
        The rep's own addresses: what these declined blocks nothing.
    keep_whole : bool
        Read what is whole of a damaged calendar, instead of refusing it.
    """

    tentative_blocks: bool = True
    elsewhere_blocks: bool = True
    emails: tuple[str, ...] = ()
    keep_whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Rep:
    """A sales rep and their working time.

    Parameters
    ----------
    id, name : str
        The id names the rep's files.
    home : tuple of float
        Latitude and longitude where every day starts and ends.
    hours : str
        Working hours, OpenStreetMap syntax: leaving home to being back.
    lunch : Lunch or None
        The daily break, on days with visits.
    max_visits_per_day : int or None
        Most visits a day.
    days_off : frozenset of date
        Days on which the rep does not work.
    client : str or None
        The rep's calendar program, for advice on what to do with the files.
    busy : BusyChoices
        How the rep's own calendar is read.
    cost_per_hour : int
        Cents that an hour of the rep costs, for what it costs to serve an account.
    """

    id: str
    name: str
    home: tuple[float, float]
    hours: str = "Mo-Fr 09:00-17:00"
    lunch: Lunch | None = None
    max_visits_per_day: int | None = None
    calendar: str | None = None
    days_off: frozenset[date] = frozenset()
    client: str | None = None
    busy: BusyChoices = BusyChoices()
    cost_per_hour: int = 5000


@dataclass(frozen=True, kw_only=True)
class BusyTime:
    """A time that the rep's own calendar blocks.

    Parameters
    ----------
    start, end : datetime
        Aware, half-open.
    title : str
        For messages; empty where the entry is private.
    uncertain : str
        Why it may not be busy after all, or at another time; empty where it is certain.
    """

    start: datetime
    end: datetime
    title: str = ""
    uncertain: str = ""


@dataclass(frozen=True, kw_only=True)
class Pin:
    """A confirmed appointment: one visit of an account at a fixed time.

    Parameters
    ----------
    start : datetime
        Aware.
    minutes : int or None
        How long the rep wants to stay, where that is longer than the visit: it shows in the
        calendar, and the time over the visit's length is busy time of the rep.
    by : ContactBy
        Visit or phone; an account that is met in one way only is met in that way.
    """

    account_id: str
    start: datetime
    minutes: int | None = None
    by: ContactBy = ContactBy.VISIT


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """An account that does not want to be visited on some day."""

    account_id: str
    day: date


@dataclass(frozen=True, kw_only=True, eq=False)
class TravelTimes:
    """Driving between the places of one rep; directions may differ.

    Parameters
    ----------
    places : tuple of str
        ``home:<rep>`` and account ids, in the order of the arrays.
    minutes, km : ndarray of float64, shape (n, n)
        From row to column, unrounded.
    provider : str
        Where the figures come from.
    """

    places: tuple[str, ...]
    minutes: NDArray[np.float64]
    km: NDArray[np.float64]
    provider: str

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Row and column of every place."""
        return {place: n for n, place in enumerate(self.places)}

    def minutes_between(self, start: str, end: str) -> float:
        """Driving minutes from one place to another, unrounded."""
        return float(self.minutes[self.index[start], self.index[end]])

    def km_between(self, start: str, end: str) -> float:
        """Kilometres from one place to another."""
        return float(self.km[self.index[start], self.index[end]])


@dataclass(frozen=True, kw_only=True)
class CalendarOptions:
    """What a calendar file holds besides the visits, and how it says times.

    Parameters
    ----------
    utc : bool
        Times in UTC instead of the territory's zone.
    lunch, drives : bool
        Whether lunches and drives are entries too.
    alarm_minutes : int or None
        Remind so long before every visit; None does not remind.
    """

    utc: bool = False
    lunch: bool = False
    drives: bool = False
    alarm_minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Territory:
    """One immutable, validated planning input.

    Parameters
    ----------
    holidays : mapping of date to str
        Public holidays of the period, with names; nobody works on them.
    working_holidays : frozenset of date
        Public holidays of the period on which the reps work all the same.
    accounts : tuple of Account
        Sorted by id.
    busy : mapping of str to tuple of BusyTime
        By rep id, sorted by start.
    travel : mapping of str to TravelTimes
        By rep id: the rep's home and accounts.
    account_file : str
        Name of the file that the accounts are from, for messages and for what is written into it.
    inputs : mapping of str to str
        SHA-256 of every file that was read, by its name: a plan says what it was made from.
    calendar : CalendarOptions
        What the reps' calendar files hold.
    replan : Replan or None
        What is kept of a plan before.
    missed : frozenset of (account id, date)
        Planned visits that were not made.
    lead_list : tuple of LeadPlace
        Leads that have a place, and had one, as the file says it: nothing has aged yet.
    """

    name: str
    currency: str
    period: Period
    reps: tuple[Rep, ...]
    accounts: tuple[Account, ...]
    policy: Policy
    travel: Mapping[str, TravelTimes]
    holidays: Mapping[date, str] = field(default_factory=dict)
    working_holidays: frozenset[date] = frozenset()
    busy: Mapping[str, tuple[BusyTime, ...]] = field(default_factory=dict)
    pins: tuple[Pin, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    account_file: str = "accounts.csv"
    inputs: Mapping[str, str] = field(default_factory=dict)
    calendar: CalendarOptions = CalendarOptions()
    replan: Replan | None = None
    missed: frozenset[tuple[str, date]] = frozenset()
    lead_list: tuple[LeadPlace, ...] = ()

    @cached_property
    def public_holidays(self) -> frozenset[date]:
        """Public holidays where the accounts are, whether the reps work on them or not."""
        return self.working_holidays.union(self.holidays)

    @cached_property
    def account(self) -> Mapping[str, Account]:
        """Accounts by id."""
        return {account.id: account for account in self.accounts}

    @cached_property
    def rep(self) -> Mapping[str, Rep]:
        """Reps by id."""
        return {rep.id: rep for rep in self.reps}

    @cached_property
    def past(self) -> Mapping[str, tuple[Visit, ...]]:
        """Visits of the days that are over by account, whoever made them."""
        found: dict[str, tuple[Visit, ...]] = {}
        for visit in self.replan.history if self.replan else ():
            found[visit.account_id] = (*found.get(visit.account_id, ()), visit)
        return found

    def drive_home(self, visit: Visit) -> tuple[int, float]:
        """Whole minutes and kilometres of the drive home after a visit.

        Both are 0 after a call, and where no drive is known, as from an account that the rep
        visited and that is another rep's by now.
        """
        legs, home = self.travel.get(visit.rep), home_of(visit.rep)
        if legs is None or visit.place == home or visit.place not in legs.index:
            return 0, 0.0
        minutes = ceil(legs.minutes_between(visit.place, home))
        return minutes, legs.km_between(visit.place, home)

    def accounts_of(self, rep_id: str) -> tuple[Account, ...]:
        """Accounts of one rep, sorted by id."""
        return tuple(account for account in self.accounts if account.rep == rep_id)

"""Room: where a plan has a place for the first visit of an account that it leaves out.

All visits and lunches stay at their times. A day without visits may have its lunch whenever it is
allowed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from planner.checks.lead_cap import list_of
from planner.checks.lunch import is_owed
from planner.checks.openings import Interval, free_stretches, open_spans, overlap
from planner.checks.stops import WorkingDay, days_at_work, days_over, drive, fixed_until, is_over
from planner.checks.terms import Terms, terms_of
from planner.checks.worth import drive_cents
from planner.domain import Account, ContactBy, Plan, Rep, Territory, home_of


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A place for one visit more: its earliest start, and what the detour to it costs."""

    day: date
    start: int
    detour_cents: int


@dataclass(frozen=True)
class _End:
    """A stop or an end of the day: where it is, and when it begins and is over."""

    place: str
    begins: float
    over: float


class Room:
    """The working days of one rep, asked what room they have.

    Attributes
    ----------
    terms : dict of str to Terms
        Limits of every account.
    days : list of WorkingDay
        On which something could be decided, with what the plan has put there.
    over : list of list of Stop
        What the rep did on each day before.
    today : date or None
        Up to it nothing can be added, in a plan that was made anew.
    resting : set of str
        Leads that may not be visited after their time on the list.
    """

    def __init__(self, territory: Territory, plan: Plan, rep: Rep) -> None:
        self.territory, self.rep = territory, rep
        self.terms: dict[str, Terms] = terms_of(territory)
        at_work = days_at_work(territory, plan, rep)
        self.days: list[WorkingDay] = [d for d in at_work if not is_over(territory, d.day)]
        self.over = days_over(territory, plan, rep)
        _, resting = list_of(territory, self.terms)
        self.resting: set[str] = {
            account_id
            for account_id in resting
            if not self._must_be_seen(territory.account[account_id])
        }
        self.today: date | None = fixed_until(territory, plan)
        self._refused = {(refusal.account_id, refusal.day) for refusal in territory.refusals}

    def _must_be_seen(self, account: Account) -> bool:
        """Whether a contract, an appointment or a longest gap asks for a visit in the period."""
        period, terms = self.territory.period, self.terms[account.id]
        if terms.due or any(pin.account_id == account.id for pin in self.territory.pins):
            return True
        longest, seen = terms.max_gap_days, account.last_visit
        if longest is None:
            return False
        in_time = seen is not None and (
            period.first <= seen + timedelta(days=longest) <= period.last
        )
        return in_time or longest <= len(period.days)

    def last_visit(self, account: Account) -> date | None:
        """The account's last visit before the period; a plan made anew holds later ones itself."""
        seen = account.last_visit
        inside = seen is not None and seen >= self.territory.period.first
        return None if inside and self.today is not None else seen

    def first_contact(self, account: Account) -> ContactBy:
        """How the account's first visit is made: by phone only where nothing else is open."""
        by_phone = self.terms[account.id].met is ContactBy.PHONE
        return ContactBy.PHONE if by_phone else ContactBy.VISIT

    def minutes(self, account: Account, by: ContactBy) -> int:
        """Length of a visit to the account, or of a call."""
        terms = self.terms[account.id]
        return terms.call_minutes if by is ContactBy.PHONE else terms.visit_minutes

    def windows(self, account: Account, day: WorkingDay) -> list[Interval]:
        """Spans of a working day in which the account may be visited."""
        seen = self.last_visit(account)
        if (
            day.shift is None
            or account.id in self.resting
            or (account.id, day.day) in self._refused
            or (self.today is not None and day.day <= self.today)
            or (seen is not None and abs((day.day - seen).days) < self._gap(account))
        ):
            return []
        if account.opening_hours is None:
            return [day.shift]
        opens, closes = day.shift
        spans = open_spans(account.opening_hours, day.day, self.territory.public_holidays)
        cut = [(max(start, opens), min(end, closes)) for start, end in spans]
        return [(start, end) for start, end in cut if start < end]

    def there_and_back(self, account: Account) -> int:
        """Minutes of driving from home to an account and back."""
        home, place = home_of(self.rep.id), self._place(account, self.first_contact(account))
        return self._minutes(home, place) + self._minutes(place, home)

    def length(self, day: WorkingDay) -> float:
        """Minutes of a working day besides busy times and the lunch that it owes."""
        lunch = self.rep.lunch
        eaten = lunch.minutes if lunch is not None and is_owed(day, lunch) else 0
        return sum(end - start for start, end in day.free) - eaten

    def cheapest(self, account: Account) -> Opening | None:
        """The opening with the least detour, the earliest of several; None where there is none."""
        openings = list(self.openings(account, self.first_contact(account)))
        return min(openings, key=lambda opening: (opening.detour_cents, opening.day), default=None)

    def openings(self, account: Account, by: ContactBy) -> Iterator[Opening]:
        """Every place for one visit more, day by day and from the first to the last stop."""
        place, most = self._place(account, by), self.rep.max_visits_per_day
        for day in self.days:
            windows = self.windows(account, day)
            made = sum(not stop.call for stop in day.stops)
            full = most is not None and made >= most and by is not ContactBy.PHONE
            if not windows or full or day.shift is None:
                continue
            home = home_of(self.rep.id)
            route = [
                _End(home, day.shift[0], day.shift[0]),
                *(_End(stop.place, stop.start, stop.end) for stop in day.stops),
                _End(home, day.shift[1], day.shift[1]),
            ]
            for before, after in pairwise(route):
                start = self._earliest(account, by, day, before, after, windows)
                if start is not None:
                    saved = self._cents(before.place, after.place) if day.stops else 0
                    legs = self._cents(before.place, place) + self._cents(place, after.place)
                    yield Opening(day=day.day, start=start, detour_cents=legs - saved)

    def _earliest(
        self,
        account: Account,
        by: ContactBy,
        day: WorkingDay,
        before: _End,
        after: _End,
        windows: Sequence[Interval],
    ) -> int | None:
        """First start between two stops that leaves time for both drives, and for lunch."""
        slot, lasts = self.territory.policy.slot_minutes, self.minutes(account, by)
        place = self._place(account, by)
        there, back = self._minutes(before.place, place), self._minutes(place, after.place)
        lunches = list(self._lunches(day))
        for opens, closes in windows:
            first = math.ceil(max(opens, before.over + there) / slot) * slot
            last = min(closes, after.begins - back) - lasts
            for start in range(first, math.floor(last) + 1, slot):
                end = start + lasts
                for lunch in lunches:
                    taken = (*day.busy, *day.gaps, *lunch)
                    if (
                        not any(overlap((start, end), span) for span in taken)
                        and _free((before.over, start), taken) >= there
                        and _free((end, after.begins), taken) >= back
                    ):
                        return start
        return None

    def _lunches(self, day: WorkingDay) -> Iterator[tuple[Interval, ...]]:
        """The lunch of the plan, or all that a day without visits could have."""
        lunch = self.rep.lunch
        if day.stops or lunch is None or not is_owed(day, lunch):
            yield day.breaks
            return
        for start in range(lunch.between.start, lunch.between.end - lunch.minutes + 1):
            span = (start, start + lunch.minutes)
            if not any(overlap(span, other) for other in (*day.busy, *day.gaps)):
                yield (span,)

    def _place(self, account: Account, by: ContactBy) -> str:
        return home_of(self.rep.id) if by is ContactBy.PHONE else account.id

    def _gap(self, account: Account) -> int:
        return self.terms[account.id].min_gap_days

    def _minutes(self, start: str, end: str) -> int:
        leg = drive(self.territory, self.rep.id, start, end)
        return 0 if leg is None else leg[0]

    def _cents(self, start: str, end: str) -> int:
        leg = drive(self.territory, self.rep.id, start, end)
        return 0 if leg is None else drive_cents(leg[1], self.territory.policy)


def _free(within: Interval, taken: Sequence[Interval]) -> float:
    """Minutes of an interval that nothing takes."""
    return sum(end - start for start, end in free_stretches(within, taken))

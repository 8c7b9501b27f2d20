"""One rep's period while the rules say it: each rule adds its part, compile.py reads it off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.problem import ActiveCap, CountWindow, Row
from planner.accounts import classify, contacts_table, met_by
from planner.domain import (
    Account,
    ContactBy,
    Finding,
    Lunch,
    Policy,
    Rep,
    Span,
    Territory,
    Tier,
    Visit,
)
from planner.rules.prices import Unit


@dataclass(frozen=True)
class Appointment:
    """A pin in local terms."""

    account_id: str
    day: date
    span: Span
    by: ContactBy = ContactBy.VISIT


@dataclass
class Draft:
    """What the rules have said so far about one rep.

    Attributes
    ----------
    accounts : tuple of Account
        The rep's, by id; a client's index in the problem is its place here. Accounts that are
        met either way have a second client for their calls, after all others.
    met : mapping of str to ContactBy
        How each account is met.
    all_tiers : mapping of str to Tier
        Class of every account of the territory; `tiers` has the rep's alone.
    shifts : dict of date to Span
        The working days, in order: leaving home to being back. A duty's index is its place.
    blocked : dict of date to tuple of Span
        Busy times and gaps of the working hours inside the shift, sorted and apart.
    lunches : dict of date to Lunch
        Days on which lunch is owed.
    minutes, call_minutes : dict of str to int
        Length of a visit (or of a call, of an account that is met by phone only) and of a call
        by account id.
    windows : dict of str to dict of date to tuple of Span
        When visits may be, by account id and working day.
    closed : dict of str to frozenset of date
        Working days of which an account's opening hours leave nothing, by account id; all of
        them where the hours that its contract agrees leave nothing of any.
    most_visits, fewest_visits : dict of str to int
        Limits of the visits of each account in the period.
    owed : dict of str to int
        Visits that contracts owe, by account id, less those that the past has made.
    agreed : dict of str to int
        Visits that contracts owe, by account id, those of the past included.
    past_days : tuple of date
        Working days that are over.
    past_minutes : int
        Working minutes of the days that are over.
    min_gap : dict of str to int
        Fewest days from one visit of an account to the next.
    due_within : dict of str to list of (int, int)
        Spans of duties, first and last, that owe an account a visit.
    findings : list of Finding
        Errors and warnings so far.
    """

    territory: Territory
    rep: Rep
    tiers: Mapping[str, Tier]
    accounts: tuple[Account, ...]
    met: Mapping[str, ContactBy]
    all_tiers: Mapping[str, Tier]
    shifts: dict[date, Span] = field(default_factory=dict)
    blocked: dict[date, tuple[Span, ...]] = field(default_factory=dict)
    lunches: dict[date, Lunch] = field(default_factory=dict)
    max_visits_per_day: int | None = None
    minutes: dict[str, int] = field(default_factory=dict)
    call_minutes: dict[str, int] = field(default_factory=dict)
    slot: int = 1
    windows: dict[str, dict[date, tuple[Span, ...]]] = field(default_factory=dict)
    closed: dict[str, frozenset[date]] = field(default_factory=dict)
    appointments: list[Appointment] = field(default_factory=list)
    leg_minutes: NDArray[np.int64] = field(default_factory=lambda: np.zeros((1, 1), np.int64))
    leg_cents: NDArray[np.int64] = field(default_factory=lambda: np.zeros((1, 1), np.int64))
    most_visits: dict[str, int] = field(default_factory=dict)
    fewest_visits: dict[str, int] = field(default_factory=dict)
    owed: dict[str, int] = field(default_factory=dict)
    agreed: dict[str, int] = field(default_factory=dict)
    past_days: tuple[date, ...] = ()
    past_minutes: int = 0
    min_gap: dict[str, int] = field(default_factory=dict)
    count_windows: list[CountWindow] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    caps: list[ActiveCap] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
    due_within: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, territory: Territory, rep_id: str) -> Draft:
        """Start with a rep's accounts and classes, and no rule yet."""
        accounts = tuple(sorted(territory.accounts_of(rep_id), key=lambda account: account.id))
        tiers = classify(territory)
        return cls(
            territory=territory,
            rep=territory.rep[rep_id],
            tiers={account.id: tiers[account.id] for account in accounts},
            accounts=accounts,
            all_tiers=tiers,
            met={
                account.id: met_by(account, tiers[account.id], territory.policy)
                for account in accounts
            },
        )

    @cached_property
    def client_of(self) -> Mapping[str, int]:
        """Index of every account among the clients."""
        return {account.id: n for n, account in enumerate(self.accounts)}

    @cached_property
    def either(self) -> tuple[Account, ...]:
        """Accounts that are met by visits or by calls, as fits best."""
        return tuple(a for a in self.accounts if self.met[a.id] is ContactBy.EITHER)

    @cached_property
    def second_of(self) -> Mapping[str, int]:
        """Index of the second client, the calls, of every account that is met either way."""
        return {account.id: len(self.accounts) + n for n, account in enumerate(self.either)}

    def clients_of(self, account_id: str) -> tuple[int, ...]:
        """Indices of all clients of an account."""
        first, second = self.client_of[account_id], self.second_of.get(account_id)
        return (first,) if second is None else (first, second)

    def client_by(self, account_id: str, by: ContactBy) -> int:
        """Index of an account's client for visits or for calls; its only one where it has one."""
        clients = self.clients_of(account_id)
        return clients[-1] if by is ContactBy.PHONE else clients[0]

    def row_of(self, weights: Mapping[int, int]) -> tuple[int, ...]:
        """A row's weights by client, 0 where nothing is given."""
        return tuple(weights.get(n, 0) for n in range(len(self.accounts) + len(self.either)))

    @property
    def policy(self) -> Policy:
        """The territory's limits."""
        return self.territory.policy

    @property
    def past(self) -> Mapping[str, tuple[Visit, ...]]:
        """Visits of the days that are over by account, whoever made them."""
        return self.territory.past

    def made(self, account_id: str) -> tuple[int, int]:
        """Visits face to face and calls that an account had on the days that are over."""
        contacts = self.past.get(account_id, ())
        calls = sum(visit.is_call for visit in contacts)
        return len(contacts) - calls, calls

    def worth(
        self, account: Account, *, calls: bool, instead_of: int | None = None
    ) -> tuple[int, ...]:
        """What 0, 1, ... more visits (or calls) add to those of the days that are over, in cents.

        Parameters
        ----------
        instead_of : int or None
            Number of visits that calls take the place of, under a contract kept by both ways.
        """
        seen, called = self.made(account.id)
        most = self.most_visits[account.id]
        terms = (account, self.tiers[account.id], self.policy, self.territory.period)
        numbers = range(most + 1)
        if not calls:
            mixes = [(seen + n, called) for n in numbers]
            base = [(seen, called)] * (most + 1)
        elif instead_of is None:
            mixes = [(seen, called + n) for n in numbers]
            base = [(seen, called)] * (most + 1)
        else:
            mixes = [(seen + instead_of - n, called + n) for n in numbers]
            base = [(seen + instead_of - n, called) for n in numbers]
        together, alone = contacts_table(*terms, mixes), contacts_table(*terms, base)
        return tuple(one - other for one, other in zip(together, alone, strict=True))

    def last_seen(self, account: Account) -> date | None:
        """Day of an account's last visit before those that are planned."""
        days = [visit.start.date() for visit in self.past.get(account.id, ())]
        return max([*days, *([account.last_visit] if account.last_visit else [])], default=None)

    @property
    def first_open(self) -> date:
        """First day of the period on which something can still be decided."""
        replan, first = self.territory.replan, self.territory.period.first
        return first if replan is None else max(first, replan.today + timedelta(days=1))

    @property
    def days(self) -> tuple[date, ...]:
        """Working days, in order."""
        return tuple(self.shifts)

    @cached_property
    def holidays(self) -> frozenset[date]:
        """Public holidays on which nobody works."""
        return frozenset(self.territory.holidays)

    @cached_property
    def public_holidays(self) -> frozenset[date]:
        """Every public holiday, also those on which the reps work: ``PH`` of an account."""
        return self.territory.public_holidays

    def appointments_of(self, account_id: str) -> list[date]:
        """Days on which an account has a confirmed appointment, in order."""
        return sorted(a.day for a in self.appointments if a.account_id == account_id)

    def is_closed(self, account_id: str) -> bool:
        """Whether an account is closed on every working day: out of season, or for repair."""
        days = (*self.past_days, *self.days)
        return bool(days) and self.closed[account_id].issuperset(days)

    def open_days(self, account_id: str) -> list[date]:
        """Working days on which an account has any window, or is appointed by phone."""
        appointed = self.appointments_of(account_id)
        windows = self.windows[account_id]
        return [day for day, spans in windows.items() if spans or day in appointed]

    def is_fixed(self, account_id: str) -> bool:
        """Whether an account must be visited: by contract, appointment or longest gap."""
        return (
            self.owed.get(account_id, 0) > 0
            or bool(self.appointments_of(account_id))
            or account_id in self.due_within
        )

    def count(
        self,
        account_id: str,
        first: date,
        last: date,
        *,
        at_least: int = 0,
        at_most: int | None = None,
    ) -> None:
        """Limit the visits of an account on the working days from ``first`` to ``last``.

        A count window speaks of one client. Where an account has two, the limit is a row over
        both; a window for each says the same of them alone, which the engine makes more of.
        """
        clients = self.clients_of(account_id)
        begin, end = self.days.index(first), self.days.index(last)
        if at_least:
            self.due_within.setdefault(account_id, []).append((begin, end))
        if len(clients) == 1 or at_most is not None:
            self.count_windows += [
                CountWindow(
                    client=client,
                    first_day=begin,
                    last_day=end,
                    at_least=at_least if len(clients) == 1 else 0,
                    at_most=at_most,
                )
                for client in clients
            ]
        if len(clients) > 1 and (at_least or account_id in self.owed):
            self.rows.append(
                Row(
                    label=f"spacing:{account_id}:{len(self.rows)}",
                    weights=self.row_of(dict.fromkeys(clients, 1)),
                    at_least=at_least or None,
                    at_most=at_most,
                    duties=tuple(range(begin, end + 1)),
                )
            )

    def reject(
        self,
        code: str,
        message: str,
        remedy: str,
        *,
        account: Account | None = None,
        column: str = "",
        value: object = "",
        fatal: bool = True,
    ) -> None:
        """Note an error (or, not fatal, a warning) that concerns this rep alone."""
        self.findings.append(
            Finding(
                code=code,
                message=message,
                remedy=remedy,
                file=self.territory.account_file if account else "",
                row=account.row if account else None,
                column=column,
                value=str(value),
                rep=self.rep.id,
                fatal=fatal,
            )
        )

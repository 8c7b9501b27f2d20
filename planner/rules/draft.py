"""One rep's period while the rules say it: each rule adds its part, compile.py reads it off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.problem import ActiveCap, CountWindow, Row
from planner.accounts import classify
from planner.accounts.findings import account_file
from planner.domain import Account, Finding, Lunch, Policy, Rep, Span, Territory, Tier
from planner.rules.prices import Unit


@dataclass(frozen=True)
class Appointment:
    """A pin in local terms."""

    account_id: str
    day: date
    span: Span


@dataclass
class Draft:
    """What the rules have said so far about one rep.

    Attributes
    ----------
    accounts : tuple of Account
        The rep's, by id; a client's index in the problem is its place here.
    shifts : dict of date to Span
        The working days, in order: leaving home to being back. A duty's index is its place.
    blocked : dict of date to tuple of Span
        Busy times and gaps of the working hours inside the shift, sorted and apart.
    lunches : dict of date to Lunch
        Days on which lunch is owed.
    minutes : dict of str to int
        Length of a visit by account id.
    windows : dict of str to dict of date to tuple of Span
        When visits may be, by account id and working day.
    most_visits, fewest_visits : dict of str to int
        Limits of the visits of each account in the period.
    min_gap : dict of str to int
        Fewest days from one visit of an account to the next.
    findings : list of Finding
        Errors and warnings so far.
    """

    territory: Territory
    rep: Rep
    tiers: Mapping[str, Tier]
    accounts: tuple[Account, ...]
    shifts: dict[date, Span] = field(default_factory=dict)
    blocked: dict[date, tuple[Span, ...]] = field(default_factory=dict)
    lunches: dict[date, Lunch] = field(default_factory=dict)
    max_visits_per_day: int | None = None
    minutes: dict[str, int] = field(default_factory=dict)
    slot: int = 1
    windows: dict[str, dict[date, tuple[Span, ...]]] = field(default_factory=dict)
    appointments: list[Appointment] = field(default_factory=list)
    leg_minutes: NDArray[np.int64] = field(default_factory=lambda: np.zeros((1, 1), np.int64))
    leg_cents: NDArray[np.int64] = field(default_factory=lambda: np.zeros((1, 1), np.int64))
    most_visits: dict[str, int] = field(default_factory=dict)
    fewest_visits: dict[str, int] = field(default_factory=dict)
    min_gap: dict[str, int] = field(default_factory=dict)
    count_windows: list[CountWindow] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    caps: list[ActiveCap] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
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
        )

    @cached_property
    def client_of(self) -> Mapping[str, int]:
        """Index of every account among the clients."""
        return {account.id: n for n, account in enumerate(self.accounts)}

    @property
    def policy(self) -> Policy:
        """The territory's limits."""
        return self.territory.policy

    @property
    def days(self) -> tuple[date, ...]:
        """Working days, in order."""
        return tuple(self.shifts)

    @cached_property
    def holidays(self) -> frozenset[date]:
        """The territory's public holidays."""
        return frozenset(self.territory.holidays)

    def appointments_of(self, account_id: str) -> list[date]:
        """Days on which an account has a confirmed appointment, in order."""
        return sorted(a.day for a in self.appointments if a.account_id == account_id)

    def open_days(self, account_id: str) -> list[date]:
        """Working days on which an account has any window."""
        return [day for day, spans in self.windows[account_id].items() if spans]

    def is_fixed(self, account_id: str) -> bool:
        """Whether an account must be visited: by contract, appointment or longest gap."""
        client = self.client_of[account_id]
        return (
            self.fewest_visits[account_id] > 0
            or bool(self.appointments_of(account_id))
            or any(w.at_least and w.client == client for w in self.count_windows)
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
        """Limit the visits of an account on the working days from ``first`` to ``last``."""
        self.count_windows.append(
            CountWindow(
                client=self.client_of[account_id],
                first_day=self.days.index(first),
                last_day=self.days.index(last),
                at_least=at_least,
                at_most=at_most,
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
                file=account_file(self.territory) if account else "",
                row=account.row if account else None,
                column=column,
                value=str(value),
                rep=self.rep.id,
                fatal=fatal,
            )
        )

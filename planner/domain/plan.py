"""A plan: dated visits, and what each rule did to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from planner.domain.account import ContactBy, Tier, home_of


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One stop at an account, or one phone call with it.

    Parameters
    ----------
    start, end : datetime
        Aware, in the territory's zone.
    value_cents : int
        What this visit adds over one visit fewer: ``r(k) - r(k-1)`` for the account's k-th.
    travel_minutes_before, travel_km_before : int, float
        The drive from the stop before it, or from home. A call is made at home.
    uid : str
        Stable id: of the month, the account and the visit's ordinal, never of its time.
    by : ContactBy
        Visit or phone.
    """

    rep: str
    account_id: str
    start: datetime
    end: datetime
    value_cents: int
    travel_minutes_before: int
    travel_km_before: float
    uid: str
    by: ContactBy = ContactBy.VISIT

    @property
    def is_call(self) -> bool:
        """Whether it is a phone call, made at home."""
        return self.by is ContactBy.PHONE

    @property
    def place(self) -> str:
        """Where the rep is meanwhile: a place of the territory's `TravelTimes`."""
        return home_of(self.rep) if self.is_call else self.account_id


@dataclass(frozen=True, kw_only=True)
class Break:
    """A rep's lunch on one working day, aware datetimes."""

    rep: str
    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the plan means for one account.

    Parameters
    ----------
    tier : Tier
        Class at which it was planned.
    visits, calls : int
        Visits in the plan, calls included, and those of them that are calls.
    value_cents : int
        Expected gain of these visits over none.
    next_visit_cents : int or None
        What one visit more would add; None where no more are allowed.
    """

    account_id: str
    rep: str
    tier: Tier
    visits: int
    value_cents: int
    next_visit_cents: int | None
    calls: int = 0


@dataclass(frozen=True, kw_only=True)
class Unvisited:
    """An account that the plan leaves out.

    Parameters
    ----------
    reason : str
        In words, with figures.
    price_cents : int or None
        What forcing it in would cost; None where it is not known.
    """

    account_id: str
    reason: str
    price_cents: int | None = None


PRICED = ("quota", "leads")
"""Rules that have a price wherever they have a limit, as soon as it is known."""


@dataclass(frozen=True, kw_only=True)
class RuleReport:
    """Where a plan stands against one rule.

    Parameters
    ----------
    id : str
        The rule's label, for instance ``quota:key``.
    rep : str
        The rep it is reported for.
    actual, limit : float or None
        In the rule's natural unit.
    unit : str
        The natural unit in words, for instance ``share of visit minutes``.
    price_cents : int or None
        Estimate of what one natural unit less of the rule would bring, from the multipliers of
        the bound; not proven. None where it is not known.
    price_bounds_cents : (int, int) or None
        Proven: with one natural unit less of the rule the best plan is worth at least and at
        most so much more. A natural unit is a percentage point of a quota, a place for a lead,
        and of a contract one visit fewer owed. None where nothing is proven.
    """

    id: str
    rep: str
    actual: float | None
    limit: float | None
    unit: str
    price_cents: int | None = None
    price_bounds_cents: tuple[int, int] | None = None

    @property
    def awaits_price(self) -> bool:
        """Whether it has a price that is not known: quotas and caps have one with every limit."""
        limited = self.id.partition(":")[0] in PRICED and self.limit is not None
        return limited and self.price_cents is None


@dataclass(frozen=True, kw_only=True)
class RepResult:
    """How the search for one rep ended.

    Parameters
    ----------
    status : str
        ``optimal``, ``feasible``, ``unknown``, ``infeasible``, ``failed`` (bad input) or
        ``crashed`` (a bug).
    objective_cents, bound_cents : int or None
        Expected gain less travel cost, and the most that any plan can reach.
    """

    rep: str
    status: str
    objective_cents: int | None = None
    bound_cents: int | None = None
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The visits of a period, for one rep or several, with what they rest on.

    Parameters
    ----------
    status : str
        The weakest status of the reps.
    objective_cents : int
        Expected gain less travel cost, all reps.
    bound_cents : int or None
        No plan is worth more; None where nothing was proven.
    gap : float or None
        ``(bound - objective) / bound``.
    visits : tuple of Visit
        Sorted by rep and start.
    provenance : mapping of str to str
        Versions, limits and the SHA-256 of the inputs.
    """

    territory: str
    currency: str
    first_day: date
    last_day: date
    time_zone: str
    status: str
    objective_cents: int
    bound_cents: int | None
    gap: float | None
    seed: int
    visits: tuple[Visit, ...]
    breaks: tuple[Break, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    unvisited: tuple[Unvisited, ...] = ()
    rules: tuple[RuleReport, ...] = ()
    reps: tuple[RepResult, ...] = ()
    provenance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Breach:
    """A rule that a plan breaks, found by the independent checks.

    Parameters
    ----------
    rule : str
        Id of the check, for instance ``opening-hours``.
    message : str
        Who, when, by how much.
    """

    rule: str
    message: str
    rep: str | None = None
    account_id: str | None = None
    day: date | None = None

"""Why an account is in a plan or not, and what rules cost: answers with figures and a price."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from planner.domain.account import ContactBy, Tier


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one thing more, asked of a plan, takes from its worth.

    Parameters
    ----------
    found_cents : int or None
        Best plan found without it less the best found with it; None where none was found.
    lower_cents, upper_cents : int or None
        Proven for the best possible plans; None where nothing was proven. With objective ``o``
        and bound ``b`` of the plan as it is, and ``o'`` and ``b'`` of that with the thing asked,
        the price lies within ``[max(0, max(o, o') - min(b, b')), b - o']``: a thing asked makes
        no plan better.
    infeasible : bool
        Whether it is proven that no plan keeps all rules with it.
    """

    found_cents: int | None
    lower_cents: int | None = None
    upper_cents: int | None = None
    infeasible: bool = False

    @property
    def reversed(self) -> Price:
        """What is gained as what is lost, and the other way round."""
        found, low, high = (
            None if cents is None else -cents
            for cents in (self.found_cents, self.upper_cents, self.lower_cents)
        )
        return replace(self, found_cents=found, lower_cents=low, upper_cents=high)


@dataclass(frozen=True, kw_only=True)
class CountWorth:
    """An account visited so often.

    Parameters
    ----------
    value_cents, next_cents : int
        Expected gain over no visit, and the part of it that the last visit adds.
    price : Price or None
        What it costs the plan to keep to at most (or, above the planned number, at least) so
        many visits; None for the planned number, and where it was not searched for. Below what
        a contract or a longest gap asks for it is without them, and below 0 where the plan gains.
    comes_in, goes_out : tuple of str
        Accounts with more, and with fewer visits in that plan.
    """

    visits: int
    value_cents: int
    next_cents: int
    planned: bool
    price: Price | None = None
    comes_in: tuple[str, ...] = ()
    goes_out: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlannedVisit:
    """One visit and the drive that it causes: minutes and cents that its day saves without it."""

    start: datetime
    value_cents: int
    drive_minutes: int
    drive_cents: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where an account stands against one rule.

    Parameters
    ----------
    says : str
        In words, with figures.
    binds : bool
        Whether the rule alone keeps the account from one visit more beside the plan as it is.
    price_cents : int or None
        Estimate of what one unit looser is worth, from the multipliers of the proven bound.
    """

    rule: str
    says: str
    binds: bool
    price_cents: int | None = None


@dataclass(frozen=True, kw_only=True)
class SmallestChange:
    """The smallest change of one kind with which the account gets in.

    Parameters
    ----------
    objective_cents : int
        Of the plan found with it.
    visits : int
        Visits of the account in that plan.
    smaller_tried : bool
        Whether the next smaller step was tried and left the account out.
    """

    rule: str
    change: str
    objective_cents: int
    visits: int
    smaller_tried: bool


@dataclass(frozen=True, kw_only=True)
class Forced:
    """The plan with one thing more asked of it.

    Parameters
    ----------
    goes_out, comes_in : tuple of str
        Accounts with fewer, and with more visits than in the plan as it is.
    moved : int
        Visits of other accounts on another day.
    drive_minutes : int
        Driving in the period, more (or less) than now.
    """

    price: Price
    goes_out: tuple[str, ...] = ()
    comes_in: tuple[str, ...] = ()
    moved: int = 0
    drive_minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class OtherWay:
    """The other way to meet an account that is visited or called.

    Parameters
    ----------
    by : ContactBy
        ``visit`` or ``phone``: the way that is not counted in `Explanation.counts`.
    minutes : int
        Of one meeting.
    meetings : int
        So many are asked for, one more than are planned.
    worth_cents : int
        Of the account with them: in place of the others, or of one of them under a contract.
    forced : Forced
        The plan with so many at least.
    """

    by: ContactBy
    minutes: int
    meetings: int
    worth_cents: int
    forced: Forced


@dataclass(frozen=True, kw_only=True)
class DayAnswer:
    """Why an account is, or is not, visited on one day.

    Parameters
    ----------
    why : str
        In words, with figures.
    forced : Forced or None
        The plan with a visit on that day, or without one where it has one; None where the day
        is closed to it.
    """

    day: date
    visited: bool
    why: str
    forced: Forced | None = None


@dataclass(frozen=True, kw_only=True)
class Basis:
    """The plan that is explained.

    Parameters
    ----------
    origin : str
        Where it comes from, in words.
    objective_cents, bound_cents : int or None
        Of this rep, after what the explanation itself searched.
    better_cents : int
        What a plan that was found by the way is worth more.
    prices_known : bool
        Whether the bound is near enough to say what rules cost.
    """

    rep: str
    origin: str
    objective_cents: int
    bound_cents: int | None
    better_cents: int = 0
    prices_known: bool = True


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One account in a plan, or left out of it.

    Parameters
    ----------
    by : ContactBy
        How it is met in what follows: ``visit`` or ``phone``.
    reason : str
        Why it is left out; empty if it is in.
    forced : Forced or None
        For an account left out: the plan with at least one visit.
    other : OtherWay or None
        For an account that is visited or called.
    changes : tuple of SmallestChange
        For an account left out.
    tried_all : bool
        Whether the limits sufficed for all searches.
    """

    account_id: str
    name: str
    tier: Tier
    minutes: int
    basis: Basis
    counts: tuple[CountWorth, ...]
    visits: tuple[PlannedVisit, ...]
    standings: tuple[Standing, ...]
    by: ContactBy = ContactBy.VISIT
    reason: str = ""
    forced: Forced | None = None
    other: OtherWay | None = None
    changes: tuple[SmallestChange, ...] = ()
    day: DayAnswer | None = None
    tried_all: bool = True

    @property
    def ways(self) -> tuple[Forced, ...]:
        """The plans that were searched for with one meeting more, either way."""
        other = None if self.other is None else self.other.forced
        return tuple(way for way in (self.forced, other) if way is not None)


@dataclass(frozen=True, kw_only=True)
class CostlyRule:
    """A rule, and what one unit looser brings.

    Parameters
    ----------
    price_cents : int
        Estimate, from the multipliers of the proven bound.
    looser : str
        What was tried, in words; empty where nothing was.
    gain : Price or None
        What that brings, with what is proven of it: the plan as it is, seen as the looser one's
        with the rule asked of it.
    """

    rule: str
    rep: str
    price_cents: int
    unit: str
    looser: str = ""
    gain: Price | None = None


@dataclass(frozen=True, kw_only=True)
class NearMiss:
    """An account left out, with the price of one visit, or of one call where that is less."""

    account_id: str
    name: str
    tier: Tier
    value_cents: int
    forced: Forced
    by: ContactBy = ContactBy.VISIT


@dataclass(frozen=True, kw_only=True)
class PlanExplanation:
    """What costs most in a plan, and who nearly got in.

    Parameters
    ----------
    left_out : int
        Accounts without visits.
    """

    bases: tuple[Basis, ...]
    rules: tuple[CostlyRule, ...]
    misses: tuple[NearMiss, ...]
    left_out: int
    tried_all: bool = True

"""Where the time went: hours by class against the goal, time sucks, who was not seen.

- Hours are those of timed entries that were matched to an account. Entries of whole days show
  that an account was seen, and have no hours.
- **Beyond contract**: the minutes of a secondary account above its contract's, which are visits a
  month x months x the length of a visit; without a contract all minutes are beyond it.
- **Margin of the time looked at**: revenue a year x margin x months / 12; unstated margins are the
  class's. Hours for 1,000 of it are what an account, or a class, costs in time.
- **Driving** is what entries or rows call driving, and apart from it an estimate: the territory's
  travel times from home through the matched entries of a day, as they follow each other, and back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby, pairwise
from math import ceil

from planner.accounts.matching import Kind, Match
from planner.accounts.months import months_in
from planner.accounts.terms import terms_of
from planner.domain import Account, Period, Policy, Territory, Tier, home_of

KEY_GOAL = Fraction(4, 5)
"""Key accounts' share of visit time, where no quota says another."""


@dataclass(frozen=True, kw_only=True)
class WeekHours:
    """Minutes of one week: matched, by class, and the rest."""

    monday: date
    by_tier: Mapping[Tier, int]
    unmatched: int
    private: int

    @property
    def visits(self) -> int:
        """Minutes at accounts."""
        return sum(self.by_tier.values())

    @property
    def key_share(self) -> float | None:
        """Key accounts' share of the minutes at accounts."""
        return self.by_tier[Tier.KEY] / self.visits if self.visits else None


@dataclass(frozen=True, kw_only=True)
class AccountTime:
    """What one account took.

    Parameters
    ----------
    events : int
        Entries with it.
    last_seen : date or None
        In the entries, or as the account list says.
    contract_minutes : int
        What its contract asks for in the time looked at.
    margin_cents : int
        Of the time looked at.
    """

    account: Account
    tier: Tier
    events: int
    minutes: int
    last_seen: date | None
    contract_minutes: int
    margin_cents: int

    @property
    def beyond(self) -> int:
        """Minutes beyond the contract."""
        return max(0, self.minutes - self.contract_minutes)

    @property
    def hours_per_1000(self) -> float | None:
        """Hours for 1,000 of margin."""
        return hours_per_1000(self.minutes, self.margin_cents)


@dataclass(frozen=True, kw_only=True)
class Audit:
    """A past calendar against the goal.

    Parameters
    ----------
    goal : Fraction
        Key accounts' share of visit time that is asked for.
    weeks : tuple of WeekHours
        In order, empty ones too.
    accounts : tuple of AccountTime
        All of them, the most minutes first.
    drive_minutes, drive_estimate : int
        As entries say, and as the territory's travel times say.
    """

    span: Period
    goal: Fraction
    matches: tuple[Match, ...]
    weeks: tuple[WeekHours, ...]
    accounts: tuple[AccountTime, ...]
    drive_minutes: int
    drive_estimate: int
    not_seen_days: int

    @property
    def by_tier(self) -> Mapping[Tier, int]:
        """Minutes at accounts by class."""
        return {tier: sum(week.by_tier[tier] for week in self.weeks) for tier in Tier}

    @property
    def visit_minutes(self) -> int:
        """Minutes at accounts."""
        return sum(self.by_tier.values())

    def minutes_of(self, kind: Kind) -> int:
        """Minutes of the entries of a kind."""
        return sum(match.event.minutes for match in self.matches if match.kind is kind)

    def count(self, kind: Kind) -> int:
        """Entries of a kind."""
        return sum(match.kind is kind for match in self.matches)

    @property
    def travel_share(self) -> float | None:
        """Driving, as recorded or else as estimated, in driving and visits together."""
        driven = self.drive_minutes or self.drive_estimate
        whole = driven + self.visit_minutes
        return driven / whole if whole else None

    @property
    def time_sucks(self) -> tuple[AccountTime, ...]:
        """Secondary accounts that took more than their contract, the most first."""
        found = [one for one in self.accounts if one.tier is Tier.SECONDARY and one.beyond]
        return tuple(sorted(found, key=lambda one: (-one.beyond, one.account.id)))

    @property
    def not_seen(self) -> tuple[AccountTime, ...]:
        """Key accounts not seen for too long, never seen first."""
        oldest = self.span.last - timedelta(days=self.not_seen_days)
        found = [
            one
            for one in self.accounts
            if one.tier is Tier.KEY and (one.last_seen is None or one.last_seen < oldest)
        ]
        return tuple(sorted(found, key=lambda one: (one.last_seen or date.min, one.account.id)))

    def class_margin(self, tier: Tier) -> int:
        """Margin of a class in the time looked at, in cents."""
        return sum(one.margin_cents for one in self.accounts if one.tier is tier)


def audit(
    territory: Territory,
    tiers: Mapping[str, Tier],
    matches: Sequence[Match],
    span: Period,
    *,
    not_seen_days: int = 30,
) -> Audit:
    """Add up matched events.

    Parameters
    ----------
    tiers : mapping of str to Tier
        Class of every account.
    span : Period
        The days that were looked at.
    """
    return Audit(
        span=span,
        goal=key_goal(territory.policy),
        matches=tuple(matches),
        weeks=tuple(_weeks(tiers, matches, span)),
        accounts=_accounts(territory, tiers, matches, span),
        drive_minutes=_driven(matches),
        drive_estimate=_estimate(territory, matches),
        not_seen_days=not_seen_days,
    )


def key_goal(policy: Policy) -> Fraction:
    """Key accounts' share of visit time that the territory asks for."""
    asked = (q.min_share for q in policy.quotas if q.tiers == (Tier.KEY,) and q.min_share)
    return next(asked, KEY_GOAL)


def hours_per_1000(minutes: int, margin_cents: int) -> float | None:
    """Hours for 1,000 of margin; None where there is none."""
    return minutes / 60 / (margin_cents / 100_000) if margin_cents > 0 else None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weeks(
    tiers: Mapping[str, Tier], matches: Iterable[Match], span: Period
) -> Iterable[WeekHours]:
    by_tier: dict[date, Counter[Tier]] = defaultdict(Counter)
    rest: dict[date, Counter[Kind]] = defaultdict(Counter)
    for match in matches:
        monday = _monday(match.event.start.date())
        if match.kind is Kind.MATCHED:
            by_tier[monday][tiers[match.account_id]] += match.event.minutes
        else:
            rest[monday][match.kind] += match.event.minutes
    for monday in sorted({_monday(day) for day in span.days} | set(by_tier) | set(rest)):
        others = rest[monday]
        yield WeekHours(
            monday=monday,
            by_tier={tier: by_tier[monday][tier] for tier in Tier},
            unmatched=others[Kind.UNMATCHED] + others[Kind.UNSURE],
            private=others[Kind.PRIVATE],
        )


def _accounts(
    territory: Territory, tiers: Mapping[str, Tier], matches: Iterable[Match], span: Period
) -> tuple[AccountTime, ...]:
    events: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        if match.kind is Kind.MATCHED:
            events[match.account_id].append(match)
    months = months_in(span)
    found = []
    for account in territory.accounts:
        terms = terms_of(account, tiers[account.id], territory.policy)
        often = account.contract.visits_per_month if account.contract else 0
        own = events[account.id]
        seen = [match.event.start.date() for match in own]
        known = [*seen, account.last_visit] if account.last_visit else seen
        found.append(
            AccountTime(
                account=account,
                tier=tiers[account.id],
                events=len(own),
                minutes=sum(match.event.minutes for match in own),
                last_seen=max(known, default=None),
                contract_minutes=ceil(Fraction(often) * months * terms.visit_minutes),
                margin_cents=round(
                    Fraction(account.revenue_per_year or 0) * Fraction(terms.margin) * months / 12
                ),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.minutes, one.account.id)))


def _driven(matches: Iterable[Match]) -> int:
    return sum(
        match.event.minutes if match.kind is Kind.TRAVEL else match.event.drive_minutes or 0
        for match in matches
    )


def _estimate(territory: Territory, matches: Iterable[Match]) -> int:
    """Minutes of driving through the matched, timed entries of every rep and day."""
    stops = sorted(
        (territory.account[m.account_id].rep, m.event.start, m.account_id)
        for m in matches
        if m.kind is Kind.MATCHED and not m.event.all_day
    )
    total = 0
    for (rep, _), day in groupby(stops, key=lambda stop: (stop[0], stop[1].date())):
        home = home_of(rep)
        legs = territory.travel[rep]
        route = [home, *(account for _, _, account in day), home]
        total += sum(ceil(legs.minutes_between(a, b)) for a, b in pairwise(route) if a != b)
    return total

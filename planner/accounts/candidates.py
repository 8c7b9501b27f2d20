"""Accounts whose class should change, each with its reason in figures and what would change it.

**Grow**: secondary accounts that can become key. They reach the key line with what they spend
elsewhere (revenue times 1 + growth, or revenue and potential), are not closed to ideas, and
somebody who decides or advises can be reached. At most 30 % of the secondary accounts are named,
those that reach highest.

**At risk**: key accounts said to be at risk, shrinking, or not seen for 45 days.

**Targets**: those that meet all three criteria, and those that do not: potential of at least the
key line, the decision maker within reach, and fit, which is a chance to win of at least the
class's.

**Let go**: secondary accounts that cost more than their margin. A year's cost is visits times
visit and drive at the rep's cost an hour, and kilometres at the territory's cost; visits are the
contract's or the present ones, the drive is from the nearest tenth of the rep's other accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import floor

import numpy as np

from planner.accounts.contacts import met_by
from planner.accounts.curves import growth_share
from planner.accounts.terms import terms_of
from planner.accounts.tiers import rank_worth
from planner.domain import Access, Account, ContactBy, Territory, Tier, money

GROWING_SHARE = Fraction(3, 10)
"""Most secondary accounts that are named as able to grow."""
UNSEEN_DAYS = 45
NEAR = 0.1


class Advice(StrEnum):
    """What is proposed."""

    GROW = "grow into key"
    AT_RISK = "key at risk"
    TARGET = "target meets all criteria"
    NO_TARGET = "target lacks a criterion"
    LET_GO = "let go"


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An account and what is proposed.

    Parameters
    ----------
    reason : str
        In figures.
    field : str
        Column of the account list that would change it, with what it would say.
    """

    account: Account
    advice: Advice
    reason: str
    field: str


def candidates(
    territory: Territory, tiers: Mapping[str, Tier], cost_per_hour: int | None = None
) -> tuple[Candidate, ...]:
    """All proposals: by kind, those that matter most first.

    Parameters
    ----------
    tiers : mapping of str to Tier
        Class of every account.
    cost_per_hour : int, optional
        Cents that an hour of any rep costs, instead of what the territory says of each.
    """
    found = _Found(territory, tiers)
    return (
        *found.growing(),
        *found.at_risk(),
        *found.targets(),
        *found.let_go(cost_per_hour),
    )


class _Found:
    def __init__(self, territory: Territory, tiers: Mapping[str, Tier]) -> None:
        self.territory = territory
        self.policy = territory.policy
        self.of = {tier: [a for a in territory.accounts if tiers[a.id] is tier] for tier in Tier}
        self.line = min((self._worth(a) for a in self.of[Tier.KEY]), default=Fraction(0))

    def _worth(self, account: Account) -> Fraction:
        margin = self.policy.tiers[Tier.SECONDARY].margin
        return rank_worth(account, self.policy.measure, margin)

    def _money(self, cents: Fraction | float) -> str:
        return money(round(cents), self.territory.currency)

    def growing(self) -> Iterator[Candidate]:
        ranked = []
        for account in self.of[Tier.SECONDARY]:
            growth = growth_share(account)
            reached = account.access in (Access.DECISION_MAKER, Access.INFLUENCER, None)
            if growth is None or account.open_to_ideas is False or not reached or not self.line:
                continue
            possible = self._worth(account) * (1 + Fraction(growth))
            if possible >= self.line:
                ranked.append((-possible, account.id, account))
        most = floor(GROWING_SHARE * len(self.of[Tier.SECONDARY]))
        for negative, _, account in sorted(ranked, key=lambda one: one[:2])[:most]:
            unknown = []
            if account.open_to_ideas is None:
                unknown.append("open_to_ideas")
            if account.access is None:
                unknown.append("decision_maker_access")
            worth = self._worth(account)
            yield Candidate(
                account=account,
                advice=Advice.GROW,
                reason=f"brings {self._money(worth)} a year and {self._money(-negative - worth)} "
                f"more is spent elsewhere: {self._money(-negative)} is above the key line of "
                f"{self._money(self.line)}",
                field=f"{' and '.join(unknown)}, not known yet"
                if unknown
                else "open_to_ideas = no, or a lower growth",
            )

    def at_risk(self) -> Iterator[Candidate]:
        ranked = []
        for account in self.of[Tier.KEY]:
            reasons = []
            fields = []
            if account.at_risk:
                reasons.append("said to be at risk")
                fields.append("at_risk = no")
            if account.growth is not None and account.growth < 0:
                reasons.append(f"shrinks by {float(-account.growth):.0%}")
                fields.append("growth")
            unseen = self._unseen(account.last_visit)
            if unseen is not None and unseen > UNSEEN_DAYS:
                reasons.append(f"not seen for {unseen} days")
                fields.append("last_visit")
            if reasons:
                ranked.append((-self._worth(account), account.id, account, reasons, fields))
        for negative, _, account, reasons, fields in sorted(ranked, key=lambda one: one[:2]):
            yield Candidate(
                account=account,
                advice=Advice.AT_RISK,
                reason=f"{self._money(-negative)} a year: {', '.join(reasons)}",
                field=", ".join(fields),
            )

    def _unseen(self, last: date | None) -> int | None:
        return None if last is None else (self.territory.period.first - last).days

    def targets(self) -> Iterator[Candidate]:
        good, lacking = [], []
        usual = self.policy.tiers[Tier.TARGET].win_probability
        for account in self.of[Tier.TARGET]:
            potential = account.potential_per_year or 0
            chance = terms_of(account, Tier.TARGET, self.policy).win_probability
            faults = []
            if potential < self.line:
                shown = self._money(potential) if potential else "unknown"
                faults.append(
                    (f"its potential is {shown}, the key line {self._money(self.line)}",
                     "potential_per_year")
                )  # fmt: skip
            if account.access is not Access.DECISION_MAKER:
                who = account.access.value.replace("_", " ") if account.access else "not known"
                faults.append((f"access: {who}", "decision_maker_access = decision_maker"))
            if chance < usual:
                faults.append((f"chance to win {chance}, others {usual}", "win_probability"))
            if faults:
                lacking.append((-potential, account.id, account, faults))
            else:
                good.append((-potential, account.id, account, chance))
        for negative, _, account, chance in sorted(good, key=lambda one: one[:2]):
            yield Candidate(
                account=account,
                advice=Advice.TARGET,
                reason=f"could spend {self._money(-negative)} a year (key line "
                f"{self._money(self.line)}), the decision maker is within reach, chance {chance}",
                field="potential_per_year, decision_maker_access or win_probability",
            )
        for _, _, account, faults in sorted(lacking, key=lambda one: one[:2]):
            yield Candidate(
                account=account,
                advice=Advice.NO_TARGET,
                reason="; ".join(reason for reason, _ in faults),
                field=", ".join(field for _, field in faults),
            )

    def let_go(self, cost_per_hour: int | None) -> Iterator[Candidate]:
        ranked = []
        drives = _drives(self.territory)
        for account in self.of[Tier.SECONDARY]:
            terms = terms_of(account, Tier.SECONDARY, self.policy)
            contract = account.contract
            often = contract.visits_per_month if contract else terms.visits_per_month_now
            visits = 12 * Fraction(often)
            (minutes, km), length = drives.get(account.id, (0.0, 0.0)), terms.visit_minutes
            if met_by(account, Tier.SECONDARY, self.policy) is ContactBy.PHONE:
                (minutes, km), length = (0.0, 0.0), terms.call_minutes
            hours = float(visits) * (length + minutes) / 60
            driving = float(visits) * km * float(self.policy.travel.cost_per_km) * 100
            hourly = self.territory.rep[account.rep].cost_per_hour
            cost = hours * (hourly if cost_per_hour is None else cost_per_hour) + driving
            margin = (account.revenue_per_year or 0) * float(terms.margin)
            if visits and cost > margin:
                ranked.append((margin - cost, account.id, account, visits, hours, cost, margin))
        for _, _, account, visits, hours, cost, margin in sorted(ranked, key=lambda one: one[:2]):
            paid = margin / cost * float(visits) / 12
            yield Candidate(
                account=account,
                advice=Advice.LET_GO,
                reason=f"{float(visits):g} visits a year take {hours:.1f} h with driving and cost "
                f"{self._money(cost)}; its margin is {self._money(margin)}",
                field=f"contract_visits = {paid:.2f} would cost its margin"
                if paid >= 0.05
                else "contract_by = phone, or revenue_per_year",
            )


def _drives(territory: Territory) -> dict[str, tuple[float, float]]:
    """Minutes and kilometres of the drive to every account, as the module's text says."""
    found = {}
    for rep in territory.reps:
        legs = territory.travel[rep.id]
        for account in territory.accounts_of(rep.id):
            to = legs.index[account.id]
            others = [
                n for place, n in legs.index.items() if n != to and not place.startswith("home:")
            ]
            if others:
                found[account.id] = (
                    float(np.quantile(legs.minutes[others, to], NEAR)),
                    float(np.quantile(legs.km[others, to], NEAR)),
                )
    return found

"""The business rules' limits, as a territory states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from planner.domain.account import ContactBy, Tier


class TierRule(StrEnum):
    """How accounts get their class."""

    GIVEN = "given"
    PARETO = "pareto"


class Measure(StrEnum):
    """What accounts are ranked by, and what a visit is worth in."""

    REVENUE = "revenue"
    PROFIT = "profit"


@dataclass(frozen=True, kw_only=True)
class TierPolicy:
    """Defaults of one class of account; an account's own figures go before them.

    Parameters
    ----------
    visit_minutes : int
        Length of a visit.
    max_visits : int
        Most visits of one account in the period.
    min_gap_days : int
        Fewest days from one visit to the next; 1 allows visits on consecutive days.
    max_gap_days : int or None
        Most days from one visit to the next; None sets no limit.
    elasticity : Decimal
        Relative change of sales over relative change of visits, at the present visits.
        0.34 is the mean of the meta-analysis of Albers, Mantrala & Sridhar (2010),
        doi:10.1509/jmkr.47.5.840.
    visits_per_month_now : Decimal
        Present visits a month where the account list does not say.
    sales_no_visits, sales_saturation : Decimal
        Sales with no visits and with as many as one likes, as multiples of present sales.
    margin : Decimal
        Share of revenue that is profit, where the account list does not say.
    win_probability : Decimal
        Chance to win a prospect at saturation, where the account list does not say.
    half_won_visits : Decimal
        Visits a month at which a prospect has half of its chance.
    shape : Decimal
        Exponent of a prospect's curve; above 1 it is S-shaped.
    contact_by : ContactBy
        How accounts are met: by visits, by phone calls, or as fits best.
    call_minutes : int
        Length of a phone call.
    call_effect : Decimal
        What a call counts of a visit on the response curve. No source gives a figure for the
        default: it is a guess to be replaced.
    """

    visit_minutes: int
    max_visits: int
    min_gap_days: int
    max_gap_days: int | None
    elasticity: Decimal
    visits_per_month_now: Decimal
    sales_no_visits: Decimal
    sales_saturation: Decimal
    margin: Decimal
    win_probability: Decimal
    half_won_visits: Decimal
    shape: Decimal
    contact_by: ContactBy = ContactBy.VISIT
    call_minutes: int = 15
    call_effect: Decimal = Decimal("0.3")


def _tier(
    minutes: int, most: int, gap: int, now: str, none: str, saturation: str, win: str
) -> TierPolicy:
    return TierPolicy(
        visit_minutes=minutes,
        max_visits=most,
        min_gap_days=gap,
        max_gap_days=None,
        elasticity=Decimal("0.34"),
        visits_per_month_now=Decimal(now),
        sales_no_visits=Decimal(none),
        sales_saturation=Decimal(saturation),
        margin=Decimal("0.25"),
        win_probability=Decimal(win),
        half_won_visits=Decimal("1.5"),
        shape=Decimal("1.6"),
    )


DEFAULT_TIERS: Mapping[Tier, TierPolicy] = MappingProxyType(
    {
        Tier.KEY: _tier(60, 6, 3, "2", "0.4", "1.6", "0.3"),
        Tier.SECONDARY: _tier(30, 2, 7, "1", "0.4", "1.6", "0.3"),
        Tier.TARGET: _tier(45, 3, 5, "1", "0.4", "1.6", "0.3"),
        Tier.LEAD: _tier(30, 2, 5, "1", "0.4", "1.6", "0.15"),
    }
)
"""Documented defaults of every class (README, "What a visit is worth")."""


@dataclass(frozen=True, kw_only=True)
class Quota:
    """Share of a rep's visit minutes for some classes.

    Parameters
    ----------
    tiers : tuple of Tier
        Classes that share the quota.
    min_share, max_share : Fraction or None
        Limits, 0 to 1, of the visit minutes of the period; None sets no limit.
    """

    tiers: tuple[Tier, ...]
    min_share: Fraction | None = None
    max_share: Fraction | None = None

    @property
    def id(self) -> str:
        """Id of the rule, for instance ``quota:key`` or ``quota:target+lead``."""
        return "quota:" + "+".join(sorted(self.tiers))


@dataclass(frozen=True, kw_only=True)
class TravelPolicy:
    """How driving is reckoned.

    Parameters
    ----------
    provider : str
        ``straight-line`` or ``matrix``.
    speed_kmh, circuity : Decimal
        Straight line: minutes = great-circle km x circuity / speed x 60.
    cost_per_km : Decimal
        Money a kilometre, taken off the expected revenue.
    file : str
        The matrix file, relative to the territory.
    """

    provider: str = "straight-line"
    speed_kmh: Decimal = Decimal(60)
    circuity: Decimal = Decimal("1.3")
    cost_per_km: Decimal = Decimal("0.70")
    file: str = "travel.csv"


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Everything a manager may turn.

    Parameters
    ----------
    tier_rule : TierRule
        Whether the column ``tier`` decides, or the top share of accounts.
    measure : Measure
        What accounts are ranked by and what the plan maximises.
    key_share : Fraction
        Pareto: share of billing accounts that are key, rounded up to whole accounts.
    tiers : mapping of Tier to TierPolicy
        Defaults of every class.
    quotas : tuple of Quota
        Shares of visit minutes.
    max_active_leads : int or None
        Most leads a rep may work on in the period.
    lead_days, lead_rest_days : int
        Days for which a lead keeps its place on the list, and for which it rests after that.
    travel : TravelPolicy
        How driving is reckoned.
    slot_minutes : int
        Visits start on multiples of this, counted from midnight.
    access_factor : mapping of str to Decimal
        Factor on a prospect's worth, and on the growth of an account that buys, by whom the
        rep can reach; key ``unknown`` where the list does not say.
    openness_factor : mapping of str to Decimal
        Factor on that growth by whether the account is open to ideas: ``yes``, ``no``,
        ``unknown``.
    risk_factor : Decimal
        Factor on an account's sales with no visits where it is at risk.
    """

    tier_rule: TierRule = TierRule.PARETO
    measure: Measure = Measure.REVENUE
    key_share: Fraction = Fraction(1, 5)
    tiers: Mapping[Tier, TierPolicy] = field(default_factory=lambda: DEFAULT_TIERS)
    quotas: tuple[Quota, ...] = (Quota(tiers=(Tier.KEY,), min_share=Fraction(4, 5)),)
    max_active_leads: int | None = 10
    lead_days: int = 90
    lead_rest_days: int = 90
    travel: TravelPolicy = TravelPolicy()
    slot_minutes: int = 15
    access_factor: Mapping[str, Decimal] = field(
        default_factory=lambda: MappingProxyType(
            {
                "decision_maker": Decimal(1),
                "influencer": Decimal("0.6"),
                "none": Decimal("0.25"),
                "unknown": Decimal("0.6"),
            }
        )
    )
    openness_factor: Mapping[str, Decimal] = field(
        default_factory=lambda: MappingProxyType(
            {"yes": Decimal(1), "no": Decimal(0), "unknown": Decimal("0.5")}
        )
    )
    risk_factor: Decimal = Decimal("0.5")

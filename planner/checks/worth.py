"""What visits are worth: the response curves, written anew.

Billing accounts follow ADBUDG (Little 1970, doi:10.1287/mnsc.16.8.B466), calibrated to present
sales as in CALLPLAN (Lodish 1971, doi:10.1287/mnsc.18.4.P25)::

    r(x) = r0 + (rs - r0) x^g / (d + x^g),      x = visits a month / present visits a month

with r(1) = 1, hence d = (rs - 1) / (1 - r0). The slope at x = 1 is the elasticity
``e = (1 - r0) (rs - 1) g / (rs - r0)``. Where the account's own answer is lacking, its review
moves the class's default: an account at risk has less of its sales with no visits, and one that
spends with competitors can come to more. Prospects follow ``k^s / (h^s + k^s)`` of their chance.
"""

from __future__ import annotations

import math
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from planner.domain import Account, Measure, Period, Policy, Tier, TierPolicy

AVERAGE_MONTH_DAYS = Fraction(304375, 10000)
"""Days of a month where a period is not of whole calendar months."""


def months_of(period: Period) -> Fraction:
    """Length of a period in months: whole calendar months exactly, others by their days."""
    after = period.last + timedelta(days=1)
    if period.first.day == 1 and after.day == 1:
        return Fraction(12 * (after.year - period.first.year) + after.month - period.first.month)
    return Fraction((after - period.first).days) / AVERAGE_MONTH_DAYS


def _chosen(own: Decimal | None, usual: Decimal) -> float:
    return float(usual if own is None else own)


def _saturating(ratio: float, steepness: float, delta: float) -> float:
    """``x^g / (d + x^g)``, computed so that no power overflows."""
    if ratio <= 0:
        return 0.0
    log_odds = steepness * math.log(ratio) - math.log(delta)
    return 0.5 * (1.0 + math.tanh(log_odds / 2))


def _steepness(account: Account, usual: TierPolicy, none: float, full: float) -> float:
    """Exponent g: least squares through the answers in log-odds, or from the elasticity."""
    log_delta = math.log((full - 1) / (1 - none))
    square = product = 0.0
    for ratio, answer in ((0.5, account.answers.half), (1.5, account.answers.plus_half)):
        # An answer outside the curve's range has no log-odds and says nothing of its slope.
        if answer is not None and none < float(answer) < full:
            sales = float(answer)
            height = math.log((sales - none) / (full - sales)) + log_delta
            product += math.log(ratio) * height
            square += math.log(ratio) ** 2
    if square > 0:
        return product / square
    return float(usual.elasticity) * (full - none) / ((1 - none) * (full - 1))


def _sales_at_both_ends(account: Account, usual: TierPolicy, policy: Policy) -> tuple[float, float]:
    """Sales with no visits, and with as many as one likes."""
    none = _chosen(account.answers.no_visits, usual.sales_no_visits)
    if account.answers.no_visits is None and account.at_risk is True:
        none = float(usual.sales_no_visits * policy.risk_factor)
    full = _chosen(account.answers.saturation, usual.sales_saturation)
    if account.answers.saturation is None:
        reach = policy.access_factor[account.access.value if account.access else "unknown"]
        ideas = account.open_to_ideas
        heard = policy.openness_factor["unknown" if ideas is None else "yes" if ideas else "no"]
        full += max(_elsewhere(account), 0.0) * float(heard) * float(reach)
    return none, full


def _elsewhere(account: Account) -> float:
    """What the account spends with competitors, as a multiple of its revenue."""
    if account.growth is not None:
        return float(account.growth)
    bought = account.revenue_per_year or 0
    return (account.potential_per_year or 0) / bought if bought > 0 else 0.0


def _billing_share(
    account: Account, usual: TierPolicy, policy: Policy, visits_per_month: float
) -> float:
    """Sales over no visits, as a multiple of present sales."""
    none, full = _sales_at_both_ends(account, usual, policy)
    now = _chosen(account.visits_per_month_now, usual.visits_per_month_now)
    if now <= 0:
        now = float(usual.visits_per_month_now)
    if not none < 1 < full or now <= 0:
        return 0.0  # visits change nothing that the curve could say
    delta = (full - 1) / (1 - none)
    steepness = _steepness(account, usual, none, full)
    return (full - none) * _saturating(visits_per_month / now, steepness, delta)


def _prospect_share(
    account: Account, usual: TierPolicy, policy: Policy, visits_per_month: float
) -> float:
    """Expected sales as a share of the potential."""
    chance = _chosen(account.win_probability, usual.win_probability)
    reach = "unknown" if account.access is None else account.access.value
    half, shape = float(usual.half_won_visits), float(usual.shape)
    if half <= 0:
        won = 1.0 if visits_per_month > 0 else 0.0
    else:
        won = _saturating(visits_per_month / half, shape, 1.0)
    return chance * float(policy.access_factor[reach]) * won


def gain(
    account: Account, tier: Tier, policy: Policy, period: Period, visits: int | Fraction
) -> float:
    """Expected sales (or profit) of a number of visits in the period over none.

    In cents, not yet rounded. A phone call counts as a part of a visit.
    """
    if visits <= 0:
        return 0.0
    months = months_of(period)
    usual = policy.tiers[tier]
    visits_per_month = float(visits / months)
    if tier.billing:
        yearly = account.revenue_per_year or 0
        share = _billing_share(account, usual, policy, visits_per_month)
    else:
        yearly = account.potential_per_year or 0
        share = _prospect_share(account, usual, policy, visits_per_month)
    amount = yearly * float(months / 12) * share
    if policy.measure is Measure.PROFIT:
        amount *= _chosen(account.margin, usual.margin)
    return amount


def gain_cents(
    account: Account, tier: Tier, policy: Policy, period: Period, visits: int | Fraction
) -> int:
    """The gain of a number of visits in whole cents, halves to the even cent."""
    return round(gain(account, tier, policy, period, visits))


def whole_cents(amount: float) -> tuple[int, int]:
    """Fewest and most whole cents to which an amount may be rounded.

    They differ only where the amount is so near to half a cent that the digits of a float cannot
    tell on which side it lies.
    """
    slack = 1e-6 + 1e-11 * abs(amount)
    return math.ceil(amount - 0.5 - slack), math.floor(amount + 0.5 + slack)


def drive_cents(km: float, policy: Policy) -> int:
    """Cost of one drive in cents, halves to the even cent."""
    return round(Fraction(km) * Fraction(policy.travel.cost_per_km) * 100)

"""Response curves to look at: points, the elasticity they imply, and what is odd about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from planner.accounts.curves import (
    ProspectCurve,
    ResponseCurve,
    answer_findings,
    ends_of,
    response_curve,
    reviewed,
    value_table,
)
from planner.accounts.months import months_in
from planner.accounts.terms import terms_of
from planner.domain import Account, CallplanAnswers, Finding, Measure, Policy, Territory, Tier

FLAT = Decimal("0.02")
"""A curve that rises by less, as a share of present sales, is worth nothing."""


def tier_points(policy: Policy, tier: Tier, steps: int = 60) -> list[tuple[float, float]]:
    """Curve of a class: visits a month, and % of present sales or of the chance to win."""
    usual = policy.tiers[tier]
    if tier.billing:
        curve = response_curve(CallplanAnswers(), usual)
        now = usual.visits_per_month_now
        ratios = [Decimal(3 * n) / steps for n in range(steps + 1)]
        return [(float(x * now), 100 * float(curve(x))) for x in ratios]
    won = ProspectCurve(half_won=usual.half_won_visits, shape=usual.shape)
    visits = [4 * usual.half_won_visits * n / steps for n in range(steps + 1)]
    return [(float(x), 100 * float(won(x))) for x in visits]


def account_points(
    account: Account, tier: Tier, territory: Territory, most: int
) -> list[tuple[float, float]]:
    """Expected sales of an account in the period by visits, in money."""
    values = value_table(account, tier, territory.policy, territory.period, most)
    base = _unvisited(account, tier, territory) if tier.billing else 0.0
    return [(float(k), base + value / 100) for k, value in enumerate(values)]


def _unvisited(account: Account, tier: Tier, territory: Territory) -> float:
    """Expected sales of the period with no visits, in money."""
    terms = terms_of(account, tier, territory.policy)
    none, _ = ends_of(account.answers, reviewed(account, terms, territory.policy))
    sales = (account.revenue_per_year or 0) / 100 * float(months_in(territory.period)) / 12
    if territory.policy.measure is Measure.PROFIT:
        sales *= float(terms.margin)
    return sales * float(none)


def elasticity(curve: ResponseCurve) -> Decimal:
    """Relative change of sales over relative change of visits, at present visits.

    ``g (1 - r0) (rs - 1) / (rs - r0)``, the slope of ADBUDG where both are 1.
    """
    rise = (1 - curve.none) * (curve.saturation - 1) / (curve.saturation - curve.none)
    return curve.exponent * rise


def curve_warnings(territory: Territory, tiers: Mapping[str, Tier]) -> Iterator[Finding]:
    """What is odd about the curves of classes and accounts; nothing of it stops a plan."""
    for tier in (Tier.KEY, Tier.SECONDARY):
        usual = territory.policy.tiers[tier]
        if usual.elasticity > 1:
            yield _warning(
                f"class {tier.value} has an elasticity of {usual.elasticity}: a visit more would "
                "bring more than its share of sales",
                "Studies find 0.34 on average, and rarely more than 0.6",
                f"tier.{tier.value}.elasticity",
            )
    for account in territory.accounts:
        yield from _of_account(account, tiers[account.id], territory)


def _of_account(account: Account, tier: Tier, territory: Territory) -> Iterator[Finding]:
    usual = territory.policy.tiers[tier]
    who = f"account {account.id}"
    if not tier.billing:
        if not account.potential_per_year:
            yield _worthless(
                account, f"{who} ({tier.value}) has no potential", "potential_per_year"
            )
        return
    limits = reviewed(account, usual, territory.policy)
    faults = list(answer_findings(account.answers, limits))
    for fault in faults:
        yield _warning(f"{who}: {fault.message}", fault.remedy, fault.column, account)
    if faults:
        return
    curve = response_curve(account.answers, limits)
    implied = elasticity(curve)
    if implied > 1 and account.answers.any_given:
        yield _warning(
            f"{who}: the answers imply an elasticity of {implied:.2f}: 10 % more visits would "
            f"bring {10 * implied:.0f} % more sales",
            "Ask again what half the visits, and half as many more, would bring",
            "sales_half",
            account,
        )
    if not account.revenue_per_year:
        yield _worthless(account, f"{who} ({tier.value}) has no revenue", "revenue_per_year")
    elif curve.saturation - curve.none < FLAT:
        yield _worthless(account, f"{who}: sales hardly depend on visits", "sales_saturation")


def _worthless(account: Account, message: str, column: str) -> Finding:
    remedy = f"Give {column}, or leave visits to a contract"
    return _warning(f"{message}, so its curve is worth nothing", remedy, column, account)


def _warning(message: str, remedy: str, column: str, account: Account | None = None) -> Finding:
    return Finding(
        code="curve-odd",
        message=message,
        remedy=f"{remedy.rstrip('.')}.",
        row=account.row if account else None,
        column=column,
        fatal=False,
    )

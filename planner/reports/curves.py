"""Response curves as charts, for a terminal and for a page."""

from __future__ import annotations

from itertools import pairwise

from planner.accounts.shapes import account_points, tier_points
from planner.domain import Account, Policy, Territory, Tier, money
from planner.reports.charts import Chart


def tier_chart(policy: Policy, tier: Tier) -> Chart:
    """A class's curve with its defaults."""
    line = tier_points(policy, tier)
    usual = policy.tiers[tier]
    if tier.billing:
        now = float(usual.visits_per_month_now)
        marks = [(now, 100.0, f"present: {now:g} visits a month")]
        title = f"{tier.value}: sales in % of present sales"
    else:
        half = float(usual.half_won_visits)
        marks = [(half, 50.0, f"half won: {half:g} visits a month")]
        title = f"{tier.value}: % of the chance to win ({usual.win_probability})"
    return Chart(title=title, line=line, marks=marks, x_title="visits a month")


def account_chart(
    account: Account, tier: Tier, territory: Territory, planned: int | None = None
) -> Chart:
    """An account's expected sales in the period over visits, up to one more than its class's."""
    most = territory.policy.tiers[tier].max_visits + 1
    line = account_points(account, tier, territory, max(most, planned or 0))
    marks = []
    if planned is not None:
        marks.append((*line[planned], f"planned: {planned} visits"))
    what = "sales" if tier.billing else "gain"
    return Chart(
        title=f"{account.id} {account.name} ({tier.value}): expected {what} in {territory.period}, "
        f"{territory.currency}",
        line=line,
        marks=marks,
        x_title="visits in the period",
    )


def account_steps(account: Account, tier: Tier, territory: Territory) -> list[str]:
    """What each visit adds, a line each."""
    most = territory.policy.tiers[tier].max_visits + 1
    line = account_points(account, tier, territory, most)
    steps = []
    for (_, before), (visits, after) in pairwise(line):
        added = money(round(100 * (after - before)), territory.currency)
        steps.append(f"visit {visits:.0f} adds {added}")
    return steps

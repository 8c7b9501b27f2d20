"""What is wrong or missing in the accounts' figures: what no plan can make up for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from planner.accounts.curves import answer_findings, most_worth, reviewed
from planner.accounts.remembered import once_a_territory
from planner.accounts.tiers import classify
from planner.domain import Account, Finding, Period, Policy, Territory, Tier, limits


@once_a_territory
def account_findings(territory: Territory) -> tuple[Finding, ...]:
    """All that is wrong with the accounts' figures, by account.

    Errors spoil the plan of the account's rep; warnings are accounts of which nothing says
    what a visit is worth, and so nothing makes the plan visit them.
    """
    tiers = classify(territory)
    return tuple(
        replace(finding, file=territory.account_file, row=account.row, rep=account.rep)
        for account in territory.accounts
        for finding in (
            *_findings_of(account, tiers[account.id], territory.policy),
            *_too_much(account, tiers[account.id], territory.policy, territory.period),
        )
    )


def _too_much(account: Account, tier: Tier, policy: Policy, period: Period) -> Iterator[Finding]:
    """Worth beyond what the search can count."""
    worth = most_worth(account, tier, policy, period)
    if worth > limits.LARGEST_WORTH:
        column = "revenue_per_year" if tier.billing else "potential_per_year"
        stated = account.revenue_per_year if tier.billing else account.potential_per_year
        yield Finding(
            code="account-worth-too-large",
            message=f"visits to account {account.id} could be worth {worth / 100:,.0f} in the "
            f"period, and the search counts at most {limits.LARGEST_WORTH // 100:,} an account",
            remedy=f"Correct {column}, growth, sales_saturation or the factors that multiply it, "
            "or write all money in thousands",
            column=column,
            value=f"{Decimal(stated or 0) / 100:f}",
        )


def _findings_of(account: Account, tier: Tier, policy: Policy) -> Iterator[Finding]:
    if tier.billing:
        limits = reviewed(account, policy.tiers[tier], policy)
        for finding in answer_findings(account.answers, limits):
            yield replace(finding, message=f"account {account.id}: {finding.message}")
    worth = account.revenue_per_year if tier.billing else account.potential_per_year
    if not worth:
        column = "revenue_per_year" if tier.billing else "potential_per_year"
        yield Finding(
            code="account-worth-unknown",
            message=f"nothing says what visits to account {account.id}, planned as "
            f"{tier.value}, are worth, so they count for nothing",
            remedy=f"Give {column}, or a contract if it must be visited",
            column=column,
            fatal=False,
        )

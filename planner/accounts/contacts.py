"""How accounts are met: by visits, by phone calls, or as fits best.

A call counts ``call_effect`` visits on the response curve, so ``v`` visits and ``c`` calls of a
period are worth what ``v + call_effect * c`` visits are.

The engine knows two clients where both ways are open, and adds what they are worth. That is exact:

- *without a contract* an account is visited or called in a period, never both, so each way has a
  table of its own;
- *under a contract* that owes ``n`` the two together are ``n``, so calls alone say all: ``c`` of
  them are worth ``gain(n - c + call_effect * c) - gain(n - c)`` beside the ``gain(n - c)`` of the
  visits.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from planner.accounts.curves import gains
from planner.accounts.terms import terms_of
from planner.domain import Account, ContactBy, Period, Policy, Tier


def met_by(account: Account, tier: Tier, policy: Policy) -> ContactBy:
    """How an account is met: its contract says it, else the account, else its class."""
    agreed = None if account.contract is None else account.contract.by
    return agreed or account.contact_by or policy.tiers[tier].contact_by


def call_table(
    account: Account, tier: Tier, policy: Policy, period: Period, most: int
) -> tuple[int, ...]:
    """What 0, 1, ... ``most`` calls are worth without any visit, in cents."""
    return contacts_table(account, tier, policy, period, [(0, k) for k in range(most + 1)])


def contacts_table(
    account: Account,
    tier: Tier,
    policy: Policy,
    period: Period,
    contacts: Sequence[tuple[int, int]],
) -> tuple[int, ...]:
    """What pairs of visits and calls are worth over none, in cents."""
    effect = Fraction(terms_of(account, tier, policy).call_effect)
    return gains(
        account, tier, policy, period, [seen + called * effect for seen, called in contacts]
    )


def contacts_worth(
    account: Account, tier: Tier, policy: Policy, period: Period, visits: int, calls: int
) -> int:
    """What some visits and calls together are worth over none, in cents."""
    return contacts_table(account, tier, policy, period, [(visits, calls)])[0]

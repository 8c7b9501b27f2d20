"""Some classes get at least, or at most, a share of a rep's visit minutes in the period.

The share is of the minutes spent at accounts, without drives and lunch; a period without visits
keeps every quota.

Canonical: a row over visits in integers. A share of at least ``p/q`` for a class is ``sum (q [in
class] - p) minutes >= 0``, labelled with the quota's id; a share of at most ``p/q`` is ``sum (p -
q [in class]) minutes >= 0``, its label ends in ``:max``.
"""

from __future__ import annotations

from fractions import Fraction

from models.problem import Row
from planner.domain import Quota
from planner.rules.draft import Draft
from planner.rules.prices import Unit


def fill(draft: Draft) -> None:
    """Add a row for every limit that some plan could break."""
    for quota in draft.policy.quotas:
        if quota.min_share is not None and quota.min_share > 0:
            _add(draft, quota, quota.id, quota.min_share, 1)
        if quota.max_share is not None and quota.max_share < 1:
            _add(draft, quota, f"{quota.id}:max", quota.max_share, -1)


def _add(draft: Draft, quota: Quota, label: str, share: Fraction, sign: int) -> None:
    if not draft.accounts:
        return
    if label in draft.units:
        draft.reject(
            "quota-twice",
            f"two quotas limit {label}",
            "Keep one [[quota]] for the same classes",
            column="quota",
        )
        return
    p, q = share.numerator, share.denominator
    weights = {}
    for account in draft.accounts:
        a_minute = sign * (q * (draft.tiers[account.id] in quota.tiers) - p)
        weights[draft.client_of[account.id]] = a_minute * draft.minutes[account.id]
        if account.id in draft.second_of:
            weights[draft.second_of[account.id]] = a_minute * draft.call_minutes[account.id]
    if max(weights.values()) < 0:
        _reject(draft, quota, share, sign)
        return
    draft.rows.append(Row(label=label, weights=draft.row_of(weights), at_least=0))
    draft.units[label] = Unit(
        rule="quota", name="percentage point of visit minutes", scale=q, of_minutes=True
    )


def _reject(draft: Draft, quota: Quota, share: Fraction, sign: int) -> None:
    """Say that a quota leaves no time for any visit."""
    names = " or ".join(tier.value for tier in quota.tiers)
    lacking, limit = ("no", "least") if sign > 0 else ("only", "most")
    draft.reject(
        "quota-nobody",
        f"rep {draft.rep.id} has {lacking} {names} accounts, so a quota of at {limit} "
        f"{float(share):.0%} of visit minutes for them allows no visit at all",
        "Change the [[quota]], the classes, or who visits which account",
        column="quota",
    )

"""Some classes get at least, or at most, a share of a rep's visit minutes in the period.

The share is of the minutes spent at accounts, without drives and lunch; a period without visits
keeps every quota. In a plan made anew the minutes of the days that are over count; where they miss
a quota by more than the later days can make good (`Replan.short`), it is asked of those alone.

Canonical: a row over visits in integers. A share of at least ``p/q`` for a class is ``sum (q [in
class] - p) minutes >= 0``, labelled with the quota's id; a share of at most ``p/q`` is ``sum (p -
q [in class]) minutes >= 0``, its label ends in ``:max``. The part of the sum that the past holds is
taken from the limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from models.problem import Row
from planner.domain import Quota, Tier
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

    def a_minute_of(tier: Tier) -> int:
        return sign * (q * (tier in quota.tiers) - p)

    for account in draft.accounts:
        a_minute = a_minute_of(draft.tiers[account.id])
        weights[draft.client_of[account.id]] = a_minute * draft.minutes[account.id]
        if account.id in draft.second_of:
            weights[draft.second_of[account.id]] = a_minute * draft.call_minutes[account.id]
    before = sum(
        a_minute_of(draft.all_tiers[account_id]) * minutes
        for account_id, minutes in _past_minutes(draft)
    )
    if max(weights.values()) < 0 and before <= 0:
        _reject(draft, quota, share, sign)
        return
    replan = draft.territory.replan
    if replan is not None and draft.rep.id in replan.short:
        before = max(before, 0)
    draft.rows.append(Row(label=label, weights=draft.row_of(weights), at_least=-before))
    draft.units[label] = Unit(
        rule="quota", name="percentage point of visit minutes", scale=q, of_minutes=True
    )


def _past_minutes(draft: Draft) -> Iterator[tuple[str, int]]:
    """Account and minutes of the rep's own visits on the days that are over."""
    for account_id, visits in draft.past.items():
        for visit in visits:
            if visit.rep == draft.rep.id and account_id in draft.all_tiers:
                wall = visit.end.replace(tzinfo=None) - visit.start.replace(tzinfo=None)
                yield account_id, int(wall.total_seconds()) // 60


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

"""Quota: each rep's visit minutes keep the shares that classes of account are due.

Shares are exact fractions of the minutes that the plan's visits last; a rep without visits
breaks none. Where the days that are over leave a quota out of reach, it is asked of the later days
alone.
"""

from collections.abc import Mapping
from fractions import Fraction

from planner.checks.stops import stops_of
from planner.checks.terms import tiers
from planner.domain import Breach, Plan, Quota, Rep, Territory, Tier

RULE = "quota"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Add up the visit minutes of every rep and class."""
    classes = tiers(territory)
    minutes: dict[str, dict[Tier, Fraction]] = {rep.id: {} for rep in territory.reps}
    later: dict[str, dict[Tier, Fraction]] = {rep.id: {} for rep in territory.reps}
    for stop in stops_of(territory, plan):
        if stop.rep is not None and stop.account is not None:
            tier, length = classes[stop.account.id], Fraction(stop.end) - Fraction(stop.start)
            for spent in (minutes, *(() if stop.over else (later,))):
                of_rep = spent[stop.rep.id]
                of_rep[tier] = of_rep.get(tier, Fraction(0)) + length
    short = territory.replan.short if territory.replan else frozenset()
    breaches = []
    for rep in territory.reps:
        for quota in territory.policy.quotas:
            found = _of_rep(rep, quota, minutes[rep.id])
            if found and rep.id in short:
                found = _of_rep(rep, quota, later[rep.id])
            breaches += found
    return breaches


def _of_rep(rep: Rep, quota: Quota, minutes: Mapping[Tier, Fraction]) -> list[Breach]:
    total = sum(minutes.values(), Fraction(0))
    if total <= 0:
        return []
    part = sum((minutes.get(tier, Fraction(0)) for tier in set(quota.tiers)), Fraction(0))
    share = part / total
    limits = []
    if quota.min_share is not None and share < quota.min_share:
        limits.append(f"at least {_percent(quota.min_share)}")
    if quota.max_share is not None and share > quota.max_share:
        limits.append(f"at most {_percent(quota.max_share)}")
    return [
        Breach(
            rule=RULE,
            message=f"{rep.id}: {quota.id} has {float(part):.10g} of {float(total):.10g} visit "
            f"minutes, {_percent(share)}, {limit} are due",
            rep=rep.id,
        )
        for limit in limits
    ]


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.2f} %"

"""Hours there are and hours that are needed, before any search.

**Hours there are**: from leaving home to being back, without holidays, days off, busy times and
lunch. **Driving** is estimated, not planned: every visit takes the drive from the nearest tenth
of the rep's other accounts (the 10 % quantile) and half a slot of waiting for its start; every
working day takes one drive more, the median drive home. The **hours of visits** are what remains
beside that, the classes mixed as the first quota asks, and no more than the visits a day allow.
Plans of the sample territories hold from 2 % more to 12 % fewer hours of visits than this. A
quota divides those hours. Where a verdict rests on the estimate it says "about"; "cannot" is
said only where it holds without any driving.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from planner.domain import ContactBy, Quota, Territory, Tier
from planner.domain.capacity import Capacity, RepCapacity, TierHours, Week
from planner.rules import RULES
from planner.rules.draft import Draft
from planner.rules.fits import HOME

NEAR = 0.1
"""Share of the other accounts from which a visit is approached."""


def capacity_verdict(territory: Territory) -> Capacity:
    """Compare the hours that there are with those that contracts and quotas ask for."""
    return Capacity(reps=tuple(_of_rep(territory, rep.id) for rep in territory.reps))


def _of_rep(territory: Territory, rep_id: str) -> RepCapacity:
    draft = Draft.of(territory, rep_id)
    for rule in RULES.values():
        rule.fill(draft)
    there = _minutes_there(draft)
    total = sum(there.values())
    drives = _drives(draft)
    visits = _visit_minutes(draft, total, drives)
    contract_minutes = sum(_contract_minutes(draft, account) for account in draft.owed)
    contract_drive = round(
        sum(_face_to_face(draft, account) * drives.of_visit[account] for account in draft.owed)
    )
    tiers = _tier_hours(draft, visits)
    holds, verdict = _verdict(draft, total, visits, contract_minutes, tiers)
    needed = contract_minutes + contract_drive
    return RepCapacity(
        rep=rep_id,
        weeks=_weeks(there, visits, needed),
        tiers=tiers,
        there=total,
        visits=visits,
        contract_visits=sum(draft.owed.values()),
        contract_minutes=contract_minutes,
        contract_drive=contract_drive,
        verdict=verdict,
        holds=holds,
    )


def _face_to_face(draft: Draft, account_id: str) -> int:
    """Visits of a contract that cannot be phone calls."""
    if draft.met[account_id] is ContactBy.VISIT:
        return draft.owed[account_id]
    return 0 if draft.met[account_id] is ContactBy.PHONE else draft.fewest_visits[account_id]


def _contract_minutes(draft: Draft, account_id: str) -> int:
    """Fewest minutes in which a contract can be kept: what may be a call is one, if shorter."""
    visit, call = draft.minutes[account_id], draft.call_minutes[account_id]
    seen = _face_to_face(draft, account_id)
    return seen * visit + (draft.owed[account_id] - seen) * min(visit, call)


def _minutes_there(draft: Draft) -> dict[date, int]:
    """Minutes of every working day, without busy times and lunch."""
    return {
        day: shift.end
        - shift.start
        - sum(span.end - span.start for span in draft.blocked[day])
        - (draft.lunches[day].minutes if day in draft.lunches else 0)
        for day, shift in draft.shifts.items()
    }


@dataclass(frozen=True, kw_only=True)
class _Drives:
    """Estimated minutes: for a visit of each account, and once more on every working day."""

    of_visit: Mapping[str, float]
    of_day: float


def _drives(draft: Draft) -> _Drives:
    """Estimate of the drives, as the module's text says."""
    legs, waiting = draft.leg_minutes, draft.slot / 2
    near: dict[str, float] = {}
    for n, account in enumerate(draft.accounts, start=1):
        others = np.delete(legs[1:, n], n - 1)
        near[account.id] = waiting + float(np.quantile(others, NEAR) if len(others) else 0)
    homeward = legs[1:, HOME]
    return _Drives(of_visit=near, of_day=float(np.median(homeward)) if len(homeward) else 0.0)


def _visit_minutes(draft: Draft, there: int, drives: _Drives) -> int:
    """Minutes of visits beside which their drives fit: the classes in the quotas' proportions."""
    drive_per_minute = visits_per_minute = 0.0
    for tiers, share in _proportions(draft):
        ids = [account.id for account in draft.accounts if draft.tiers[account.id] in tiers]
        length = sum(draft.minutes[a] for a in ids)
        if length:
            drive_per_minute += float(share) * sum(drives.of_visit[a] for a in ids) / length
            visits_per_minute += float(share) * len(ids) / length
    left = (there - drives.of_day * len(draft.shifts)) / (1 + drive_per_minute)
    if draft.max_visits_per_day is not None and visits_per_minute:
        left = min(left, draft.max_visits_per_day * len(draft.shifts) / visits_per_minute)
    return max(0, round(left))


def _proportions(draft: Draft) -> list[tuple[frozenset[Tier], Fraction]]:
    """How visits are mixed: by the first quota with a minimum, else all accounts alike."""
    everyone = frozenset(Tier)
    quota = next((quota for quota in draft.policy.quotas if quota.min_share), None)
    if quota is None or quota.min_share is None:
        return [(everyone, Fraction(1))]
    named = frozenset(quota.tiers)
    return [(named, quota.min_share), (everyone - named, 1 - quota.min_share)]


def _tier_hours(draft: Draft, visits: int) -> tuple[TierHours, ...]:
    found = []
    for tier in Tier:
        ids = [account.id for account in draft.accounts if draft.tiers[account.id] is tier]
        lows = [q.min_share for q in draft.policy.quotas if tier in q.tiers and q.min_share]
        highs = [
            share
            for share in (_most_share(q, tier) for q in draft.policy.quotas)
            if share is not None
        ]
        found.append(
            TierHours(
                tier=tier,
                accounts=len(ids),
                contracts=sum(_contract_minutes(draft, a) for a in ids if a in draft.owed),
                wanted=sum(draft.most_visits[a] * draft.minutes[a] for a in ids),
                at_least=round(max(lows) * visits) if lows else None,
                at_most=round(min(highs) * visits) if highs else None,
            )
        )
    return tuple(found)


def _most_share(quota: Quota, tier: Tier) -> Fraction | None:
    """Most that a quota leaves to a class, alone or with the others on its side."""
    if tier in quota.tiers:
        return quota.max_share
    return 1 - quota.min_share if quota.min_share else None


def _weeks(there: Mapping[date, int], visits: int, needed: int) -> tuple[Week, ...]:
    total = sum(there.values()) or 1
    mondays: dict[date, list[date]] = {}
    for day in there:
        mondays.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    return tuple(
        Week(
            monday=monday,
            days=len(days),
            there=(minutes := sum(there[day] for day in days)),
            visits=visits * minutes // total,
            contracts=needed * len(days) // len(there),
        )
        for monday, days in sorted(mondays.items())
    )


def _verdict(
    draft: Draft, there: int, visits: int, contracts: int, tiers: Iterable[TierHours]
) -> tuple[bool, tuple[str, ...]]:
    """Whether contracts can be kept, and how all this is said."""
    said = f"Contracts need {_h(contracts)} of visits"
    if contracts > there:
        lines = [f"{said}, and there are {_h(there)}: they cannot be kept."]
    elif contracts > visits:
        lines = [f"{said}; driving leaves about {_h(visits)}: they can hardly be kept."]
    else:
        lines = [f"{said}; driving leaves about {_h(visits)}: there is room."]
    holds = contracts <= there
    for quota in draft.policy.quotas:
        fits, line = _quota_line(quota, {t.tier: t for t in tiers}, there, visits)
        holds &= fits
        lines.append(line)
    return holds, tuple(lines)


def _quota_line(
    quota: Quota, hours: Mapping[Tier, TierHours], there: int, visits: int
) -> tuple[bool, str]:
    """One quota: what it leaves to the other side, and whether their contracts fit in."""
    named = [tier for tier in Tier if tier in quota.tiers]
    others = [tier for tier in Tier if tier not in quota.tiers]
    if quota.min_share:
        side, share = others, 1 - quota.min_share
        # what the named classes can take limits the others, too: others <= (1 - s) / s * named
        wanted = sum(hours[tier].wanted for tier in named)
        bound = min(Fraction(there), wanted / quota.min_share)
        said = f"At least {float(quota.min_share) * 100:g} % for {_listed(named)} leaves"
    elif quota.max_share is not None:
        side, share, bound = named, quota.max_share, Fraction(there)
        said = f"At most {float(quota.max_share) * 100:g} % for {_listed(named)} leaves"
    else:
        return True, f"{quota.id} sets no limit."
    owed = sum(hours[tier].contracts for tier in side)
    surely, likely = int(share * bound), int(share * min(bound, Fraction(visits)))
    said += f" about {_h(likely)} to {_listed(side)}, whose contracts need {_h(owed)}"
    if owed > surely:
        return False, f"{said}: they cannot be kept, with {_h(surely)} at the very most."
    return True, f"{said}: {'they can hardly be kept' if owed > likely else 'there is room'}."


def _listed(tiers: Sequence[Tier]) -> str:
    """Classes in words: ``secondary, target and lead``."""
    return " and ".join(filter(None, (", ".join(tiers[:-1]), *tiers[-1:])))


def _h(minutes: int) -> str:
    return f"{minutes / 60:.1f} h"

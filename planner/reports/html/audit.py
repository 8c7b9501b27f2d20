"""Where the time went before, as a part of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from planner.accounts.audit import AccountTime, Audit, hours_per_1000
from planner.domain import Tier
from planner.reports.audit import entries_words, goal_words, travel_words
from planner.reports.html.templating import long_day
from planner.reports.html.weeks import WeekShare, day_span, shares_table

SHOWN = 20
"""Accounts of a list that are named."""


@dataclass(frozen=True, kw_only=True)
class ClassTime:
    """What one class took; `costs` is hours for 1,000 of margin, None where there is none."""

    tier: Tier
    accounts: int
    seen: int
    minutes: int
    costs: float | None


@dataclass(frozen=True, kw_only=True)
class AuditPart:
    """What the page shows of an audit; `weeks` is empty where nothing was matched."""

    span: str
    sentences: tuple[str, ...]
    weeks: Markup
    classes: tuple[ClassTime, ...]
    sucks: tuple[AccountTime, ...]
    more_sucks: int
    not_seen: tuple[tuple[AccountTime, str], ...]
    more_not_seen: int
    not_seen_days: int
    currency: str


def audit_part(found: Audit, left_out: Mapping[str, int], currency: str) -> AuditPart:
    """An audit in words, bars and rows."""
    rows = [
        WeekShare(
            label=day_span(week.monday, week.monday + timedelta(days=6)),
            minutes=week.by_tier,
        )
        for week in found.weeks
    ]
    whole = WeekShare(label="All", minutes=found.by_tier)
    shown = [tier for tier in Tier if whole.minutes[tier]]
    missing = [
        (one, long_day(one.last_seen) if one.last_seen else "never") for one in found.not_seen
    ]
    return AuditPart(
        span=f"{long_day(found.span.first)} to {long_day(found.span.last)}",
        sentences=(goal_words(found), travel_words(found), entries_words(found, left_out)),
        weeks=shares_table([*rows, whole], shown, float(found.goal)) if shown else Markup(""),
        classes=tuple(_class(found, tier) for tier in Tier),
        sucks=found.time_sucks[:SHOWN],
        more_sucks=max(0, len(found.time_sucks) - SHOWN),
        not_seen=tuple(missing[:SHOWN]),
        more_not_seen=max(0, len(missing) - SHOWN),
        not_seen_days=found.not_seen_days,
        currency=currency,
    )


def _class(found: Audit, tier: Tier) -> ClassTime:
    own = [one for one in found.accounts if one.tier is tier]
    minutes = found.by_tier[tier]
    return ClassTime(
        tier=tier,
        accounts=len(own),
        seen=sum(one.events > 0 for one in own),
        minutes=minutes,
        costs=hours_per_1000(minutes, found.class_margin(tier)),
    )

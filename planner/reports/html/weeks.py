"""Share of selling time by class, week by week, against the goal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from planner.accounts.audit import key_goal
from planner.domain import Plan, Territory, Tier, Visit
from planner.reports.html.svg import element, number
from planner.reports.html.templating import filled
from planner.reports.words import MONTHS


@dataclass(frozen=True, kw_only=True)
class WeekShare:
    """Minutes at accounts of one week, or of all.

    Parameters
    ----------
    label : str
        First and last day, or what else the row is of.
    """

    label: str
    minutes: Mapping[Tier, int]

    @property
    def total(self) -> int:
        """Minutes of all classes."""
        return sum(self.minutes.values())

    def share(self, tier: Tier) -> float | None:
        """Of the time at accounts, 0 to 1."""
        return self.minutes[tier] / self.total if self.total else None


def share_by_week(plan: Plan, territory: Territory, rep: str | None = None) -> Markup:
    """Table with a bar a week: how the time at accounts is shared out, and where the goal is.

    Parameters
    ----------
    rep : str or None
        None is the whole team.
    """
    goal = float(key_goal(territory.policy))
    weeks = list(weekly_shares(plan, rep))
    whole = WeekShare(
        label="All", minutes={tier: sum(week.minutes[tier] for week in weeks) for tier in Tier}
    )
    shown = [tier for tier in Tier if whole.minutes[tier]]
    return shares_table([*weeks, whole], shown, goal)


def shares_table(rows: list[WeekShare], shown: list[Tier], goal: float) -> Markup:
    """The table of some weeks, the last row their sum."""
    bars = [_bar(row, goal) for row in rows]
    return filled("weeks.html.j2", rows=rows, bars=bars, shown=shown, goal=goal)


def weekly_shares(plan: Plan, rep: str | None = None) -> Iterator[WeekShare]:
    """Every week of a plan's period, Monday to Sunday, also without visits.

    What the period's edges leave of a week is told only where it has visits.
    """
    tiers = {outcome.account_id: outcome.tier for outcome in plan.outcomes}
    minutes: dict[date, dict[Tier, int]] = defaultdict(lambda: dict.fromkeys(Tier, 0))
    for visit in plan.visits:
        if rep in (None, visit.rep):
            day = visit.start.date()
            monday = day - timedelta(days=day.weekday())
            minutes[monday][tiers.get(visit.account_id, Tier.SECONDARY)] += _minutes(visit)
    monday = plan.first_day - timedelta(days=plan.first_day.weekday())
    while monday <= plan.last_day:
        first = max(monday, plan.first_day)
        last = min(monday + timedelta(days=6), plan.last_day)
        if monday in minutes or last - first == timedelta(days=6):
            yield WeekShare(label=day_span(first, last), minutes=dict(minutes[monday]))
        monday += timedelta(days=7)


def _minutes(visit: Visit) -> int:
    wall = visit.end.replace(tzinfo=None) - visit.start.replace(tzinfo=None)
    return int(wall.total_seconds()) // 60


def day_span(first: date, last: date) -> str:
    """Two days without their year; the month once where it is the same."""
    end = f"{last.day} {MONTHS[last.month - 1]}"
    if first == last:
        return end
    start = (
        f"{first.day}" if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]}"
    )
    return f"{start}\N{EN DASH}{end}"


def _bar(row: WeekShare, goal: float) -> Markup:
    """A bar of 100 units, parted by class, with a line at the goal; the figures stand beside."""
    parts, left = [], 0.0
    for tier in Tier:
        wide = 100 * (row.share(tier) or 0.0)
        if wide:
            line = f"M{number(left)},6h{number(wide)}"
            parts.append(element("path", class_=tier.letter.lower(), d=line))
        left += wide
    parts.append(element("path", d=f"M{100 * goal:g},0v12"))
    return element(
        "svg", *parts, viewBox="0 0 100 12", preserveAspectRatio="none", aria_hidden="true"
    )

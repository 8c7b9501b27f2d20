"""A rep's month as a calendar grid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup

from planner.domain import Plan, Territory
from planner.reports.html.days import RepDay, rep_days
from planner.reports.html.templating import filled
from planner.reports.words import MONTHS

Week = tuple[int, list[RepDay | None]]
"""Number of the calendar week (ISO 8601), and its seven days; None outside the period."""


def month_grid(plan: Plan, territory: Territory, rep: str, *, anchor: str = "") -> Markup:
    """The period as weeks of seven days, visits coloured by class with the class's letter.

    Parameters
    ----------
    anchor : str
        What the address of a day in the page begins with, for instance ``#r1-``; the day's
        number in the period follows. Empty makes no links.
    """
    return grid_of(rep_days(plan, territory, rep), anchor=anchor)


def grid_of(days: Sequence[RepDay], *, anchor: str) -> Markup:
    """The grid of days that are known already."""
    return filled("month.html.j2", weeks=_weeks(days), anchor=anchor, months=MONTHS)


def _weeks(days: Sequence[RepDay]) -> list[Week]:
    first = days[0].day - timedelta(days=days[0].day.weekday())
    by_date = {day.day: day for day in days}
    weeks = []
    while first <= days[-1].day:
        week = [by_date.get(first + timedelta(days=n)) for n in range(7)]
        weeks.append((first.isocalendar().week, week))
        first += timedelta(days=7)
    return weeks

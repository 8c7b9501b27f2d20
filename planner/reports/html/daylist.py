"""A rep's day as a list: visits with times, drives between, lunch."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from planner.domain import Plan, Territory
from planner.reports.html.days import RepDay, rep_days
from planner.reports.html.templating import filled


def day_list(plan: Plan, territory: Territory, rep: str, day: date) -> Markup:
    """One day of a rep; empty where it has no visits."""
    found = next((one for one in rep_days(plan, territory, rep) if one.day == day), None)
    return list_of(found, plan.currency) if found and found.stops else Markup("")


def list_of(day: RepDay, currency: str, *, id_: str = "") -> Markup:
    """The list of a day that is known already.

    Parameters
    ----------
    id_ : str
        Of the element, for links to it.
    """
    value = sum(stop.visit.value_cents for stop in day.stops)
    return filled("day.html.j2", day=day, currency=currency, value=value, id=id_)

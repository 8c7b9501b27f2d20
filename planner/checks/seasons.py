"""On which days an account's hours leave anything of its rep's working day.

An account that is closed on all working days (its season is over, or it is closed for repair) is
owed no visit, neither by its contract nor by its longest gap. The same holds where the hours that
its contract agrees leave nothing of any working day of the period.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from planner.checks.openings import open_spans, overlap
from planner.checks.stops import hours_on
from planner.domain import Account, Rep, Territory

WEEK = 7
"""Days that weekly hours alone never leave closed."""


def closed_on_all(territory: Territory, account: Account, days: Iterable[date]) -> bool:
    """Whether the rep works on some of these days, and the account is closed on all of those."""
    rep = territory.rep.get(account.rep)
    if rep is None:
        return False
    agreed = account.contract.hours if account.contract is not None else None
    return _never(territory, rep, account.opening_hours, days) or (
        _never(territory, rep, agreed, territory.period.days)
    )


def begins_or_ends_a_season(territory: Territory, account: Account) -> bool:
    """Whether hours are closed for a week or longer at the beginning or end of the period."""
    text = account.opening_hours
    if text is None:
        return False
    holidays = territory.public_holidays
    opened = [bool(open_spans(text, day, holidays)) for day in territory.period.days]
    edge = min(WEEK, len(opened))
    return any(opened) and not (any(opened[:edge]) and any(opened[-edge:]))


def _never(territory: Territory, rep: Rep, text: str | None, days: Iterable[date]) -> bool:
    """Whether hours share no moment with the rep's working days, of which there are some."""
    if text is None:
        return False
    works = False
    for day in days:
        if day in territory.holidays or day in rep.days_off:
            continue
        hours = hours_on(territory, rep, day)
        if not hours:
            continue
        works = True
        shift = (hours[0][0], hours[-1][1])
        opened = open_spans(text, day, territory.public_holidays)
        if any(overlap(shift, span) for span in opened):
            return False
    return works

"""What one plan has that another has not: visits kept, shifted, moved, dropped and added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from planner.domain import Plan, Visit
from planner.domain.difference import Change, ChangedVisit, Difference
from planner.plan.identity import pairs_of


def difference(
    before: Plan,
    after: Plan,
    *,
    forced: Mapping[tuple[str, date], str] | None = None,
    gain_cents: int | None = None,
) -> Difference:
    """Compare two plans of one period.

    Parameters
    ----------
    forced : mapping of (account id, date) to str, optional
        Why a visit of the plan before could not stay.
    gain_cents : int, optional
        What the later plan is worth more than what could go on of the earlier one.
    """
    pairs = pairs_of(before.visits, after.visits)
    arrivals = _arrivals(pairs)
    visits = []
    kept = 0
    for was, now in pairs:
        change = _change(was, now)
        if change is Change.KEPT:
            kept += 1
            continue
        why = _why(change, was, now, forced or {}, arrivals)
        visits.append(ChangedVisit(change=change, before=was, after=now, why=why))
    return Difference(visits=tuple(visits), kept=kept, gain_cents=gain_cents)


def _change(was: Visit | None, now: Visit | None) -> Change:
    if was is None:
        return Change.ADDED
    if now is None:
        return Change.DROPPED
    if was.rep != now.rep:
        return Change.MOVED
    if (was.start, was.end, was.by) == (now.start, now.end, now.by):
        return Change.KEPT
    return Change.SHIFTED if was.start.date() == now.start.date() else Change.MOVED


def _arrivals(
    pairs: list[tuple[Visit | None, Visit | None]],
) -> Mapping[tuple[str, date], list[str]]:
    """Accounts that come new to a rep's day."""
    found: dict[tuple[str, date], list[str]] = {}
    for was, now in pairs:
        if now is not None and _change(was, now) in (Change.ADDED, Change.MOVED):
            found.setdefault((now.rep, now.start.date()), []).append(now.account_id)
    return found


def _why(
    change: Change,
    was: Visit | None,
    now: Visit | None,
    forced: Mapping[tuple[str, date], str],
    arrivals: Mapping[tuple[str, date], list[str]],
) -> str:
    if was is None:
        return "there is room for it now"
    if now is not None and now.rep != was.rep:
        return f"{now.rep} has the account now"
    day = was.start.date()
    reason = forced.get((was.account_id, day))
    if reason is not None:
        return reason
    others = [each for each in arrivals.get((was.rep, day), []) if each != was.account_id]
    if change is Change.SHIFTED:
        return f"the day has changed: {', '.join(others)}" if others else "the day has changed"
    if others:
        return f"makes room for {', '.join(others)}"
    assert now is None or change is Change.MOVED
    return "fits better there" if now is not None else "the rules are kept best without it"

"""Earlier: what a plan that was made anew promises about the plan before it.

The past and today stay, a limited number of later visits leaves its day (`frozen_days` and
`change_budget` check it of a territory that `as_underway` has prepared), and a visit that stays
keeps its id, so that calendars show no change where there is none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from planner.checks.room import Room
from planner.checks.stops import day_words, wall
from planner.domain import Breach, ContactBy, Plan, Replan, Territory, Visit

RULE = "earlier-plan"


def as_underway(
    territory: Territory,
    plan: Plan,
    today: date,
    most_changes: int | None = None,
    missed: Collection[tuple[str, date]] = frozenset(),
) -> Territory:
    """The territory in which a plan was made anew.

    Parameters
    ----------
    plan : Plan
        The plan before. Without it the plan itself: then what it has up to today is taken for
        what was done.
    today : date
        It and the days before stay as they are.
    most_changes : int or None
        Most later visits of a rep that may leave their day; None sets no limit.
    missed : collection of (account id, date)
        Visits that were not made, besides those that the territory knows.
    """
    first, zone = territory.period.first, territory.period.zone
    gone = territory.missed | set(missed)
    left = [
        visit
        for visit in plan.visits
        if visit.account_id in territory.account
        and not (wall(visit.start, zone).date() == today and _refused(territory, visit, today))
        and (visit.account_id, wall(visit.start, zone).date()) not in gone
    ]
    history = [visit for visit in left if wall(visit.start, zone).date() <= today]
    worked = {(visit.rep, wall(visit.start, zone).date()) for visit in history}
    later = [visit for visit in left if wall(visit.start, zone).date() > today]
    underway = replace(
        territory,
        accounts=tuple(
            replace(account, last_visit=None)
            if account.last_visit is not None and account.last_visit >= first
            else account
            for account in territory.accounts
        ),
        pins=tuple(
            pin
            for pin in territory.pins
            if (pin.account_id, wall(pin.start, zone).date()) not in gone
        ),
        replan=Replan(
            today=today,
            history=tuple(history),
            breaks=tuple(
                pause
                for pause in plan.breaks
                if wall(pause.start, zone).date() <= today
                and (pause.rep, wall(pause.start, zone).date()) in worked
            ),
            most_changes=most_changes,
        ),
    )
    assert underway.replan is not None
    promised = tuple(_possible(underway, plan, later))
    return replace(underway, replan=replace(underway.replan, promised=promised))


def _refused(territory: Territory, visit: Visit, day: date) -> bool:
    refusals = territory.refusals
    return any((no.account_id, no.day) == (visit.account_id, day) for no in refusals)


def _possible(territory: Territory, plan: Plan, visits: list[Visit]) -> list[Visit]:
    """Visits for which their day would have room if nothing else were on it."""
    empty = replace(plan, visits=(), breaks=())
    rooms = {rep.id: Room(territory, empty, rep) for rep in territory.reps}
    zone = territory.period.zone
    days = {}
    possible = []
    for visit in visits:
        account = territory.account[visit.account_id]
        room = rooms.get(visit.rep)
        if room is None or account.rep != visit.rep:
            continue
        if room.terms[account.id].met not in (ContactBy.EITHER, visit.by):
            continue
        key = (account.id, visit.by)
        if key not in days:
            days[key] = {opening.day for opening in room.openings(account, visit.by)}
        appointed = {
            wall(pin.start, zone).date() for pin in territory.pins if pin.account_id == account.id
        }
        if wall(visit.start, zone).date() in days[key] | appointed:
            possible.append(visit)
    return possible


def check_earlier(territory: Territory, plan: Plan, before: Plan) -> list[Breach]:
    """Compare a plan with the one that it was made anew from."""
    if (before.first_day, before.last_day) != (plan.first_day, plan.last_day):
        message = (
            f"the plan before is of {before.first_day} to {before.last_day}, "
            f"this one of {plan.first_day} to {plan.last_day}"
        )
        return [Breach(rule=RULE, message=message)]
    zone = territory.period.zone
    uids = {
        (visit.account_id, wall(visit.start, zone).date()): visit.uid for visit in before.visits
    }
    breaches = []
    for visit in plan.visits:
        day = wall(visit.start, zone).date()
        uid = uids.get((visit.account_id, day), visit.uid)
        if visit.uid != uid:
            message = (
                f"{visit.account_id} on {day_words(day)}: the uid is {visit.uid!r}, and {uid!r} is "
                "right: the visit had it in the plan before"
            )
            breaches.append(
                Breach(
                    rule=RULE,
                    message=message,
                    rep=visit.rep,
                    account_id=visit.account_id,
                    day=day,
                )
            )
    return breaches

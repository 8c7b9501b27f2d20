"""Frozen days: the past and today hold exactly the visits that were made or are about to be.

They are facts: every figure, time and id of theirs is that of the plan before, and no other rule
is asked of them. An appointment of such a day says itself when the visit was.
"""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.stops import day_words, hhmm, minute_of, planned_reps, wall
from planner.domain import Breach, Plan, Territory, Visit
from planner.domain.replan import PAST_VISITS, digest_of, past_of, replan_of

RULE = "frozen-days"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Hold the visits and lunches up to today against the history."""
    breaches = list(_as_recorded(plan))
    replan = territory.replan
    if replan is None:
        return breaches
    zone, today = territory.period.zone, replan.today
    planned = planned_reps(territory, plan)
    ours = {v for v in replan.history if v.rep in planned or v.rep not in territory.rep}
    over = {visit for visit in plan.visits if wall(visit.start, zone).date() <= today}
    appointed = {(pin.account_id, wall(pin.start, zone)) for pin in territory.pins}
    days = {(account_id, start.date()) for account_id, start in appointed}
    over = {v for v in over if (v.account_id, wall(v.start, zone)) not in appointed}
    ours = {v for v in ours if (v.account_id, v.start.date()) not in days}
    faults = [(visit, f"is new, and all up to {today} is fixed") for visit in over - ours]
    faults += [(visit, f"a visit up to {today} is gone") for visit in ours - over]
    breaches += [_breach(territory, visit, fault) for visit, fault in sorted(faults, key=_order)]
    pauses = {pause for pause in plan.breaks if wall(pause.start, zone).date() <= today}
    for pause in sorted(pauses ^ set(replan.breaks), key=lambda each: (each.rep, each.start)):
        if pause.rep in planned:
            message = f"lunch break of {pause.rep} on {day_words(pause.start.date())} was another"
            breaches.append(Breach(rule=RULE, message=message, rep=pause.rep))
    return breaches


def _as_recorded(plan: Plan) -> Iterator[Breach]:
    """What the plan's own record of its past says of it."""
    recorded, past = plan.provenance.get(PAST_VISITS), replan_of(plan)
    if past is None or recorded == digest_of(past.history, past.breaks):
        return
    message = (
        f"the visits up to {past_of(plan)} are not those that stood in the plan when it was made"
    )
    yield Breach(rule=RULE, message=message)


def _order(found: tuple[Visit, str]) -> tuple[str, str, str, str]:
    visit, fault = found
    return visit.rep, visit.start.isoformat(), visit.account_id, fault


def _breach(territory: Territory, visit: Visit, fault: str) -> Breach:
    start = wall(visit.start, territory.period.zone)
    minute = minute_of(visit.start, start.date(), territory.period.zone)
    return Breach(
        rule=RULE,
        message=f"{visit.account_id} on {day_words(start.date())} {hhmm(minute)}: {fault}",
        rep=visit.rep,
        account_id=visit.account_id,
        day=start.date(),
    )

"""Known: a plan speaks of its territory, its period, and times that exist."""

from __future__ import annotations

import math
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from planner.checks.stops import day_words, in_period, is_over, wall
from planner.domain import Breach, Break, Plan, Territory, Visit, stable_uid

RULE = "known"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Look up everything that the plan names."""
    breaches = [Breach(rule=RULE, message=fault) for fault in _head(territory, plan)]
    for visit in plan.visits:
        breaches += _visit(territory, visit)
    for pause in plan.breaks:
        faults = _times(territory, pause, "lunch break")
        if pause.rep not in territory.rep and not is_over(territory, pause.start.date()):
            faults.insert(0, f"no rep {pause.rep!r} in the territory")
        shown = f"lunch break of {pause.rep} on {_when(pause.start)}"
        breaches += [Breach(rule=RULE, message=f"{shown}: {f}", rep=pause.rep) for f in faults]
    named = {outcome.account_id for outcome in plan.outcomes}
    named |= {unvisited.account_id for unvisited in plan.unvisited}
    breaches += [
        Breach(rule=RULE, message=f"no account {account_id!r} in the territory")
        for account_id in sorted(named - set(territory.account))
    ]
    return breaches + _uids(territory, plan) + _order(territory, plan)


def _head(territory: Territory, plan: Plan) -> list[str]:
    period = territory.period
    pairs = (
        ("currency", plan.currency, territory.currency),
        ("time zone", plan.time_zone, period.time_zone),
        ("first day", plan.first_day, period.first),
        ("last day", plan.last_day, period.last),
    )
    return [
        f"the plan's {what} is {of_plan}, the territory's {ours}"
        for what, of_plan, ours in pairs
        if of_plan != ours
    ]


def _visit(territory: Territory, visit: Visit) -> list[Breach]:
    faults = []
    account = territory.account.get(visit.account_id)
    day = wall(visit.start, territory.period.zone).date()
    over = is_over(territory, day)  # the account and its rep may have been others' then
    if visit.rep not in territory.rep and not over:
        faults.append(f"no rep {visit.rep!r} in the territory")
    if account is None:
        faults.append(f"no account {visit.account_id!r} in the territory")
    elif account.rep != visit.rep and not over:
        faults.append(f"the account belongs to {account.rep}, not to {visit.rep}")
    if not math.isfinite(visit.travel_km_before):
        faults.append(f"{visit.travel_km_before} km of travel before it")
    faults += _times(territory, visit, "visit")
    return [
        Breach(
            rule=RULE,
            message=f"{visit.account_id} on {_when(visit.start)}: {fault}",
            rep=visit.rep,
            account_id=visit.account_id,
            day=day,
        )
        for fault in faults
    ]


def _times(territory: Territory, stretch: Visit | Break, what: str) -> list[str]:
    zone = territory.period.zone
    faults = []
    for which, moment in (("start", stretch.start), ("end", stretch.end)):
        if moment.tzinfo is None:
            faults.append(f"the {which} {moment} has no time zone")
        elif not _exists(moment, zone):
            faults.append(f"the {which} {moment:%H:%M} is skipped by the clock change")
    start, end = wall(stretch.start, zone), wall(stretch.end, zone)
    if end <= start:
        faults.append(f"the {what} ends {end:%H:%M}, not after its start")
    elif end - datetime.combine(start.date(), time()) > timedelta(days=1):
        faults.append(f"the {what} runs past midnight")
    if not in_period(territory, start.date()):
        faults.append(f"{start.date()} is not within the period {territory.period}")
    return faults


def _exists(moment: datetime, zone: ZoneInfo) -> bool:
    try:
        return wall(moment.astimezone(UTC), zone) == wall(moment, zone)
    except (OverflowError, ValueError):  # outside the years that Python can tell
        return False


def _when(start: datetime) -> str:
    return f"{day_words(start.date())} {start:%H:%M}"


def _uids(territory: Territory, plan: Plan) -> list[Breach]:
    """Ids that stand twice, or that are no id of their account's visits in the period."""
    counts = Counter(visit.uid for visit in plan.visits)
    breaches = [
        Breach(rule=RULE, message=f"the uid {uid!r} stands on {count} visits")
        for uid, count in sorted(counts.items())
        if count > 1
    ]
    period, ordinals = str(territory.period), range(1, len(territory.period.days) + 1)
    for visit in plan.visits:
        if all(visit.uid != stable_uid(period, visit.account_id, n) for n in ordinals):
            message = (
                f"{visit.account_id} on {_when(visit.start)}: the uid {visit.uid!r} is none of its "
                f"visits in {period}; the first one's is {stable_uid(period, visit.account_id, 1)}"
            )
            breaches.append(
                Breach(rule=RULE, message=message, rep=visit.rep, account_id=visit.account_id)
            )
    return breaches


def _order(territory: Territory, plan: Plan) -> list[Breach]:
    zone = territory.period.zone
    order = [(visit.rep, wall(visit.start, zone)) for visit in plan.visits]
    for one, other in pairwise(order):
        if one > other:
            message = (
                f"the visit of {other[0]} on {_when(other[1])} stands after the one of "
                f"{one[0]} on {_when(one[1])}: visits are sorted by rep and start"
            )
            return [Breach(rule=RULE, message=message)]
    return []

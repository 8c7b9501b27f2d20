"""Which visit of one plan is which of another, so that a visit keeps its id when it is moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date

from planner.domain import Period, Plan, Visit, stable_uid

Pair = tuple[Visit | None, Visit | None]
"""A visit before and after; None where there is none."""


def pairs_of(before: Iterable[Visit], after: Iterable[Visit]) -> list[Pair]:
    """Pair the visits of two plans, account by account, sorted by rep, account and time.

    Visits of one account on one day are the same visit; those that are left are paired in the
    order of time, and the rest have no partner.
    """
    pairs: list[Pair] = []
    old, new = _by_account(before), _by_account(after)
    for account_id in sorted(old.keys() | new.keys()):
        was, is_now = old.get(account_id, []), new.get(account_id, [])
        day_of = {_day(visit): visit for visit in is_now}
        same = [(visit, day_of[_day(visit)]) for visit in was if _day(visit) in day_of]
        pairs += same
        kept_days = {_day(visit) for visit, _ in same}
        left = [visit for visit in was if _day(visit) not in kept_days]
        fresh = [visit for visit in is_now if _day(visit) not in kept_days]
        pairs += zip(left, fresh, strict=False)
        pairs += [(visit, None) for visit in left[len(fresh) :]]
        pairs += [(None, visit) for visit in fresh[len(left) :]]
    return sorted(pairs, key=_order)


def keep_uids(plan: Plan, before: Sequence[Visit], past: Collection[Visit] = ()) -> Plan:
    """The plan with the ids that its visits had before; new visits take the lowest free ordinal.

    Without it a visit would take the id of the one before it in time when that one is dropped,
    and calendars would show two moves where there was none.

    Parameters
    ----------
    past : collection of Visit
        Visits of the plan that keep the ids they have.
    """
    period = Period(first=plan.first_day, last=plan.last_day, time_zone=plan.time_zone)
    taken: dict[str, set[str]] = defaultdict(set)
    for visit in before:
        taken[visit.account_id].add(visit.uid)
    uids: dict[tuple[str, date], str] = {}
    fresh: list[Visit] = []
    over = {visit.uid for visit in past}
    for visit in past:
        taken[visit.account_id].add(visit.uid)
    later = [visit for visit in plan.visits if visit not in past]
    for was, now in pairs_of((visit for visit in before if visit.uid not in over), later):
        if now is not None and was is not None:
            uids[now.account_id, _day(now)] = was.uid
        elif now is not None:
            fresh.append(now)
    for visit in fresh:
        ordinal = 1
        while (uid := stable_uid(str(period), visit.account_id, ordinal)) in taken[
            visit.account_id
        ]:
            ordinal += 1
        taken[visit.account_id].add(uid)
        uids[visit.account_id, _day(visit)] = uid
    return replace(
        plan,
        visits=tuple(
            v if v in past else replace(v, uid=uids[v.account_id, _day(v)]) for v in plan.visits
        ),
    )


def _by_account(visits: Iterable[Visit]) -> Mapping[str, list[Visit]]:
    found: dict[str, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda visit: visit.start.astimezone(UTC)):
        found[visit.account_id].append(visit)
    return found


def _day(visit: Visit) -> date:
    return visit.start.date()


def _order(pair: Pair) -> tuple[str, str, str]:
    visit = pair[0] or pair[1]
    assert visit is not None
    return visit.rep, visit.start.astimezone(UTC).isoformat(), visit.account_id

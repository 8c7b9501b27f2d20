"""What has happened of an earlier plan: facts that no rule and no setting takes back.

A visit up to today stays exactly as it was planned, whatever has changed since: its length, its
rep, its hours. Only a word on that very visit changes it: it was missed, it is refused today, or
an appointment of its day says another time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from planner.accounts import classify, contacts_table, terms_of
from planner.domain import Break, Pin, Plan, Territory, Visit, stable_uid


class Earlier(Protocol):
    """A plan before, and what is known of it today."""

    @property
    def previous(self) -> Plan:
        """The plan."""

    @property
    def today(self) -> date:
        """The last day that stays as it is."""

    @property
    def missed(self) -> frozenset[tuple[str, date]]:
        """Visits that were not made: account id and day."""


@dataclass(frozen=True, kw_only=True)
class History:
    """The days up to today.

    Parameters
    ----------
    visits : tuple of Visit
        Made, or about to be; by rep and start.
    breaks : tuple of Break
        Lunches.
    reasons : mapping of (account id, date) to str
        Why a visit of the earlier plan is not among them, or is at another time.
    lost : tuple of Visit
        Visits of the earlier plan that are not among them.
    """

    visits: tuple[Visit, ...]
    breaks: tuple[Break, ...]
    reasons: Mapping[tuple[str, date], str]
    lost: tuple[Visit, ...]


def history_of(territory: Territory, earlier: Earlier) -> History:
    """Tell what of an earlier plan has happened.

    Parameters
    ----------
    territory : Territory
        As its files are now.
    """
    today, previous = earlier.today, earlier.previous
    pins = dict(_pins(territory, earlier))
    kept: list[Visit] = []
    lost: list[Visit] = []
    reasons: dict[tuple[str, date], str] = {}
    for visit in previous.visits:
        day = visit.start.date()
        if day > today:
            continue
        key = (visit.account_id, day)
        why = _why_gone(territory, earlier, visit)
        if why:
            reasons[key] = why
            lost.append(visit)
            continue
        pin = pins.pop(key, None)
        if pin is not None and pin.start != visit.start:
            reasons[key] = "confirmed at this time"
            length = visit.end - visit.start
            visit = replace(visit, start=pin.start, end=pin.start + length)
        kept.append(visit)
    kept += _appointed(territory, previous, kept, list(pins.values()))
    worked = {(visit.rep, visit.start.date()) for visit in kept}
    return History(
        visits=tuple(sorted(kept, key=lambda visit: (visit.rep, visit.start))),
        breaks=tuple(
            pause
            for pause in previous.breaks
            if pause.start.date() <= today and (pause.rep, pause.start.date()) in worked
        ),
        reasons=reasons,
        lost=tuple(lost),
    )


def _why_gone(territory: Territory, earlier: Earlier, visit: Visit) -> str:
    """Why a visit up to today did not take place; empty if it did."""
    key = (visit.account_id, visit.start.date())
    if key in earlier.missed:
        return "was missed"
    if visit.account_id not in territory.account:
        return "the account is no longer in the territory"
    refused = {(refusal.account_id, refusal.day) for refusal in territory.refusals}
    if key in refused and key[1] == earlier.today:
        return "refused for that day"
    return ""


def _pins(territory: Territory, earlier: Earlier) -> Iterator[tuple[tuple[str, date], Pin]]:
    """Appointments of the days up to today, but for those that were missed."""
    for pin in territory.pins:
        key = (pin.account_id, pin.start.astimezone(territory.period.zone).date())
        if key[1] <= earlier.today and key not in earlier.missed:
            yield key, pin


def _appointed(
    territory: Territory, previous: Plan, kept: list[Visit], pins: list[Pin]
) -> Iterator[Visit]:
    """Visits of appointments up to today that the earlier plan did not have."""
    classes = classify(territory)
    taken = {visit.uid for visit in previous.visits}
    for pin in pins:
        account = territory.account[pin.account_id]
        if account.rep not in territory.rep:
            continue
        tier = classes[account.id]
        terms = terms_of(account, tier, territory.policy)
        before = [visit for visit in kept if visit.account_id == account.id]
        calls = sum(visit.is_call for visit in before)
        mixes = [(len(before) - calls, calls), (len(before) - calls + 1, calls)]
        worth = contacts_table(account, tier, territory.policy, territory.period, mixes)
        ordinal = 1
        while (uid := stable_uid(str(territory.period), account.id, ordinal)) in taken:
            ordinal += 1
        taken.add(uid)
        visit = Visit(
            rep=account.rep,
            account_id=account.id,
            start=pin.start,
            end=pin.start + timedelta(minutes=terms.visit_minutes),
            value_cents=worth[1] - worth[0],
            travel_minutes_before=0,
            travel_km_before=0.0,
            uid=uid,
            by=pin.by,
        )
        minutes, km = territory.drive_home(visit)
        yield replace(visit, travel_minutes_before=minutes, travel_km_before=round(km, 3))

"""What a rep's calendar says: visits and, where wanted, lunches and drives, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from planner.calendars.drives import Drive, drives_of_day
from planner.calendars.text import SUMMARY_UNITS, Text, line, lines
from planner.domain import Account, Outcome, Plan, Territory, Tier, Visit, money, stable_uid
from planner.domain.replan import past_of

NOTES_UNITS = 2000
"""Notes are cut there, so that one day of visits always fits into a file."""

CATEGORY = {
    Tier.KEY: "Key account",
    Tier.SECONDARY: "Secondary account",
    Tier.TARGET: "Target account",
    Tier.LEAD: "Lead",
}
"""Outlook gives an entry the colour of the category that has this name."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where an entry is: degrees, a title and an address, which may be empty."""

    latitude: float
    longitude: float
    title: Text
    address: Text

    @property
    def degrees(self) -> tuple[str, str]:
        """Latitude and longitude with six decimals, about a tenth of a metre."""
        return f"{self.latitude:.6f}", f"{self.longitude:.6f}"

    @property
    def text(self) -> Text:
        """What a map finds: the address or, without one, the degrees."""
        return self.address or line(", ".join(self.degrees), SUMMARY_UNITS)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of a rep's calendar, before it is written.

    Parameters
    ----------
    uid : str
        Stable: the same for the same visit, whenever it is.
    start, end : datetime
        Aware.
    busy : bool
        Whether others see the rep as busy.
    visit : bool
        False for lunches and drives.
    cancelled : bool
        Whether it only says that an earlier entry is gone.
    account_id : str
        Whom a visit is with; empty for lunches and drives.
    """

    uid: str
    start: datetime
    end: datetime
    summary: Text
    category: str
    description: Text
    place: Place | None = None
    busy: bool = True
    visit: bool = True
    cancelled: bool = False
    account_id: str = ""
    is_drive: bool = False


def visit_entries(plan: Plan, territory: Territory, rep_id: str) -> Iterator[Entry]:
    """The visits of a rep, by start."""
    ends = ends_by_hand(territory)
    outcomes = {outcome.account_id: outcome for outcome in plan.outcomes}
    last_seen: dict[str, date] = {}
    stop_before: Visit | None = None
    for visit in visits_of(plan, rep_id):
        account = territory.account[visit.account_id]
        if stop_before is not None and stop_before.end.date() != visit.start.date():
            stop_before = None
        outcome = outcomes[visit.account_id]
        words = [
            CATEGORY[outcome.tier],
            _worth(visit, outcome, plan.currency),
            _last_visit(account, last_seen),
            _drive(visit, territory.account.get(stop_before.place) if stop_before else None),
            *_contact(account),
        ]
        letter = f" ({outcome.tier.letter})"
        title = f"Call {account.name}" if visit.is_call else account.name
        yield Entry(
            uid=visit.uid,
            start=visit.start,
            end=max(visit.end, ends.get((account.id, visit.start), visit.end)),
            summary=Text(line(title, SUMMARY_UNITS - len(letter)) + letter),
            category=CATEGORY[outcome.tier],
            description=lines("\n".join(word for word in words if word)),
            place=None if visit.is_call else _place(account),
            account_id=account.id,
        )
        last_seen[account.id] = visit.start.date()
        stop_before = visit


def lunch_entries(plan: Plan, rep_id: str) -> Iterator[Entry]:
    """The lunches of a rep, by start; others see them as free, since they may be moved."""
    for lunch in sorted((b for b in plan.breaks if b.rep == rep_id), key=lambda b: b.start):
        yield Entry(
            uid=stable_uid("lunch", rep_id, lunch.start.date().isoformat()),
            start=lunch.start,
            end=lunch.end,
            summary=Text("Lunch"),
            category="Lunch",
            description=Text("Lunch"),
            busy=False,
            visit=False,
        )


def drive_entries(plan: Plan, territory: Territory, rep_id: str) -> Iterator[Entry]:
    """The drives of a rep, by start; one that is broken by lunch is several entries.

    Days that are over have none: their drives are kept as they were exported.
    """
    past = past_of(plan)
    lunches = {b.start.date(): (b.start, b.end) for b in plan.breaks if b.rep == rep_id}
    busy = [(b.start, b.end) for b in territory.busy.get(rep_id, ())]
    for day, visits in groupby(visits_of(plan, rep_id), key=lambda visit: visit.start.date()):
        if past is not None and day <= past:
            continue
        lunch = [lunches[day]] if day in lunches else []
        for drive in drives_of_day(list(visits), territory.travel[rep_id], busy + lunch):
            yield _drive_entry(drive, territory.account, rep_id, day)


def _drive_entry(drive: Drive, accounts: Mapping[str, Account], rep_id: str, day: date) -> Entry:
    goal = accounts[drive.to_account] if drive.to_account else None
    words = f"{drive.minutes} min, {drive.km:.1f} km"
    target = goal.id if goal else "home"
    return Entry(
        uid=stable_uid("drive", rep_id, day.isoformat(), target, drive.part),
        start=drive.start,
        end=drive.end,
        summary=line(f"Drive to {goal.name if goal else 'home'}", SUMMARY_UNITS),
        category="Driving",
        description=lines(
            words if drive.parts == 1 else f"{words}, part {drive.part} of {drive.parts}"
        ),
        place=_place(goal) if goal else None,
        visit=False,
        is_drive=True,
    )


def ends_by_hand(territory: Territory) -> Mapping[tuple[str, datetime], datetime]:
    """End of the visits that a rep made longer, by account and start."""
    return {
        (pin.account_id, pin.start): pin.start + timedelta(minutes=pin.minutes)
        for pin in territory.pins
        if pin.minutes is not None
    }


def visits_of(plan: Plan, rep_id: str) -> list[Visit]:
    """The visits of a rep, by start."""
    return sorted((v for v in plan.visits if v.rep == rep_id), key=lambda visit: visit.start)


def _place(account: Account) -> Place:
    return Place(
        latitude=account.latitude,
        longitude=account.longitude,
        title=line(account.name, SUMMARY_UNITS),
        address=line(account.address, SUMMARY_UNITS),
    )


def _worth(visit: Visit, outcome: Outcome, currency: str) -> str:
    this = f"Worth of this visit: {money(visit.value_cents, currency)}"
    if outcome.next_visit_cents is None:
        return this
    return f"{this}; of one more: {money(outcome.next_visit_cents, currency)}"


def _last_visit(account: Account, last_seen: Mapping[str, date]) -> str:
    if account.id in last_seen:
        return f"Last visit: {last_seen[account.id]} (in this plan)"
    return f"Last visit: {account.last_visit}" if account.last_visit else ""


def _drive(visit: Visit, stop_before: Account | None) -> str:
    origin = line(stop_before.name) if stop_before else "home"
    drive = f"{visit.travel_minutes_before} min, {visit.travel_km_before:.1f} km from {origin}"
    if not visit.is_call:
        return f"Drive: {drive}"
    return "Phone call from home" + (f"; drive home: {drive}" if stop_before else "")


def _contact(account: Account) -> Iterator[str]:
    if account.phone:
        yield f"Phone: {line(account.phone)}"
    if account.email:
        yield f"E-mail: {line(account.email)}"
    if account.notes.strip():
        yield f"Notes: {lines(account.notes.strip(), NOTES_UNITS)}"

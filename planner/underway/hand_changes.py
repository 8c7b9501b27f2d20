"""What a rep changed in the calendar, told from the plan, and what it means as ``by-hand.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from planner.calendars.entries import ends_by_hand
from planner.calendars.held import Held
from planner.domain import (
    BadInput,
    Finding,
    Plan,
    Territory,
    Visit,
    money,
)
from planner.readers.by_hand import (
    ByHand,
    HandMissed,
    HandPin,
    HandRefusal,
)


class Hand(StrEnum):
    """What a rep did to a visit."""

    MOVED = "moved"
    LENGTH = "length"
    SHORTER = "shorter"
    DELETED = "deleted"
    MISSED = "missed"


KEEPS_LENGTH = "a visit is never planned shorter than its account's visit_minutes; change those"


@dataclass(frozen=True, kw_only=True)
class HandChange:
    """One visit that the rep changed in the calendar.

    Parameters
    ----------
    held : Held or None
        The entry now; None where it is gone.
    cost_cents : int or None
        What the change takes from the plan's worth, negative where it adds; None where it was
        not reckoned.
    driving : int or None
        Minutes of driving that it adds to the period.
    trouble : str
        Why it cannot be kept; empty if it can.
    """

    hand: Hand
    visit: Visit
    held: Held | None
    cost_cents: int | None = None
    driving: int | None = None
    trouble: str = ""

    def words(self, currency: str) -> str:
        """Its price: ``costs $85 of expected revenue, 20 minutes less driving``."""
        if self.trouble:
            return f"cannot be kept: {self.trouble}"
        if self.cost_cents is None or self.driving is None:
            return ""
        if abs(self.cost_cents) < 50:
            worth = "costs nothing"
        elif self.cost_cents > 0:
            worth = f"costs {money(self.cost_cents, currency)} of expected revenue"
        else:
            worth = f"is worth {money(-self.cost_cents, currency)}"
        if not self.driving:
            return worth
        return (
            f"{worth}, {abs(self.driving)} minutes {'more' if self.driving > 0 else 'less'} driving"
        )


def changes_by_hand(
    plan: Plan,
    territory: Territory,
    rep_id: str,
    held: Mapping[str, Held],
    today: date,
    file: str,
) -> list[HandChange]:
    """What a rep changed, by the visits' start.

    Parameters
    ----------
    territory : Territory
        Knows the visits that the rep made longer before.
    held : mapping of str to Held
        Our entries in the rep's calendar, by UID.
    today : date
        Visits before it that are gone were missed; later ones were deleted.

    Raises
    ------
    BadInput
        If the calendar holds none of the rep's visits: it is another calendar, or the plan was
        never imported.
    """
    visits = [visit for visit in plan.visits if visit.rep == rep_id]
    if visits and not any(visit.uid in held for visit in visits):
        raise BadInput(
            [
                Finding(
                    code="calendar-without-visits",
                    message=f"None of the {len(visits)} planned visits of rep {rep_id} is in this "
                    "calendar",
                    remedy="Name the calendar that the visits were imported into, or import them "
                    "first; to call a whole plan off, plan again",
                    file=file,
                    rep=rep_id,
                )
            ]
        )
    return list(_changes(visits, held, today, ends_by_hand(territory)))


def _changes(
    visits: Sequence[Visit],
    held: Mapping[str, Held],
    today: date,
    ends: Mapping[tuple[str, datetime], datetime],
) -> Iterator[HandChange]:
    for visit in visits:
        now = held.get(visit.uid)
        if now is None or now.cancelled:
            gone = Hand.MISSED if visit.start.date() < today else Hand.DELETED
            yield HandChange(hand=gone, visit=visit, held=None)
        elif now.start != visit.start:
            yield HandChange(hand=Hand.MOVED, visit=visit, held=now)
        elif max(now.end, visit.end) != ends.get((visit.account_id, visit.start), visit.end):
            yield HandChange(hand=Hand.LENGTH, visit=visit, held=now)
        elif now.end < visit.end:
            yield HandChange(hand=Hand.SHORTER, visit=visit, held=now, trouble=KEEPS_LENGTH)


def by_hand_of(changes: Sequence[HandChange], today: date, *, keep: bool, currency: str) -> ByHand:
    """The changes as they are written into the territory's folder."""
    pins: list[HandPin] = []
    refused: list[HandRefusal] = []
    missed: list[HandMissed] = []
    for change in changes:
        visit, now, note = change.visit, change.held, change.words(currency)
        day = visit.start.date()
        if now is not None:
            planned = _minutes(visit.start, visit.end)
            wanted = _minutes(now.start, now.end)
            longer = wanted > planned
            pins.append(
                HandPin(
                    account=visit.account_id,
                    start=now.start.replace(tzinfo=None),
                    minutes=wanted if longer else None,
                    visit_minutes=planned if longer else None,
                    by="phone" if visit.is_call else None,
                    keep=keep and change.hand is Hand.MOVED,
                    note=note,
                )
            )
        if now is None or now.start.date() != day:
            if day < today:
                missed.append(HandMissed(account=visit.account_id, date=day, note=note))
            else:
                refused.append(
                    HandRefusal(
                        account=visit.account_id,
                        date=day,
                        keep=keep and change.hand is Hand.DELETED,
                        note=note,
                    )
                )
    return ByHand(pin=tuple(pins), refuse=tuple(refused), missed=tuple(missed))


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds()) // 60

"""What a rep changed by hand: ``by-hand.toml`` in the territory's folder.

`planner sync` writes it, people may edit it, and every reading of the territory takes it in: a
visit that was moved is an appointment, one that was deleted a refusal of its day, one of the past
that was deleted was missed. With ``keep`` it holds for later months, too: a deleted visit closes
its weekday for the account, a moved one leaves the account that weekday alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails

from planner.domain import BadInput, BusyTime, ContactBy, Finding, Pin, Refusal, Territory
from planner.files.budgets import first_of
from planner.readers.settings import AtLeastOne, Day, Section, Start
from planner.readers.toml_file import (
    key_lines,
    key_path,
    line_of,
    parse_tree,
    shown_value,
    words_at,
)
from planner.readers.unknowns import KnownAccounts, unknown_accounts

BY_HAND_FILE = "by-hand.toml"
_CODE = "by-hand-wrong"
_HEAD = (
    "# What the rep changed by hand. Written by planner sync; may be edited.\n"
    "# keep = true holds it for later months: the account is visited on that weekday only (pin),\n"
    "# or never on it (refuse).\n"
)


def _whole_minute(value: object) -> object:
    """A moment without its seconds, which some calendar programs have."""
    return value.replace(second=0, microsecond=0) if isinstance(value, datetime) else value


class HandPin(Section):
    """A visit at a time of the rep's choice.

    Parameters
    ----------
    start : datetime
        Local time, naive.
    minutes, visit_minutes : int or None
        How long the rep made the visit, and how long it is planned, where that is shorter.
    by : str or None
        ``phone`` for a call.
    """

    account: str
    start: Annotated[Start, BeforeValidator(_whole_minute)]
    minutes: AtLeastOne | None = None
    visit_minutes: AtLeastOne | None = None
    by: Literal["visit", "phone"] | None = None
    keep: bool = False
    note: str = ""


class HandRefusal(Section):
    """A day on which the rep deleted an account's visit."""

    account: str
    date: Day
    keep: bool = False
    note: str = ""


class HandMissed(Section):
    """A visit of the past that was not made."""

    account: str
    date: Day
    note: str = ""


Entry = HandPin | HandRefusal | HandMissed
Pins = Annotated[tuple[HandPin, ...], Field(strict=False)]
Refusals = Annotated[tuple[HandRefusal, ...], Field(strict=False)]
Missed = Annotated[tuple[HandMissed, ...], Field(strict=False)]


class ByHand(Section):
    """Everything that a territory's reps changed by hand."""

    pin: Pins = ()
    refuse: Refusals = ()
    missed: Missed = ()


def by_hand_from_toml(content: bytes, file: str = BY_HAND_FILE) -> ByHand:
    """Read the file.

    Raises
    ------
    BadInput
        With everything that is wrong with it.
    """
    text, tree = parse_tree(content, file, _CODE)
    try:
        return ByHand.model_validate(tree)
    except ValidationError as failed:
        lines = key_lines(text)
        faults = (_fault(error, file, lines) for error in failed.errors(include_url=False))
        raise BadInput(first_of(faults, file)) from None


def unknown_by_hand(
    content: bytes, by_hand: ByHand, known: KnownAccounts, file: str = BY_HAND_FILE
) -> list[Finding]:
    """Warnings of accounts that the file names and that are not planned."""
    lines = key_lines(content.decode("utf-8-sig"))
    written: dict[str, list[tuple[int | None, str]]] = {}
    sections: tuple[tuple[str, Sequence[Entry]], ...] = (
        ("pin", by_hand.pin),
        ("refuse", by_hand.refuse),
        ("missed", by_hand.missed),
    )
    for name, entries in sections:
        for number, entry in enumerate(entries, start=1):
            key = f"{name}[{number}].account"
            written.setdefault(entry.account, []).append((line_of(lines, key), key))
    return unknown_accounts(
        written, known, file=file, code="by-hand-unknown", effect="what it says has no effect"
    )


def _fault(error: ErrorDetails, file: str, lines: Mapping[str, int]) -> Finding:
    message, remedy = words_at(error, ByHand)
    column = key_path(error["loc"])
    return Finding(
        code=_CODE,
        message=message,
        remedy=remedy,
        file=file,
        row=line_of(lines, column),
        column=column,
        value=shown_value(error),
    )


def by_hand_to_toml(by_hand: ByHand) -> str:
    """Write the file: sorted, and always the same bytes."""
    parts = [_HEAD]
    pins = sorted(by_hand.pin, key=lambda pin: (pin.start, pin.account))
    refused = sorted(by_hand.refuse, key=lambda no: (no.date, no.account))
    missed = sorted(by_hand.missed, key=lambda gone: (gone.date, gone.account))
    sections: tuple[tuple[str, Sequence[Entry]], ...] = (
        ("pin", pins),
        ("refuse", refused),
        ("missed", missed),
    )
    for name, entries in sections:
        for entry in entries:
            lines = (f"{key} = {_value(value)}" for key, value in _said(entry))
            parts.append(f"\n[[{name}]]\n" + "\n".join(lines) + "\n")
    return "".join(parts)


def _said(entry: Entry) -> Iterator[tuple[str, object]]:
    for key, value in entry:
        if value is not None and value is not False and value != "":
            yield key, value


def _value(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes") + ":00"
    if isinstance(value, date):
        return value.isoformat()
    # A JSON string is a TOML basic string but for DEL, which TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def merged(before: ByHand, more: ByHand) -> ByHand:
    """Both; where both speak of one account and day, only what is new."""
    pins = {(pin.account, pin.start.date()): pin for pin in (*before.pin, *more.pin)}
    refused = {(no.account, no.date): no for no in (*before.refuse, *more.refuse)}
    missed = {(gone.account, gone.date): gone for gone in (*before.missed, *more.missed)}
    for pin in more.pin:
        refused.pop((pin.account, pin.start.date()), None)
        missed.pop((pin.account, pin.start.date()), None)
    for key in [*((no.account, no.date) for no in more.refuse),
                *((gone.account, gone.date) for gone in more.missed)]:  # fmt: skip
        pins.pop(key, None)
    return ByHand(
        pin=tuple(pins.values()), refuse=tuple(refused.values()), missed=tuple(missed.values())
    )


@dataclass(frozen=True)
class _Month:
    """What the file means for one territory and period."""

    territory: Territory
    by_hand: ByHand

    def pins(self) -> dict[tuple[str, date], Pin]:
        zone = self.territory.period.zone
        return {
            (pin.account, pin.start.date()): Pin(
                account_id=pin.account,
                start=pin.start.replace(tzinfo=zone),
                minutes=pin.minutes,
                by=ContactBy(pin.by or "visit"),
            )
            for pin in self.by_hand.pin
            if self._known(pin.account) and self._inside(pin.start.date())
        }

    def refusals(self) -> Iterator[Refusal]:
        period, pinned = self.territory.period, self.pins()
        for no in self.by_hand.refuse:
            for day in period.days:
                later = no.keep and period.first > no.date and day.weekday() == no.date.weekday()
                later = later and (no.account, day) not in pinned
                if self._known(no.account) and (day == no.date or later):
                    yield Refusal(account_id=no.account, day=day)
        for pin in self.by_hand.pin:
            if pin.keep and period.first > pin.start.date() and self._known(pin.account):
                for day in period.days:
                    if day.weekday() != pin.start.weekday() and (pin.account, day) not in pinned:
                        yield Refusal(account_id=pin.account, day=day)

    def longer(self) -> Iterator[tuple[str, BusyTime]]:
        """The minutes that a rep added to visits: time of the rep, not of the plan."""
        zone = self.territory.period.zone
        for pin in self.by_hand.pin:
            planned, wanted = pin.visit_minutes, pin.minutes
            if planned is None or wanted is None or wanted <= planned:
                continue
            if self._known(pin.account) and self._inside(pin.start.date()):
                account = self.territory.account[pin.account]
                start = pin.start.replace(tzinfo=zone)
                yield (
                    account.rep,
                    BusyTime(
                        start=start + timedelta(minutes=planned),
                        end=start + timedelta(minutes=wanted),
                        title=f"longer visit to {account.name}",
                    ),
                )

    def _known(self, account_id: str) -> bool:
        return account_id in self.territory.account

    def _inside(self, day: date) -> bool:
        return self.territory.period.first <= day <= self.territory.period.last


def with_by_hand(territory: Territory, by_hand: ByHand) -> Territory:
    """The territory with what the reps changed; accounts that it lacks are left aside."""
    month = _Month(territory, by_hand)
    zone = territory.period.zone
    pins = {(p.account_id, p.start.astimezone(zone).date()): p for p in territory.pins}
    pins |= month.pins()
    refusals = {(no.account_id, no.day): no for no in (*territory.refusals, *month.refusals())}
    busy: dict[str, list[BusyTime]] = {rep: list(times) for rep, times in territory.busy.items()}
    for rep, time in month.longer():
        busy.setdefault(rep, []).append(time)
    return replace(
        territory,
        pins=tuple(sorted(pins.values(), key=lambda pin: (pin.start, pin.account_id))),
        refusals=tuple(no for _, no in sorted(refusals.items())),
        busy={rep: tuple(sorted(times, key=_by_start)) for rep, times in busy.items()},
        missed=territory.missed | {(gone.account, gone.date) for gone in by_hand.missed},
    )


def _by_start(busy: BusyTime) -> tuple[datetime, datetime, str]:
    return busy.start.astimezone(UTC), busy.end.astimezone(UTC), busy.title

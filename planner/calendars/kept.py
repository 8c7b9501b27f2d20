"""Entries of days that are over: they stay as they were exported, whatever has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from planner.calendars.entries import Entry, Place
from planner.calendars.exported import Exported, Record, Said
from planner.calendars.text import Text


def is_over(moment: Entry | Record, past: date | None, zone: ZoneInfo) -> bool:
    """Return True if an entry's day was over when its plan was made anew."""
    return past is not None and moment.start.astimezone(zone).date() <= past


def as_exported(
    entries: Sequence[Entry], exported: Exported, rep_id: str, past: date | None, zone: ZoneInfo
) -> list[Entry]:
    """Return a rep's entries, those of days that are over as they were exported.

    Drives of such a day are those that were exported: when they were depends on busy times and
    drives that may be others by now.

    Parameters
    ----------
    past : date or None
        Last day that is over.
    """
    stays = [_said_before(entry, exported, rep_id, past, zone) for entry in entries]
    known = {entry.uid for entry in stays}
    drives = (
        record
        for record in exported.values()
        if record.rep == rep_id and not record.cancelled and is_over(record, past, zone)
    )
    return [*stays, *_drives(drives, known)]


def _drives(records: Iterable[Record], known: set[str]) -> Iterator[Entry]:
    for record in records:
        if record.said is not None and record.said.is_drive and record.uid not in known:
            yield _entry(record, record.said)


def _said_before(
    entry: Entry, exported: Exported, rep_id: str, past: date | None, zone: ZoneInfo
) -> Entry:
    record = exported.get(entry.uid)
    if record is None or not stands_as_exported(entry, record, rep_id, past, zone):
        return entry
    return entry if record.said is None else _entry(record, record.said)


def stands_as_exported(
    entry: Entry, record: Record, rep_id: str, past: date | None, zone: ZoneInfo
) -> bool:
    """Return True if an entry of a day that is over has the times at which it was exported."""
    return (
        is_over(entry, past, zone)
        and (record.rep, record.cancelled) == (rep_id, False)
        and (record.start, record.end) == (entry.start, entry.end)
    )


def said_of(entry: Entry) -> Said:
    """Return what a record keeps of an entry besides its times and title."""
    place = entry.place
    return Said(
        account_id=entry.account_id,
        description=str(entry.description),
        busy=entry.busy,
        visit=entry.visit,
        is_drive=entry.is_drive,
        degrees=None if place is None else (place.latitude, place.longitude),
        title="" if place is None else str(place.title),
        address="" if place is None else str(place.address),
    )


def _entry(record: Record, said: Said) -> Entry:
    place = None
    if said.degrees is not None:
        latitude, longitude = said.degrees
        place = Place(
            latitude=latitude,
            longitude=longitude,
            title=Text(said.title),
            address=Text(said.address),
        )
    return Entry(
        uid=record.uid,
        start=record.start,
        end=record.end,
        summary=Text(record.summary),
        category=record.category,
        description=Text(said.description),
        place=place,
        busy=said.busy,
        visit=said.visit,
        account_id=said.account_id,
        is_drive=said.is_drive,
    )

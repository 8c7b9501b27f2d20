"""Versions of calendar entries: they rise when, and only when, something has changed.

An entry that is new has SEQUENCE 0. One whose content has changed, that was cancelled, or that
returns after it was cancelled has one more than before, and stamps a minute later than before.
The clock is no input: stamps count up from the first midnight of the plan in which the entry
first stood, so that the same plan after the same exports is always the same bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from planner.calendars.entries import Entry
from planner.calendars.events import CalendarWriter, Revision
from planner.calendars.exported import Exported, Record
from planner.calendars.held import Held
from planner.calendars.kept import is_over, said_of, stands_as_exported
from planner.calendars.text import Text
from planner.domain import Plan
from planner.domain.replan import past_of

STEP = timedelta(minutes=1)
"""Between the stamps of two versions of an entry."""


@dataclass(frozen=True, kw_only=True)
class Revised:
    """A rep's entries held against what was exported before.

    Parameters
    ----------
    revisions : mapping of str to Revision
        Version of every entry and of every cancellation, by UID.
    added, changed, cancelled : tuple of Entry
        By start; all empty if the rep's calendar was never exported.
    records : tuple of Record
        What to remember of the rep.
    of_period : tuple of str
        UIDs of all entries that were ever exported for the plan's period.
    """

    revisions: Mapping[str, Revision]
    added: tuple[Entry, ...]
    changed: tuple[Entry, ...]
    cancelled: tuple[Entry, ...]
    records: tuple[Record, ...]
    of_period: tuple[str, ...]

    @property
    def changes(self) -> list[Entry]:
        """Everything that a calendar with the last export lacks, by start."""
        together = [*self.added, *self.changed, *self.cancelled]
        return sorted(together, key=lambda entry: (entry.start.astimezone(UTC), entry.uid))


def revise(
    entries: Sequence[Entry],
    writer: CalendarWriter,
    plan: Plan,
    rep_id: str,
    exported: Exported,
    accounts: Collection[str],
) -> Revised:
    """Number the versions of a rep's entries.

    Parameters
    ----------
    entries : sequence of Entry
        All of the rep's calendar for the plan's period.
    plan : Plan
        Only entries within its period can be cancelled: a record may hold earlier months.
    exported : mapping of str to Record
        Of all reps.
    accounts : collection of str
        Ids of the territory: entries of others on days that are over are left alone.
    """
    past, zone = past_of(plan), ZoneInfo(plan.time_zone)
    revisions: dict[str, Revision] = {}
    added: list[Entry] = []
    changed: list[Entry] = []
    records = {uid: record for uid, record in exported.items() if record.rep == rep_id}
    known_before = any(_of_period(records.values(), plan))
    for entry in entries:
        digest, record = writer.digest(entry), records.get(entry.uid)
        if record is None:
            revisions[entry.uid] = writer.first
            added.append(entry)
        elif stands_as_exported(entry, record, rep_id, past, zone):
            revisions[entry.uid] = _same(record)
            digest = record.digest
        elif record.cancelled or record.digest != digest:
            revisions[entry.uid] = _next(record)
            (added if record.cancelled else changed).append(entry)
        else:
            revisions[entry.uid] = _same(record)
        records[entry.uid] = _record(entry, rep_id, digest, revisions[entry.uid])
    stays = {entry.uid for entry in entries}
    cancelled: list[Entry] = []
    for record in list(_of_period(records.values(), plan)):
        former = record.said is not None and record.said.account_id not in ("", *accounts)
        if former and is_over(record, past, zone):
            continue
        if record.uid not in stays and not record.cancelled:
            gone = _tombstone(record)
            revisions[gone.uid] = _next(record)
            cancelled.append(gone)
            records[gone.uid] = _record(gone, rep_id, record.digest, revisions[gone.uid])
    return Revised(
        revisions=revisions,
        added=tuple(added) if known_before else (),
        changed=tuple(changed),
        cancelled=tuple(sorted(cancelled, key=lambda entry: (entry.start, entry.uid))),
        records=tuple(records.values()),
        of_period=tuple(record.uid for record in _of_period(records.values(), plan)),
    )


def caught_up(exported: Exported, held: Mapping[str, Held]) -> Exported:
    """Records whose versions are at least those of a rep's calendar.

    A program counts SEQUENCE up when the rep changes an entry, and takes no change from us that
    does not exceed it (RFC 5546, 2.1.5).
    """
    newer = {
        uid: replace(
            record,
            sequence=held[uid].sequence,
            modified=record.created + held[uid].sequence * STEP,
        )
        for uid, record in exported.items()
        if uid in held and held[uid].sequence > record.sequence
    }
    return {**exported, **newer}


def _of_period(records: Iterable[Record], plan: Plan) -> Iterator[Record]:
    zone = ZoneInfo(plan.time_zone)
    for record in records:
        if plan.first_day <= record.start.astimezone(zone).date() <= plan.last_day:
            yield record


def _same(record: Record) -> Revision:
    return Revision(
        created=record.created.astimezone(UTC),
        modified=record.modified.astimezone(UTC),
        sequence=record.sequence,
    )


def _next(record: Record) -> Revision:
    before = _same(record)
    return Revision(
        created=before.created, modified=before.modified + STEP, sequence=before.sequence + 1
    )


def _tombstone(record: Record) -> Entry:
    """A cancelled entry where the earlier one was; it leaves the rep's time free."""
    return Entry(
        uid=record.uid,
        start=record.start,
        end=record.end,
        summary=Text(record.summary),
        category=record.category,
        description=Text("This entry is no longer in the plan."),
        busy=False,
        cancelled=True,
    )


def _record(entry: Entry, rep_id: str, digest: str, revision: Revision) -> Record:
    return Record(
        uid=entry.uid,
        rep=rep_id,
        digest=digest,
        sequence=revision.sequence,
        created=revision.created,
        modified=revision.modified,
        start=entry.start,
        end=entry.end,
        summary=str(entry.summary),
        category=entry.category,
        cancelled=entry.cancelled,
        said=said_of(entry),
    )

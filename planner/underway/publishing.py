"""The use case of publishing: a rep's visits on a CalDAV server, and nobody else's touched.

Entries are created, updated and deleted one by one, each only if it is still as we left it. What
the rep changed on the server is a conflict, left as it is, for `planner sync` to bring in. A run
that breaks off can be repeated: what is done already is found to be done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from icalendar import Calendar

from planner.calendars import CalendarExport
from planner.calendars.held import OURS
from planner.calendars.published import published_in, remember_published
from planner.calendars.remote import ChangedOnServer, Remote, Server, ServerTrouble
from planner.calendars.revisions import STEP
from planner.exporting import calendar_of, exported_in
from planner.files.writing import write_file
from planner.gate import checked
from planner.plan import read_plan
from planner.readers import read_territory
from planner.underway.syncing import chosen_rep, month_of


class Deed(StrEnum):
    """What is to be done with an entry."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    CONFLICT = "conflict"
    """It was changed or deleted on the server, and is left alone."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One entry that is not as it should be.

    Parameters
    ----------
    content : bytes
        What to put; empty where it is deleted.
    """

    deed: Deed
    uid: str
    title: str
    content: bytes = b""


def steps_to(
    wanted: Mapping[str, bytes],
    there: Mapping[str, Remote],
    known: Mapping[str, str],
    ours: Iterable[str],
) -> list[Step]:
    """What makes a server's calendar the plan's, sorted: deletions, updates, new entries.

    Parameters
    ----------
    wanted : mapping of str to bytes
        The plan's entries by UID.
    there : mapping of str to Remote
        Entries on the server that have a UID of ours.
    known : mapping of str to str
        ETag by UID of what we put there; may be lost.
    ours : iterable of str
        UIDs of the rep's entries that were ever exported for the plan's period: no others are
        deleted.
    """
    steps = []
    exported = frozenset(ours)
    for uid, remote in there.items():
        if uid in wanted or uid not in exported:
            continue
        deed = Deed.DELETE if _untouched(remote, known) else Deed.CONFLICT
        steps.append(Step(deed=deed, uid=uid, title=_title(remote.content)))
    for uid, content in wanted.items():
        held = there.get(uid)
        title = _title(content)
        if held is None:
            deed = Deed.CONFLICT if uid in known else Deed.CREATE  # else the rep deleted it
            steps.append(Step(deed=deed, uid=uid, title=title, content=content))
        elif _said(held.content) != _said(content):
            agreed = _times(held.content) == _times(content)
            deed = Deed.UPDATE if agreed or _untouched(held, known) else Deed.CONFLICT
            steps.append(Step(deed=deed, uid=uid, title=title, content=content))
    order = [Deed.DELETE, Deed.UPDATE, Deed.CREATE, Deed.CONFLICT]
    return sorted(steps, key=lambda step: (order.index(step.deed), step.title, step.uid))


def _untouched(remote: Remote, known: Mapping[str, str]) -> bool:
    """Whether an entry is as we left it: by its ETag or, where that is lost, by our stamps.

    Our stamps count minutes from the first one; who changes an entry writes the time of the clock.
    """
    if known.get(remote.uid):
        return known[remote.uid] == remote.etag
    event = _event(remote.content)
    try:
        created, modified = event["CREATED"].dt, event["LAST-MODIFIED"].dt
        return bool(modified == created + int(event["SEQUENCE"]) * STEP)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False


def _said(content: bytes) -> tuple[object, ...]:
    """What an entry says, as far as servers keep it."""
    event = _event(content)
    texts = tuple(
        str(event.get(name, "")).strip()
        for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "SEQUENCE")
    )
    return (*_times(content), *texts, len(list(event.walk("VALARM"))))


def _times(content: bytes) -> tuple[object, ...]:
    event = _event(content)
    return tuple(
        event[name].dt.astimezone(UTC) if isinstance(event[name].dt, datetime) else event[name].dt
        for name in ("DTSTART", "DTEND")
        if name in event
    )


def _event(content: bytes) -> Any:
    """The first entry of a resource; an empty one where there is none."""
    events = Calendar.from_ical(content).walk("VEVENT")
    return events[0] if events else Calendar()


def _title(content: bytes) -> str:
    return str(_event(content).get("SUMMARY", ""))


@dataclass(frozen=True, kw_only=True)
class Published:
    """How far publishing came.

    Parameters
    ----------
    done, left : tuple of Step
        Steps made, and steps not made since the server failed.
    conflicts : tuple of Step
        Entries that were changed on the server.
    trouble : str
        Why it broke off; empty if it did not.
    """

    done: tuple[Step, ...]
    left: tuple[Step, ...]
    conflicts: tuple[Step, ...]
    trouble: str = ""


def publish(
    server: Server,
    steps: Sequence[Step],
    there: Mapping[str, Remote],
    known: Mapping[str, str],
    *,
    tell: Callable[[Step], None] = lambda _: None,
) -> tuple[Published, dict[str, str]]:
    """Make the steps, one by one; what we put, by UID, with the ETags.

    Raises nothing: a server that fails ends the run, and `Published` says how far it came.
    """
    etags = dict(known)
    done: list[Step] = []
    conflicts = [step for step in steps if step.deed is Deed.CONFLICT]
    todo = [step for step in steps if step.deed is not Deed.CONFLICT]
    trouble = ""
    left: tuple[Step, ...] = ()
    for number, step in enumerate(todo):
        try:
            if step.deed is Deed.CREATE:
                etags[step.uid] = server.create(step.uid, step.content)
            elif step.deed is Deed.UPDATE:
                etags[step.uid] = server.update(there[step.uid], step.content)
            else:
                server.delete(there[step.uid])
                etags.pop(step.uid, None)
        except ChangedOnServer:
            conflicts.append(step)
        except ServerTrouble as error:
            trouble, left = str(error), tuple(todo[number:])
            break
        else:
            done.append(step)
            tell(step)
    published = Published(done=tuple(done), left=left, conflicts=tuple(conflicts), trouble=trouble)
    return published, etags


@dataclass(frozen=True, kw_only=True)
class Publication:
    """A rep's plan beside a server's calendar.

    Parameters
    ----------
    steps : tuple of Step
        What is to be done.
    published : Published or None
        What was done; None in a dry run.
    """

    steps: tuple[Step, ...]
    published: Published | None

    @property
    def conflicts(self) -> tuple[Step, ...]:
        """Entries that were changed on the server."""
        if self.published is not None:
            return self.published.conflicts
        return tuple(step for step in self.steps if step.deed is Deed.CONFLICT)


def publish_plan(
    folder: Path,
    plan_file: Path,
    server: Server,
    *,
    only: str | None = None,
    dry_run: bool = True,
    tell: Callable[[Step], None] = lambda _: None,
) -> Publication:
    """Make a server's calendar what a plan says.

    Parameters
    ----------
    folder, plan_file : Path
        The territory, and its exported plan.
    server : Server
        The rep's calendar.
    dry_run : bool
        Only say what is to be done.

    Raises
    ------
    BadInput
        If a file cannot be read, or the plan breaks rules of the territory as it is now.
    ServerTrouble
        If the calendar cannot be read.
    """
    rep_id, made = _exported(folder, plan_file, only)
    there = server.entries(OURS)
    known = published_in(plan_file.parent).get(rep_id, {})
    steps = steps_to(made.resources, there, known, made.revised.of_period)
    if dry_run:
        return Publication(steps=tuple(steps), published=None)
    published, etags = publish(server, steps, there, known, tell=tell)
    remember_published(plan_file.parent, rep_id, etags)
    return Publication(steps=tuple(steps), published=published)


def words_of(made: Publication) -> list[str]:
    """What was done or is to be done, for people."""
    done = made.published
    todo = [step for step in made.steps if step.deed is not Deed.CONFLICT]
    lines = []
    if done is None:
        lines += [f"would {step.deed}: {step.title}" for step in todo]
        if not todo and not made.conflicts:
            lines.append("The calendar is as the plan says.")
        elif todo:
            lines.append("Nothing was done yet: add --yes.")
    else:
        lines.append(f"{len(done.done)} of {len(todo)} entries done.")
    lines += [f"changed by hand on the server, left alone: {step.title}" for step in made.conflicts]
    if made.conflicts:
        lines.append("Bring these in with planner sync --caldav, then publish again.")
    if done is not None and done.trouble:
        lines.append(f"Broken off: {done.trouble}. Run it again to do the rest.")
    return lines


def write_feed(folder: Path, plan_file: Path, feed: Path, *, only: str | None = None) -> int:
    """Write a rep's visits as a calendar to subscribe to; how many entries it has.

    Raises
    ------
    BadInput
        If a file cannot be read, or the plan breaks rules of the territory as it is now.
    """
    made = _exported(folder, plan_file, only)[1]
    write_file(feed, made.feed.decode())
    return len(made.resources)


def _exported(folder: Path, plan_file: Path, only: str | None) -> tuple[str, CalendarExport]:
    """The rep, and the calendar as it was exported with the plan."""
    plan = read_plan(plan_file)
    reading = read_territory(folder, month=month_of(plan), tolerate_rep_faults=True)
    territory = reading.territory
    rep_id = chosen_rep(territory, only)
    exported = exported_in(plan_file.parent)
    return rep_id, calendar_of(checked(territory, plan, stored=str(plan_file)), rep_id, exported)

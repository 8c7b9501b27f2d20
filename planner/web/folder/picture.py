"""A territory's folder at one moment: what the pages show, read together and never mixed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.domain import BadInput, Finding, Period, Plan, Territory
from planner.exporting import PLAN_FILE
from planner.files.opening import read_file
from planner.files.recovery import recover
from planner.files.tables import Table, parse_table
from planner.plan import read_plan
from planner.readers import read_territory
from planner.readers.by_hand import BY_HAND_FILE
from planner.readers.sources import ACCOUNT_FILES, SETTINGS_FILE, Sources
from planner.readers.toml_file import parse_settings
from planner.underway.syncing import month_of

OUT = "out"
PLAN = f"{OUT}/{PLAN_FILE}"
CALENDARS = "calendars"

Stamps = Mapping[str, tuple[int, int, int]]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What a folder holds.

    Parameters
    ----------
    stamps : mapping
        Time, size and number of every file, by which a change is noticed.
    versions : mapping of str to str
        SHA-256 of the files that the pages change: what a writer must have seen.
    territory : Territory or None
        None where the folder is empty or its files are faulty.
    findings : tuple of Finding
        Everything that was found in the input files.
    account_file : str
        Name of the account list.
    accounts : Table or None
        Its cells as text; None where it cannot be read.
    plan : Plan or None
        The plan in ``out``.
    planned : Territory or None
        The territory for the plan's own period.
    plan_trouble : str
        Why the plan cannot be shown; empty if it can, or if there is none.
    """

    stamps: Stamps
    versions: Mapping[str, str]
    territory: Territory | None = None
    findings: tuple[Finding, ...] = ()
    account_file: str = ACCOUNT_FILES[0]
    accounts: Table | None = None
    plan: Plan | None = None
    planned: Territory | None = None
    plan_trouble: str = ""

    @property
    def empty(self) -> bool:
        """Whether nobody has begun here yet."""
        return SETTINGS_FILE not in self.versions and self.account_file not in self.versions

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that keep something from being planned."""
        return tuple(finding for finding in self.findings if finding.fatal)

    @property
    def stale(self) -> tuple[str, ...]:
        """Input files that have changed since the plan was made."""
        if self.plan is None:
            return ()
        made_from = {
            name.removeprefix("sha256:"): digest
            for name, digest in self.plan.provenance.items()
            if name.startswith("sha256:")
        }
        now = self.territory.inputs if self.territory else self.versions
        return tuple(n for n, digest in sorted(now.items()) if made_from.get(n, digest) != digest)


def stamps_of(folder: Path) -> Stamps:
    """Stamps of the files that a picture is read from."""
    places = [folder, folder / CALENDARS]
    paths = [path for place in places if place.is_dir() for path in place.iterdir()]
    found = {}
    for path in (*paths, folder / PLAN):
        name = path.relative_to(folder).as_posix()
        if path.name.startswith("."):
            continue
        try:
            stat = path.stat()
        except OSError:
            continue
        if path.is_file():
            found[name] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    return dict(sorted(found.items()))


def stamp_of(path: Path) -> int:
    """By which a change of one file is noticed; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def version_of(folder: Path, name: str) -> str:
    """SHA-256 of a file's content; empty where there is no such file."""
    try:
        return hashlib.sha256(read_file(folder / name)).hexdigest()
    except BadInput:
        return ""


def take_picture(folder: Path) -> Picture:
    """Read a folder; whatever is wrong with it is a part of the picture."""
    half_way: tuple[Finding, ...] = ()
    try:
        recover(folder)
    except BadInput as bad:
        half_way = tuple(bad.findings)
    stamps = stamps_of(folder)
    account_file = _account_file(folder)
    names = (SETTINGS_FILE, account_file, BY_HAND_FILE, PLAN)
    versions = {name: digest for name in names if (digest := version_of(folder, name))}
    if half_way:
        return Picture(stamps={}, versions=versions, findings=half_way)  # looked at again
    territory, findings = _territory(folder, None) if versions else (None, ())
    plan, trouble = _plan(folder) if PLAN in versions else (None, "")
    planned = None
    if plan is not None:
        planned, trouble = _planned(folder, plan, territory)
    return Picture(
        stamps=stamps,
        versions=versions,
        territory=territory,
        findings=findings,
        account_file=account_file,
        accounts=_table(folder, account_file),
        plan=plan if planned else None,
        planned=planned,
        plan_trouble=trouble,
    )


def _account_file(folder: Path) -> str:
    """Name of the account list, as reading the territory finds it."""
    named = None
    try:
        settings, _ = parse_settings(read_file(folder / SETTINGS_FILE), SETTINGS_FILE, [])
        named = settings.accounts.file
    except BadInput:
        pass
    return Sources(folder).account_file(named)


def _table(folder: Path, name: str) -> Table | None:
    try:
        return parse_table(read_file(folder / name, name=name), name)
    except BadInput:
        return None


def _territory(folder: Path, month: str | None) -> tuple[Territory | None, tuple[Finding, ...]]:
    try:
        reading = read_territory(folder, month=month, tolerate_rep_faults=True)
    except BadInput as bad:
        return None, tuple(bad.findings)
    return reading.territory, reading.findings


def _plan(folder: Path) -> tuple[Plan | None, str]:
    try:
        return read_plan(folder / PLAN, PLAN), ""
    except BadInput as bad:
        return None, f"The plan cannot be read: {bad}"


def _planned(folder: Path, plan: Plan, territory: Territory | None) -> tuple[Territory | None, str]:
    """The territory for a plan's period, where it still knows the plan's reps and accounts."""
    period = Period(first=plan.first_day, last=plan.last_day, time_zone=plan.time_zone)
    if territory is None or territory.period != period:
        territory, _ = _territory(folder, month_of(plan))
    if territory is None:
        return None, "The plan cannot be shown until the errors in the input are corrected."
    missing = {visit.account_id for visit in plan.visits} - set(territory.account)
    if missing or {visit.rep for visit in plan.visits} - set(territory.rep):
        some = ", ".join(sorted(missing)[:3]) or "a rep"
        return None, f"The plan speaks of {some}, no longer in the territory: plan again."
    return territory, ""

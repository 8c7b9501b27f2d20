"""A plan's files: plan.json, a calendar for each rep, and a table of the visits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from planner.calendars import (
    EXPORTED_FILE,
    CalendarExport,
    Exported,
    calendar_export,
    exported_from_json,
    exported_to_json,
)
from planner.calendars.export import CHANGES
from planner.calendars.held import Held
from planner.calendars.revisions import caught_up
from planner.domain import BadInput, Finding, Plan, Territory
from planner.files.json_text import parse_json
from planner.files.opening import read_file
from planner.files.recovery import recover
from planner.files.writing import write_file, write_files
from planner.gate import CheckedPlan, checked
from planner.plan import plan_to_json
from planner.reports.tables import visits_csv, visits_workbook

PLAN_FILE = "plan.json"
VISITS_FILE = "visits.csv"


def export(
    plan: Plan,
    territory: Territory,
    out: Path,
    overwrite: bool,
    *,
    earlier: Path | None = None,
    stored: str = "",
) -> tuple[str, ...]:
    """Write plan.json, an .ics for each rep and visits.csv: all of them or none.

    The plan passes the gate first (`planner.gate`).

    Beside them lies what was exported, so that the next export of the period can say what has
    changed: in ``<rep>-changes.ics``, which stays until there are newer changes.

    Parameters
    ----------
    out : Path
        The folder; its other files stay.
    overwrite : bool
        Whether files of an earlier plan may be replaced; its calendars go with it.
    earlier : Path, optional
        Folder of the plan before, where the record of what was exported is looked for if this
        folder has none.
    stored : str
        Name of the file that the plan was read from; empty if a search has just made it.

    Returns
    -------
    tuple of str
        Names of the files.

    Raises
    ------
    BadInput
        If the folder holds an earlier plan that may not be replaced, or a stored plan breaks
        rules.
    FailedCheck
        If a plan that was just made breaks rules.
    """
    passed = checked(territory, plan, stored=stored)
    recover(out)  # the record of what was exported is read only once it is whole
    files = {PLAN_FILE: plan_file(passed), VISITS_FILE: visits_file(passed)}
    records = dict(exported_in(out) or (exported_in(earlier) if earlier else {}))
    changed: list[str] = []
    for result in plan.reps:
        if result.objective_cents is not None:
            made = calendar_of(passed, result.rep, records)
            files |= dict(made.files) | dict(made.changes)
            records |= {record.uid: record for record in made.revised.records}
            changed += [result.rep] if made.changes else []
    refuse_earlier_plan(out, overwrite, files)
    files[EXPORTED_FILE] = exported_to_json(records.values()).encode()
    write_files(out, files, stale=_calendars_of(out / PLAN_FILE, changed))
    return tuple(sorted(files))


def plan_file(passed: CheckedPlan) -> bytes:
    """Return the content of ``plan.json``."""
    return plan_to_json(passed.plan).encode()


def visits_file(passed: CheckedPlan) -> bytes:
    """Return the content of ``visits.csv``, with the byte order mark that Excel wants."""
    return visits_csv(passed.plan, passed.territory).encode("utf-8-sig")


def visits_sheet(passed: CheckedPlan) -> bytes:
    """Return the visits as an .xlsx file."""
    return visits_workbook(passed.plan, passed.territory)


def calendar_of(passed: CheckedPlan, rep_id: str, exported: Exported) -> CalendarExport:
    """Return a rep's calendar, and what has changed since it was last exported.

    Parameters
    ----------
    exported : mapping of str to Record
        What was exported before.
    """
    options = passed.territory.calendar
    return calendar_export(passed.plan, passed.territory, rep_id, options, exported)


def exported_in(folder: Path) -> Exported:
    """What was exported into a folder; nothing where there is no record.

    Raises
    ------
    BadInput
        If the record cannot be read.
    """
    path = folder / EXPORTED_FILE
    return exported_from_json(read_file(path), str(path)) if path.exists() else {}


def catch_up(out: Path, held: Mapping[str, Held]) -> None:
    """Number later versions of entries above those that a rep's calendar holds."""
    records = exported_in(out)
    ahead = caught_up(records, held)
    if ahead != records:
        write_file(out / EXPORTED_FILE, exported_to_json(ahead.values()))


def refuse_earlier_plan(out: Path, overwrite: bool, names: Iterable[str] = (PLAN_FILE,)) -> None:
    """Keep files of an earlier plan that are there, unless asked to replace them.

    Raises
    ------
    BadInput
        If one of the names is taken.
    """
    refuse_earlier(out, [out / name for name in sorted(names)], "plan", overwrite=overwrite)


def refuse_earlier(out: Path, files: Iterable[Path], what: str, *, overwrite: bool) -> None:
    """Keep files that are there, unless asked to replace them; a change broken off is undone.

    Parameters
    ----------
    out : Path
        Folder that is written into.
    files : iterable of Path
        In it, or elsewhere.
    what : str
        What they are the files of, in words.

    Raises
    ------
    BadInput
        With all files that are there.
    """
    recover(out)
    if out.exists() and not out.is_dir():
        raise BadInput([_taken(out, "This is a file, and a folder is needed", what)])
    there = [file for file in files if file.exists()]
    if there and not overwrite:
        raise BadInput([_taken(file, "The file exists already", what) for file in there])


def _taken(path: Path, message: str, what: str) -> Finding:
    return Finding(
        code="output-exists",
        message=message,
        remedy=f"Use --force to replace an earlier {what}, or choose another --out",
        file=str(path),
    )


def _calendars_of(earlier: Path, changed: Iterable[str]) -> list[str]:
    """Calendar files that an earlier plan left; of changes, those that newer ones replace."""
    try:
        reps = [str(result["rep"]) for result in parse_json(read_file(earlier))["reps"]]
    except (BadInput, ValueError, KeyError, TypeError):
        return []
    stems = [*reps, *(f"{rep}{CHANGES}" for rep in changed)]
    names = "|".join(re.escape(stem) for stem in stems)
    parts = re.compile(rf"({names})(-\d{{4}}-(W\d\d|\d\d-\d\d))?\.ics")
    return [path.name for path in sorted(earlier.parent.iterdir()) if parts.fullmatch(path.name)]

"""One plan or several as a page to open, print and send: the use case behind `planner report`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.accounts.audit import Audit
from planner.domain import BadInput, ExitCode, Finding, Period, Plan, Territory
from planner.domain.comparison import BASE, Comparison, Scenario
from planner.domain.frontier import Frontier
from planner.exporting import PLAN_FILE
from planner.files.json_text import parse_json
from planner.files.opening import read_file
from planner.files.recovery import recover
from planner.portfolio.auditing import WEEKS, Question, audit_past
from planner.readers import Overlay, overlay_of, read_overlay
from planner.readers.past import days_before
from planner.readers.sources import SETTINGS_FILE
from planner.reports.html import Report, render_report
from planner.reports.words import count
from planner.scenarios.sweep.files import SWEEP_FILE, frontier_of
from planner.scenarios.whatif.compare import compare
from planner.scenarios.whatif.files import OVERLAY_FOLDER
from planner.verdicts import Verdict, verify_plan

Named = Callable[[Path], Overlay | None]
"""Finds what a user named as a scenario, given the territory's folder."""

SHOWN_BREACHES = 5
"""Broken rules that are named; the rest are counted."""


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A report that was made.

    Parameters
    ----------
    page : str
        HTML.
    notes : tuple of str
        What stands above its figures: broken rules, changed inputs.
    exit_code : ExitCode
        3 if a plan breaks a rule.
    findings : tuple of Finding
        What was found in the input files.
    open_entries : int
        Entries of the past that a person is asked to settle in `match_file`.
    """

    page: str
    notes: tuple[str, ...]
    exit_code: ExitCode
    findings: tuple[Finding, ...] = ()
    open_entries: int = 0
    match_file: Path | None = None


@dataclass(frozen=True, kw_only=True)
class _Read:
    """A plan with its territory and its name among others."""

    name: str
    verdict: Verdict


def report(
    plan_files: Sequence[Path],
    folder: Path | None = None,
    past: Path | None = None,
    overlay: Named = lambda _: None,
) -> Reported:
    """Make the report of a plan; further plans stand beside it as scenarios.

    Parameters
    ----------
    plan_files : sequence of Path
        The first one is shown in detail.
    folder : Path or None
        The territory's; by default the nearest folder above the first plan that has a
        ``territory.toml``.
    past : Path or None
        Past calendar or visits, for the part on where the time went.
    overlay : callable, optional
        The scenario that the first plan was made for, given the territory's folder. Without it,
        and for the other plans, the name of a plan's folder is that of an overlay, or settings.

    Raises
    ------
    BadInput
        With everything that is wrong with the files.
    """
    folder = folder or _folder_of(plan_files[0])
    recover(folder)
    overlays = [_overlay(folder, file) for file in plan_files]
    overlays[0] = overlay(folder) or overlays[0]
    reads = _read_all(plan_files, folder, overlays)
    first = reads[0].verdict
    audit: Audit | None = None
    left_out: Mapping[str, int] = {}
    open_entries, match_file = 0, None
    if past is not None:
        looked = audit_past(folder, _question(first.plan, past))
        audit, left_out = looked.audit, looked.left_out
        open_entries, match_file = looked.open_entries, looked.match_file
    notes = [note for read in reads for note in _notes(read, alone=len(reads) == 1)]
    sweep = _sweep(plan_files[0])
    if isinstance(sweep, str):
        notes.append(sweep)
    page = render_report(
        Report(
            plan=first.plan,
            territory=first.reading.territory,
            comparison=_comparison(reads) if len(reads) > 1 else None,
            sweep=sweep if isinstance(sweep, Frontier) else None,
            audit=audit,
            left_out=left_out,
            notes=tuple(notes),
        )
    )
    broken = any(read.verdict.breaches for read in reads)
    return Reported(
        page=page,
        notes=tuple(notes),
        exit_code=ExitCode.FAILED_CHECK if broken else ExitCode.DONE,
        findings=first.reading.findings,
        open_entries=open_entries,
        match_file=match_file,
    )


def _folder_of(plan_file: Path) -> Path:
    for folder in plan_file.absolute().parents:
        if (folder / SETTINGS_FILE).is_file():
            return folder
    raise BadInput(
        [
            Finding(
                code="territory-unknown",
                message=f"No folder above the plan has a {SETTINGS_FILE}",
                remedy="Name the territory's folder: --territory DIR.",
                file=str(plan_file),
            )
        ]
    )


def _read_all(
    plan_files: Sequence[Path], folder: Path, overlays: Sequence[Overlay | None]
) -> list[_Read]:
    names = _names(plan_files, folder)
    reads, found = [], []
    for file, name, overlay in zip(plan_files, names, overlays, strict=True):
        try:
            verdict = verify_plan(file, folder, overlay)
            found += _unknown(file, verdict.plan, verdict.reading.territory)
            reads.append(_Read(name=name, verdict=verdict))
        except BadInput as bad:
            found += [finding for finding in bad.findings if finding not in found]
    found += _mixed(plan_files, [read.verdict.plan for read in reads])
    if found:
        raise BadInput(found)
    return reads


def _names(plan_files: Sequence[Path], folder: Path) -> list[str]:
    """Names of plans by their folders; the whole path where these are alike."""
    short = []
    for number, file in enumerate(plan_files):
        own = file.absolute().parent.name if file.name == PLAN_FILE else file.stem
        inside = file.absolute().parent.parent == folder.absolute()
        short.append(BASE if number == 0 and inside and file.name == PLAN_FILE else own)
    return [
        name if short.count(name) == 1 else str(file)
        for name, file in zip(short, plan_files, strict=True)
    ]


def _overlay(folder: Path, plan_file: Path) -> Overlay | None:
    """The overlay that a scenario's or a sweep's plan was made with, by its folder's name."""
    name = plan_file.absolute().parent.name
    file = folder / OVERLAY_FOLDER / f"{name}.toml"
    if file.is_file():
        return read_overlay(file)
    try:
        return overlay_of(name.split(",")) if "=" in name else None
    except BadInput:  # a folder that only looks like settings
        return None


def _sweep(plan_file: Path) -> Frontier | str | None:
    """The sweep whose point a plan is; why it cannot be shown; or None where it is of none."""
    point = plan_file.absolute().parent
    file = point.parent / SWEEP_FILE
    if not file.is_file():
        return None
    try:
        frontier = frontier_of(parse_json(read_file(file)))
    except (BadInput, ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        return f"{SWEEP_FILE} beside the plans cannot be read ({type(error).__name__}: {error})"
    return frontier if point.name in {each.name for each in frontier.points} else None


def _unknown(file: Path, plan: Plan, territory: Territory) -> list[Finding]:
    """Reps and accounts of a plan that its territory does not have."""
    reps = sorted({visit.rep for visit in plan.visits} - set(territory.rep))
    accounts = sorted({visit.account_id for visit in plan.visits} - set(territory.account))
    missing = [f"rep {rep}" for rep in reps] + [f"account {account}" for account in accounts]
    if not missing:
        return []
    return [
        Finding(
            code="plan-elsewhere",
            message=f"The plan visits what the territory does not have: {', '.join(missing[:5])}"
            + (f" and {len(missing) - 5} more" if len(missing) > 5 else ""),
            remedy="Name the folder that it was made for with --territory, or plan again.",
            file=str(file),
        )
    ]


def _mixed(plan_files: Sequence[Path], plans: Sequence[Plan]) -> list[Finding]:
    """Plans of another period or currency than the first are no scenarios of it."""
    return [
        Finding(
            code="plans-mixed",
            message="The plan is of another period, or in another currency, than the first",
            remedy=f"Compare plans of {plans[0].first_day} to {plans[0].last_day}.",
            file=str(file),
        )
        for file, plan in zip(plan_files, plans, strict=False)
        if (plan.first_day, plan.last_day, plan.currency)
        != (plans[0].first_day, plans[0].last_day, plans[0].currency)
    ]


def _comparison(reads: Sequence[_Read]) -> Comparison:
    scenarios = [
        Scenario(
            name=read.name,
            territory=read.verdict.reading.territory,
            plan=read.verdict.plan,
            changes=read.verdict.reading.changes,
        )
        for read in reads
    ]
    return compare(scenarios[0], scenarios[1:])


def _notes(read: _Read, *, alone: bool) -> list[str]:
    """What a reader must know of a plan before its figures."""
    breaches = read.verdict.breaches
    notes = [f"Breaks {breach.rule}: {breach.message}" for breach in breaches[:SHOWN_BREACHES]]
    if len(breaches) > SHOWN_BREACHES:
        notes.append(f"and {count(len(breaches) - SHOWN_BREACHES, 'more breach', 'more breaches')}")
    notes += read.verdict.notes
    return notes if alone else [f"{read.name}: {note}" for note in notes]


def _question(plan: Plan, past: Path) -> Question:
    """The weeks before the plan's own period."""
    period = Period(first=plan.first_day, last=plan.last_day, time_zone=plan.time_zone)
    span = days_before(period, WEEKS)
    return Question(past=past, first=span.first, last=span.last)

"""A plan of any origin against its territory as the files are now, and the plan before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from planner import __version__
from planner.checks.earlier import as_underway, check_earlier
from planner.domain import BadInput, Breach, ExitCode, Finding, Period, Plan, Territory
from planner.domain.replan import MISSED, missed_of
from planner.plan import plan_to_json, read_plan
from planner.planning import compile_reps, problem_digests
from planner.readers import Overlay, Reading, read_territory
from planner.unplanned import unplanned
from planner.verifying import breaches_of


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the checks say of a plan.

    Parameters
    ----------
    reading : Reading
        The territory that it was checked against.
    notes : tuple of str
        What the reader should know besides: changed inputs, reps without a plan.
    """

    plan: Plan
    reading: Reading
    breaches: tuple[Breach, ...]
    notes: tuple[str, ...]

    @property
    def exit_code(self) -> ExitCode:
        """3 if a rule is broken or a figure is wrong."""
        return ExitCode.FAILED_CHECK if self.breaches else ExitCode.DONE


def verify_plan(
    plan_file: Path,
    folder: Path,
    overlay: Overlay | None = None,
    *,
    previous: Path | None = None,
    today: date | None = None,
) -> Verdict:
    """Check a plan of any origin against the territory as its files are now.

    Parameters
    ----------
    overlay : Overlay or None
        What the plan's scenario changes in the territory.
    previous : Path or None
        The plan that it was made anew from: what re-planning promises is checked too.
    today : date or None
        The day up to which that plan stays; the plan itself may say it.

    Raises
    ------
    BadInput
        If a plan or the territory cannot be read, or no day is known for the plan before.
    """
    plan = read_plan(plan_file)
    before = None if previous is None else read_plan(previous)
    period = Period(first=plan.first_day, last=plan.last_day, time_zone=plan.time_zone)
    month = str(period) if len(str(period)) == len("2026-12") else None
    reading = read_territory(folder, month=month, tolerate_rep_faults=True, overlay=overlay)
    return verdict_of(plan, reading, before=before, today=today)


def verdict_of(
    plan: Plan,
    reading: Reading,
    *,
    before: Plan | None = None,
    today: date | None = None,
    digests: Mapping[str, str] | None = None,
) -> Verdict:
    """Check a plan against a territory that was read.

    Parameters
    ----------
    before, today
        As ``previous`` and ``today`` of `verify_plan`.
    digests : mapping of str to str, optional
        Of the territory's problems, where they are known already.

    Raises
    ------
    BadInput
        If there is a plan before, and nothing says from which day on this one was made anew.
    """
    territory = reading.territory
    made_on, changes = _made_anew(plan)
    notes = [f"{finding}" for finding in reading.findings if finding.fatal]
    notes += _rep_notes(territory, plan)
    notes += _provenance_notes(territory, plan, digests)
    if today is not None and made_on is not None and today != made_on:
        notes.append(f"the plan was made anew from {made_on}, and is checked from {today}")
    today = today or made_on
    if before is not None and today is None:
        raise BadInput(
            [
                Finding(
                    code="previous-day",
                    message="The plan does not say from which day on it was made anew",
                    remedy="Name the day: --from 2026-12-10",
                )
            ]
        )
    missed = _missed(plan)
    notes += (
        f"the plan says that {account_id} was missed on {day}"
        for account_id, day in sorted(missed - territory.missed)
    )
    breaches = []
    if today is not None:
        territory = as_underway(territory, before or plan, today, changes, missed)
    breaches += breaches_of(territory, plan)
    if before is not None:
        breaches += check_earlier(territory, plan, before)
        digest = sha256(plan_to_json(before).encode()).hexdigest()
        if plan.provenance.get("previous", digest) != digest:
            notes.append("the plan was made anew from another plan than the one before")
    return Verdict(plan=plan, reading=reading, breaches=tuple(breaches), notes=tuple(notes))


def _made_anew(plan: Plan) -> tuple[date | None, int | None]:
    """The day from which on a plan says it was made anew, and its limit of changes."""
    day, changes = plan.provenance.get("past"), plan.provenance.get("changes")
    try:
        return date.fromisoformat(day) if day else None, int(changes) if changes else None
    except ValueError:
        raise BadInput(
            [
                Finding(
                    code="plan-value",
                    message="The plan says from when on it was made anew, and this is no date, "
                    "or with how many changes, and this is no number",
                    remedy="Write a date like 2026-12-10 and a whole number, or take both out",
                    column="provenance.past, provenance.changes",
                    value=f"{day}, {changes}",
                )
            ]
        ) from None


def _missed(plan: Plan) -> frozenset[tuple[str, date]]:
    """Visits that a plan says were missed when it was made anew."""
    try:
        return missed_of(plan)
    except ValueError:
        raise BadInput(
            [
                Finding(
                    code="plan-value",
                    message="The plan's list of missed visits cannot be read",
                    remedy='Write it like [["A1", "2026-12-10"]], or take it out',
                    column=f"provenance.{MISSED}",
                    value=plan.provenance[MISSED],
                )
            ]
        ) from None


def _rep_notes(territory: Territory, plan: Plan) -> Iterator[str]:
    for result in unplanned(plan):
        yield f"rep {result.rep} has no plan: {result.message or result.status}"
    spoken_of = {result.rep for result in plan.reps}
    for rep in territory.reps:
        if rep.id not in spoken_of:
            yield f"rep {rep.id} is not in the plan"


def _provenance_notes(
    territory: Territory, plan: Plan, digests: Mapping[str, str] | None
) -> Iterator[str]:
    """What is not as it was when the plan was made."""
    if plan.territory != territory.name:
        yield f"the plan is of {plan.territory!r}, the territory is {territory.name!r}"
    said = plan.provenance
    known = {key.partition(":")[2]: digest for key, digest in said.items() if "sha256:" in key}
    if not known:
        yield "the plan does not say what it was made from"
        return
    if said.get("planner") != __version__:
        yield f"the plan was made by planner {said.get('planner')}, and this is {__version__}"
    fresh = True
    for name, digest in sorted({**known, **territory.inputs}.items()):
        if name not in known or name not in territory.inputs:
            what = "was not there" if name not in known else "is gone, and was there"
            yield f"{name} {what} when the plan was made"
            fresh = False
        elif known[name] != digest:
            yield f"{name} has changed since the plan was made"
            fresh = False
    if not fresh or said.get("planner") != __version__:
        return
    if digests is None:
        digests = problem_digests(compile_reps(territory).compiled)
    for key, digest in sorted(digests.items()):
        rep = key.partition(":")[2]
        if any(result.rep == rep for result in plan.reps) and said.get(key) != digest:
            yield f"the digest {key} is not that of the problem of {rep}"

"""Plans against the checks: a new one before it is exported, or one of any origin."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from planner.checks import check_plan
from planner.domain import Breach, ExitCode, Period, Plan, Territory
from planner.plan import plan_from_json
from planner.readers import Overlay, Reading, read_territory
from planner.unplanned import unplanned


def breaches_of(territory: Territory, plan: Plan) -> list[Breach]:
    """Every rule that a plan breaks; a rep of whom it has no plan owes nothing."""
    planned = {visit.rep for visit in plan.visits}
    planned |= {result.rep for result in plan.reps if result.objective_cents is not None}
    absent = {rep.id for rep in territory.reps} - planned
    return [breach for breach in check_plan(territory, plan) if breach.rep not in absent]


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
        """3 if a rule is broken."""
        return ExitCode.FAILED_CHECK if self.breaches else ExitCode.DONE


def verify_plan(plan_file: Path, folder: Path, overlay: Overlay | None = None) -> Verdict:
    """Check a plan of any origin against the territory as its files are now.

    Parameters
    ----------
    overlay : Overlay or None
        What the plan's scenario changes in the territory.

    Raises
    ------
    BadInput
        If the plan or the territory cannot be read.
    """
    text = plan_file.read_bytes().decode("utf-8-sig", errors="replace")
    plan = plan_from_json(text, str(plan_file))
    period = Period(first=plan.first_day, last=plan.last_day, time_zone=plan.time_zone)
    month = str(period) if len(str(period)) == len("2026-12") else None
    reading = read_territory(folder, month=month, tolerate_rep_faults=True, overlay=overlay)
    notes = [f"{finding}" for finding in reading.findings if finding.fatal]
    notes += [f"rep {r.rep} has no plan: {r.message or r.status}" for r in unplanned(plan)]
    spoken_of = {result.rep for result in plan.reps}
    absent = [rep.id for rep in reading.territory.reps if rep.id not in spoken_of]
    notes += [f"rep {rep} is not in the plan" for rep in absent]
    for name, digest in sorted(reading.territory.inputs.items()):
        if plan.provenance.get(f"sha256:{name}", digest) != digest:
            notes.append(f"{name} has changed since the plan was made")
    return Verdict(
        plan=plan,
        reading=reading,
        breaches=tuple(breaches_of(reading.territory, plan)),
        notes=tuple(notes),
    )

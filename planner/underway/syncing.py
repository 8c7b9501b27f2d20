"""The use case of the rep's hand: moved visits are appointments, deleted ones refusals.

Each change is priced: the rest of the period is planned anew around it alone, and what that plan
is worth less is what the change costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from planner.calendars.held import held_in
from planner.calendars.published import forget_gone
from planner.domain import (
    BadInput,
    Finding,
    Period,
    Plan,
    PlannerError,
    Territory,
)
from planner.exporting import catch_up, export
from planner.files.budgets import MAX_TOML_BYTES
from planner.files.lock import locked
from planner.files.opening import read_file
from planner.files.writing import one_change, write_file
from planner.plan import read_plan
from planner.planning import chosen_reps
from planner.readers import read_territory
from planner.readers.by_hand import (
    BY_HAND_FILE,
    ByHand,
    by_hand_from_toml,
    by_hand_to_toml,
    merged,
    with_by_hand,
)
from planner.rules import compile_rep
from planner.underway.hand_changes import HandChange, by_hand_of, changes_by_hand
from planner.underway.morning import Morning, morning_of
from planner.underway.replanning import Replanned, replan_territory


def priced_changes(
    territory: Territory,
    morning: Morning,
    changes: Sequence[HandChange],
    *,
    work: int = 1,
    seed: int = 0,
    tell: Callable[[int], None] = lambda _: None,
) -> list[HandChange]:
    """Reckon what each change costs, alone, against a plan made anew without any.

    Parameters
    ----------
    work : int
        Limit of each search; small, since each begins with what is left of the plan.
    tell : callable, optional
        Called with the number of changes done.
    """
    found: list[HandChange] = []
    if not changes:
        return found
    before = replan_territory(territory, morning, work=work, seed=seed).plan
    for number, change in enumerate(changes):
        if change.trouble:
            found.append(change)
            continue
        alone = by_hand_of([change], morning.today, keep=False, currency=territory.currency)
        try:
            place = with_by_hand(territory, alone)
            compile_rep(place, change.visit.rep)
            made = planned_around(place, morning, work=work, seed=seed)
        except PlannerError as error:
            found.append(replace(change, trouble=_trouble(error)))
        else:
            found.append(
                replace(
                    change,
                    cost_cents=before.objective_cents - made.plan.objective_cents,
                    driving=_driving(made.plan) - _driving(before),
                )
            )
        tell(number + 1)
    return found


def planned_around(around: Territory, morning: Morning, **search: Any) -> Replanned:
    """The rest of the period planned anew with changes by hand.

    Parameters
    ----------
    around : Territory
        As it is with them.
    search
        As `replan_territory` takes it.
    """
    missed = replace(morning, missed=morning.missed | around.missed)
    return replan_territory(around, missed, **search)


def _trouble(error: PlannerError) -> str:
    if isinstance(error, BadInput):
        return "; ".join(finding.message for finding in error.findings if finding.fatal)
    return str(error).splitlines()[0]


def _driving(plan: Plan) -> int:
    """Minutes of driving that a plan reports."""
    return round(60 * sum(rule.actual or 0 for rule in plan.rules if rule.id == "travel"))


@dataclass(frozen=True, kw_only=True)
class Synced:
    """What a calendar brought in.

    Parameters
    ----------
    territory : Territory
        As it is with the changes.
    changes : tuple of HandChange
        All of the rep's, priced.
    replanned : Replanned or None
        The plan around them; None where nothing was changed, or nothing was to be written.
    files : tuple of str
        What was written.
    """

    territory: Territory
    changes: tuple[HandChange, ...]
    replanned: Replanned | None
    files: tuple[str, ...]
    findings: tuple[Finding, ...]


def sync_territory(
    folder: Path,
    content: bytes,
    name: str,
    today: date,
    *,
    plan_file: Path,
    only: str | None = None,
    keep: bool = False,
    dry_run: bool = False,
    seconds: float | None = None,
    work: int | None = None,
    seed: int = 0,
) -> Synced:
    """Compare a rep's calendar with the plan, remember what was changed, and plan around it.

    Parameters
    ----------
    content, name : bytes, str
        The calendar as .ics, and what to call it in messages.
    plan_file : Path
        The plan that was imported; the new one takes its place.
    keep : bool
        Whether the changes' weekdays hold for later months.
    dry_run : bool
        Write nothing.

    Raises
    ------
    BadInput
        If a file cannot be read, or the calendar holds no visit of the plan.
    """
    plan = read_plan(plan_file)
    reading = read_territory(folder, month=month_of(plan), tolerate_rep_faults=True)
    territory = reading.territory
    morning = morning_of(territory, plan_file, today)
    rep_id = chosen_rep(territory, only)
    found = [finding for finding in reading.findings if not finding.fatal]
    held = held_in(content, name, territory.period.zone, rep_id, found)
    changes = changes_by_hand(morning.previous, territory, rep_id, held, today, name)
    changes = priced_changes(territory, morning, changes, seed=seed)
    kept = [change for change in changes if not change.trouble]
    if dry_run or not kept:
        return Synced(
            territory=territory, changes=tuple(changes), replanned=None, files=(),
            findings=tuple(found),
        )  # fmt: skip
    by_hand = by_hand_of(kept, today, keep=keep, currency=territory.currency)
    around = with_by_hand(territory, by_hand)
    made = planned_around(around, morning, seconds=seconds, work=work, seed=seed)
    with one_change(folder):
        remember(folder, by_hand)
        forget_gone(plan_file.parent, rep_id, held)
        catch_up(plan_file.parent, held)
        plan, written = export_as_read(folder, made.plan, plan_file.parent)
    made = replace(made, plan=plan)
    return Synced(
        territory=around, changes=tuple(changes), replanned=made,
        files=(BY_HAND_FILE, *written), findings=tuple(found),
    )  # fmt: skip


def export_as_read(folder: Path, plan: Plan, out: Path) -> tuple[Plan, tuple[str, ...]]:
    """Export a plan as made from the territory's files as they are now.

    Changes by hand are remembered once the plan around them is there: it fits the files that were
    written, not those that were read for it.

    Returns
    -------
    tuple of Plan and tuple of str
        The plan as it was written, and the names of its files.
    """
    reading = read_territory(folder, month=month_of(plan), tolerate_rep_faults=True)
    inputs = {f"sha256:{name}": digest for name, digest in reading.territory.inputs.items()}
    written = replace(plan, provenance=dict(sorted({**plan.provenance, **inputs}.items())))
    return written, export(written, reading.territory, out, overwrite=True)


def chosen_rep(territory: Territory, only: str | None) -> str:
    """The rep whose calendar it is.

    Raises
    ------
    BadInput
        If there are several to choose from.
    """
    reps = chosen_reps(territory, only)
    if len(reps) > 1:
        raise BadInput(
            [
                Finding(
                    code="rep-unknown",
                    message="There are several reps, and a calendar is one rep's",
                    remedy=f"Choose one with --rep: {', '.join(reps)}",
                )
            ]
        )
    return reps[0]


def month_of(plan: Plan) -> str | None:
    """The month of a plan; None where its period is no whole month."""
    period = Period(first=plan.first_day, last=plan.last_day, time_zone=plan.time_zone)
    return str(period) if len(str(period)) == len("2026-12") else None


def remember(folder: Path, more: ByHand) -> ByHand:
    """Write what was changed into the territory's folder, beside what is there already."""
    path = folder / BY_HAND_FILE
    with locked(folder):
        before = ByHand()
        if path.exists():
            before = by_hand_from_toml(read_file(path, at_most=MAX_TOML_BYTES), str(path))
        together = merged(before, more)
        write_file(path, by_hand_to_toml(together))
    return together

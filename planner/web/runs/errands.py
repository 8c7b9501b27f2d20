"""What the planning process can be asked for: the same use cases as the command line's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from planner.calendars.held import Held
from planner.domain import BadInput, Finding, Plan, Territory
from planner.exporting import export, refuse_earlier_plan
from planner.files.recovery import recover
from planner.files.writing import one_change, write_files
from planner.plan import plan_from_json, plan_to_json, read_plan
from planner.planning import plan_territory
from planner.readers import read_territory
from planner.readers.by_hand import BY_HAND_FILE, with_by_hand
from planner.underway.hand_changes import Hand, HandChange, by_hand_of
from planner.underway.morning import Morning
from planner.underway.replanning import replan_territory
from planner.underway.syncing import (
    export_as_read,
    month_of,
    planned_around,
    priced_changes,
    remember,
)
from planner.web.folder.picture import OUT, PLAN, version_of
from planner.web.runs.desk import Answer, Desk
from planner.web.runs.scenario_errands import SCENARIO_ERRANDS


def warm(_desk: Desk) -> Answer:
    """Load, and where need be compile, the engine before the first run."""
    import models

    if not models.kernels_are_compiled():
        models.warm_up()
    return {}


def plan(
    desk: Desk, *, seconds: float | None, work: int | None, workers: int, seed: int = 0
) -> Answer:
    """Plan the period anew, as ``planner plan --force`` does."""
    with desk.locked():
        reading = read_territory(desk.folder, tolerate_rep_faults=True)
        refuse_earlier_plan(desk.folder / OUT, overwrite=True)
        made = plan_territory(
            reading.territory, seconds=seconds, work=work, seed=seed, workers=workers,
            progress=desk.watch, stop=desk.stop, faults=reading.findings,
        )  # fmt: skip
        files = export(made, reading.territory, desk.folder / OUT, overwrite=True)
    return _done(made, files)


def replan(
    desk: Desk, *, today: str, seconds: float | None, work: int | None, workers: int, seed: int = 0
) -> Answer:
    """Plan the rest of the period anew around what stands, as ``planner plan --previous`` does."""
    with desk.locked():
        territory, findings, morning = _morning(desk.folder, date.fromisoformat(today))
        made = replan_territory(
            territory, morning, seconds=seconds, work=work, seed=seed, workers=workers,
            progress=desk.watch, stop=desk.stop, faults=findings,
        )  # fmt: skip
        files = export(made.plan, territory, desk.folder / OUT, overwrite=True)
    return {
        **_done(made.plan, files),
        "changed": len(made.difference.visits),
        "broken": [f"{breach.rule}: {breach.message}" for breach in made.broken],
        "notes": [str(note) for note in made.notes],
    }


def price(desk: Desk, *, today: str, wish: Mapping[str, Any], work: int) -> Answer:
    """What a change by hand costs, before it is made."""
    recover(desk.folder)
    territory, _, morning = _morning(desk.folder, date.fromisoformat(today))
    (change,) = priced_changes(territory, morning, [_change(morning.previous, wish)], work=work)
    return {
        "words": change.words(territory.currency),
        "possible": not change.trouble,
        "cost_cents": change.cost_cents,
    }


def keep(
    desk: Desk, *, today: str, wish: Mapping[str, Any], seen: str, work: int, price_work: int
) -> Answer:
    """Make a change by hand: remember it, and plan the rest of the period around it.

    Parameters
    ----------
    seen : str
        Version of the plan that whoever wishes it had before their eyes.
    """
    with desk.locked():
        if version_of(desk.folder, PLAN) != seen:
            raise BadInput([_changed_plan()])
        territory, findings, morning = _morning(desk.folder, date.fromisoformat(today))
        asked = [_change(morning.previous, wish)]
        (change,) = priced_changes(territory, morning, asked, work=price_work)
        if change.trouble:
            raise BadInput([_impossible(change)])
        by_hand = by_hand_of([change], morning.today, keep=False, currency=territory.currency)
        around = with_by_hand(territory, by_hand)
        made = planned_around(
            around, morning, work=work, progress=desk.watch, stop=desk.stop, faults=findings
        )
        path = desk.folder / BY_HAND_FILE
        before = path.read_text(encoding="utf-8") if path.exists() else None
        with one_change(desk.folder):
            remember(desk.folder, by_hand)
            plan, files = export_as_read(desk.folder, made.plan, desk.folder / OUT)
        return {
            **_done(plan, files),
            "words": change.words(territory.currency),
            "changed": len(made.difference.visits),
            "back": {
                "earlier": plan_to_json(morning.previous),
                "by_hand": before,
                "seen": {name: version_of(desk.folder, name) for name in (PLAN, BY_HAND_FILE)},
            },
        }


def restore(desk: Desk, *, earlier: str, by_hand: str | None, seen: Mapping[str, str]) -> Answer:
    """Take a change by hand back: the earlier plan is exported again, as a newer version.

    Parameters
    ----------
    earlier : str
        The plan before, as text.
    by_hand : str or None
        The file of changes by hand before; None where there was none.
    seen : mapping of str to str
        Versions of the files that are taken back: somebody may have pinned or refused since.
    """
    with desk.locked():
        if any(version_of(desk.folder, name) != version for name, version in seen.items()):
            raise BadInput([_changed_plan()])
        made = plan_from_json(earlier)
        kept = {} if by_hand is None else {BY_HAND_FILE: by_hand.encode()}
        with one_change(desk.folder):
            write_files(desk.folder, kept, stale=[BY_HAND_FILE])
            reading = read_territory(desk.folder, month=month_of(made), tolerate_rep_faults=True)
            out = desk.folder / OUT
            files = export(made, reading.territory, out, overwrite=True, stored=EARLIER)
    return _done(made, files)


EARLIER = "the earlier plan"
"""What messages call a plan that an undo exports again."""


ERRANDS: Mapping[str, Callable[..., Answer]] = {
    "warm": warm,
    "plan": plan,
    "replan": replan,
    "price": price,
    "keep": keep,
    "restore": restore,
    **SCENARIO_ERRANDS,
}


def _morning(folder: Path, today: date) -> tuple[Territory, tuple[Finding, ...], Morning]:
    """The territory as it is now, and the plan that is changed."""
    previous = read_plan(folder / PLAN, PLAN)
    reading = read_territory(folder, month=month_of(previous), tolerate_rep_faults=True)
    # A plan of a month to come has no past: the day before its first is as good as any.
    morning = Morning(
        previous=previous,
        today=max(today, previous.first_day - timedelta(days=1)),
        missed=reading.territory.missed,
    )
    return reading.territory, reading.findings, morning


def _change(previous: Plan, wish: Mapping[str, Any]) -> HandChange:
    """What is wished for one visit of the plan: a start in local time, or none.

    Raises
    ------
    BadInput
        If the plan has no such visit.
    """
    visit = next((v for v in previous.visits if v.uid == wish["uid"]), None)
    if visit is None:
        raise BadInput([_changed_plan()])
    if wish.get("start") is None:
        return HandChange(hand=Hand.DELETED, visit=visit, held=None)
    start = datetime.fromisoformat(wish["start"]).replace(tzinfo=visit.start.tzinfo)
    held = Held(uid=visit.uid, start=start, end=start + (visit.end - visit.start))
    return HandChange(hand=Hand.MOVED, visit=visit, held=held)


def _done(made: Plan, files: Sequence[str]) -> Answer:
    return {
        "status": made.status,
        "objective": made.objective_cents,
        "bound": made.bound_cents,
        "gap": made.gap,
        "visits": len(made.visits),
        "files": list(files),
    }


def _changed_plan() -> Finding:
    return Finding(
        code="plan-changed",
        message="The plan is no longer the one that you see",
        remedy="Load the page anew, and choose again.",
    )


def _impossible(change: HandChange) -> Finding:
    return Finding(
        code="change-impossible",
        message=f"The change cannot be kept: {change.trouble}",
        remedy="Choose another time or day.",
    )

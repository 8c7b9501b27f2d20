"""Errands about what might be: comparisons, sweeps and explanations, as the command line's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.domain import Plan
from planner.domain.frontier import SweepPoint
from planner.lock import locked
from planner.plan import plan_from_json
from planner.readers import read_territory
from planner.reports.words import count
from planner.scenarios.compare import compare
from planner.scenarios.explain import Asked, explain_account
from planner.scenarios.explain_plan import explain_plan
from planner.scenarios.keeping import refuse_earlier, write_all
from planner.scenarios.running import solve_scenarios
from planner.scenarios.store import kept_results
from planner.scenarios.sweep import axis_of
from planner.scenarios.sweep import sweep as run_sweep
from planner.scenarios.sweep_files import refuse_earlier_sweep, write_point, write_sweep
from planner.solving import Limits, RepProgress, Watch
from planner.syncing import month_of
from planner.web.folder.picture import OUT, PLAN
from planner.web.runs.explained import account_words, plan_words
from planner.web.scenarios.drafts import Draft, overlay_of_draft

if TYPE_CHECKING:
    from planner.web.runs.errands import Answer, Desk

COMPARED = f"{OUT}/whatif"
SWEPT = f"{OUT}/sweep"


def whatif(
    desk: Desk, *, scenarios: Sequence[Mapping[str, Any]], seconds: float | None,
    work: int | None, workers: int, seed: int = 0,
) -> Answer:  # fmt: skip
    """Compare scenarios with the territory as it is, as ``planner whatif --force`` does.

    Parameters
    ----------
    scenarios : sequence of mapping
        `planner.web.scenarios.drafts.Draft` as documents.
    """
    with locked(desk.folder):
        overlays = [
            overlay_of_draft(
                desk.folder,
                Draft(name=one["name"], settings=tuple(one["settings"]), files=tuple(one["files"])),
            )
            for one in scenarios
        ]
        out = desk.folder / COMPARED
        refuse_earlier(out, None, overlays, force=True)
        limits = Limits(seconds=seconds, work=work, seed=seed, workers=workers)
        desk.tell({"said": "words", "words": f"Comparing {count(len(overlays), 'scenario')}"})
        with kept_results(desk.folder, lambda _: None) as keep:
            solved = solve_scenarios(
                desk.folder, overlays, limits, watch=_all_so_far(desk.watch), stop=desk.stop,
                keep=keep,
            )  # fmt: skip
            found = compare(solved[0], solved[1:])
            files = write_all(found, out, None, force=True)
    return {"status": "done", "files": list(files)}


def sweep(
    desk: Desk, *, axis: str, seconds: float | None, work: int | None, workers: int, seed: int = 0
) -> Answer:
    """Plan at every value of one input, as ``planner sweep --force`` does.

    Parameters
    ----------
    axis : str
        ``KEY=START:STOP:STEP`` or ``KEY=A,B,C``.
    """
    reached = 0

    def done(point: SweepPoint, points: int) -> None:
        nonlocal reached
        reached += 1
        write_point(point, out)
        desk.tell({"said": "words", "words": f"Sweep: {reached} of {points} points"})

    with locked(desk.folder):
        out = desk.folder / SWEPT
        axes = [axis_of(axis)]
        refuse_earlier_sweep(out, None, force=True)
        limits = Limits(seconds=seconds, work=work, seed=seed, workers=workers)
        with kept_results(desk.folder, lambda _: None) as keep:
            frontier = run_sweep(desk.folder, axes, limits, done=done, stop=desk.stop, keep=keep)
            files = write_sweep(frontier, out, None)
    return {"status": "done", "files": list(files)}


def explain(
    desk: Desk, *, account: str | None, seconds: float | None, work: int | None, workers: int,
    seed: int = 0,
) -> Answer:  # fmt: skip
    """Explain an account, or the plan, as ``planner explain`` does: in words and figures.

    Parameters
    ----------
    account : str or None
        Id or name; None asks for the costliest rules and the nearest misses.
    """

    def tell(words: str) -> None:
        desk.tell({"said": "words", "words": f"Explaining: {words}"})

    limits: dict[str, Any] = {"seconds": seconds, "work": work, "workers": workers, "seed": seed}
    with locked(desk.folder):
        plan = _plan_of(desk.folder)
        reading = read_territory(
            desk.folder, month=month_of(plan) if plan else None, tolerate_rep_faults=True
        )
        territory = reading.territory
        how = {**limits, "tell": tell, "stop": desk.stop}
        if account is None:
            words = plan_words(explain_plan(territory, plan, **how), territory)
        else:
            found = explain_account(territory, plan, Asked(account=account), **how)
            words = account_words(found, territory)
    return {"status": "done", **words}


SCENARIO_ERRANDS: Mapping[str, Callable[..., dict[str, Any]]] = {
    "whatif": whatif,
    "sweep": sweep,
    "explain": explain,
}


def _plan_of(folder: Path) -> Plan | None:
    path = folder / PLAN
    return plan_from_json(path.read_bytes(), PLAN) if path.exists() else None


def _all_so_far(watch: Callable[[Sequence[RepProgress]], None]) -> Watch:
    """A watcher that tells of earlier rounds of searches, too."""
    seen: dict[str, RepProgress] = {}

    def watching(searches: tuple[RepProgress, ...]) -> None:
        seen.update({each.rep: each for each in searches})
        watch(list(seen.values()))

    return watching

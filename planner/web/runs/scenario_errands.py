"""Errands about what might be: comparisons, sweeps and explanations, as the command line's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from planner.domain import Plan
from planner.domain.frontier import SweepPoint
from planner.files.writing import write_file
from planner.plan import read_plan
from planner.readers import read_territory
from planner.reports.words import count
from planner.scenarios.explain.account import Asked, explain_account
from planner.scenarios.explain.whole_plan import explain_plan
from planner.scenarios.store import kept_results
from planner.scenarios.sweep.files import refuse_earlier_sweep, write_point, write_sweep
from planner.scenarios.sweep.points import axis_of
from planner.scenarios.sweep.points import sweep as run_sweep
from planner.scenarios.whatif.compare import compare
from planner.scenarios.whatif.files import refuse_earlier_comparison, write_all
from planner.scenarios.whatif.running import solve_scenarios
from planner.solving.together import Limits, RepProgress, Watch
from planner.underway.syncing import month_of
from planner.web.folder.picture import OUT, PLAN, version_of
from planner.web.runs.desk import Answer, Desk
from planner.web.runs.explained import (
    EXPLAINED,
    AccountWords,
    Explained,
    PlanWords,
    account_words,
    plan_words,
)
from planner.web.scenarios.drafts import overlay_of_draft
from planner.web.scenarios.queue import DRAFTS

COMPARED = f"{OUT}/whatif"
SWEPT = f"{OUT}/sweep"


def whatif(
    desk: Desk, *, scenarios: Sequence[Mapping[str, Any]], until_certain: bool,
    seconds: float | None, work: int | None, workers: int, seed: int = 0,
) -> Answer:  # fmt: skip
    """Compare scenarios with the territory as it is, as ``planner whatif --force`` does.

    Parameters
    ----------
    scenarios : sequence of mapping
        `planner.web.scenarios.drafts.Draft` as documents.
    """
    with desk.locked():
        drafts = DRAFTS.validate_python(scenarios)
        overlays = [overlay_of_draft(desk.folder, draft) for draft in drafts]
        out = desk.folder / COMPARED
        refuse_earlier_comparison(out, None, overlays, force=True)
        limits = Limits(seconds=seconds, work=work, seed=seed, workers=workers)
        desk.tell({"said": "words", "words": f"Comparing {count(len(overlays), 'scenario')}"})
        with kept_results(desk.folder, lambda _: None) as keep:
            solved = solve_scenarios(
                desk.folder, overlays, limits, watch=_all_so_far(desk.watch), stop=desk.stop,
                keep=keep, until_certain=until_certain,
            )  # fmt: skip
            found = compare(solved[0], solved[1:])
            files = write_all(found, out, None, force=True)
    return {"status": "done", "files": list(files)}


def sweep(
    desk: Desk, *, axes: Sequence[str], seconds: float | None, work: int | None, workers: int,
    seed: int = 0,
) -> Answer:  # fmt: skip
    """Plan at every value of one input or two, as ``planner sweep --force`` does.

    Parameters
    ----------
    axes : sequence of str
        Each ``KEY=START:STOP:STEP`` or ``KEY=A,B,C``.
    """
    reached = 0

    def done(point: SweepPoint, points: int) -> None:
        nonlocal reached
        reached += 1
        write_point(point, out)
        desk.tell({"said": "words", "words": f"Sweep: {reached} of {points} points"})

    with desk.locked():
        out = desk.folder / SWEPT
        refuse_earlier_sweep(out, None, force=True)
        limits = Limits(seconds=seconds, work=work, seed=seed, workers=workers)
        with kept_results(desk.folder, lambda _: None) as keep:
            frontier = run_sweep(
                desk.folder, [axis_of(axis) for axis in axes], limits, done=done, stop=desk.stop,
                keep=keep,
            )  # fmt: skip
            files = write_sweep(frontier, out, None)
    return {"status": "done", "files": list(files)}


def explain(
    desk: Desk, *, account: str | None, day: str | None = None, seconds: float | None,
    work: int | None, workers: int, seed: int = 0,
) -> Answer:  # fmt: skip
    """Explain an account, or the plan, as ``planner explain`` does: in words and figures.

    Parameters
    ----------
    account : str or None
        Id or name; None asks for the costliest rules and the nearest misses.
    day : str or None
        Also why the account is, or is not, visited then.
    """

    def tell(words: str) -> None:
        desk.tell({"said": "words", "words": f"Explaining: {words}"})

    limits: dict[str, Any] = {"seconds": seconds, "work": work, "workers": workers, "seed": seed}
    with desk.locked():
        plan = _plan_of(desk.folder)
        reading = read_territory(
            desk.folder, month=month_of(plan) if plan else None, tolerate_rep_faults=True
        )
        territory = reading.territory
        how = {**limits, "tell": tell, "stop": desk.stop}
        words: AccountWords | PlanWords
        if account is None:
            words = plan_words(explain_plan(territory, plan, **how), territory)
        else:
            asked = Asked(account=account, day=date.fromisoformat(day) if day else None)
            words = account_words(explain_account(territory, plan, asked, **how), territory)
        explained = Explained(plan=version_of(desk.folder, PLAN), words=words)
        write_file(desk.folder / EXPLAINED, explained.model_dump_json(indent=1))
    return {"status": "done", "files": [EXPLAINED]}


SCENARIO_ERRANDS: Mapping[str, Callable[..., Answer]] = {
    "whatif": whatif,
    "sweep": sweep,
    "explain": explain,
}


def _plan_of(folder: Path) -> Plan | None:
    path = folder / PLAN
    return read_plan(path, PLAN) if path.exists() else None


def _all_so_far(watch: Callable[[Sequence[RepProgress]], None]) -> Watch:
    """A watcher that tells of earlier rounds of searches, too."""
    seen: dict[str, RepProgress] = {}

    def watching(searches: tuple[RepProgress, ...]) -> None:
        seen.update({each.rep: each for each in searches})
        watch(list(seen.values()))

    return watching

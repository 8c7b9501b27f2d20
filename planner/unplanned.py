"""Reps without a plan: what kept each from one, and what that tells the shell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn

import models
from planner.conflicts import Allowance, explain_infeasible
from planner.domain import (
    Crashed,
    ExitCode,
    Finding,
    Infeasible,
    NothingFound,
    Plan,
    RepResult,
    Territory,
)
from planner.domain.conflict import Conflict
from planner.reports.conflicts import conflict_lines
from planner.solving.together import Limits, Outcome, Stop, WorkerLost, is_crash

EXPLAINING_WORK = 20
"""Least units of work to explain why there is no plan."""

STATUSES = ("optimal", "feasible", "unknown", "infeasible", "failed", "crashed")
"""Of a rep's search, from the strongest to the weakest."""

_EXIT_CODES = {
    "unknown": ExitCode.NOTHING_FOUND,
    "infeasible": ExitCode.INFEASIBLE,
    "failed": ExitCode.BAD_INPUT,
    "crashed": ExitCode.FAILED_CHECK,
}


def weakest(statuses: Iterable[str]) -> str:
    """The weakest of some statuses."""
    return max(statuses, key=STATUSES.index)


def unplanned(plan: Plan) -> tuple[RepResult, ...]:
    """Results of the reps that have no plan."""
    return tuple(result for result in plan.reps if result.status in _EXIT_CODES)


def exit_code_of(plan: Plan) -> ExitCode:
    """0 if every rep has a plan; else what kept the worst-off rep from one."""
    return _EXIT_CODES.get(plan.status, ExitCode.DONE)


def of_bad_input(errors: Sequence[Finding]) -> list[RepResult]:
    """Results of the reps whose input cannot be planned."""
    reps = dict.fromkeys(finding.rep for finding in errors if finding.rep is not None)
    return [
        RepResult(
            rep=rep,
            status="failed",
            message="; ".join(str(finding) for finding in errors if finding.rep == rep),
        )
        for rep in reps
    ]


def of_search(rep: str, outcome: Outcome, conflict: Conflict | None = None) -> RepResult:
    """Result of a rep whose search brought no plan."""
    if isinstance(outcome, WorkerLost):
        return RepResult(rep=rep, status="unknown", message=str(outcome))
    if isinstance(outcome, Exception):
        return RepResult(
            rep=rep,
            status="crashed",
            message=f"the search broke off, a bug: {type(outcome).__name__}: {outcome}",
        )
    short = [f"{each.label} is short by {each.amount}" for each in outcome.shortfalls]
    message = str(conflict or "") or "; ".join(short) or outcome.stop_reason.value
    return RepResult(rep=rep, status=str(outcome.status), message=message)


def conflicts_of(
    territory: Territory, outcomes: Mapping[str, Outcome], limits: Limits, stop: Stop | None
) -> dict[str, Conflict]:
    """Why each rep has no plan of whom that is proven; in what the search has left of its limits.

    At least half of the limits, or `EXPLAINING_WORK`.
    """
    proven = {
        rep: outcome
        for rep, outcome in outcomes.items()
        if isinstance(outcome, models.Result) and outcome.status is models.Status.INFEASIBLE
    }
    if limits.seconds is not None:
        left = limits.seconds - max((outcome.seconds for outcome in proven.values()), default=0.0)
        units = max(left, limits.seconds / 2)
    else:
        units = max(limits.work or 0, EXPLAINING_WORK)
    return {
        rep: explain_infeasible(
            territory,
            rep,
            Allowance(
                units=units / len(proven),
                by_work=limits.work is not None,
                seed=limits.seed,
                workers=limits.workers,
                stop=stop,
            ),
        )
        for rep in proven
    }


def raise_nothing(
    results: Sequence[RepResult],
    outcomes: Iterable[Outcome],
    conflicts: Mapping[str, Conflict] | None = None,
    currency: str = "",
) -> NoReturn:
    """Raise what kept all reps from a plan.

    Raises
    ------
    Crashed
        If a search broke off by a bug.
    Infeasible
        If it is proven for all reps.
    NothingFound
        Otherwise.
    """
    conflicts = conflicts or {}
    said = "\n".join(
        f"  {line}"
        for result in results
        for line in (
            conflict_lines(conflicts[result.rep], currency)
            if result.rep in conflicts
            else [f"{result.rep}: {result.message or result.status}"]
        )
    )
    if any(result.status == "crashed" for result in results):
        crash = next(each for each in outcomes if is_crash(each))
        raise Crashed(
            "the search broke off by a bug of planner, and nothing is exported. Please report it, "
            f"with what the same command prints under PLANNER_DEBUG=1:\n{said}"
        ) from crash
    if all(result.status == "infeasible" for result in results):
        raise Infeasible(
            f"no plan keeps all rules, and this is proven:\n{said}", conflicts.values()
        )
    raise NothingFound(f"no plan that keeps all rules was found in the time given:\n{said}")

"""The use case: a territory's reps are compiled, solved, and made one plan that is checked.

What happens to a rep whose accounts or calendar cannot be planned: with one rep it is an error;
with several it is that rep's result, and the others are planned all the same. ``exit_code_of``
tells it to the shell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

import models
from planner import __version__
from planner.checks import check_plan
from planner.conflicts import Allowance, explain_infeasible
from planner.domain import (
    BadInput,
    Breach,
    ExitCode,
    FailedCheck,
    Finding,
    Infeasible,
    NothingFound,
    Period,
    Plan,
    RepResult,
    Territory,
)
from planner.domain.conflict import Conflict
from planner.plan import Solved, build_plan, plan_from_json
from planner.readers import read_territory
from planner.reports.conflicts import conflict_lines
from planner.rules import Compiled, compile_rep
from planner.solving import Limits, Outcome, Stop, Watch, solve_all

DEFAULT_SECONDS = 30.0
"""Search time of all reps together, where neither time nor work is given."""
EXPLAINING_WORK = 20
"""Least units of work to explain why there is no plan."""


@dataclass(frozen=True, kw_only=True)
class CompiledReps:
    """What the rules make of every rep.

    Parameters
    ----------
    compiled : tuple of Compiled
        Of the reps that can be planned.
    findings : tuple of Finding
        Errors of the others, and warnings of all.
    """

    compiled: tuple[Compiled, ...]
    findings: tuple[Finding, ...]


def compile_reps(territory: Territory, only: str | None = None) -> CompiledReps:
    """Compile every rep, or one; a rep that cannot be planned does not lose the others."""
    compiled: list[Compiled] = []
    findings: list[Finding] = []
    for rep_id in chosen_reps(territory, only):
        try:
            one = compile_rep(territory, rep_id)
        except BadInput as error:
            findings += [replace(finding, rep=rep_id) for finding in error.findings]
        else:
            compiled.append(one)
            findings += one.findings
    return CompiledReps(compiled=tuple(compiled), findings=tuple(findings))


@dataclass(frozen=True, kw_only=True)
class Before:
    """What an earlier plan lends to a new search.

    Parameters
    ----------
    starts : mapping of str to Solution
        The earlier visits that still fit, by rep id.
    known : mapping of str to Result
        Reps who need no search, since nothing is new for them.
    settle : callable
        Turns what the search found for a rep into what is planned.
    """

    starts: Mapping[str, models.Solution]
    known: Mapping[str, models.Result]
    settle: Callable[[Compiled, models.Result], models.Result]


def plan_territory(
    territory: Territory,
    *,
    seconds: float | None = None,
    work: int | None = None,
    seed: int = 0,
    workers: int = 2,
    progress: Watch | None = None,
    stop: Stop | None = None,
    only: str | None = None,
    faults: Iterable[Finding] = (),
    before: Before | None = None,
) -> Plan:
    """Plan the period for all reps of a territory.

    Parameters
    ----------
    seconds : float, optional
        Search time of all reps together; `DEFAULT_SECONDS` if neither this nor ``work``.
    work : int, optional
        Limit of work for each rep instead: the same plan on every run.
    workers : int
        Reps that are solved at a time; with one rep, threads of its search.
    progress : callable, optional
        Sees where every rep stands, several times a second.
    stop : callable, optional
        True ends the search and keeps the best plans so far.
    only : str, optional
        Plan this rep alone; classes still come from the accounts of all.
    faults : iterable of Finding
        Errors that kept other reps out of the territory; they become failed results.
    before : Before, optional
        What an earlier plan lends, where it is made anew.

    Returns
    -------
    Plan
        That breaks no rule. Reps without a plan have a result that says why.

    Raises
    ------
    BadInput
        If no rep can be compiled.
    NothingFound, Infeasible
        If no rep has a plan.
    FailedCheck
        If the plan breaks a rule, which is a bug.
    """
    if seconds is None and work is None:
        seconds = DEFAULT_SECONDS
    ready = compile_reps(territory, only)
    errors = [finding for finding in (*faults, *ready.findings) if finding.fatal]
    if not ready.compiled:
        raise BadInput(errors)
    before = before or Before(starts={}, known={}, settle=lambda _, result: result)
    limits = Limits(seconds=seconds, work=work, seed=seed, workers=workers, starts=before.starts)
    searched = {c.rep_id: c.problem for c in ready.compiled if c.rep_id not in before.known}
    outcomes = {**solve_all(searched, limits, watch=progress, stop=stop), **before.known}
    conflicts = _conflicts(territory, outcomes, limits, stop)
    solved, left_out = [], _failed_reps(errors)
    for one in ready.compiled:
        outcome = outcomes[one.rep_id]
        if isinstance(outcome, models.Result) and outcome.solution is not None:
            solved.append(Solved(one, before.settle(one, outcome)))
        else:
            left_out.append(_without_plan(one.rep_id, outcome, conflicts.get(one.rep_id)))
    if not solved:
        _raise_nothing(left_out, outcomes.values(), conflicts, territory.currency)
    rests_on = provenance(territory, limits) | problem_digests(ready.compiled)
    plan = build_plan(territory, solved, seed, rests_on)
    plan = replace(plan, reps=tuple(sorted((*plan.reps, *left_out), key=lambda r: r.rep)))
    plan = replace(plan, status=weakest(result.status for result in plan.reps))
    breaches = breaches_of(territory, plan)
    if breaches:
        raise FailedCheck(
            "the plan breaks rules; this is a bug, and nothing is exported:\n"
            + "\n".join(f"  {breach.rule}: {breach.message}" for breach in breaches)
        )
    return plan


def provenance(territory: Territory, limits: Limits) -> dict[str, str]:
    """What the plan rests on: versions, limits and the SHA-256 of every input."""
    shown = {
        "planner": __version__,
        "limit": f"{limits.work} work" if limits.work is not None else f"{limits.seconds:g} s",
    }
    return shown | {f"sha256:{name}": digest for name, digest in sorted(territory.inputs.items())}


def problem_digests(compiled: Iterable[Compiled]) -> dict[str, str]:
    """SHA-256 of every rep's problem: where it is the same, nothing is new for the rep."""
    return {
        f"problem:{one.rep_id}": sha256(one.problem.to_json().encode()).hexdigest()
        for one in compiled
    }


def breaches_of(territory: Territory, plan: Plan) -> list[Breach]:
    """Every rule that a plan breaks; a rep of whom it has no plan owes nothing."""
    planned = {visit.rep for visit in plan.visits}
    planned |= {result.rep for result in plan.reps if result.objective_cents is not None}
    absent = {rep.id for rep in territory.reps} - planned
    return [breach for breach in check_plan(territory, plan) if breach.rep not in absent]


STATUSES = ("optimal", "feasible", "unknown", "infeasible", "failed")
"""Of a rep's search, from the strongest to the weakest."""

_EXIT_CODES = {
    "unknown": ExitCode.NOTHING_FOUND,
    "infeasible": ExitCode.INFEASIBLE,
    "failed": ExitCode.BAD_INPUT,
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


def _failed_reps(errors: Sequence[Finding]) -> list[RepResult]:
    reps = dict.fromkeys(finding.rep for finding in errors if finding.rep is not None)
    return [
        RepResult(
            rep=rep,
            status="failed",
            message="; ".join(str(finding) for finding in errors if finding.rep == rep),
        )
        for rep in reps
    ]


def _conflicts(
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


def _without_plan(rep: str, outcome: Outcome, conflict: Conflict | None = None) -> RepResult:
    if isinstance(outcome, Exception):
        return RepResult(
            rep=rep, status="failed", message=f"the search broke off, a bug: {outcome!r}"
        )
    short = [f"{each.label} is short by {each.amount}" for each in outcome.shortfalls]
    message = str(conflict or "") or "; ".join(short) or outcome.stop_reason.value
    return RepResult(rep=rep, status=str(outcome.status), message=message)


def _raise_nothing(
    results: Sequence[RepResult],
    outcomes: Iterable[Outcome],
    conflicts: Mapping[str, Conflict] | None = None,
    currency: str = "",
) -> NoReturn:
    """Raises what kept all reps from a plan."""
    conflicts = conflicts or {}
    crash = next((outcome for outcome in outcomes if isinstance(outcome, Exception)), None)
    if crash is not None:
        raise crash
    said = "\n".join(
        f"  {line}"
        for result in results
        for line in (
            conflict_lines(conflicts[result.rep], currency)
            if result.rep in conflicts
            else [f"{result.rep}: {result.message or result.status}"]
        )
    )
    if all(result.status == "infeasible" for result in results):
        raise Infeasible(
            f"no plan keeps all rules, and this is proven:\n{said}", conflicts.values()
        )
    raise NothingFound(f"no plan that keeps all rules was found in the time given:\n{said}")


def solve_alone(
    problem_file: Path,
    *,
    seconds: float | None,
    work: int | None,
    seed: int,
    workers: int,
    progress: Watch | None,
    stop: Stop | None,
) -> models.Result:
    """Solve a ``problem.json`` without any territory.

    Raises
    ------
    BadInput
        If it is no valid problem.
    NothingFound, Infeasible
        If there is no solution.
    """
    name = problem_file.name
    try:
        problem = models.Problem.from_json(problem_file.read_bytes())
    except models.ProblemError as error:
        raise BadInput(
            Finding(
                code="problem-wrong",
                message=fault,
                remedy="Compare with a file that planner problem writes",
                file=str(problem_file),
            )
            for fault in error.faults
        ) from None
    limits = Limits(seconds=seconds, work=work, seed=seed, workers=workers)
    outcome = solve_all({name: problem}, limits, watch=progress, stop=stop)[name]
    if isinstance(outcome, Exception) or outcome.solution is None:
        _raise_nothing([_without_plan(name, outcome)], [outcome])
    return outcome


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the checks say of a plan.

    Parameters
    ----------
    notes : tuple of str
        What the reader should know besides: changed inputs, reps without a plan.
    """

    plan: Plan
    breaches: tuple[Breach, ...]
    notes: tuple[str, ...]

    @property
    def exit_code(self) -> ExitCode:
        """3 if a rule is broken."""
        return ExitCode.FAILED_CHECK if self.breaches else ExitCode.DONE


def verify_plan(plan_file: Path, folder: Path) -> Verdict:
    """Check a plan of any origin against the territory as its files are now.

    Raises
    ------
    BadInput
        If the plan or the territory cannot be read.
    """
    text = plan_file.read_bytes().decode("utf-8-sig", errors="replace")
    plan = plan_from_json(text, str(plan_file))
    period = Period(first=plan.first_day, last=plan.last_day, time_zone=plan.time_zone)
    month = str(period) if len(str(period)) == len("2026-12") else None
    reading = read_territory(folder, month=month, tolerate_rep_faults=True)
    notes = [f"{finding}" for finding in reading.findings if finding.fatal]
    notes += [f"rep {r.rep} has no plan: {r.message or r.status}" for r in unplanned(plan)]
    spoken_of = {result.rep for result in plan.reps}
    absent = [rep.id for rep in reading.territory.reps if rep.id not in spoken_of]
    notes += [f"rep {rep} is not in the plan" for rep in absent]
    for name, digest in sorted(reading.territory.inputs.items()):
        if plan.provenance.get(f"sha256:{name}", digest) != digest:
            notes.append(f"{name} has changed since the plan was made")
    return Verdict(
        plan=plan, breaches=tuple(breaches_of(reading.territory, plan)), notes=tuple(notes)
    )


def chosen_reps(territory: Territory, only: str | None) -> tuple[str, ...]:
    """Ids of all reps, or of the only one asked for.

    Raises
    ------
    BadInput
        If there is no such rep.
    """
    known = tuple(rep.id for rep in territory.reps)
    if only is None:
        return known
    if only not in known:
        raise BadInput(
            [
                Finding(
                    code="rep-unknown",
                    message="There is no such rep in the territory",
                    remedy=f"Choose one of: {', '.join(known)}",
                    value=only,
                )
            ]
        )
    return (only,)

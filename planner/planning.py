"""The use case: a territory's reps are compiled, solved, and made one plan that is checked.

`plan_territory` does it for one territory. Where several share one search, each is prepared
(`prepare`), all their problems go to one `solve_all`, and each is concluded (`conclude`).

What happens to a rep whose accounts or calendar cannot be planned: with one rep it is an error;
with several it is that rep's result, and the others are planned all the same. ``exit_code_of``
tells it to the shell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import models
from planner import __version__
from planner.domain import BadInput, FailedCheck, Finding, Plan, Territory
from planner.files.budgets import (
    MAX_FINDINGS,
    MAX_PROBLEM_BYTES,
    MAX_PROBLEM_CONTAINERS,
    MAX_PROBLEM_VALUES,
    first_of,
)
from planner.files.json_text import parse_json
from planner.files.opening import read_file
from planner.plan import Solved, build_plan
from planner.rules import Compiled, compile_rep
from planner.solving.together import Crew, Keeper, Limits, Outcome, Stop, Watch, solve_all
from planner.unplanned import conflicts_of, of_bad_input, of_search, raise_nothing, weakest
from planner.verifying import breaches_of

DEFAULT_SECONDS = 30.0
"""Search time of all reps together, where neither time nor work is given."""


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


def findings_of_reps(territory: Territory) -> tuple[Finding, ...]:
    """What compiling finds; the problems are not kept, since those of a large team fill memory."""
    return tuple(
        finding for rep in territory.reps for finding in compile_reps(territory, rep.id).findings
    )


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A territory that is ready to be searched.

    Parameters
    ----------
    compiled : tuple of Compiled
        Of the reps that can be planned; at least one.
    errors : tuple of Finding
        What keeps the other reps from a plan.
    """

    territory: Territory
    compiled: tuple[Compiled, ...]
    errors: tuple[Finding, ...] = ()

    @property
    def problems(self) -> dict[str, models.Problem]:
        """What is to be solved, by rep id."""
        return {one.rep_id: one.problem for one in self.compiled}


def prepare(
    territory: Territory, *, only: str | None = None, faults: Iterable[Finding] = ()
) -> Prepared:
    """Compile a territory's reps.

    Parameters
    ----------
    only : str, optional
        Plan this rep alone; classes still come from the accounts of all.
    faults : iterable of Finding
        Errors that kept other reps out of the territory; they become failed results.

    Raises
    ------
    BadInput
        If no rep can be compiled.
    """
    ready = compile_reps(territory, only)
    errors = tuple(finding for finding in (*faults, *ready.findings) if finding.fatal)
    if not ready.compiled:
        raise BadInput(errors)
    return Prepared(territory=territory, compiled=ready.compiled, errors=errors)


Settle = Callable[[Compiled, models.Result], models.Result]
"""Turns what the search found for a rep into what is planned."""


def conclude(
    prepared: Prepared,
    outcomes: Mapping[str, Outcome],
    limits: Limits,
    *,
    stop: Stop | None = None,
    settle: Settle | None = None,
) -> Plan:
    """Build one plan from what the searches found, and check it.

    Parameters
    ----------
    outcomes : mapping of str to Result or Exception
        By rep id, of all that are prepared.

    Returns
    -------
    Plan
        That breaks no rule. Reps without a plan have a result that says why.

    Raises
    ------
    NothingFound, Infeasible, Crashed
        If no rep has a plan.
    FailedCheck
        If the plan breaks a rule, which is a bug.
    """
    territory = prepared.territory
    conflicts = conflicts_of(territory, outcomes, limits, stop)
    solved, left_out = [], of_bad_input(prepared.errors)
    for one in prepared.compiled:
        outcome = outcomes[one.rep_id]
        if isinstance(outcome, models.Result) and outcome.solution is not None:
            solved.append(Solved(one, settle(one, outcome) if settle else outcome))
        else:
            left_out.append(of_search(one.rep_id, outcome, conflicts.get(one.rep_id)))
    if not solved:
        raise_nothing(left_out, outcomes.values(), conflicts, territory.currency)
    rests_on = provenance(territory, limits) | problem_digests(prepared.compiled)
    plan = build_plan(territory, solved, limits.seed, rests_on)
    plan = replace(plan, reps=tuple(sorted((*plan.reps, *left_out), key=lambda r: r.rep)))
    plan = replace(plan, status=weakest(result.status for result in plan.reps))
    breaches = breaches_of(territory, plan)
    if breaches:
        raise FailedCheck(
            "the plan breaks rules; this is a bug, and nothing is exported:\n"
            + "\n".join(f"  {breach.rule}: {breach.message}" for breach in breaches)
        )
    return plan


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
    settle: Settle


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
    crew: Crew | None = None,
    keep: Keeper | None = None,
) -> Plan:
    """Plan the period for all reps of a territory: prepare, search, conclude.

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
    only, faults
        As `prepare` has them.
    before : Before, optional
        What an earlier plan lends, where it is made anew.
    crew, keep
        As `solve_all` has them.

    Returns
    -------
    Plan
        As `conclude` makes it.

    Raises
    ------
    BadInput
        If no rep can be compiled.
    NothingFound, Infeasible, Crashed, FailedCheck
        As `conclude` raises them.
    """
    if seconds is None and work is None:
        seconds = DEFAULT_SECONDS
    prepared = prepare(territory, only=only, faults=faults)
    starts, known = (before.starts, before.known) if before else ({}, {})
    limits = Limits(seconds=seconds, work=work, seed=seed, workers=workers, starts=starts)
    searched = {rep: problem for rep, problem in prepared.problems.items() if rep not in known}
    found = solve_all(searched, limits, watch=progress, stop=stop, crew=crew, keep=keep)
    return conclude(
        prepared, {**found, **known}, limits, stop=stop, settle=before.settle if before else None
    )


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
    NothingFound, Infeasible, Crashed
        If there is no solution.
    """
    name, problem = problem_file.name, read_problem(problem_file)
    limits = Limits(seconds=seconds, work=work, seed=seed, workers=workers)
    outcome = solve_all({name: problem}, limits, watch=progress, stop=stop)[name]
    if isinstance(outcome, Exception) or outcome.solution is None:
        raise_nothing([of_search(name, outcome)], [outcome])
    return outcome


def read_problem(problem_file: Path) -> models.Problem:
    """Problem of a ``problem.json``.

    Raises
    ------
    BadInput
        If it is no valid problem.
    """
    content = read_file(problem_file, remedy="Name a problem.json.", at_most=MAX_PROBLEM_BYTES)
    try:
        document = parse_json(
            content, most_values=MAX_PROBLEM_VALUES, most_containers=MAX_PROBLEM_CONTAINERS
        )
        del content
        if not isinstance(document, dict):
            raise ValueError("it must be an object, in braces")
        return models.Problem.from_json(document)
    except models.ProblemError as error:
        faults = [_no_problem(fault, problem_file) for fault in error.faults[: MAX_FINDINGS + 1]]
        raise BadInput(first_of(faults, str(problem_file))) from None
    except ValueError as error:
        raise BadInput([_no_problem(f"this is no JSON: {error}", problem_file)]) from None


def _no_problem(fault: str, file: Path) -> Finding:
    return Finding(
        code="problem-wrong", message=fault,
        remedy="Compare with a file that planner problem writes", file=str(file),
    )  # fmt: skip


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

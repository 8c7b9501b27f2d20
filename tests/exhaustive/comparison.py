"""What the engine says of one problem, held against what trying every plan says.

A fault is a sentence. A problem that the engine leaves open (a plan without a proof that it is the
best, or nothing at all) within `WORKS` is no fault of what it says, but it is counted: "unknown"
never passes for "infeasible", nor "feasible" for "optimal".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from models.exhaustive import brute_force
from models.problem import Problem
from models.solution import Result, Solution, Status, StopReason
from models.solve import CLOSED, solve
from models.verify import verify
from tests.exhaustive.problems import permuted, problem_of

WORKS = (0.5, 4.0, 20.0)
"""Units of work, one after the other until the engine has decided."""
LITTLE = 0.1
"""Units of the searches that only a few things are asked of."""

Best = tuple[int, Solution] | None
"""The optimum and a plan that has it; None where there is no plan."""


@dataclass(frozen=True)
class Compared:
    """What came of one problem.

    Parameters
    ----------
    seed : int
        Of the problem.
    feasible : bool
        Whether it has a plan.
    decided : bool
        Whether the engine proved that its plan is the best, to the millionth at least, or that
        there is none.
    faults : list of str
        What it said that is not so.
    """

    seed: int
    feasible: bool
    decided: bool
    faults: list[str] = field(default_factory=list)


def compare(seed: int) -> Compared:
    """Solve the problem of a seed both ways; one of `VARIANTS` is tried besides, by turns."""
    problem = problem_of(seed)
    best = brute_force(problem)
    result = decided(problem, seed)
    variant = VARIANTS[seed % len(VARIANTS)]
    faults = [fault for check in CHECKS for fault in check(problem, best, result)]
    faults += [f"{variant.__name__}: {fault}" for fault in variant(problem, best, result, seed)]
    return Compared(seed, best is not None, is_decided(result), faults)


def decided(problem: Problem, seed: int, start: Solution | None = None) -> Result:
    """The result of the least work that decides the problem, or of the most."""
    for work in WORKS:
        result = solve(problem, work=work, seed=seed, workers=1, start=start)
        if is_decided(result):
            break
    return result


def is_decided(result: Result) -> bool:
    """Returns True if the search ended with a proof, not at its limit."""
    return result.stop_reason in (StopReason.GAP, StopReason.PROVEN)


# ---- what any result says -----------------------------------------------------------------


def plan_is_right(problem: Problem, best: Best, result: Result) -> Iterator[str]:
    """The plan keeps every rule, pins too, and is worth what is said, no more than can be."""
    if (result.solution is None) != (result.objective is None):
        yield "a plan without an objective, or the other way round"
    if result.solution is None or result.objective is None:
        return
    verdict = verify(problem, result.solution)
    yield from (f"the plan breaks {violation}" for violation in verdict.violations)
    if verdict.objective != result.objective:
        yield f"the plan is worth {verdict.objective}, not {result.objective}"
    if best is None:
        yield "there is a plan where there can be none"
    elif result.objective > best[0]:
        yield f"the plan is worth {result.objective}, more than the best, {best[0]}"


def bound_is_right(problem: Problem, best: Best, result: Result) -> Iterator[str]:  # noqa: ARG001 - one signature for all checks
    """No plan is worth more than the bound."""
    if result.bound is not None and best is not None and result.bound < best[0]:
        yield f"the bound is {result.bound}, and a plan is worth {best[0]}"


def status_is_right(problem: Problem, best: Best, result: Result) -> Iterator[str]:  # noqa: ARG001 - as above
    """What is said to be proven is so."""
    if result.status is Status.INFEASIBLE and best is not None:
        yield "said to be infeasible, and there is a plan"
    if result.status is Status.OPTIMAL and (best is None or result.objective != best[0]):
        yield f"said to be optimal at {result.objective}, and the best is {best and best[0]}"
    if result.status is Status.OPTIMAL and result.bound != result.objective:
        yield f"said to be optimal, and the bound is {result.bound}"
    if is_decided(result) and None not in (result.objective, best):
        assert best is not None
        assert result.objective is not None
        if best[0] - result.objective > CLOSED * abs(best[0]):
            yield f"the gap is said to be closed at {result.objective}, and the best is {best[0]}"
    if is_decided(result) and result.objective is None and result.status is not Status.INFEASIBLE:
        yield f"ended with {result.stop_reason}, and the status is {result.status}"
    if (result.status in (Status.OPTIMAL, Status.FEASIBLE)) != (result.solution is not None):
        yield f"{result.status} does not say whether there is a plan"


CHECKS: list[Callable[[Problem, Best, Result], Iterator[str]]] = [
    plan_is_right,
    bound_is_right,
    status_is_right,
]
"""Asked of every result. A check of something else that a result says is added here."""


# ---- what else is tried --------------------------------------------------------------------


def other_workers(problem: Problem, best: Best, result: Result, seed: int) -> Iterator[str]:  # noqa: ARG001 - one signature for all variants
    """Three workers come to the same result as one."""
    one, three = (solve(problem, work=LITTLE, seed=seed, workers=n) for n in (1, 3))
    for name in ("status", "objective", "bound", "solution", "prices"):
        if getattr(one, name) != getattr(three, name):
            yield f"{name}: {getattr(one, name)} and {getattr(three, name)}"


def other_order(problem: Problem, best: Best, result: Result, seed: int) -> Iterator[str]:
    """The same clients in another order have the same optimum."""
    other = permuted(problem, seed)
    again = decided(other, seed)
    # the exhaustive plan names the clients in their first order: only its worth is asked for
    yield from (fault for check in CHECKS for fault in check(other, best, again))
    if {result.status, again.status} == {Status.OPTIMAL} and result.objective != again.objective:
        yield f"{result.objective} and {again.objective}"


def best_start(problem: Problem, best: Best, result: Result, seed: int) -> Iterator[str]:  # noqa: ARG001 - as above
    """From the best plan on, even a short search has nothing worse."""
    if best is None:
        return
    again = solve(problem, work=LITTLE, seed=seed, workers=1, start=best[1])
    yield from (fault for check in CHECKS for fault in check(problem, best, again))
    if again.objective != best[0]:
        yield f"{again.objective} from a plan that is worth {best[0]}"


def nonsense_start(problem: Problem, best: Best, result: Result, seed: int) -> Iterator[str]:  # noqa: ARG001 - as above
    """From any visits whatever, unknown ones too, the search says what is so."""
    rng = np.random.default_rng([seed, 16])
    visits = [
        (
            int(rng.integers(-2, len(problem.duties) + 2)),
            int(rng.integers(-100, 2000)),
            int(rng.integers(-2, len(problem.clients) + 2)),
        )
        for _ in range(int(rng.integers(1, 12)))
    ]
    again = solve(problem, work=LITTLE, seed=seed, workers=1, start=Solution(tuple(visits)))
    yield from (fault for check in CHECKS for fault in check(problem, best, again))


VARIANTS = (other_workers, other_order, best_start, nonsense_start)

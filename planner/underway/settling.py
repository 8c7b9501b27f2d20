"""Few promises of the plan before are broken, and none without need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import models
from models.verify import verify
from planner.domain import NothingFound, limits
from planner.rules import Compiled
from planner.rules.change_budget import LABEL
from planner.solving.together import Stop
from planner.underway.morning import Morning
from planner.underway.standing import with_earlier_times

RAISE = 4
"""Factor on the price while more visits are lost than may be."""


class Settling:
    """Turns what a search found into what is planned: few changes, and none without need."""

    def __init__(
        self,
        morning: Morning,
        starts: Mapping[str, models.Solution],
        seconds: float | None,
        work: int | None,
        seed: int,
        workers: int,
        stop: Stop | None,
    ) -> None:
        self.morning, self.starts = morning, starts
        self.seconds, self.work = seconds, work
        self.seed, self.workers, self.stop = seed, workers, stop

    def settle(self, compiled: Compiled, result: models.Result) -> models.Result:
        """The plan that loses few enough promises, worth what it is worth without their price.

        The bound, and so the status ``optimal``, is of the plans that lose at most as many
        promises: the price of the lost ones is counted back (`planner.domain.replan.BOUND`).
        """
        problem, start = compiled.problem, self.starts[compiled.rep_id]
        price = int(self.morning.change_price)
        most = self.morning.most_changes
        worth = 1 + sum(max(client.values) for client in problem.clients)
        dear = min(worth, limits.LARGEST_WORTH)
        while most is not None and lost_promises(problem, _found(result)) > most:
            if price >= dear:
                raise NothingFound(
                    f"rep {compiled.rep_id}: no plan was found that loses at most {most} of the "
                    "visits planned before; allow more with --changes"
                )
            price = min(max(RAISE * price, 100_00), dear)
            problem = priced(compiled.problem, price)
            result = models.solve(
                problem, seconds=self.seconds, work=self.work, seed=self.seed,
                workers=self.workers, stop=self.stop, start=start,
            )  # fmt: skip
        solution = with_earlier_times(compiled.problem, _found(result), start)
        lost = lost_promises(problem, solution)
        worth = worth_of(compiled.problem, solution)
        bound = None if result.bound is None else result.bound + price * lost
        proven = bound is not None and bound <= worth
        return replace(
            result,
            solution=solution,
            objective=worth,
            bound=bound if bound is None else max(bound, worth),
            status=models.Status.OPTIMAL if proven else models.Status.FEASIBLE,
        )


def _found(result: models.Result) -> models.Solution:
    if result.solution is None:
        raise NothingFound("no plan that keeps all rules was found in the time given")
    return result.solution


def _promise_rows(problem: models.Problem) -> list[models.Row]:
    return [row for row in problem.rows if row.label.startswith(f"{LABEL}:")]


def priced(problem: models.Problem, price: int) -> models.Problem:
    """The problem with another price of a lost promise."""
    rows = (
        replace(row, price=price) if row.label.startswith(f"{LABEL}:") else row
        for row in problem.rows
    )
    return replace(problem, rows=tuple(rows))


def lost_promises(problem: models.Problem, solution: models.Solution) -> int:
    """Promised visits that a solution does not make on their day."""
    made = {(duty, client) for duty, _, client in solution.visits}
    return sum(
        (row.at_least or 0)
        - sum(
            (duty, i) in made for duty in row.duties or () for i, w in enumerate(row.weights) if w
        )
        for row in _promise_rows(problem)
    )


def worth_of(problem: models.Problem, solution: models.Solution) -> int:
    """Worth of a solution in cents, without the price of lost promises."""
    rows = tuple(row for row in problem.rows if not row.label.startswith(f"{LABEL}:"))
    return verify(replace(problem, rows=rows), solution).objective

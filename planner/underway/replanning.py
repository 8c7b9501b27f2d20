"""The use case of every morning: what has happened stays, and the rest is planned anew.

Nothing changes where nothing is new: a rep's problem is compared with the one that the plan
before was made from. Otherwise the search begins with what is left of that plan, and a visit that
leaves its day must earn its price. Days with the same accounts as before keep their times.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import models
from models.verify import verify
from planner.domain import (
    BadInput,
    Cents,
    Finding,
    NothingFound,
    Plan,
    Replan,
    Territory,
    limits,
    to_cents,
)
from planner.domain.difference import Difference
from planner.plan import difference, keep_uids, plan_to_json, read_plan
from planner.planning import Before, compile_reps, plan_territory, problem_digests
from planner.readers.visits_made import read_missed
from planner.rules import Compiled
from planner.rules.change_budget import LABEL
from planner.solving.together import Crew, Keeper, Stop, Watch
from planner.underway.standing import Standing, standing_of, start_of, with_earlier_times

CHANGE_PRICE = Cents(25_00)
"""What a visit that leaves its day must gain, where the user does not say."""
RAISE = 4
"""Factor on the price while more visits are lost than may be."""


@dataclass(frozen=True, kw_only=True)
class Morning:
    """What a re-plan starts from.

    Parameters
    ----------
    previous : Plan
        The plan before.
    today : date
        It and the days before stay as they are.
    missed : frozenset of (account id, date)
        Visits of the past that were not made.
    most_changes : int or None
        Most visits of a rep that may leave their day or the plan, besides those that must.
    change_price : int
        Cents that each of them must gain.
    findings : tuple of Finding
        Warnings of the files that it was read from.
    """

    previous: Plan
    today: date
    missed: frozenset[tuple[str, date]] = frozenset()
    most_changes: int | None = None
    change_price: Cents = CHANGE_PRICE
    findings: tuple[Finding, ...] = ()

    @property
    def provenance(self) -> dict[str, str]:
        """What a plan that is made anew from this rests on, besides its inputs."""
        digest = sha256(plan_to_json(self.previous).encode()).hexdigest()
        limit = {} if self.most_changes is None else {"changes": str(self.most_changes)}
        return {"past": str(self.today), "previous": digest, **limit}


def morning_of(
    territory: Territory,
    previous: Path,
    today: date,
    *,
    most_changes: int | None = None,
    price: float | None = None,
    visits: Path | None = None,
) -> Morning:
    """What a re-plan starts from, read from files.

    Parameters
    ----------
    previous : Path
        The plan before.
    price : float, optional
        What a visit must gain by leaving its day, in the territory's currency.
    visits : Path, optional
        A table of what became of past visits.

    Raises
    ------
    BadInput
        If a file cannot be read.
    """
    found: list[Finding] = []
    missed = read_missed(visits, territory.account.keys(), found) if visits else frozenset()
    return Morning(
        previous=read_plan(previous),
        today=today,
        missed=missed | territory.missed,
        most_changes=most_changes,
        change_price=CHANGE_PRICE if price is None else to_cents(str(price)),
        findings=tuple(found),
    )


@dataclass(frozen=True, kw_only=True)
class Replanned:
    """A plan made anew, and how it differs from the one before."""

    plan: Plan
    difference: Difference


def replan_territory(
    territory: Territory,
    morning: Morning,
    *,
    seconds: float | None = None,
    work: int | None = None,
    seed: int = 0,
    workers: int = 2,
    progress: Watch | None = None,
    stop: Stop | None = None,
    faults: Iterable[Finding] = (),
    crew: Crew | None = None,
    keep: Keeper | None = None,
) -> Replanned:
    """Plan the rest of a period anew.

    Parameters
    ----------
    territory : Territory
        As its files are now.
    seconds, work, seed, workers, progress, stop, faults, crew, keep
        As `plan_territory` has them. Raising the price to keep a limit of changes takes more.

    Raises
    ------
    BadInput
        If the plan before is of another period, or the past cannot have been as it says.
    NothingFound
        If more visits are lost than may be, whatever the price.
    """
    _check_period(territory, morning)
    plain = compile_reps(territory)
    standing = standing_of(territory, plain.compiled, morning)
    digests = problem_digests(plain.compiled)
    unmoved = {
        one.rep_id
        for one in plain.compiled
        if morning.previous.provenance.get(f"problem:{one.rep_id}")
        == digests[f"problem:{one.rep_id}"]
        and not standing.touches(one.rep_id)
        and any(
            r.rep == one.rep_id and r.objective_cents is not None for r in morning.previous.reps
        )
    }
    if unmoved == {rep.id for rep in territory.reps} and not list(faults):
        same = difference(morning.previous, morning.previous, gain_cents=0)
        return Replanned(plan=morning.previous, difference=same)
    frozen = frozen_territory(territory, morning, standing)
    ready = compile_reps(frozen)
    starts = {one.rep_id: start_of(one, standing, morning.previous) for one in ready.compiled}
    settling = _Settling(morning, starts, seconds, work, seed, workers, stop)
    plan = plan_territory(
        frozen, seconds=seconds, work=work, seed=seed, workers=workers, progress=progress,
        stop=stop, faults=faults, crew=crew, keep=keep,
        before=Before(
            starts=starts,
            known={
                one.rep_id: _as_it_was(one, morning.previous, starts[one.rep_id])
                for one in ready.compiled
                if one.rep_id in unmoved
            },
            settle=settling.settle,
        ),
    )  # fmt: skip
    plan = keep_uids(plan, morning.previous.visits)
    plan = replace(
        plan,
        rules=tuple(
            report
            for rep in sorted({r.rep for r in plan.rules})
            for report in (morning.previous if rep in unmoved else plan).rules
            if report.rep == rep
        ),
        provenance=dict(sorted({**plan.provenance, **digests, **morning.provenance}.items())),
    )
    gain = _gain(ready.compiled, starts, plan)
    return Replanned(
        plan=plan,
        difference=difference(morning.previous, plan, forced=standing.reasons, gain_cents=gain),
    )


def frozen_territory(territory: Territory, morning: Morning, standing: Standing) -> Territory:
    """The territory with what stays of the plan before; its accounts' last visits are older."""
    first = territory.period.first
    zone = territory.period.zone
    return replace(
        territory,
        accounts=tuple(
            replace(account, last_visit=None)
            if account.last_visit is not None and account.last_visit >= first
            else account
            for account in territory.accounts
        ),
        pins=tuple(
            pin
            for pin in territory.pins
            if (pin.account_id, pin.start.astimezone(zone).date()) not in morning.missed
        ),
        replan=Replan(
            today=morning.today,
            history=standing.history,
            promised=standing.promised,
            most_changes=morning.most_changes,
            change_price=morning.change_price,
        ),
    )


def _check_period(territory: Territory, morning: Morning) -> None:
    period, previous = territory.period, morning.previous
    found = []
    if (previous.first_day, previous.last_day) != (period.first, period.last):
        found.append(
            Finding(
                code="previous-period",
                message=f"The plan before is of {previous.first_day} to {previous.last_day}, and "
                f"{period} is planned",
                remedy="Plan its month with --month, or leave --previous out",
            )
        )
    elif morning.today > period.last:
        found.append(
            Finding(
                code="previous-over",
                message=f"Nothing of {period} is left after {morning.today}",
                remedy="Choose an earlier --from, or plan the next month",
                value=str(morning.today),
            )
        )
    if previous.time_zone != period.time_zone:
        found.append(
            Finding(
                code="previous-zone",
                message=f"The plan before is in {previous.time_zone}, the territory in "
                f"{period.time_zone}",
                remedy="Set period.time_zone back, or leave --previous out",
            )
        )
    if found:
        raise BadInput(found)


class _Settling:
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

        The bound counts the price of the lost promises back: no plan that loses at most as many
        is worth more.
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


def _as_it_was(compiled: Compiled, previous: Plan, solution: models.Solution) -> models.Result:
    """The result of a rep for whom nothing is new."""
    rep = next(each for each in previous.reps if each.rep == compiled.rep_id)
    reasons = {str(reason): reason for reason in models.StopReason}
    return models.Result(
        status=models.Status(rep.status),
        stop_reason=reasons.get(rep.message, models.StopReason.STOPPED),
        solution=solution,
        objective=rep.objective_cents,
        bound=rep.bound_cents,
    )


def _gain(
    compiled: Iterable[Compiled], starts: Mapping[str, models.Solution], plan: Plan
) -> int | None:
    """Worth of the plan less that of what was left of the one before; None if that breaks rules."""
    left = 0
    for one in compiled:
        start = starts[one.rep_id]
        if verify(one.problem, start).violations:
            return None
        left += worth_of(one.problem, start)
    return plan.objective_cents - left

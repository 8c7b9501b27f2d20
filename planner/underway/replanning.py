"""The use case of every morning: what has happened stays, and the rest is planned anew.

Nothing changes where nothing is new: a rep's problem is compared with the one that the plan
before was made from. Otherwise the search begins with what is left of that plan, and a visit that
leaves its day must earn its price. Days with the same accounts as before keep their times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import models
from models.verify import verify
from planner.domain import (
    BadInput,
    Breach,
    Finding,
    Infeasible,
    Plan,
    Replan,
    RuleReport,
    Territory,
)
from planner.domain.difference import Difference
from planner.domain.replan import BOUND, KEPT_PROMISES, missed_record, past_record
from planner.plan import difference, keep_uids
from planner.plan.past import past_of_rep, with_past
from planner.planning import Before, CompiledReps, compile_reps, plan_territory, problem_digests
from planner.rules import Compiled
from planner.rules.change_budget import LABEL
from planner.solving.together import Crew, Keeper, Stop, Watch
from planner.underway.history import History, history_of
from planner.underway.morning import Morning
from planner.underway.settling import Settling, worth_of
from planner.underway.standing import Standing, standing_of, start_of
from planner.verifying import breaches_of, broken_now, changed_inputs

PAST_CODES = ("contract-past-due", "gap-past-limit", "quota-past-short")
"""Findings that say which rules the days that are over leave out of reach."""


@dataclass(frozen=True, kw_only=True)
class Replanned:
    """A plan made anew, and how it differs from the one before.

    Parameters
    ----------
    broken : tuple of Breach
        Rules that the plan before breaks on the days to come.
    notes : tuple of Finding
        Rules that the days that are over leave out of reach.
    """

    plan: Plan
    difference: Difference
    broken: tuple[Breach, ...] = ()
    notes: tuple[Finding, ...] = ()


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
    history = history_of(territory, morning)
    later = later_territory(territory, morning, history)
    ready = compile_reps(later)
    standing = standing_of(later, ready.compiled, morning, history)
    broken = broken_before(territory, morning)
    digests = problem_digests(compile_reps(territory).compiled)
    unmoved = _unmoved(morning.previous, standing, digests, broken)
    all_unmoved = unmoved == {rep.id for rep in territory.reps} and not list(faults)
    if all_unmoved and not breaches_of(territory, morning.previous):  # its figures are right, too
        same = difference(morning.previous, morning.previous, gain_cents=0)
        return Replanned(plan=morning.previous, difference=same)
    search = _Search(
        morning, standing, unmoved,
        {
            "seconds": seconds, "work": work, "seed": seed, "workers": workers, "stop": stop,
            "progress": progress, "faults": faults, "crew": crew, "keep": keep,
        },
    )  # fmt: skip
    frozen, ready, plan = search.run(frozen_territory(territory, morning, standing))
    plan = keep_uids(plan, morning.previous.visits, history.visits)
    assert frozen.replan is not None
    record = {
        **digests,
        **past_record(plan, frozen.replan),
        **missed_record(morning.previous, morning.missed),
        **_bound_record(ready, plan),
    }
    plan = replace(
        plan,
        rules=_rules_with_prices(plan, morning.previous, unmoved),
        provenance=dict(sorted({**plan.provenance, **record, **morning.provenance}.items())),
    )
    return Replanned(
        plan=plan,
        difference=difference(
            morning.previous,
            plan,
            forced=standing.reasons,
            gain_cents=_gain(frozen, ready.compiled, search.starts, plan),
        ),
        broken=broken,
        notes=(*(f for f in ready.findings if f.code in PAST_CODES), *_short_notes(frozen.replan)),
    )


class _Search:
    """The search for what can still be decided.

    Parameters
    ----------
    unmoved : set of str
        Reps for whom nothing is new.
    how : mapping of str to object
        What `plan_territory` takes.
    """

    def __init__(
        self, morning: Morning, standing: Standing, unmoved: set[str], how: dict[str, Any]
    ) -> None:
        self.morning, self.standing = morning, standing
        self.unmoved, self.how = unmoved, how
        self.starts: Mapping[str, models.Solution] = {}

    def run(self, frozen: Territory) -> tuple[Territory, CompiledReps, Plan]:
        """Return the plan, and what it was made from.

        Where no plan is possible and the past counts in a quota, the quota is asked of the later
        days alone.

        Raises
        ------
        PlannerError
            As `plan_territory` does.
        """
        try:
            ready, plan = self._once(frozen)
        except Infeasible:
            stuck = self._held_back(frozen, {rep.id for rep in frozen.reps})
            if not stuck:
                raise
        else:
            found = {result.rep for result in plan.reps if result.status == "infeasible"}
            stuck = self._held_back(frozen, found)
            if not stuck:
                return frozen, ready, plan
        assert frozen.replan is not None
        short = frozen.replan.short | stuck
        return self.run(replace(frozen, replan=replace(frozen.replan, short=short)))

    def _held_back(self, frozen: Territory, reps: set[str]) -> frozenset[str]:
        """Reps whose past may be what leaves a quota out of reach."""
        assert frozen.replan is not None
        past = {visit.rep for visit in frozen.replan.history}
        quotas = bool(frozen.policy.quotas)
        return frozenset((reps & past) - frozen.replan.short) if quotas else frozenset()

    def _once(self, frozen: Territory) -> tuple[CompiledReps, Plan]:
        ready = compile_reps(frozen)
        previous, how = self.morning.previous, self.how
        self.starts = {one.rep_id: start_of(one, self.standing, previous) for one in ready.compiled}
        known = {
            one.rep_id: _as_it_was(frozen, one, previous, self.starts[one.rep_id])
            for one in ready.compiled
            if one.rep_id in self.unmoved
        }
        known |= {one.rep_id: _NOTHING_LEFT for one in ready.compiled if not one.days}
        settling = Settling(
            self.morning, self.starts, how["seconds"], how["work"], how["seed"], how["workers"],
            how["stop"],
        )  # fmt: skip
        before = Before(starts=self.starts, known=known, settle=settling.settle)
        return ready, plan_territory(frozen, before=before, **how)


_NOTHING_LEFT = models.Result(
    status=models.Status.OPTIMAL,
    stop_reason=models.StopReason.GAP,
    solution=models.Solution((), {}),
    objective=0,
    bound=0,
)
"""What is found for a rep who has no working day left."""


def broken_before(territory: Territory, morning: Morning) -> tuple[Breach, ...]:
    """Return the rules that the plan before breaks on the days after today.

    Figures count only where the input files are those that it was made from: else they are bound
    to be others.
    """
    previous, today = morning.previous, morning.today
    as_planned = Replan(
        today=today,
        history=tuple(visit for visit in previous.visits if visit.start.date() <= today),
        breaks=tuple(pause for pause in previous.breaks if pause.start.date() <= today),
        short=frozenset(rep.id for rep in territory.reps),
    )
    found = broken_now(with_past(territory, as_planned), previous)
    if not changed_inputs(territory, previous):
        return found
    return tuple(breach for breach in found if breach.rule != "known")  # whose accounts they were


def _unmoved(
    previous: Plan, standing: Standing, digests: Mapping[str, str], broken: Iterable[Breach]
) -> set[str]:
    """Reps for whom nothing is new, and whose plan breaks no rule."""
    faulty = {breach.rep for breach in broken}
    return {
        result.rep
        for result in previous.reps
        if result.objective_cents is not None
        and (digest := digests.get(f"problem:{result.rep}")) is not None
        and previous.provenance.get(f"problem:{result.rep}") == digest
        and not standing.touches(result.rep)
        and not faulty & {result.rep, None}
    }


def _rules_with_prices(
    plan: Plan, previous: Plan, unmoved: Collection[str]
) -> tuple[RuleReport, ...]:
    """Return the plan's rules, with the prices of the plan before for reps who were not searched.

    Figures and limits are always those of the new plan: a limit that never binds may have changed
    and have left the rep's problem as it was.
    """
    priced = {(report.rep, report.id): report for report in previous.rules}
    found = []
    for report in plan.rules:
        before = priced.get((report.rep, report.id))
        if report.rep in unmoved and before is not None and before.limit == report.limit:
            report = replace(
                report,
                price_cents=before.price_cents,
                price_bounds_cents=before.price_bounds_cents,
            )
        found.append(report)
    said = {(report.rep, report.id) for report in found}
    found += (
        report
        for key, report in priced.items()
        if report.rep in unmoved and report.id.startswith("contract:") and key not in said
    )
    return tuple(sorted(found, key=lambda report: report.rep))


def _bound_record(ready: CompiledReps, plan: Plan) -> dict[str, str]:
    """Which plans the bound speaks of, where these are not all that keep the rules."""
    promising = {
        one.rep_id
        for one in ready.compiled
        if any(row.label.startswith(f"{LABEL}:") for row in one.problem.rows)
    }
    searched = {result.rep for result in plan.reps if result.bound_cents is not None}
    return {BOUND: KEPT_PROMISES} if searched & promising else {}


def _short_notes(replan: Replan) -> Iterable[Finding]:
    for rep in sorted(replan.short):
        yield Finding(
            code="quota-past-short",
            message=f"the visits up to {replan.today} leave a quota of rep {rep} out of reach, so "
            "it is kept on the later days alone",
            remedy="Nothing needs to be done, or lower the [[quota]]",
            column="quota",
            rep=rep,
            fatal=False,
        )


def later_territory(territory: Territory, morning: Morning, history: History) -> Territory:
    """Return the territory with its past, and nothing promised."""
    return with_past(
        territory,
        Replan(
            today=morning.today,
            history=history.visits,
            breaks=history.breaks,
            most_changes=morning.most_changes,
            change_price=morning.change_price,
        ),
    )


def frozen_territory(territory: Territory, morning: Morning, standing: Standing) -> Territory:
    """Return the territory with its past, and with what is promised of the plan before."""
    later = later_territory(territory, morning, standing.history)
    assert later.replan is not None
    return replace(later, replan=replace(later.replan, promised=standing.promised))


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


def _as_it_was(
    frozen: Territory, compiled: Compiled, previous: Plan, solution: models.Solution
) -> models.Result:
    """The result of a rep for whom nothing is new, of the days that are left."""
    rep = next(each for each in previous.reps if each.rep == compiled.rep_id)
    reasons = {str(reason): reason for reason in models.StopReason}
    past = past_of_rep(frozen, rep.rep).worth_cents
    objective = worth_of(compiled.problem, solution)
    bound = None if rep.bound_cents is None else max(objective, rep.bound_cents - past)
    return models.Result(
        status=models.Status(rep.status),
        stop_reason=reasons.get(rep.message, models.StopReason.STOPPED),
        solution=solution,
        objective=objective,
        bound=bound,
    )


def _gain(
    frozen: Territory,
    compiled: Iterable[Compiled],
    starts: Mapping[str, models.Solution],
    plan: Plan,
) -> int | None:
    """Worth of the plan less that of what was left of the one before; None if that breaks rules."""
    left = 0
    for one in compiled:
        start = starts[one.rep_id]
        if verify(one.problem, start).violations:
            return None
        left += worth_of(one.problem, start) + past_of_rep(frozen, one.rep_id).worth_cents
    return plan.objective_cents - left

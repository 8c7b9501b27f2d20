"""From what the engine found back to accounts, dates and figures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from models.solution import Result, Solution, Status
from planner.accounts import contacts_table
from planner.domain import (
    Break,
    ContactBy,
    Outcome,
    Plan,
    RepResult,
    Territory,
    Unvisited,
    Visit,
    at_minute,
    home_of,
    stable_uid,
)
from planner.plan.past import past_of_rep
from planner.plan.reasons import Reasons
from planner.plan.rule_reports import rule_reports
from planner.rules import Compiled

GAP_DIGITS = 6
KM_DIGITS = 3


@dataclass(frozen=True)
class Solved:
    """One rep's problem and what the search made of it.

    Parameters
    ----------
    compiled : Compiled
        The problem, and what its indices mean.
    result : Result
        With a solution.
    """

    compiled: Compiled
    result: Result

    @property
    def solution(self) -> Solution:
        """The solution, which is there.

        Raises
        ------
        ValueError
            If it is not: reps without one are no part of a plan's visits.
        """
        if self.result.solution is None:
            raise ValueError(f"nothing was found for rep {self.compiled.rep_id}")
        return self.result.solution


def build_plan(
    territory: Territory,
    solved: Sequence[Solved],
    seed: int,
    provenance: Mapping[str, str],
) -> Plan:
    """Put the solutions of several reps together.

    Parameters
    ----------
    territory : Territory
        What the problems were compiled from.
    solved : sequence of Solved
        One a rep that has a solution; other reps get no part in the plan.
    seed : int
        The search's.
    provenance : mapping of str to str
        Versions, limits and the SHA-256 of the inputs.

    Returns
    -------
    Plan
        Visits with datetimes in the territory's zone and ids that never follow their time;
        an outcome for every account of these reps, and a reason for every one left out.
    """
    solved = sorted(solved, key=lambda one: one.compiled.rep_id)
    results = [_result(territory, one) for one in solved]
    objectives = [one.objective_cents or 0 for one in results]
    bounds = [one.bound_cents for one in results if one.bound_cents is not None]
    bound = sum(bounds) if bounds and len(bounds) == len(solved) else None
    optimal = all(one.result.status is Status.OPTIMAL for one in solved)
    visits = [visit for one in solved for visit in _visits(territory, one)]
    visits += _of_former_reps(territory)
    return Plan(
        territory=territory.name,
        currency=territory.currency,
        first_day=territory.period.first,
        last_day=territory.period.last,
        time_zone=territory.period.time_zone,
        status=str(Status.OPTIMAL if optimal else Status.FEASIBLE),
        objective_cents=sum(objectives),
        bound_cents=bound,
        gap=_gap(sum(objectives), bound),
        seed=seed,
        visits=tuple(sorted(visits, key=lambda visit: visit.rep)),
        breaks=tuple(lunch for one in solved for lunch in _breaks(territory, one)),
        outcomes=tuple(outcome for one in solved for outcome in _outcomes(territory, one)),
        unvisited=tuple(
            sorted(
                (left_out for one in solved for left_out in _unvisited(territory, one)),
                key=lambda left_out: left_out.account_id,
            )
        ),
        rules=tuple(
            report
            for one in solved
            for report in rule_reports(territory, one.compiled, one.solution, one.result)
        ),
        reps=tuple(results),
        provenance=dict(sorted(provenance.items())),
    )


def _result(territory: Territory, solved: Solved) -> RepResult:
    """How the search for a rep ended, with what the days that are over are worth."""
    result, rep = solved.result, solved.compiled.rep_id
    past = past_of_rep(territory, rep).worth_cents
    return RepResult(
        rep=rep,
        status=str(result.status),
        objective_cents=None if result.objective is None else result.objective + past,
        bound_cents=None if result.bound is None else result.bound + past,
        message=str(result.stop_reason),
    )


def _gap(objective: int, bound: int | None) -> float | None:
    """Share of the best possible that is missing; none where nothing can be gained at all."""
    return None if bound is None or bound <= 0 else round((bound - objective) / bound, GAP_DIGITS)


def _of_former_reps(territory: Territory) -> list[Visit]:
    """Visits of days that are over, of reps that the territory no longer has."""
    history = territory.replan.history if territory.replan else ()
    return [visit for visit in history if visit.rep not in territory.rep]


def _free_uids(territory: Territory, account_id: str) -> Iterator[str]:
    """Yield the ids of an account's visits by ordinal, without those of visits that are over.

    The past need not hold the first ordinals: a visit that was missed leaves a gap.
    """
    history = territory.replan.history if territory.replan else ()
    over = {visit.uid for visit in history if visit.account_id == account_id}
    for ordinal in count(1):
        uid = stable_uid(str(territory.period), account_id, ordinal)
        if uid not in over:
            yield uid


def _visits(territory: Territory, solved: Solved) -> Iterator[Visit]:
    compiled, problem = solved.compiled, solved.compiled.problem
    zone, rep = territory.period.zone, compiled.rep_id
    legs = territory.travel[rep]
    seen: dict[str, Counter[int]] = defaultdict(Counter)
    uids = {account_id: _free_uids(territory, account_id) for account_id in compiled.account_ids}
    yield from past_of_rep(territory, rep).visits
    place, node, duty_before = home_of(rep), 0, -1
    for duty, start, client in sorted(solved.solution.visits):
        if duty != duty_before:
            place, node, duty_before = home_of(rep), problem.duties[duty].start_node, duty
        account_id, one = compiled.account_ids[client], problem.clients[client]
        before = worth_of(territory, compiled, seen[account_id])
        seen[account_id][client] += 1
        by = ContactBy.PHONE if client in compiled.calls else ContactBy.VISIT
        there = home_of(rep) if by is ContactBy.PHONE else account_id
        yield Visit(
            rep=rep,
            account_id=account_id,
            start=at_minute(compiled.days[duty], start, zone),
            end=at_minute(compiled.days[duty], start + one.minutes, zone),
            value_cents=worth_of(territory, compiled, seen[account_id]) - before,
            travel_minutes_before=int(problem.travel[node, one.node]),
            travel_km_before=(
                0.0 if place == there else round(legs.km_between(place, there), KM_DIGITS)
            ),
            uid=next(uids[account_id]),
            by=by,
        )
        place, node = there, one.node


def worth_of(territory: Territory, compiled: Compiled, counts: Mapping[int, int]) -> int:
    """What visits and calls to one account add to those of the days that are over, in cents.

    Parameters
    ----------
    counts : mapping of int to int
        Visits by client, all of one account.
    """
    made = [client for client, count in counts.items() if count]
    if not made:
        return 0
    if len(made) == 1 and made[0] not in compiled.calls:
        return compiled.problem.clients[made[0]].values[counts[made[0]]]
    account = territory.account[compiled.account_ids[made[0]]]
    calls = sum(counts[client] for client in made if client in compiled.calls)
    seen, called = compiled.made.get(account.id, (0, 0))
    terms = (account, compiled.tiers[account.id], territory.policy, territory.period)
    mixes = [(seen + sum(counts.values()) - calls, called + calls), (seen, called)]
    together, before = contacts_table(*terms, mixes)
    return together - before


def _breaks(territory: Territory, solved: Solved) -> Iterator[Break]:
    for pause in territory.replan.breaks if territory.replan else ():
        if pause.rep == solved.compiled.rep_id:
            yield pause
    for duty, minute in sorted(solved.solution.lunches.items()):
        lunch = solved.compiled.problem.duties[duty].lunch
        if lunch is not None:
            start = at_minute(solved.compiled.days[duty], minute, territory.period.zone)
            end = start + timedelta(minutes=lunch.minutes)
            yield Break(rep=solved.compiled.rep_id, start=start, end=end)


def _outcomes(territory: Territory, solved: Solved) -> Iterator[Outcome]:
    compiled = solved.compiled
    counts = Counter(client for _, _, client in solved.solution.visits)
    for account_id, clients in compiled.clients_of.items():
        before = territory.past.get(account_id, ())
        mine = {client: counts[client] for client in clients if counts[client]}
        next_one = max(mine, default=clients[0])
        worth, total = worth_of(territory, compiled, mine), sum(mine.values()) + len(before)
        more = compiled.problem.clients[next_one].max_visits > mine.get(next_one, 0)
        if len(clients) > 1 and territory.account[account_id].contract is not None:
            more = False  # both together are what is owed
        after = Counter(mine) + Counter([next_one])
        yield Outcome(
            account_id=account_id,
            rep=compiled.rep_id,
            tier=compiled.tiers[account_id],
            visits=total,
            calls=sum(count for client, count in mine.items() if client in compiled.calls)
            + sum(visit.is_call for visit in before),
            value_cents=worth + sum(visit.value_cents for visit in before),
            next_visit_cents=worth_of(territory, compiled, after) - worth if more else None,
        )


def _unvisited(territory: Territory, solved: Solved) -> Iterator[Unvisited]:
    reasons = Reasons(territory, solved.compiled, solved.solution)
    visited = {client for _, _, client in solved.solution.visits}
    for account_id, clients in solved.compiled.clients_of.items():
        if visited.isdisjoint(clients) and account_id not in territory.past:
            yield Unvisited(account_id=account_id, reason=reasons.why(clients[0]))

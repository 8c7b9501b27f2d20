"""What scenarios share: problems that are the same, plans that fit elsewhere, and beginnings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import models
from models.verify import verify, verify_period
from planner.planning import Prepared, problem_digests
from planner.rules import Compiled
from planner.scenarios.beginning import fitted
from planner.solving.together import STOPPED, Outcome

Intervals = Mapping[str, tuple[int, int]]


class Shared:
    """The searches of several scenarios, each different problem once.

    Parameters
    ----------
    scenarios : mapping of str to Prepared
        By name, the base first.
    """

    def __init__(self, scenarios: Mapping[str, Prepared]) -> None:
        self.compiled: dict[str, Compiled] = {}
        self._key: dict[tuple[str, str], str] = {}
        self._found: dict[str, Outcome] = {}
        by_digest: dict[str, str] = {}
        for name, prepared in scenarios.items():
            digests = problem_digests(prepared.compiled)
            for one in prepared.compiled:
                own = f"{name}/{one.rep_id}"
                key = by_digest.setdefault(digests[f"problem:{one.rep_id}"], own)
                self._key[name, one.rep_id] = key
                if key == own:
                    self.compiled[key] = one

    @property
    def problems(self) -> dict[str, models.Problem]:
        """All different problems by ``<scenario>/<rep>``, that of the first that has it."""
        return {key: one.problem for key, one in self.compiled.items()}

    def outcome(self, scenario: str, rep: str) -> Outcome:
        """What was found for a scenario's rep; nothing if the search was stopped before."""
        return self._found.get(self._key[scenario, rep], STOPPED)

    def take(self, found: Mapping[str, Outcome]) -> None:
        """Take what searches found, together with what was known before."""
        for key, outcome in found.items():
            self._found[key] = joined(self._found.get(key), outcome)

    def starts(self, keys: Iterable[str], base: str) -> dict[str, models.Solution]:
        """Where searches begin: with their own best plan, or with what fits of the base's."""
        begun: dict[str, models.Solution] = {}
        known = [
            (one, solution)
            for (name, _), key in self._key.items()
            if name == base and (one := self.compiled[key]) and (solution := self._solution(key))
        ]
        for key in keys:
            own = self._solution(key)
            if own is None and known and not key.startswith(f"{base}/"):
                own = fitted(self.compiled[key], known)
            if own is not None:
                begun[key] = own
        return begun

    def offer_all(self) -> None:
        """Offer every rep's plan to the other scenarios, which take it if it is better there."""
        by_rep: dict[str, list[str]] = {}
        for key, one in self.compiled.items():
            by_rep.setdefault(one.rep_id, []).append(key)
        for keys in by_rep.values():
            plans = [(self.compiled[key], self._solution(key)) for key in keys]
            for key in keys:
                for one, solution in plans:
                    if solution is not None and one is not self.compiled[key]:
                        self._offer(key, translated(solution, one, self.compiled[key]))

    def _offer(self, key: str, solution: models.Solution | None) -> None:
        before = self._found.get(key, STOPPED)
        if solution is None or isinstance(before, Exception):
            return
        problem = self.compiled[key].problem
        period = verify_period(problem, solution)
        worse = before.objective is not None and period.objective <= before.objective
        # The days take long to check: only where there is something to win.
        if worse or period.violations or verify(problem, solution).violations:
            return
        offered = models.Result(
            status=models.Status.FEASIBLE,
            stop_reason=before.stop_reason,
            solution=solution,
            objective=period.objective,
        )
        self._found[key] = joined(before, offered)

    def undecided(self, base: str) -> list[str]:
        """Problems to search on for scenarios of which it is not certain if they beat the base."""
        open_keys: set[str] = set()
        reps: dict[str, set[str]] = {}
        for name, rep in self._key:
            reps.setdefault(name, set()).add(rep)
        for name in reps.keys() - {base}:
            ours = {self._key[base, rep] for rep in reps[base]}
            theirs = {self._key[name, rep] for rep in reps[name]}
            same = ours & theirs
            if not self._parted(ours - same, theirs - same):
                open_keys |= ours ^ theirs
        return [key for key in self.compiled if key in open_keys and not self._closed(key)]

    def _parted(self, ours: set[str], theirs: set[str]) -> bool:
        one, two = self._interval(ours), self._interval(theirs)
        if one is None or two is None:
            return False
        return one[1] < two[0] or two[1] < one[0]

    def _interval(self, keys: set[str]) -> tuple[float, float] | None:
        low, high = 0.0, 0.0
        for key in keys:
            found = self._found.get(key, STOPPED)
            if isinstance(found, Exception) or found.objective is None:
                return None
            low += found.objective
            high += float("inf") if found.bound is None else found.bound
        return low, high

    def _closed(self, key: str) -> bool:
        """Whether nothing more can be found for a problem."""
        found = self._found.get(key, STOPPED)
        over = (models.Status.OPTIMAL, models.Status.INFEASIBLE)
        return isinstance(found, Exception) or found.status in over

    def _solution(self, key: str) -> models.Solution | None:
        found = self._found.get(key)
        return found.solution if isinstance(found, models.Result) else None


def joined(before: Outcome | None, after: Outcome) -> Outcome:
    """The better plan and the tighter bound of two searches of one problem."""
    if before is None or isinstance(before, Exception):
        return after
    if isinstance(after, Exception):
        return before
    better = max(before, after, key=_rank)
    bounds = [each.bound for each in (before, after) if each.bound is not None]
    bound = min(bounds, default=None)
    status = after.status if better.solution is None else models.Status.FEASIBLE
    if better.objective is not None and bound is not None and bound <= better.objective:
        status = models.Status.OPTIMAL
    return replace(
        after,
        status=status,
        solution=better.solution,
        objective=better.objective,
        bound=bound,
        prices=after.prices or before.prices,
        price_bounds=_narrowed(before.price_bounds, after.price_bounds),
        relief=min(
            (each.relief for each in (before, after) if each.relief is not None),
            key=lambda relief: relief.slack,
            default=None,
        ),
        shortfalls=() if better.solution else after.shortfalls,
        seconds=before.seconds + after.seconds,
    )


def _narrowed(one: Intervals, other: Intervals) -> Intervals:
    """What both of two proofs say of the same problem."""
    found = dict(one)
    for label, (low, high) in other.items():
        least, most = found.get(label, (low, high))
        found[label] = max(least, low), min(most, high)
    return found


def _rank(result: models.Result) -> tuple[bool, int]:
    return result.solution is not None, result.objective or 0


def translated(
    solution: models.Solution, source: Compiled, target: Compiled
) -> models.Solution | None:
    """A solution in the indices of another problem; None where a visit has no place there."""
    duty = {day: n for n, day in enumerate(target.days)}
    try:
        visits = tuple(
            (duty[source.days[d]], start, target.client_of[source.contact_of(i)])
            for d, start, i in solution.visits
        )
        lunches = {duty[source.days[d]]: start for d, start in solution.lunches.items()}
    except KeyError:
        return None
    return models.Solution(tuple(sorted(visits)), lunches)

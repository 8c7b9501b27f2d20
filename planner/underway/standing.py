"""What still stands of an earlier plan on the days to come: what is promised, what can not be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

import models
from models.timetable import build_timetable, day_times, fits
from models.verify import verify, verify_period
from planner.domain import Plan, Territory, Visit
from planner.rules import Compiled
from planner.underway.history import Earlier, History, history_of


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The visits of an earlier plan, sorted by what became of them.

    Parameters
    ----------
    history : History
        Of the days up to today.
    promised : tuple of Visit
        Later, and still possible on their day.
    reasons : mapping of (account id, date) to str
        Why the others cannot stay, or did not take place.
    """

    history: History
    promised: tuple[Visit, ...]
    reasons: Mapping[tuple[str, date], str]
    reps: frozenset[str]
    """Reps who have lost a visit."""

    def touches(self, rep_id: str) -> bool:
        """Whether a rep has lost a visit that cannot stay."""
        return rep_id in self.reps


def standing_of(
    territory: Territory,
    compiled: Sequence[Compiled],
    earlier: Earlier,
    history: History | None = None,
) -> Standing:
    """Sort the visits of an earlier plan.

    Parameters
    ----------
    compiled : sequence of Compiled
        The reps' problems as the territory is now.
    history : History, optional
        Of the days up to today; told from the territory by default.
    """
    history = history or history_of(territory, earlier)
    looks = {one.rep_id: _Look(territory, one) for one in compiled}
    promised: list[Visit] = []
    reasons = dict(history.reasons)
    reps = {visit.rep for visit in history.lost}
    for visit in earlier.previous.visits:
        day = visit.start.date()
        if day <= earlier.today:
            continue
        look = looks.get(visit.rep)
        why = "was missed" if (visit.account_id, day) in earlier.missed else ""
        if not why:
            why = look.trouble(visit) if look else f"rep {visit.rep} cannot be planned"
        if why:
            reasons[visit.account_id, day] = why
            reps.add(visit.rep)
        else:
            promised.append(visit)
            if look is not None and look.confirmed_elsewhen(visit):
                reasons[visit.account_id, day] = "confirmed at this time"
    return Standing(
        history=history, promised=tuple(promised), reasons=reasons, reps=frozenset(reps)
    )


class _Look:
    """One rep's problem, asked whether a visit is still possible."""

    def __init__(self, territory: Territory, compiled: Compiled) -> None:
        self.territory, self.compiled = territory, compiled
        self.timetable = build_timetable(compiled.problem)
        self.duty = {day: n for n, day in enumerate(compiled.days)}
        zone = territory.period.zone
        self.pins = {
            (pin.account_id, pin.start.astimezone(zone).date()): pin.start for pin in territory.pins
        }
        self.refused = {(refusal.account_id, refusal.day) for refusal in territory.refusals}

    def trouble(self, visit: Visit) -> str:
        """Why a visit cannot stay; empty if it can."""
        day = visit.start.date()
        client = self.compiled.client_of.get((visit.account_id, visit.by))
        if visit.account_id not in self.compiled.clients_of:
            return "the account is no longer planned by this rep"
        if client is None:
            return "the account is no longer met in this way"
        if day not in self.duty:
            holiday = self.territory.holidays.get(day)
            return holiday if holiday else "the rep does not work that day"
        if (visit.account_id, day) in self.refused:
            return "refused for that day"
        duty = self.duty[day]
        if fits(self.timetable, duty, np.array([client], dtype=np.int32)):
            return ""
        return (
            self._collision(visit) or "the account is closed that day, or visited too close to it"
        )

    def confirmed_elsewhen(self, visit: Visit) -> bool:
        """Whether an appointment of the visit's day is at another time."""
        pinned = self.pins.get((visit.account_id, visit.start.date()))
        return pinned is not None and pinned != visit.start

    def _collision(self, visit: Visit) -> str:
        for busy in self.territory.busy.get(visit.rep, ()):
            if busy.start < visit.end and visit.start < busy.end:
                return f"the rep is busy: {busy.title}" if busy.title else "the rep is busy"
        return ""


def start_of(compiled: Compiled, standing: Standing, previous: Plan) -> models.Solution:
    """What stands of the earlier plan as a solution to begin a search with.

    Days keep their times where these are still possible. Where a day no longer holds all its
    visits, the order stays, and the visits that are worth least leave it.
    """
    problem = compiled.problem
    timetable = build_timetable(problem)
    client = compiled.client_of
    duty_of = {day: n for n, day in enumerate(compiled.days)}
    pins = {(pin.duty, pin.client): pin.start for pin in problem.pins}
    days: dict[int, list[tuple[int, int, int]]] = {n: [] for n in range(len(problem.duties))}
    for (duty, i), start in pins.items():
        days[duty].append((start, i, 0))
    taken = set(pins)
    for visit in (*standing.history.visits, *standing.promised):
        if (visit.account_id, visit.by) not in client or visit.start.date() not in duty_of:
            continue
        duty, i = duty_of[visit.start.date()], client[visit.account_id, visit.by]
        if (duty, i) not in taken:
            taken.add((duty, i))
            minute = visit.start.hour * 60 + visit.start.minute
            days[duty].append((minute, i, visit.value_cents + 1))
    visits: list[tuple[int, int, int]] = []
    lunches: dict[int, int] = {}
    for duty, stops in days.items():
        stops.sort()
        while (times := day_times(problem, timetable, duty, [i for _, i, _ in stops])) is None:
            stops.remove(min(stops, key=lambda stop: (stop[2] == 0, stop[2], stop)))
        visits += [(duty, s, i) for s, (_, i, _) in zip(times.starts, stops, strict=True)]
        if times.lunch is not None:
            lunches[duty] = times.lunch
    solution = models.Solution(tuple(sorted(visits)), lunches)
    breaks = {
        duty_of[lunch.start.date()]: lunch.start.hour * 60 + lunch.start.minute
        for lunch in previous.breaks
        if lunch.rep == compiled.rep_id and lunch.start.date() in duty_of
    }
    as_before = [(duty, start, i) for duty, stops in days.items() for start, i, _ in stops]
    return _repaired(
        problem, with_earlier_times(problem, solution, models.Solution(tuple(as_before), breaks))
    )


def _repaired(problem: models.Problem, solution: models.Solution) -> models.Solution:
    """The solution without the fewest visits, one after the other, that make it break a rule.

    A quota that one lost visit has tipped is kept again by leaving another; a contract that has
    lost a visit is not, and then the solution stays as it is.
    """
    pinned = {(pin.duty, pin.client) for pin in problem.pins}
    tried = solution
    while missing := _amount(problem, tried):
        leaner = [
            _without(tried, visit) for visit in tried.visits if (visit[0], visit[2]) not in pinned
        ]
        scored = [
            (_amount(problem, each), -verify_period(problem, each).objective, n)
            for n, each in enumerate(leaner)
        ]
        if not scored or min(scored)[0] >= missing:
            return solution
        tried = leaner[min(scored)[2]]
    return tried


def _amount(problem: models.Problem, solution: models.Solution) -> int:
    """By how much a solution whose days are sound misses the limits over all days."""
    return sum(violation.amount for violation in verify_period(problem, solution).violations)


def _without(solution: models.Solution, visit: tuple[int, int, int]) -> models.Solution:
    """The solution without a visit, and without the lunch of a day that is then empty."""
    visits = tuple(each for each in solution.visits if each != visit)
    left = {duty for duty, _, _ in visits}
    return models.Solution(visits, {d: at for d, at in solution.lunches.items() if d in left})


def with_earlier_times(
    problem: models.Problem, solution: models.Solution, earlier: models.Solution
) -> models.Solution:
    """The solution with the earlier times of every day that has the same clients as before."""
    result = solution
    for duty in range(len(problem.duties)):
        before = {(s, i) for d, s, i in earlier.visits if d == duty}
        now = {(s, i) for d, s, i in result.visits if d == duty}
        lunch = earlier.lunches.get(duty)
        if (
            not now  # a day without visits has no lunch
            or {i for _, i in before} != {i for _, i in now}
            or (before == now and lunch == result.lunches.get(duty))
        ):
            continue
        others = [visit for visit in result.visits if visit[0] != duty]
        lunches = {d: minute for d, minute in result.lunches.items() if d != duty}
        if lunch is not None:
            lunches[duty] = lunch
        day = ((duty, s, i) for s, i in before)
        tried = models.Solution(tuple(sorted([*others, *day])), lunches)
        if len(verify(problem, tried).violations) <= len(verify(problem, result).violations):
            result = tried
    return result

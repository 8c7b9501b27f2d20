"""The use case of "when could I see them?": the best openings for one more visit, or a given one.

Every later working day is tried with the visit between any two stops of the plan. A day that has
no room for it is tried without one of its other visits, which the opening then displaces. An
opening keeps every rule that the plan keeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import models
from models.timetable import Timetable, build_timetable, day_times
from models.verify import Verdict, verify
from planner.domain import BadInput, Finding, Plan, Territory, at_minute
from planner.readers.by_hand import ByHand, HandPin
from planner.readers.wording import did_you_mean
from planner.rules import Compiled, compile_rep
from planner.underway.history import history_of
from planner.underway.morning import Morning
from planner.underway.replanning import later_territory
from planner.underway.standing import standing_of, start_of
from planner.underway.syncing import remember


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A time at which the visit could be.

    Parameters
    ----------
    gain_cents : int
        What the plan is worth more with it: expected revenue less driving, and less what it
        displaces.
    driving : int
        Minutes that the day's drive is longer.
    displaces : str or None
        Account whose visit leaves the day; None where there is room.
    """

    account_id: str
    start: datetime
    end: datetime
    gain_cents: int
    driving: int
    displaces: str | None = None


def openings(
    territory: Territory,
    plan: Plan,
    account_id: str,
    *,
    today: date,
    instead_of: date | None = None,
    most: int = 5,
) -> list[Opening]:
    """The best openings for a visit to an account, best first.

    Parameters
    ----------
    today : date
        Openings are on later days.
    instead_of : date, optional
        Day of a planned visit of the account that is to be moved; one more visit by default.
    most : int
        How many.

    Raises
    ------
    BadInput
        If there is no such account or visit, or the period is over.
    """
    if account_id not in territory.account:
        remedy = did_you_mean(account_id, territory.account)
        raise _wrong("There is no such account in the territory", remedy, account_id)
    period = territory.period
    if today > period.last:
        finding = Finding(
            code="previous-over",
            message=f"Nothing of {period} is left after {today}",
            remedy="Choose an earlier --from, or plan the next month",
            value=str(today),
        )
        raise BadInput([finding])
    morning = Morning(previous=plan, today=today, missed=territory.missed)
    history = history_of(territory, morning)
    territory = later_territory(territory, morning, history)
    compiled = compile_rep(territory, territory.account[account_id].rep)
    standing = standing_of(territory, [compiled], morning, history)
    solution = start_of(compiled, standing, plan)
    client = compiled.account_ids.index(account_id)
    if instead_of is not None:
        planned = [v for v in solution.visits if v[2] == client]
        moved = [v for v in planned if compiled.days[v[0]] == instead_of]
        if not moved:
            days = ", ".join(str(compiled.days[v[0]]) for v in planned) or "none is planned"
            raise _wrong("No visit of the account is planned that day", f"Its visits: {days}",
                         str(instead_of))  # fmt: skip
        solution = _without(solution, moved[0])
    search = _Search(compiled, solution, client)
    zone = territory.period.zone
    minutes = timedelta(minutes=compiled.problem.clients[client].minutes)
    found = []
    for duty, day in enumerate(compiled.days):
        if day <= today:
            continue
        for gain, driving, minute, displaced in search.best_of(duty):
            start = at_minute(day, minute, zone)
            found.append(
                Opening(
                    account_id=account_id, start=start, end=start + minutes, gain_cents=gain,
                    driving=driving,
                    displaces=None if displaced is None else compiled.account_ids[displaced],
                )
            )  # fmt: skip
    found.sort(key=lambda opening: (-opening.gain_cents, opening.start))
    return found[:most]


def pin_opening(folder: Path, opening: Opening) -> ByHand:
    """Write an opening into the territory's folder as an appointment."""
    pin = HandPin(
        account=opening.account_id,
        start=opening.start.replace(tzinfo=None),
        note="chosen with planner fit",
    )
    return remember(folder, ByHand(pin=(pin,)))


class _Search:
    """One client beside the visits of a plan."""

    def __init__(self, compiled: Compiled, solution: models.Solution, client: int) -> None:
        self.problem = compiled.problem
        self.timetable: Timetable = build_timetable(compiled.problem)
        self.solution, self.client = solution, client
        self.base = verify(self.problem, solution)
        self.pinned = {(pin.duty, pin.client) for pin in self.problem.pins}

    def best_of(self, duty: int) -> Iterator[tuple[int, int, int, int | None]]:
        """The best opening of a day, if any: gain, driving, minute, and whom it displaces."""
        route = list(self.solution.routes(len(self.problem.duties))[duty])
        if self.client in route or self.timetable.row[duty, self.client] < 0:
            return
        roomy = list(self._places(duty, route, None))
        if not roomy:
            for other in route:
                if (duty, other) not in self.pinned:
                    left = [i for i in route if i != other]
                    roomy += self._places(duty, left, other)
        if roomy:
            yield max(roomy, key=lambda found: (found[0], -found[1], -found[2]))

    def _places(
        self, duty: int, route: list[int], displaced: int | None
    ) -> Iterator[tuple[int, int, int, int | None]]:
        before = self._drive(duty, list(self.solution.routes(len(self.problem.duties))[duty]))
        for place in range(len(route) + 1):
            tried = [*route[:place], self.client, *route[place:]]
            times = day_times(self.problem, self.timetable, duty, tried)
            if times is None:
                continue
            others = [visit for visit in self.solution.visits if visit[0] != duty]
            day = [(duty, start, i) for start, i in zip(times.starts, tried, strict=True)]
            lunches = {d: at for d, at in self.solution.lunches.items() if d != duty}
            if times.lunch is not None:
                lunches[duty] = times.lunch
            verdict = verify(self.problem, models.Solution(tuple(sorted([*others, *day])), lunches))
            if _missing(verdict) <= _missing(self.base):
                gain = verdict.objective - self.base.objective
                yield gain, self._drive(duty, tried) - before, times.starts[place], displaced

    def _drive(self, duty: int, route: list[int]) -> int:
        if not route:
            return 0
        one = self.problem.duties[duty]
        nodes = [one.start_node, *(self.problem.clients[i].node for i in route), one.end_node]
        return int(self.problem.travel[nodes[:-1], nodes[1:]].sum())


def _missing(verdict: Verdict) -> int:
    return sum(violation.amount for violation in verdict.violations)


def _without(solution: models.Solution, visit: tuple[int, int, int]) -> models.Solution:
    return models.Solution(tuple(v for v in solution.visits if v != visit), solution.lunches)


def _wrong(message: str, remedy: str, value: str) -> BadInput:
    return BadInput([Finding(code="fit-unknown", message=message, remedy=remedy, value=value)])

"""The smallest change that lets an account in: candidates of every kind, tried by real searches.

An account is let in where the best plan that was found under the changed rule visits it; the
search begins with the plan as it is and with its best exchange for the account, whichever is
worth more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import models
from models.anneal import timed
from models.terms import Terms
from models.verify import verify
from planner.accounts.hours import spans_on
from planner.conflicts.probe import Allowance
from planner.conflicts.questioned import with_accounts
from planner.conflicts.ways import Kind, Step, kinds_of_ways
from planner.domain import Account, BadInput, Tier
from planner.domain.explanation import SmallestChange
from planner.reports.words import WEEKDAYS, count
from planner.rules import Compiled, compile_rep
from planner.scenarios.explain.case import Case, Tell
from planner.scenarios.explain.exchange import with_visit
from planner.scenarios.explain.standing import min_gap_of
from planner.scenarios.sharing import translated

SHORTER_MINUTES = 5
LEAST_MINUTES = 10
"""A visit is never proposed shorter than this, or than half."""

_OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True)
class _LetIn:
    """A step with which the account is in."""

    number: int
    objective: int
    visits: int


def smallest_changes(
    case: Case, client: int, allowance: Allowance, units: float, tell: Tell
) -> Iterator[SmallestChange]:
    """The smallest change of each kind that lets an account in, as long as the allowance lasts.

    Parameters
    ----------
    units : float
        Of each search.
    """
    for kind in kinds_for(case, client):
        if not kind.steps or allowance.over():
            continue
        tell(f"with another {kind.rule}")
        trial = _Trial(case, client, kind, allowance, units)
        found = trial.smallest()
        if found is not None:
            yield SmallestChange(
                rule=kind.rule,
                change=kind.steps[found.number].change,
                objective_cents=found.objective,
                visits=found.visits,
                smaller_tried=found.number == 0 or found.number - 1 in trial.left_out,
            )


class _Trial:
    """Steps of one kind, tried one by one."""

    def __init__(
        self, case: Case, client: int, kind: Kind, allowance: Allowance, units: float
    ) -> None:
        self.case, self.client, self.kind = case, client, kind
        self.allowance, self.units = allowance, units
        self.left_out: set[int] = set()

    def smallest(self) -> _LetIn | None:
        """The first step that lets the account in; none where the last does not."""
        last = len(self.kind.steps) - 1
        best = self._at(last)
        if best is None or not self.kind.ordered:
            return best and self._any_of(range(last), best)
        low = -1
        while best.number - low > 1 and not self.allowance.over():
            # small changes are likelier, and asked for: strides that double, then halves
            number = min((low + best.number) // 2, 2 * low + 2)
            found = self._at(number)
            low, best = (number, best) if found is None else (low, found)
        return best

    def _any_of(self, numbers: range, best: _LetIn) -> _LetIn:
        for number in numbers:
            if self.allowance.over():
                break
            found = self._at(number)
            if found is not None:
                return found
        return best

    def _at(self, number: int) -> _LetIn | None:
        compiled = _compiled(self.kind.steps[number], self.case.compiled.rep_id)
        start = None if compiled is None else self._start(compiled)
        if compiled is None or start is None:
            return None
        result = self.allowance.solve(compiled.problem, units=self.units, start=start)
        if result.solution is None or result.objective is None:
            return None
        own = compiled.clients_of[self.case.compiled.account_ids[self.client]]
        visits = sum(i in own for _, _, i in result.solution.visits)
        if not visits:
            self.left_out.add(number)
            return None
        return _LetIn(number=number, objective=result.objective, visits=visits)

    def _start(self, compiled: Compiled) -> models.Solution | None:
        """The plan as it is, or with the account, under the changed rules."""
        problem = compiled.problem
        old = translated(self.case.solution, self.case.compiled, compiled)
        if old is None:
            return None
        terms = Terms.of(problem)
        duties = range(len(problem.duties))
        plans = [old]
        for client in compiled.clients_of[self.case.compiled.account_ids[self.client]]:
            routes = with_visit(terms, old.routes(len(duties)), client, duties)
            if routes is not None:
                plans.append(timed(problem, terms.timetable, routes))
        return max(plans, key=lambda plan: verify(problem, plan).objective)


def _compiled(step: Step, rep_id: str) -> Compiled | None:
    try:
        return compile_rep(step.territory, rep_id)
    except BadInput:
        return None


# ---- candidates ----------------------------------------------------------------------------


def kinds_for(case: Case, client: int) -> Iterator[Kind]:
    """Changes of the account first, then of the rules that are against it, then more time."""
    yield _shorter(case, client)
    yield _open_more(case, client)
    yield _sooner(case, client)
    account_id = case.compiled.account_ids[client]
    against = {
        row.label.removesuffix(":max")
        for row in case.problem.rows
        if (row.weights[client] < 0 and row.at_least is not None)
        or (row.weights[client] > 0 and row.at_most is not None)
    }
    if case.compiled.tiers[account_id] is Tier.LEAD and "leads" in case.compiled.units:
        against.add("lead-cap")
    if case.territory.rep[case.compiled.rep_id].max_visits_per_day is not None:
        against.add("visits-per-day")
    yield from kinds_of_ways(case.territory, case.compiled, against)


def _shorter(case: Case, client: int) -> Kind:
    now = case.problem.clients[client].minutes
    least = max(LEAST_MINUTES, -(-now // (2 * SHORTER_MINUTES)) * SHORTER_MINUTES)
    lengths = range(now - SHORTER_MINUTES, least - 1, -SHORTER_MINUTES)
    return Kind(
        rule="visit-length",
        steps=tuple(
            _step(case, client, f"Its visits {now - m} minutes shorter ({m} of {now})", m)
            for m in lengths
        ),
    )


def _step(case: Case, client: int, words: str, minutes: int) -> Step:
    account_id = case.compiled.account_ids[client]
    place = with_accounts(
        case.territory, [account_id], lambda account: replace(account, visit_minutes=minutes)
    )
    return Step(change=words, territory=place, accounts=(account_id,))


def _open_more(case: Case, client: int) -> Kind:
    """Another weekday for the account, each by itself; at last all of the rep's hours."""
    account_id = case.compiled.account_ids[client]
    account = case.territory.account[account_id]
    if account.opening_hours is None:
        return Kind(rule="opening-hours", steps=(), ordered=False)
    holidays = frozenset(case.territory.holidays)
    rep = case.territory.rep[case.compiled.rep_id]
    worked: dict[int, date] = {}
    closed: set[int] = set()
    for day in case.compiled.days:
        worked.setdefault(day.weekday(), day)
        if not spans_on(account.opening_hours, day, case.territory.public_holidays):
            closed.add(day.weekday())
    steps = []
    for weekday in sorted(closed):
        spans = ",".join(str(span) for span in spans_on(rep.hours, worked[weekday], holidays))
        hours = f"{account.opening_hours}; {_OSM_DAYS[weekday]} {spans}"
        steps.append(_opened(case, account, f"It opens on {WEEKDAYS[weekday]} ({spans})", hours))
    steps.append(_opened(case, account, "It is open whenever the rep works", None))
    return Kind(rule="opening-hours", steps=tuple(steps), ordered=False)


def _opened(case: Case, account: Account, words: str, hours: str | None) -> Step:
    place = with_accounts(
        case.territory, [account.id], lambda each: replace(each, opening_hours=hours)
    )
    return Step(change=words, territory=place, accounts=(account.id,))


def _sooner(case: Case, client: int) -> Kind:
    """Fewer days after the last visit, where that one keeps days closed."""
    account_id = case.compiled.account_ids[client]
    account = case.territory.account[account_id]
    gap = min_gap_of(case.territory, case.compiled, account)
    last = account.last_visit
    closed = last and any(abs((day - last).days) < gap for day in case.compiled.days)
    shorter = range(gap - 1, 0, -1) if closed else ()
    return Kind(rule="spacing", steps=tuple(_closer(case, account, gap, days) for days in shorter))


def _closer(case: Case, account: Account, gap: int, days: int) -> Step:
    place = with_accounts(
        case.territory, [account.id], lambda each: replace(each, min_gap_days=days)
    )
    words = f"Its visits may be {count(days, 'day')} apart instead of {gap}"
    return Step(change=words, territory=place, accounts=(account.id,))

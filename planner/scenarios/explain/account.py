"""Why an account is in a plan or left out, with the price of having it otherwise.

Every price comes from one more search with the thing asked for, begun at the best exchange that
has it, and carries the interval that both searches' bounds prove (`planner.domain.explanation`).
Nothing is read from reduced costs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz, process, utils

from planner.conflicts.probe import Allowance
from planner.domain import BadInput, ContactBy, Finding, Plan, Territory, at_minute
from planner.domain.explanation import (
    CountWorth,
    DayAnswer,
    Explanation,
    Forced,
    OtherWay,
    PlannedVisit,
    Price,
    SmallestChange,
)
from planner.plan.build import worth_of
from planner.plan.reasons import Reasons
from planner.rules import compile_rep
from planner.scenarios.explain.case import Asks, Case, Tell, case_of
from planner.scenarios.explain.changes import smallest_changes
from planner.scenarios.explain.standing import standings_of, why_not_on

DEFAULT_SECONDS = 60.0
LEAST_UNITS = 1.0
"""Of any search."""
BASE, FORCED, OTHER, COUNTS, DAY, CHANGE = 0.25, 0.15, 0.1, 0.4, 0.1, 0.03
"""Shares of the allowance: the plan itself; forcing an account in; meeting it the other way; all
numbers of visits of one that is in; a day; each search for a smallest change."""
NEAR_NAME = 70.0
"""Least likeness of a name, of 100."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be explained.

    Parameters
    ----------
    account : str
        Id or name.
    day : date, optional
        Also: why it is, or is not, visited then.
    """

    account: str
    day: date | None = None


def explain_account(
    territory: Territory,
    plan: Plan | None,
    asked: Asked,
    *,
    seconds: float | None = None,
    work: float | None = None,
    seed: int = 0,
    workers: int = 2,
    tell: Tell = lambda _: None,
    stop: Callable[[], bool] | None = None,
) -> Explanation:
    """Explain one account's place in a plan.

    Parameters
    ----------
    plan : Plan or None
        Made before; without one, or where it does not fit the territory any more, one is made.
    seconds, work : float, optional
        Of all searches together; `DEFAULT_SECONDS` if neither is given.
    tell : callable, optional
        Hears what is being searched for.
    stop : callable, optional
        True ends it with what there is.

    Raises
    ------
    BadInput
        If there is no such account, or the day is outside the period.
    NothingFound
        If its rep has no plan.
    """
    account_id = account_named(territory, asked.account)
    if asked.day is not None:
        _check_day(territory, asked.day)
    allowance = allowance_of(seconds, work, seed, workers, stop)
    rep = territory.account[account_id].rep
    compiled = compile_rep(territory, rep)
    tell(f"the plan of rep {rep}")
    case = case_of(territory, compiled, plan, allowance, units=_units(allowance, BASE))
    return _Explaining(case, account_id, allowance, tell).explained(asked.day)


def allowance_of(
    seconds: float | None,
    work: float | None,
    seed: int,
    workers: int,
    stop: Callable[[], bool] | None,
) -> Allowance:
    """What the searches of one explanation may take."""
    units = work if work is not None else seconds if seconds is not None else DEFAULT_SECONDS
    return Allowance(units=units, by_work=work is not None, seed=seed, workers=workers, stop=stop)


def account_named(territory: Territory, named: str) -> str:
    """Id of the account with this id or name, whatever its letters' case.

    Raises
    ------
    BadInput
        If there is none, or several have the name; it names those that look alike.
    """
    if named in territory.account:
        return named
    folded = named.strip().casefold()
    exact = [
        each.id
        for each in territory.accounts
        if folded in (each.id.casefold(), each.name.casefold())
    ]
    if len(exact) == 1:
        return exact[0]
    names = {each.id: f"{each.id} {each.name}" for each in territory.accounts}
    if exact:
        message, near = "Several accounts have this name", exact
    else:
        message = "There is no such account in the territory"
        alike = process.extract(
            named, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=3,
            score_cutoff=NEAR_NAME,
        )  # fmt: skip
        near = [account_id for _, _, account_id in alike]
    remedy = (
        f"Did you mean {' or '.join(repr(names[each]) for each in near)}?"
        if near
        else "Give its id, or its name, as the account list has it."
    )
    raise BadInput([Finding(code="account-unknown", message=message, remedy=remedy, value=named)])


def _check_day(territory: Territory, day: date) -> None:
    if not territory.period.first <= day <= territory.period.last:
        raise BadInput(
            [
                Finding(
                    code="day-outside",
                    message=f"The day is not in the period, {territory.period}",
                    remedy="Choose a day of the period.",
                    column="--day",
                    value=str(day),
                )
            ]
        )


def _units(allowance: Allowance, share: float) -> float:
    return max(LEAST_UNITS, share * allowance.units)


class _Explaining:
    """One account's explanation in the making."""

    def __init__(self, case: Case, account_id: str, allowance: Allowance, tell: Tell) -> None:
        self.case, self.allowance, self.tell = case, allowance, tell
        self.account = case.territory.account[account_id]
        self.client = case.client_of(account_id)
        self.one = case.problem.clients[self.client]
        self.planned = case.counts[self.client]
        self.skipped = False

    def explained(self, day: date | None) -> Explanation:
        """Everything, in the order of what matters most should the limits not suffice."""
        case = self.case
        reason, forced = "", None
        if not self.planned:
            reason = Reasons(case.territory, case.compiled, case.solution).why(self.client)
            forced = self._forced_in()
        answer = None if day is None else self._day(day)
        other = self._other_way()
        counts = tuple(self._counts(forced))
        found = Explanation(
            account_id=self.account.id,
            name=self.account.name,
            tier=case.compiled.tiers[self.account.id],
            minutes=self.one.minutes,
            by=case.compiled.contact_of(self.client)[1],
            basis=case.basis,
            counts=counts,
            visits=tuple(self._visits()),
            standings=standings_of(case, self.client),
            reason=reason,
            forced=forced,
            other=other,
            day=answer,
        )
        changes = tuple(self._changes(found))
        return replace(found, changes=changes, tried_all=not self.skipped)

    def _forced_in(self) -> Forced | None:
        """The plan with at least one visit; None where no visit is possible at all."""
        if self.case.terms.most[self.client] == 0:
            return None
        self.tell("with one visit at least")
        question = self.case.at_least(self.client, 1)
        units = _units(self.allowance, FORCED)
        result, price = self.case.ask(self.allowance, question, units=units)
        return self.case.forced(result, price, self.client)

    def _other_way(self) -> OtherWay | None:
        """One more by the account's other client; None where it has none, or none is possible."""
        case, compiled = self.case, self.case.compiled
        clients = compiled.clients_of[self.account.id]
        client = next((i for i in clients if i != self.client), None)
        if client is None or case.counts[client] >= case.terms.most[client]:
            return None
        if self.allowance.over():
            self.skipped = True
            return None
        by, meetings = compiled.contact_of(client)[1], case.counts[client] + 1
        self.tell("with one call more" if by is ContactBy.PHONE else "with one visit more")
        question = case.instead(client)
        result, price = case.ask(self.allowance, question, units=_units(self.allowance, OTHER))
        owed = compiled.owed.get(self.account.id)
        met = {client: meetings} | ({} if owed is None else {self.client: owed - meetings})
        return OtherWay(
            by=by,
            minutes=case.problem.clients[client].minutes,
            meetings=meetings,
            worth_cents=worth_of(case.territory, compiled, met),
            forced=case.forced(result, price, client),
        )

    def _counts(self, forced: Forced | None) -> Iterator[CountWorth]:
        """Every number of visits that the account's class or contract allows."""
        values = self.one.values
        pins = sum(pin.client == self.client for pin in self.case.problem.pins)
        most = int(self.case.terms.most[self.client])
        searched = [k for k in range(pins, min(self.planned + 1, most) + 1) if k != self.planned]
        units = max(LEAST_UNITS, COUNTS * self.allowance.units / max(1, len(searched)))
        for k in range(len(values)):
            price: Price | None = None
            comes_in: tuple[str, ...] = ()
            goes_out: tuple[str, ...] = ()
            if forced is not None and k == 1:
                price, comes_in, goes_out = forced.price, forced.comes_in, forced.goes_out
            elif k in searched and self.planned:
                if self.allowance.over():
                    self.skipped = True
                else:
                    self.tell(f"with {k} visits instead of {self.planned}")
                    ask = self.case.at_least if k > self.planned else self.case.at_most
                    question = ask(self.client, k)
                    result, price = self.case.ask(self.allowance, question, units=units)
                    if question.asks is Asks.OTHER:
                        price = price.reversed
                    if result.solution is not None:
                        goes_out, comes_in = self.case.exchanged(result.solution, self.client)
            yield CountWorth(
                visits=k,
                value_cents=values[k],
                next_cents=values[k] - values[k - 1] if k else 0,
                planned=k == self.planned,
                price=price,
                comes_in=comes_in,
                goes_out=goes_out,
            )

    def _visits(self) -> Iterator[PlannedVisit]:
        case, ordinal = self.case, 0
        for duty, start, client in sorted(case.solution.visits):
            if client != self.client:
                continue
            ordinal += 1
            route = case.routes[duty]
            left = [i for i in route if i != client]
            with_it, without = case.drive(duty, route), case.drive(duty, left)
            yield PlannedVisit(
                start=at_minute(case.compiled.days[duty], start, case.territory.period.zone),
                value_cents=self.one.values[ordinal] - self.one.values[ordinal - 1],
                drive_minutes=with_it[0] - without[0],
                drive_cents=with_it[1] - without[1],
            )

    def _day(self, day: date) -> DayAnswer:
        case = self.case
        duty = case.compiled.days.index(day) if day in case.compiled.days else None
        visited = duty is not None and self.client in case.routes[duty]
        units = _units(self.allowance, DAY)
        if duty is not None and visited:
            pinned = any((p.client, p.duty) == (self.client, duty) for p in case.problem.pins)
            if pinned:
                return DayAnswer(day=day, visited=True, why="it is a confirmed appointment")
            self.tell(f"without a visit on {day}")
            question = case.not_on(self.client, duty)
            why = "it is visited that day"
        elif duty is not None and not case.terms.barred[duty, self.client]:
            self.tell(f"with a visit on {day}")
            question = case.on(self.client, duty)
            why = why_not_on(case, self.client, day)
        else:
            return DayAnswer(day=day, visited=False, why=why_not_on(case, self.client, day))
        result, price = case.ask(self.allowance, question, units=units)
        forced = case.forced(result, price, self.client)
        return DayAnswer(day=day, visited=visited, why=why, forced=forced)

    def _changes(self, found: Explanation) -> Iterator[SmallestChange]:
        """None are looked for where the account is in, or would be after a longer search."""
        if self.planned or any(way.price.found_cents == 0 for way in found.ways):
            return
        units = _units(self.allowance, CHANGE)
        yield from smallest_changes(self.case, self.client, self.allowance, units, self.tell)
        self.skipped |= self.allowance.over()

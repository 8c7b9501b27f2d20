"""One rep's part of a territory as a problem for the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from models import problem as model
from planner.accounts import account_findings
from planner.domain import Account, BadInput, ContactBy, Finding, Territory, Tier
from planner.rules import phone
from planner.rules.conflicts import find_conflicts
from planner.rules.draft import Draft
from planner.rules.fits import node_of
from planner.rules.prices import Unit
from planner.rules.registry import RULES


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A problem, and what its indices mean.

    Parameters
    ----------
    problem : Problem
        Duty ``n`` is the rep's ``n``-th working day, client ``n`` the ``n``-th account.
    days : tuple of date
        Date of every duty.
    account_ids : tuple of str
        Account of every client: all of them, sorted, and then those once more that have a
        second client for their phone calls.
    calls : frozenset of int
        The clients that are calls.
    owed : mapping of str to int
        Visits that each account's contract still owes, calls included.
    agreed : mapping of str to int
        Visits that each account's contract owes in the period, those of days that are over
        included.
    made : mapping of str to (int, int)
        Visits face to face and calls of each account on the days that are over: what the search
        finds comes on top of them.
    past_minutes : int
        Working minutes of the days that are over.
    tiers : mapping of str to Tier
        Class of the rep's accounts.
    units : mapping of str to Unit
        What one unit of each labelled limit means; labels are ``quota:...``, ``leads`` and
        ``contract:<account id>``.
    findings : tuple of Finding
        Warnings that did not stop it.
    """

    problem: model.Problem
    rep_id: str
    days: tuple[date, ...]
    account_ids: tuple[str, ...]
    tiers: Mapping[str, Tier]
    units: Mapping[str, Unit]
    findings: tuple[Finding, ...] = ()
    calls: frozenset[int] = frozenset()
    owed: Mapping[str, int] = field(default_factory=dict)
    agreed: Mapping[str, int] = field(default_factory=dict)
    made: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    past_minutes: int = 0

    def contact_of(self, client: int) -> tuple[str, ContactBy]:
        """A client's account, and the way in which it is met."""
        by = ContactBy.PHONE if client in self.calls else ContactBy.VISIT
        return self.account_ids[client], by

    def contract_price(self, account_id: str, prices: Mapping[str, int]) -> int | None:
        """Estimate of what one visit fewer under a contract brings; None where none is known.

        Parameters
        ----------
        prices : mapping of str to int
            Estimates by the engine's labels: for the fewest visits of the account's client, and the
            row over visits and calls where a contract may be kept by both.
        """
        label, either = f"contract:{account_id}", len(self.clients_of[account_id]) > 1
        if not prices or account_id not in self.owed or (either and label not in prices):
            return None
        return prices.get(f"min_visits:{account_id}", 0) + prices.get(label, 0)

    @cached_property
    def client_of(self) -> Mapping[tuple[str, ContactBy], int]:
        """Index of every client by its account and the way in which it is met."""
        return {self.contact_of(n): n for n in range(len(self.account_ids))}

    @cached_property
    def clients_of(self) -> Mapping[str, tuple[int, ...]]:
        """Indices of all clients of every account, its first one first."""
        found: dict[str, tuple[int, ...]] = {}
        for n, account_id in enumerate(self.account_ids):
            found[account_id] = (*found.get(account_id, ()), n)
        return found


def compile_rep(territory: Territory, rep_id: str) -> Compiled:
    """Put all rules together for one rep.

    Raises
    ------
    BadInput
        With every error and warning found, if an account's figures or the rules for it
        contradict each other.
    """
    draft = Draft.of(territory, rep_id)
    draft.findings += [f for f in account_findings(territory) if f.rep == rep_id]
    for rule in RULES.values():
        rule.fill(draft)
    find_conflicts(draft)
    if any(finding.fatal for finding in draft.findings):
        raise BadInput(draft.findings)
    return Compiled(
        problem=_problem(draft),
        rep_id=rep_id,
        days=draft.days,
        account_ids=tuple(account.id for account in (*draft.accounts, *draft.either)),
        calls=frozenset(
            draft.client_by(account_id, ContactBy.PHONE)
            for account_id, met in draft.met.items()
            if met is not ContactBy.VISIT
        ),
        tiers=draft.tiers,
        units=draft.units,
        owed=draft.owed,
        agreed=draft.agreed,
        made={account.id: draft.made(account.id) for account in draft.accounts},
        past_minutes=draft.past_minutes,
        findings=tuple(draft.findings),
    )


def _problem(draft: Draft) -> model.Problem:
    """The problem of all rules together.

    Raises
    ------
    BadInput
        If numbers that are fine one by one are too large for the search together.
    """
    try:
        return _put_together(draft)
    except model.ProblemError as error:
        for fault in error.faults:
            draft.reject(
                "numbers-too-large",
                f"The rules of rep {draft.rep.id} come to numbers that the search does not take: "
                f"{fault}",
                "Lower the amounts of money, the shares' decimals or the number of accounts",
            )
        raise BadInput(draft.findings) from None


def _put_together(draft: Draft) -> model.Problem:
    return model.Problem(
        name=f"{draft.territory.name} {draft.territory.period} {draft.rep.id}",
        travel=draft.leg_minutes,
        travel_cost=draft.leg_cents,
        slot=draft.slot,
        duties=_duties(draft),
        clients=_clients(draft),
        count_windows=tuple(draft.count_windows),
        rows=tuple(draft.rows),
        active_caps=tuple(draft.caps),
        pins=tuple(
            model.Pin(
                client=draft.client_by(pin.account_id, pin.by),
                duty=draft.days.index(pin.day),
                start=pin.span.start,
            )
            for pin in draft.appointments
        ),
    )


def _duties(draft: Draft) -> tuple[model.Duty, ...]:
    return tuple(
        model.Duty(
            rep=0,
            day=n,
            start_node=0,
            end_node=0,
            start=shift.start,
            end=shift.end,
            blocked=tuple((span.start, span.end) for span in draft.blocked[day]),
            lunch=_lunch(draft, day),
            max_visits=draft.max_visits_per_day,
        )
        for n, (day, shift) in enumerate(draft.shifts.items())
    )


def _lunch(draft: Draft, day: date) -> model.Lunch | None:
    lunch = draft.lunches.get(day)
    if lunch is None:
        return None
    return model.Lunch(
        earliest=lunch.between.start,
        latest=lunch.between.end - lunch.minutes,
        minutes=lunch.minutes,
    )


def _clients(draft: Draft) -> tuple[model.Client, ...]:
    first = (_client(draft, account) for account in draft.accounts)
    return (*first, *(phone.second_client(draft, account) for account in draft.either))


def _client(draft: Draft, account: Account) -> model.Client:
    return model.Client(
        id=account.id,
        node=node_of(draft, account.id),
        minutes=draft.minutes[account.id],
        windows=tuple(
            tuple((span.start, span.end) for span in draft.windows[account.id][day])
            for day in draft.days
        ),
        values=draft.worth(account, calls=draft.met[account.id] is ContactBy.PHONE),
        min_visits=draft.fewest_visits[account.id],
    )

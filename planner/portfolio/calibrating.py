"""Whose answers would change the plan most.

For every account that buys, has no contract and has answered nothing, the question is what it would
be worth to know its curve. A plan is made with the class's curve. Then the account gets the two
ends of what is plausible, and the problem is solved again from that plan, with a small work
limit::

    flat    sales 0.7 with no visits, 1.2 at saturation, elasticity 0.15
    steep   sales 0.1 with no visits, 2.2 at saturation, elasticity 0.6

What a new plan is worth above the old one, both valued with the curve at that end, is what not
knowing costs there: a lower bound of it, since the search is limited. An unchanged problem that is
solved again with the same limit may come out better, too: that much is taken off. Accounts are
ranked by the larger of the two ends, equals by their swing. Only a short list is solved for: the
accounts with the largest swing, which is how far the ends move what the last planned visit and the
next one are worth, because a plan depends on those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import models
from planner.accounts import ResponseCurve, call_table, value_table
from planner.domain import Account, CallplanAnswers, Territory, Tier
from planner.rules import Compiled, compile_rep

ENDS = {"flat": ("0.7", "1.2", "0.15"), "steep": ("0.1", "2.2", "0.6")}
"""Sales with no visits, sales at saturation, elasticity."""
BASE_EFFORT = 4
"""The first plan may take so many times the work of a later one."""

Told = Callable[[str], None]

Tables = Mapping[int, tuple[int, ...]]
"""New values of clients: of an account's visits, and of its calls where it has both."""


@dataclass(frozen=True, kw_only=True)
class Stake:
    """What an account's answers are worth.

    Parameters
    ----------
    worth_cents : int
        What not knowing costs, at the worse end.
    visits : int
        In the plan with the class's curve.
    at_flat, at_steep : int
        Visits in the plans with the curve at either end.
    swing_cents : int
        How far the ends move what one visit less, or one more, is worth.
    """

    account: Account
    tier: Tier
    worth_cents: int
    visits: int
    at_flat: int
    at_steep: int
    swing_cents: int


def answers_at(end: str) -> CallplanAnswers:
    """The four answers that put a curve at an end of what is plausible."""
    none, saturation, elasticity = (Decimal(figure) for figure in ENDS[end])
    exponent = elasticity * (saturation - none) / ((1 - none) * (saturation - 1))
    curve = ResponseCurve(none=none, saturation=saturation, exponent=exponent)
    return CallplanAnswers(
        no_visits=none,
        half=curve(Decimal("0.5")),
        plus_half=curve(Decimal("1.5")),
        saturation=saturation,
    )


def stakes(
    territory: Territory,
    *,
    shortlist: int = 8,
    work: float = 1.0,
    seed: int = 0,
    told: Told = lambda _: None,
) -> tuple[Stake, ...]:
    """Rank accounts by what their answers are worth, the most first.

    Parameters
    ----------
    shortlist : int
        Accounts of each rep that are solved for.
    work : float
        Limit of each solve, in units of about a second.
    told : callable
        Gets a line when an account's turn comes.
    """
    found: list[Stake] = []
    for rep in territory.reps:
        told(f"a first plan for {rep.id}")
        found += _Trial(territory, compile_rep(territory, rep.id), work, seed).stakes(
            shortlist, told
        )
    order = sorted(found, key=lambda one: (-one.worth_cents, -one.swing_cents, one.account.id))
    return tuple(order)


class _Trial:
    """One rep's problem, solved again with one account's values changed."""

    def __init__(self, territory: Territory, compiled: Compiled, work: float, seed: int) -> None:
        self.territory, self.compiled, self.work, self.seed = territory, compiled, work, seed
        first = models.solve(compiled.problem, work=BASE_EFFORT * work, seed=seed, workers=1)
        self.plan = first.solution
        self.objective = first.objective or 0

    def stakes(self, shortlist: int, told: Told) -> list[Stake]:
        if self.plan is None:
            return []
        again = self._solved(self.compiled.problem)
        luck = max(0, (again.objective or self.objective) - self.objective)
        counts = Counter(client for _, _, client in self.plan.visits)
        found = []
        for swing, account in self._shortlist(counts)[:shortlist]:
            told(f"{account.id} {account.name}")
            visits: dict[str, int] = {}
            worth = 0
            for end in ENDS:
                tables = self._tables(account, end)
                problem = self._with(tables)
                known = self.objective + sum(
                    table[counts[client]] - self._usual(client)[counts[client]]
                    for client, table in tables.items()
                )
                result = self._solved(problem)
                best = known if result.objective is None else result.objective
                worth = max(worth, best - known - luck)
                planned = result.solution.visits if result.solution else self.plan.visits
                visits[end] = sum(one in tables for _, _, one in planned)
            found.append(
                Stake(
                    account=account,
                    tier=self.compiled.tiers[account.id],
                    worth_cents=worth,
                    visits=sum(counts[client] for client in self.compiled.clients_of[account.id]),
                    at_flat=visits["flat"],
                    at_steep=visits["steep"],
                    swing_cents=swing,
                )
            )
        return found

    def _shortlist(self, counts: Mapping[int, int]) -> list[tuple[int, Account]]:
        """Swing and account of those that may be asked, the largest swing first."""
        open_accounts = []
        for account_id in self.compiled.clients_of:
            account = self.territory.account[account_id]
            asked = self.compiled.tiers[account_id].billing and not account.answers.any_given
            if not asked or not account.revenue_per_year or account.contract:
                continue
            swing = max(
                abs(step(table, visits) - step(self._usual(client), visits))
                for end in ENDS
                for client, table in self._tables(account, end).items()
                for visits in (counts.get(client, 0), counts.get(client, 0) + 1)
            )
            open_accounts.append((swing, account))
        return sorted(open_accounts, key=lambda one: (-one[0], one[1].id))

    def _usual(self, client: int) -> tuple[int, ...]:
        return self.compiled.problem.clients[client].values

    def _tables(self, account: Account, end: str) -> Tables:
        """An account's values with its curve at one end."""
        told = replace(account, answers=answers_at(end))
        terms = (told, self.compiled.tiers[account.id], self.territory.policy)
        found = {}
        for client in self.compiled.clients_of[account.id]:
            table = call_table if client in self.compiled.calls else value_table
            found[client] = table(*terms, self.territory.period, len(self._usual(client)) - 1)
        return found

    def _with(self, tables: Tables) -> models.Problem:
        problem = self.compiled.problem
        clients = list(problem.clients)
        for client, values in tables.items():
            clients[client] = replace(clients[client], values=values)
        return replace(problem, clients=tuple(clients))

    def _solved(self, problem: models.Problem) -> models.Result:
        return models.solve(problem, work=self.work, seed=self.seed, workers=1, start=self.plan)


def step(values: Sequence[int], visits: int) -> int:
    """What the last of some visits adds; nothing where there is none or it is not allowed."""
    return values[visits] - values[visits - 1] if 0 < visits < len(values) else 0

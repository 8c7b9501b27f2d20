"""What a proof of infeasibility means to a manager: rules, accounts, and what would have to change.

Rules are added one by one until they are proven infeasible; the last one is needed for that, and
the others are added anew to it (the additive method: Tamiz, Mardle & Jones 1996,
doi:10.1016/0305-0548(95)00088-7). Each rule of the set is then left out once more: where a plan is
found without it, it is needed; where neither a plan nor a proof is found in time, it is kept and
not called needed.
Every way out is shown by a plan that keeps all other rules and that the independent checks pass.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import models
from models.elastic import giving_up, nearest
from planner.conflicts.probe import Allowance, Inquiry
from planner.conflicts.questioned import (
    Questioned,
    questioned_rules,
    without_contracts,
    without_max_gap,
)
from planner.conflicts.ways import Kind, Step, kinds_of_ways
from planner.domain import RuleReport, Territory
from planner.domain.conflict import Conflict, ConflictingRule, WayOut
from planner.plan import Solved
from planner.plan.rule_reports import rule_reports
from planner.reports.words import count, listed
from planner.rules import Compiled, compile_rep

FEW = 8
"""Accounts that are left out one by one."""
MANY = 24
"""Accounts among which none are looked for."""
FILTER, WAYS = 0.4, 0.85
"""Shares of the allowance after which rules and ways out are no longer tried."""
SEARCHES = 3
"""Searches that every kind of way out gets, where it is tried at all."""
ACCOUNTS = 0.1
"""Share that goes to the accounts of one rule."""
CONTRACT = 10_000
"""Price of a contract that is given up; ties are broken by less than that in all."""


@dataclass(frozen=True, kw_only=True)
class _Found:
    """A change with a plan."""

    kind: Kind
    number: int
    solved: Solved
    proven_least: bool

    @property
    def step(self) -> Step:
        """The change."""
        return self.kind.steps[self.number]


def explain_infeasible(territory: Territory, rep_id: str, allowance: Allowance) -> Conflict:
    """Explain why a rep has no plan, which must have been proven.

    Parameters
    ----------
    territory : Territory
        In which the rep's problem is infeasible.
    allowance : Allowance
        Of all searches together.
    """
    compiled = compile_rep(territory, rep_id)
    inquiry = Inquiry(territory=territory, rep_id=rep_id, allowance=allowance)
    sets = _Sets(inquiry, questioned_rules(territory, compiled))
    ids = _conflicting(sets)
    conflicting = tuple(_described(sets, ids))
    short = _nearest(inquiry, compiled)
    kinds = [*_by_accounts(inquiry, compiled, ids), *kinds_of_ways(territory, compiled, ids)]
    found: list[_Found] = []
    tried = 0
    for kind in kinds:
        if allowance.over(WAYS):
            break
        left = WAYS * allowance.units - allowance.spent
        share = max(SEARCHES * allowance.probe, left / (len(kinds) - tried))
        found += _least(inquiry, kind, allowance.spent + share)
        tried += 1
    return Conflict(
        rep=rep_id,
        rules=conflicting,
        nearest=short,
        ways_out=_ranked(inquiry, found),
        tried_all=tried == len(kinds),
    )


# ---- rules in conflict ---------------------------------------------------------------------


class _Sets:
    """Answers for sets of rules, each asked once.

    Parameters
    ----------
    rules : sequence of Questioned
        All of them; together they are proven infeasible.
    """

    def __init__(self, inquiry: Inquiry, rules: Sequence[Questioned]) -> None:
        self.inquiry, self.rules = inquiry, rules
        self._known: dict[frozenset[str], bool | None] = {
            frozenset(rule.rule for rule in rules): False
        }

    def territory(self, kept: Collection[str]) -> Territory:
        """The territory with these rules alone."""
        place = self.inquiry.territory
        for rule in self.rules:
            if rule.rule not in kept:
                place = rule.left_out(place)
        return place

    def has_plan(self, kept: Collection[str], share: float) -> bool | None:
        """Whether these rules alone have a plan; None where it is not known, or time is short."""
        asked = frozenset(kept)
        if asked not in self._known:
            if self.inquiry.allowance.over(share):
                return None
            self._known[asked] = self.inquiry.has_plan(self.territory(asked)).yes
        return self._known[asked]


def _conflicting(sets: _Sets) -> list[str]:
    """Few rules that are proven infeasible together, those that come first rather than others.

    The first rules that are infeasible together need the last of them, and so on.
    """
    candidates = [rule.rule for rule in sets.rules]
    found: list[str] = []
    while sets.has_plan(found, FILTER) is not False:
        enough = next(
            (
                number
                for number in range(1, len(candidates) + 1)
                if sets.has_plan([*found, *candidates[:number]], FILTER) is False
            ),
            None,
        )
        if enough is None:  # no time is left: what is proven so far
            return [*found, *candidates]
        found.append(candidates[enough - 1])
        candidates = candidates[: enough - 1]
    return found


def _described(sets: _Sets, ids: Collection[str]) -> Iterator[ConflictingRule]:
    """The rules in conflict, whether each is needed, and for which accounts."""
    place = sets.territory(ids)
    for rule in sets.rules:
        if rule.rule not in ids:
            continue
        without = sets.has_plan([other for other in ids if other != rule.rule], WAYS)
        accounts = _accounts(sets.inquiry, rule, place)
        place = rule.only_for(accounts, place)  # for the next rule: all must hold together
        yield ConflictingRule(
            rule=rule.rule, says=rule.says, accounts=accounts, needed=bool(without)
        )


def _accounts(inquiry: Inquiry, rule: Questioned, place: Territory) -> tuple[str, ...]:
    """Accounts whose part of a rule is enough for the conflict, where the rule is about few.

    Thirds are left out in turn: two accounts that conflict are never in all of them.
    """
    if len(rule.accounts) > MANY:
        return rule.accounts
    until = inquiry.allowance.spent / inquiry.allowance.units + ACCOUNTS
    kept = list(rule.accounts)
    size = max(1, len(kept) // 3)
    while len(kept) > 1:
        for start in range(0, len(kept), size):
            if inquiry.allowance.over(until):
                return tuple(kept)
            fewer = [*kept[:start], *kept[start + size :]]
            if inquiry.has_plan(rule.only_for(fewer, place)).yes is False:
                kept = fewer
                break
        else:
            if size == 1 or len(kept) > FEW:
                break
        size = 1 if len(kept) <= FEW else len(kept) // 3
    return tuple(kept)


def _nearest(inquiry: Inquiry, compiled: Compiled) -> tuple[str, ...]:
    """What the plan that misses least falls short of."""
    allowance = inquiry.allowance
    if allowance.over(WAYS):
        return ()
    units = allowance.probe
    found = nearest(compiled.problem, **allowance.limits(units))
    allowance.done += units
    if found is None:
        return ()
    reports = rule_reports(inquiry.territory, compiled, found.solution, None)
    standing = {report.id: report for report in reports}
    return tuple(_in_words(short, standing.get(short.label)) for short in found.shortfalls)


def _in_words(short: models.Shortfall, report: RuleReport | None) -> str:
    kind, _, name = short.label.partition(":")
    if kind in ("min_visits", "contract"):
        return f"the contract of {name} by {count(short.amount, 'visit')}"
    if kind == "count":
        return f"the longest gap of {name} by {count(short.amount, 'visit')}"
    if kind == "spacing":
        return f"the spacing of {name.rpartition(':')[0]} by {count(short.amount, 'visit')}"
    if report is not None and report.actual is not None and report.limit is not None:
        return f"{short.label}, {report.actual:g} instead of {report.limit:g} {report.unit}"
    return f"{short.label} by {short.amount}"


# ---- ways out ------------------------------------------------------------------------------


def _by_accounts(inquiry: Inquiry, compiled: Compiled, ids: Sequence[str]) -> Iterator[Kind]:
    """Ways out that pick accounts: the fewest contracts, or longest gaps, that are given up."""
    problem = compiled.problem
    if "contracts" in ids:
        accounts = _contracts_given_up(inquiry, compiled)
        if accounts:
            what = "contract" if len(accounts) == 1 else f"{len(accounts)} contracts"
            yield Kind(
                rule="contracts",
                ordered=False,
                steps=(
                    Step(
                        change=f"Give up the {what} of {listed(accounts)}",
                        territory=without_contracts(inquiry.territory, accounts),
                        accounts=accounts,
                    ),
                ),
            )
    if "max_gap_days" in ids:
        far = {w.client for w in problem.count_windows if w.at_least}
        accounts = _gaps_given_up(inquiry, compiled, far)
        if accounts:
            yield Kind(
                rule="max_gap_days",
                ordered=False,
                steps=(
                    Step(
                        change=f"Give up the longest gap of {listed(accounts)}",
                        territory=without_max_gap(inquiry.territory, accounts),
                        accounts=accounts,
                    ),
                ),
            )


def _contracts_given_up(inquiry: Inquiry, compiled: Compiled) -> tuple[str, ...]:
    """Accounts whose contracts the cheapest plan gives up; none where no plan was found.

    A contract that visits and calls keep together is a row over two clients, and perhaps some
    visits that the first one owes.
    """
    problem, owed = compiled.problem, compiled.owed
    first = {account: compiled.clients_of[account][0] for account, visits in owed.items() if visits}
    fewest = {account: problem.clients[i].min_visits for account, i in first.items()}
    worth = {account: problem.clients[i].values[fewest[account]] for account, i in first.items()}
    most = max([1, *worth.values()])
    price = {
        account: CONTRACT + CONTRACT * max(0, one) // (most * (len(owed) + 1))
        for account, one in worth.items()
    }
    together = {f"contract:{account}": max(1, price[account] // owed[account]) for account in first}
    both = {i for account, i in first.items() if len(compiled.clients_of[account]) > 1}
    whole = {i: 1 if i in both else price[account] for account, i in first.items()}
    elastic = giving_up(problem, contracts=whole, rows=together)
    rows = (
        replace(row, price=together[row.label]) if row.label in together else row
        for row in elastic.problem.rows
    )
    plan = _cheapest(inquiry, replace(elastic.problem, rows=tuple(rows)))
    if plan is None:
        return ()
    seen = Counter(client for _, _, client in plan.visits)
    return tuple(
        account
        for account, i in first.items()
        if seen[i] < fewest[account]
        or sum(seen[client] for client in compiled.clients_of[account]) < owed[account]
    )


def _gaps_given_up(inquiry: Inquiry, compiled: Compiled, far: Collection[int]) -> tuple[str, ...]:
    """Accounts whose longest gaps the cheapest plan gives up; none where no plan was found."""
    problem = compiled.problem
    plan = _cheapest(inquiry, giving_up(problem, cadences=dict.fromkeys(far, 10)).problem)
    if plan is None:
        return ()
    visits = [(problem.duties[d].day, client) for d, _, client in plan.visits]
    short = {
        window.client
        for window in problem.count_windows
        if window.client in far
        and window.at_least
        > sum(
            client == window.client and window.first_day <= day <= window.last_day
            for day, client in visits
        )
    }
    return tuple(compiled.account_ids[i] for i in sorted(short))


def _cheapest(inquiry: Inquiry, elastic: models.Problem) -> models.Solution | None:
    """The plan of an elastic problem that costs least, as far as it was searched for."""
    return None if inquiry.allowance.over(WAYS) else inquiry.allowance.solve(elastic).solution


def _least(inquiry: Inquiry, kind: Kind, until: float) -> list[_Found]:
    """The smallest step of a kind with a plan, by bisection; none where the largest has none.

    When so much of the allowance is spent, the smallest so far is good enough.
    """
    if not kind.steps:
        return []
    best = _least_missed(inquiry, kind) or _at(inquiry, kind, len(kind.steps) - 1)[0]
    low, proven = -1, kind.ordered
    close = bool(kind.kept)
    while best is not None and best.number - low > 1:
        if inquiry.allowance.spent > until:
            proven = False
            break
        middle = best.number - 1 if close else (low + best.number) // 2
        better, answer = _at(inquiry, kind, middle)
        if better is None:
            low, proven = middle, kind.ordered and answer is False
        best, close = better or best, False
    return [] if best is None else [replace(best, proven_least=proven)]


def _at(inquiry: Inquiry, kind: Kind, number: int) -> tuple[_Found | None, bool | None]:
    """The plan of a step, counted for the smallest step whose limits it keeps; and the answer."""
    answer = inquiry.has_plan(kind.steps[number].territory)
    if answer.solved is None:
        return None, answer.yes
    return _counted(kind, answer.solved, number), True


def _counted(kind: Kind, solved: Solved, number: int) -> _Found:
    if kind.kept is not None:
        number = min(number, kind.kept(solved.compiled, solved.solution))
    return _Found(kind=kind, number=number, solved=solved, proven_least=False)


def _least_missed(inquiry: Inquiry, kind: Kind) -> _Found | None:
    """The step that the plan asks for which misses a row least; None for kinds of no row."""
    last = len(kind.steps) - 1
    compiled = inquiry.compiled(inquiry.territory)
    if not kind.row or compiled is None:
        return None
    result = inquiry.allowance.solve(giving_up(compiled.problem, rows=[kind.row]).problem)
    if result.solution is None:
        return None
    return _counted(kind, Solved(compiled, replace(result, objective=None)), last)


def _ranked(inquiry: Inquiry, found: Sequence[_Found]) -> tuple[WayOut, ...]:
    """Ways out with the best plans that the rest of the allowance finds, those worth most first."""
    allowance = inquiry.allowance
    left = (allowance.units - allowance.spent) / max(1, len(found))
    units = min(2 * allowance.probe, max(0.5, left))
    ways = []
    for each in found:
        compiled = inquiry.compiled(each.step.territory)
        if compiled is None:
            continue
        solved = inquiry.improved(Solved(compiled, each.solved.result), units)
        if solved.result.objective is not None and inquiry.is_sound(each.step.territory, solved):
            ways.append(
                WayOut(
                    rule=each.kind.rule,
                    change=each.step.change,
                    accounts=each.step.accounts,
                    objective_cents=solved.result.objective,
                    visits=len(solved.solution.visits),
                    proven_least=each.proven_least,
                )
            )
    return tuple(sorted(ways, key=lambda way: (-way.objective_cents, way.change)))

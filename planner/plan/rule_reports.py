"""Where a rep's plan stands against each rule that has a figure, and what the rule costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from models.solution import Result, Solution
from planner.accounts.lead_list import standing_of
from planner.domain import Quota, RuleReport, Territory, Tier
from planner.plan.past import minutes_by_tier, past_of_rep
from planner.plan.proven import Interval, Proven
from planner.rules import Compiled


def rule_reports(
    territory: Territory, compiled: Compiled, solution: Solution, result: Result | None
) -> Iterator[RuleReport]:
    """Reports of one rep's rules: quotas, leads, contracts, visits a day, hours, driving.

    Parameters
    ----------
    solution : Solution
        The visits that are reported.
    result : Result or None
        Of the search: what it estimates and proves of each limit. None says nothing of either.
    """
    standing = _Standing(territory, compiled, solution, result)
    for quota in territory.policy.quotas:
        yield from standing.quota(quota)
    yield from standing.leads()
    yield from standing.contracts()
    yield from standing.days()


class _Standing:
    """The figures of one rep's plan."""

    def __init__(
        self,
        territory: Territory,
        compiled: Compiled,
        solution: Solution,
        result: Result | None,
    ) -> None:
        self.territory = territory
        self.compiled = compiled
        self.solution = solution
        self.prices = {} if result is None else result.prices
        # a plan made anew prices lost promises and counts visits made: its optimum is another
        self.proven = Proven(compiled, None if territory.replan is not None else result)
        self.past = past_of_rep(territory, compiled.rep_id)
        self.counts = Counter(client for _, _, client in solution.visits)
        self.minutes = minutes_by_tier(territory, compiled, self.counts)

    def quota(self, quota: Quota) -> Iterator[RuleReport]:
        total = sum(self.minutes.values())
        share = sum(m for tier, m in self.minutes.items() if tier in quota.tiers)
        actual = round(100 * share / total, 2) if total else None
        for label, limit in ((quota.id, quota.min_share), (f"{quota.id}:max", quota.max_share)):
            if limit is not None:
                yield self._report(label, actual, float(100 * limit), "% of visit minutes")

    def leads(self) -> Iterator[RuleReport]:
        most = self.territory.policy.max_active_leads
        if most is not None:
            listed = standing_of(self.territory, self.compiled.tiers).active
            mine = {a for a in listed if self.compiled.tiers.get(a) is Tier.LEAD}
            seen = {*map(self._id, self.counts), *self.territory.past}
            visited = {a for a in seen if self.compiled.tiers.get(a) is Tier.LEAD}
            active = len(mine | visited)
            if len(mine) >= most:  # any multiplier is one of a cap of 0
                self.prices = {k: price for k, price in self.prices.items() if k != "leads"}
            yield self._report("leads", active, most, "leads")

    def contracts(self) -> Iterator[RuleReport]:
        owed = self.compiled.agreed
        if not owed:
            return
        seen = {
            account_id: sum(self.counts[i] for i in clients)
            + sum(self.compiled.made.get(account_id, ()))
            for account_id, clients in self.compiled.clients_of.items()
        }
        kept = sum(seen[account_id] == visits for account_id, visits in owed.items())
        yield self._report("contracts", kept, len(owed), "contracts kept")
        for account_id, visits in owed.items():
            price = self.compiled.contract_price(account_id, self.prices)
            if price:
                label = f"contract:{account_id}"
                report = self._report(label, seen[account_id], visits, "visits")
                interval = self.proven.contract(account_id)
                yield replace(report, price_cents=price, price_bounds_cents=interval)

    def days(self) -> Iterator[RuleReport]:
        problem = self.compiled.problem
        calls = self.compiled.calls
        a_day = Counter(duty for duty, _, client in self.solution.visits if client not in calls)
        over = Counter(visit.start.date() for visit in self.past.visits if not visit.is_call)
        most = self.territory.rep[self.compiled.rep_id].max_visits_per_day
        busiest = max([*a_day.values(), *over.values()], default=0)
        yield self._report("visits-per-day", busiest, most, "visits on the busiest day")
        driven = self.past.driven
        for duty, route in enumerate(self.solution.routes(len(problem.duties))):
            if route:
                ends = problem.duties[duty].start_node, problem.duties[duty].end_node
                nodes = [ends[0], *(problem.clients[i].node for i in route), ends[1]]
                driven += int(problem.travel[nodes[:-1], nodes[1:]].sum())
        lunches = [problem.duties[duty].lunch for duty in self.solution.lunches]
        eaten = sum(lunch.minutes for lunch in lunches if lunch is not None) + self.past.lunched
        there = self.compiled.past_minutes + sum(
            duty.end - duty.start - sum(end - start for start, end in duty.blocked)
            for duty in problem.duties
        )
        used = sum(self.minutes.values()) + driven + eaten
        yield self._report("working-hours", _hours(used), _hours(there), "hours")
        yield self._report("travel", _hours(driven), None, "hours of driving")

    def _tier(self, client: int) -> Tier:
        return self.compiled.tiers[self._id(client)]

    def _id(self, client: int) -> str:
        return self.compiled.account_ids[client]

    def _report(
        self, label: str, actual: float | None, limit: float | None, unit: str
    ) -> RuleReport:
        price, natural = self.prices.get(label), self.compiled.units.get(label)
        interval: Interval | None = None
        if natural is not None and natural.rule in ("quota", "lead-cap"):
            interval = self.proven.quota(label) if natural.of_minutes else self.proven.leads()
        if price is not None and natural is not None:
            price = natural.price(price, sum(self.minutes.values()))
        report = RuleReport(
            id=label,
            rep=self.compiled.rep_id,
            actual=None if actual is None else float(actual),
            limit=None if limit is None else float(limit),
            unit=unit,
            price_cents=price,
            price_bounds_cents=interval,
        )
        if report.awaits_price and natural is None:  # a limit that no plan can reach
            return replace(report, price_cents=0, price_bounds_cents=(0, 0))
        return report


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)

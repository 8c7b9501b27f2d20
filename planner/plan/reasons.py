"""Why an account is left out: only what the problem and the plan themselves show.

What is said is looked up in the figures, the strongest first: it cannot be visited at all; a
limit is used up; its visit is worth less than the shortest detour to it; nothing in the plan as
it is timed leaves room for it. Where none of these holds the reason says so, since a search that
ended early may simply have missed it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from models.problem import Client, Duty, Span
from models.solution import Solution
from planner.accounts import terms_of
from planner.accounts.hours import next_open_day, open_days
from planner.accounts.lead_list import standing_of
from planner.domain import Account, Territory, Tier, clock, money
from planner.plan.past import minutes_by_tier
from planner.rules import Compiled


@dataclass(frozen=True)
class _Opening:
    """A place in the plan where one visit more would fit, and what its detour costs."""

    duty: int
    start: int
    detour_cents: int


class Reasons:
    """Says why the plan of one rep leaves accounts out.

    Parameters
    ----------
    territory : Territory
        For words and raw figures.
    compiled : Compiled
        The rep's problem.
    solution : Solution
        The rep's visits.
    """

    def __init__(self, territory: Territory, compiled: Compiled, solution: Solution) -> None:
        self.territory = territory
        self.compiled = compiled
        self.problem = compiled.problem
        self.solution = solution
        self.counts = Counter(client for _, _, client in solution.visits)
        self.routes: list[list[tuple[int, int]]] = [[] for _ in self.problem.duties]
        for duty, start, client in sorted(solution.visits):
            self.routes[duty].append((start, client))

    def why(self, client: int) -> str:
        """The reason for an account without visits, with figures."""
        one = self.problem.clients[client]
        reason = (
            self._never(client, one)
            or self._too_far(one)
            or self._cap(client, one)
            or self._row(client, one)
            or self._no_place(one)
        )
        return reason or (
            f"its first visit is worth {self._money(one.values[1])}, more than its detour, and "
            "there is room for it: a longer search may use it"
        )

    def _never(self, client: int, one: Client) -> str:
        """No visit is allowed or possible, whatever the others do."""
        account = self._account(client)
        if closed := self._closed(account):
            return closed
        if one.max_visits == 0:
            if self.compiled.agreed.get(account.id):
                return "the days that are left hold none of the visits that its contract owes"
            if account.contract is not None:
                return "its contract owes no visit in this period"
            return f"class {self.compiled.tiers[account.id].value} is given no visits"
        if not self.problem.duties:
            return "no working day is left in the period"
        spans = [span for of_duty in one.windows for span in of_duty]
        longest = max((end - start for start, end in spans), default=0)
        if longest >= one.minutes:
            return ""
        if spans:
            return (
                f"it is open for {longest} minutes at a time while rep {self.compiled.rep_id} "
                f"works, and a visit takes {one.minutes}"
            )
        return self._no_window(account)

    def _closed(self, account: Account) -> str:
        """Its hours open on no day of the period: its season is over, or it is closed a while."""
        hours, period = account.opening_hours, self.territory.period
        if hours is None or open_days(hours, period.days, self.territory.public_holidays):
            return ""
        again = next_open_day(hours, period.last)
        until = f"until {again}" if again else "and for a year after it"
        return f"closed throughout {period} by its opening hours, {until}"

    def _no_window(self, account: Account) -> str:
        """Nothing is left of any working day, by what the account itself demands."""
        gap = self._min_gap(account)
        if account.last_visit is not None:
            due = account.last_visit + timedelta(days=gap)
            if due > self.compiled.days[-1]:
                return (
                    f"it was visited on {account.last_visit} and is not due again before {due}, "
                    "after the last working day"
                )
        tiers = self.compiled.tiers
        if (
            tiers[account.id] is Tier.LEAD
            and account.id in standing_of(self.territory, tiers).resting
        ):
            return "it had its time on the list of leads and rests"
        refused = any(one.account_id == account.id for one in self.territory.refusals)
        causes = [
            *(["opening hours"] if account.opening_hours is not None else []),
            *(["refusals"] if refused else []),
            *([f"{gap} days since the last visit"] if account.last_visit is not None else []),
        ]
        return f"no working day is left for it by its {' and '.join(causes) or 'demands'}"

    def _too_far(self, one: Client) -> str:
        """The drive there and back alone takes more than any working day has."""
        spare, there_and_back, length = max(
            (length - drive - one.minutes, drive, length)
            for duty, spans in zip(self.problem.duties, one.windows, strict=True)
            if spans
            for drive, length in [(self._there_and_back(duty, one), self._minutes_of(duty))]
        )
        if spare >= 0:
            return ""
        return (
            f"{_duration(there_and_back)} of driving there and back and {one.minutes} minutes "
            f"there do not fit into a working day of {_duration(length)} besides lunch"
        )

    def _cap(self, client: int, one: Client) -> str:
        """All places of a cap are taken by others."""
        for cap in self.problem.active_caps:
            if cap.label not in self.compiled.units:
                continue
            active = [i for i in cap.clients if self.counts[i]]
            if client not in cap.clients or len(active) < cap.at_most:
                continue
            most = self.territory.policy.max_active_leads or 0
            if most == 0:
                return "no lead may be worked on"
            if not active:
                listed = standing_of(self.territory, self.compiled.tiers).active
                mine = sum(account_id in listed for account_id in self.compiled.tiers)
                return f"all {most} places for leads are taken by the list" + (
                    " and by contracts" if mine < most else ""
                )
            least = min(active, key=lambda i: (self._worth(i), self.problem.clients[i].id))
            return (
                f"all {most} places for leads are taken; the least of the chosen ones, "
                f"{self._account(least).name}, is worth {self._money(self._worth(least))} with "
                f"its visits, and this one's first visit {self._money(one.values[1])}"
            )
        return ""

    def _row(self, client: int, one: Client) -> str:
        """One visit more would break a quota."""
        for row in self.problem.rows:
            if row.price is not None or row.duties is not None:
                continue
            now = sum(row.weights[i] * count for i, count in self.counts.items())
            after = now + row.weights[client]
            low = row.at_least is not None and after < row.at_least
            if low or (row.at_most is not None and after > row.at_most):
                return (
                    f"worth {self._money(one.values[1])} for its first visit; its {one.minutes} "
                    f"minutes beside the planned visits would {self._breaking(client, row.label)}"
                )
        return ""

    def _breaking(self, client: int, label: str) -> str:
        """What one visit more would do to a quota, with the share before and after."""
        clients = self.problem.clients
        for quota in self.territory.policy.quotas:
            if label not in (quota.id, f"{quota.id}:max"):
                continue
            at_most = label.endswith(":max")
            limit = quota.max_share if at_most else quota.min_share
            minutes = minutes_by_tier(self.territory, self.compiled, self.counts)
            before = _share(minutes, quota.tiers)
            minutes[self.compiled.tiers[self._account(client).id]] += clients[client].minutes
            names = " and ".join(tier.value for tier in quota.tiers)
            return (
                f"bring {names} accounts to {_share(minutes, quota.tiers)} of visit minutes "
                f"({before} now, at {'most' if at_most else 'least'} {_percent(limit)})"
            )
        return f"break {label}"

    def _no_place(self, one: Client) -> str:
        """No room, or none that its worth pays for."""
        worth = one.values[1]
        openings = list(self._openings(one))
        if not openings:
            return (
                f"worth {self._money(worth)} for its first visit; no working day has a place "
                f"left for its {one.minutes} minutes and the drive beside the planned visits"
            )
        best = min(openings, key=lambda opening: (opening.detour_cents, opening.duty))
        if worth > best.detour_cents:
            return ""
        day = self.compiled.days[best.duty]
        return (
            f"worth {self._money(worth)} for its first visit, and the cheapest detour that has "
            f"room for it, on {day} at {clock(best.start)}, costs {self._money(best.detour_cents)}"
        )

    def _openings(self, one: Client) -> Iterator[_Opening]:
        """Places for one visit more, all other visits and lunches staying at their times."""
        for d, (duty, spans) in enumerate(zip(self.problem.duties, one.windows, strict=True)):
            route = self.routes[d]
            if not spans or self._full(d, one):
                continue
            cost = self.problem.travel_cost
            for before, after in _neighbours(duty, route, self.problem.clients):
                start = self._first_start(d, one, before, after)
                if start is not None:
                    legs = cost[before.node, one.node] + cost[one.node, after.node]
                    unless_empty = cost[before.node, after.node] if route else 0
                    yield _Opening(d, start, int(legs - unless_empty))

    def _full(self, d: int, one: Client) -> bool:
        """Whether a day has its most visits; calls are none of them."""
        most = self.territory.rep[self.compiled.rep_id].max_visits_per_day
        home = self.problem.duties[d].start_node
        visits = sum(self.problem.clients[i].node != home for _, i in self.routes[d])
        return most is not None and visits >= most and one.node != home

    def _first_start(self, d: int, one: Client, before: _Stop, after: _Stop) -> int | None:
        """Earliest start between two stops, for any lunch on a day that has none yet."""
        duty, slot = self.problem.duties[d], self.problem.slot
        there = int(self.problem.travel[before.node, one.node])
        back = int(self.problem.travel[one.node, after.node])
        lunches = [[*duty.blocked, *lunch] for lunch in self._lunches(d, duty)]
        for low, high in one.windows[d]:
            first = -(-max(low, before.leaves + there) // slot) * slot
            last = min(high, after.starts - back) - one.minutes
            for start in range(first, last + 1, slot):
                end = start + one.minutes
                if any(
                    not _overlap(start, end, taken)
                    and _free(before.leaves, start, taken) >= there
                    and _free(end, after.starts, taken) >= back
                    for taken in lunches
                ):
                    return start
        return None

    def _lunches(self, d: int, duty: Duty) -> Iterable[Sequence[Span]]:
        """The planned lunch, or all that a day without visits could have."""
        if duty.lunch is None:
            return [()]
        minutes = duty.lunch.minutes
        if d in self.solution.lunches:
            start = self.solution.lunches[d]
            return [((start, start + minutes),)]
        starts = range(duty.lunch.earliest, duty.lunch.latest + 1)
        return [((s, s + minutes),) for s in starts if not _overlap(s, s + minutes, duty.blocked)]

    def _there_and_back(self, duty: Duty, one: Client) -> int:
        travel = self.problem.travel
        return int(travel[duty.start_node, one.node] + travel[one.node, duty.end_node])

    @staticmethod
    def _minutes_of(duty: Duty) -> int:
        lunch = 0 if duty.lunch is None else duty.lunch.minutes
        return _free(duty.start, duty.end, duty.blocked) - lunch

    def _worth(self, client: int) -> int:
        return self.problem.clients[client].values[self.counts[client]]

    def _min_gap(self, account: Account) -> int:
        tier = self.compiled.tiers[account.id]
        return terms_of(account, tier, self.territory.policy).min_gap_days

    def _account(self, client: int) -> Account:
        return self.territory.account[self.compiled.account_ids[client]]

    def _money(self, cents: int) -> str:
        return money(cents, self.territory.currency)


@dataclass(frozen=True)
class _Stop:
    """A visit or an end of the day: when it starts, and when the rep leaves it."""

    node: int
    starts: int
    leaves: int


def _neighbours(
    duty: Duty, route: Sequence[tuple[int, int]], clients: Sequence[Client]
) -> Iterator[tuple[_Stop, _Stop]]:
    """Every two stops that follow each other, with home at both ends."""
    before = _Stop(duty.start_node, duty.start, duty.start)
    for start, i in route:
        stop = _Stop(clients[i].node, start, start + clients[i].minutes)
        yield before, stop
        before = stop
    yield before, _Stop(duty.end_node, duty.end, duty.end)


def _overlap(start: int, end: int, taken: Iterable[Span]) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in taken)


def _free(start: int, end: int, taken: Iterable[Span]) -> int:
    """Minutes of a span outside spans that do not overlap each other."""
    lost = sum(max(0, min(end, high) - max(start, low)) for low, high in taken)
    return end - start - lost


def _share(minutes: Counter[Tier], tiers: Sequence[Tier]) -> str:
    total = sum(minutes.values())
    of_tiers = sum(spent for tier, spent in minutes.items() if tier in tiers)
    return _percent(Fraction(of_tiers, total)) if total else "none"


def _percent(share: Fraction | None) -> str:
    return "any" if share is None else f"{float(100 * share):.4g} %"


def _duration(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d} min" if hours else f"{rest} min"

"""Two readings of the rules, written apart, agree on any visits.

The rules compile a territory into a problem; whether visits keep that problem is decided here
minute by minute, after the format's description alone. The checks read the raw territory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from models import Duty, Problem
from planner.checks import RULE_CHECKS
from planner.domain import BadInput, Plan
from planner.rules import Compiled, compile_rep

from .factory import Draft, plan
from .wild import Wild

Stops = Mapping[int, Sequence[tuple[int, int]]]
"""Start and client of every visit, by duty."""

Lunches = Mapping[int, Sequence[tuple[str, int]]]
"""Start and minutes of every lunch, by day of the month."""


def minutes_in(spans: Sequence[tuple[int, int]]) -> set[int]:
    return {minute for start, end in spans for minute in range(start, end)}


def drives(
    duty: Duty, problem: Problem, stops: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, int, int]]:
    """From and to node, and the times between which to drive."""
    node, since = duty.start_node, duty.start
    for start, client in stops:
        yield node, problem.clients[client].node, since, start
        node, since = problem.clients[client].node, start + problem.clients[client].minutes
    yield node, duty.end_node, since, duty.end


def keeps_day(
    problem: Problem, d: int, stops: Sequence[tuple[int, int]], lunch: list[tuple[int, int]]
) -> bool:
    duty = problem.duties[d]
    blocked = minutes_in([(span[0], span[1]) for span in duty.blocked])
    pause = minutes_in([(start, start + minutes) for start, minutes in lunch])
    if duty.lunch is None and lunch:
        return False
    if duty.lunch is not None:
        if len(lunch) != 1 or lunch[0][1] != duty.lunch.minutes or pause & blocked:
            return False
        if not duty.lunch.earliest <= lunch[0][0] <= duty.lunch.latest:
            return False
    if duty.max_visits is not None and len(stops) > duty.max_visits:
        return False
    if len({client for _, client in stops}) < len(stops):
        return False
    for one, other, since, until in drives(duty, problem, stops):
        free = minutes_in([(since, until)]) - blocked - pause
        if until < since or len(free) < problem.travel[one][other]:
            return False
    pins = {(pin.client, pin.start) for pin in problem.pins if pin.duty == d}
    for start, client in stops:
        end = start + problem.clients[client].minutes
        if minutes_in([(start, end)]) & (blocked | pause):
            return False
        if not any(w[0] <= start and end <= w[1] for w in problem.clients[client].windows[d]):
            return False
        if start % problem.slot and (client, start) not in pins:
            return False
    return pins <= {(client, start) for start, client in stops}


def keeps_period(problem: Problem, stops: Stops) -> bool:
    duties_of = defaultdict(list)
    for d, visits in stops.items():
        for _, client in visits:
            duties_of[client].append(d)
    count = Counter({client: len(duties) for client, duties in duties_of.items()})
    for c, limits in enumerate(problem.clients):
        if not limits.min_visits <= count[c] < len(limits.values):
            return False
    for window in problem.count_windows:
        days = [problem.duties[d].day for d in duties_of[window.client]]
        seen = sum(window.first_day <= day <= window.last_day for day in days)
        if seen < window.at_least or (window.at_most is not None and seen > window.at_most):
            return False
    for row in problem.rows:
        assert row.duties is None
        assert row.price is None
        load = sum(int(row.weights[client]) * visits for client, visits in count.items())
        if row.at_least is not None and load < row.at_least:
            return False
        if row.at_most is not None and load > row.at_most:
            return False
    return all(
        sum(count[client] > 0 for client in cap.clients) <= cap.at_most
        for cap in problem.active_caps
    )


def in_minutes(at: str) -> int:
    return 60 * int(at[:2]) + int(at[3:])


def keeps(compiled: Compiled, drafts: Sequence[Draft], lunches: Lunches) -> bool:
    """Whether the compiled problem allows the visits."""
    problem = compiled.problem
    duty_of = {day.day: d for d, day in enumerate(compiled.days)}
    if any(draft.day not in duty_of for draft in drafts):
        return False
    stops = defaultdict(list)
    for draft in drafts:
        client = compiled.account_ids.index(draft.account)
        stops[duty_of[draft.day]].append((in_minutes(draft.at), client))
    days_with_pins = {pin.duty for pin in problem.pins}
    for d in sorted(set(stops) | days_with_pins):
        lunch = [(in_minutes(at), m) for at, m in lunches.get(compiled.days[d].day, [])]
        if not keeps_day(problem, d, sorted(stops[d]), lunch):
            return False
    return keeps_period(problem, stops)


def objective(compiled: Compiled, drafts: Sequence[Draft]) -> int:
    """Worth of visits that keep the problem."""
    problem = compiled.problem
    count = Counter(compiled.account_ids.index(draft.account) for draft in drafts)
    worth = sum(int(problem.clients[client].values[visits]) for client, visits in count.items())
    for d, day in enumerate(compiled.days):
        stops = sorted(
            (in_minutes(draft.at), compiled.account_ids.index(draft.account))
            for draft in drafts
            if draft.day == day.day
        )
        if stops:
            legs = drives(problem.duties[d], problem, stops)
            worth -= sum(int(problem.travel_cost[one][other]) for one, other, _, _ in legs)
    return worth


SEEDS = range(120)


def comparisons(seed: int) -> Iterator[tuple[Compiled, Sequence[Draft], Lunches, Plan, set[str]]]:
    """Visits of one random territory, and the rules that they break by the checks."""
    wild = Wild(seed)
    place = wild.territory()
    try:
        compiled = compile_rep(place, "r1")
    except BadInput:
        return  # no plan can keep it; tests/rules says when that is so
    lunch = place.rep["r1"].lunch
    duties = zip(compiled.days, compiled.problem.duties, strict=True)
    owed = {day.day for day, duty in duties if duty.lunch}
    for _ in range(25):
        drafts = wild.drafts(place, [day.day for day in compiled.days])
        lunches = {
            day: wild.lunch(lunch, day in owed) if lunch else []
            for day in sorted({draft.day for draft in drafts})
        }
        made = plan(place, drafts, lunches)
        broken = {rule for rule, check in RULE_CHECKS.items() if check(place, made)}
        yield compiled, drafts, lunches, made, broken


def test_checks_and_rules_agree() -> None:
    alone: Counter[str] = Counter()
    for seed in SEEDS:
        for compiled, drafts, lunches, made, broken in comparisons(seed):
            kept = keeps(compiled, drafts, lunches)
            assert bool(broken) is not kept, (seed, broken, drafts, lunches)
            if kept:
                roundings = 5 * len(drafts) + 1
                worth = objective(compiled, drafts)
                assert abs(made.objective_cents - worth) <= roundings, (seed, drafts)
            if len(broken) <= 1:
                alone.update(broken or {"none"})
    # It is worth its time: every rule decides alone somewhere, and many visits keep all.
    # Drafts last as they should, nothing is planned anew, and nobody is called.
    never = {"visit-length", "frozen-days", "change-budget", "phone"}
    assert set(alone) == {*RULE_CHECKS, "none"} - never
    assert alone["none"] > 200, alone

"""A solution re-checked and re-scored from the problem alone, minute by minute.

It shares no code with the timetable or the search, and reads a day as a person would: stop after
stop, minute after minute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from models.problem import Duty, Problem, Row, Span
from models.solution import Solution

Visit = tuple[int, int, int]
"""Duty, start, client."""


@dataclass(frozen=True)
class Violation:
    """A hard constraint that a solution misses.

    Parameters
    ----------
    label : str
        The row's or cap's own; ``min_visits:<client id>``, ``count:<client id>`` and
        ``pin:<client id>``; for the others plain words.
    amount : int
        By how much, in the constraint's unit: visits, clients, minutes, or a row's weight;
        1 where there is no such unit.
    message : str
        One sentence.
    """

    label: str
    amount: int
    message: str


@dataclass(frozen=True)
class Verdict:
    """What a solution is worth, and what it misses.

    Parameters
    ----------
    objective : int
        Cents: values less travel cost less soft rows' penalties.
    violations : tuple of Violation
        Empty for a feasible solution.
    """

    objective: int
    violations: tuple[Violation, ...]


def verify(problem: Problem, solution: Solution) -> Verdict:
    """Check every hard constraint of a problem, and score the solution.

    Visits and lunches with unknown indices are violations and count nowhere else. Visits beyond
    the last value are worth nothing more.

    Parameters
    ----------
    problem : Problem
        A valid one.
    solution : Solution
        Anything; its visits need not be sorted.
    """
    clients, duties = range(len(problem.clients)), range(len(problem.duties))
    known = sorted(v for v in solution.visits if v[0] in duties and v[2] in clients)
    violations = list(_unknown(problem, solution))
    for d, duty in enumerate(problem.duties):
        day = [visit for visit in known if visit[0] == d]
        if day:
            violations += _visits_of(problem, duty, day)
            violations += _lunch_of(problem, duty, day, solution.lunches.get(d))
            violations += _travel_of(problem, duty, day, solution.lunches.get(d))
    period = verify_period(problem, Solution(tuple(known)))
    return Verdict(period.objective, (*violations, *period.violations))


def verify_period(problem: Problem, solution: Solution) -> Verdict:
    """Score visits with known indices, and check all that is not about a single day."""
    visits = sorted(solution.visits)
    violations = (*_counts(problem, visits), *_limits(problem, visits))
    return Verdict(_objective(problem, visits), violations)


def _unknown(problem: Problem, solution: Solution) -> Iterator[Violation]:
    for visit in solution.visits:
        if visit[0] not in range(len(problem.duties)):
            yield Violation("unknown duty", 1, f"there is no duty {visit[0]}: visit {visit}")
        if visit[2] not in range(len(problem.clients)):
            yield Violation("unknown client", 1, f"there is no client {visit[2]}: visit {visit}")
    for d in solution.lunches:
        if d not in range(len(problem.duties)):
            yield Violation("unknown duty", 1, f"there is no duty {d}: lunch")


def _visits_of(problem: Problem, duty: Duty, day: list[Visit]) -> Iterator[Violation]:
    """Each visit by itself and against the others of its day."""
    pinned = {(pin.duty, pin.client) for pin in problem.pins}
    for i, count in sorted(Counter(i for _, _, i in day).items()):
        if count > 1:
            yield Violation(
                "once a duty", count - 1, f"{_name(problem, day[0][0], i)}: visited {count} times"
            )
    for d, start, i in day:
        end = start + problem.clients[i].minutes
        name = _name(problem, d, i)
        if start % problem.slot and (d, i) not in pinned:
            yield Violation("grid", 1, f"{name}: starts at {start}, off the grid")
        if not any(a <= start and end <= b for a, b in problem.clients[i].windows[d]):
            yield Violation("window", 1, f"{name}: {start}-{end} lies in no window")
        if start < duty.start or end > duty.end:
            outside = max(0, duty.start - start) + max(0, end - duty.end)
            yield Violation("outside the duty", outside, f"{name}: {start}-{end}")
        if _overlaps((start, end), duty.blocked):
            yield Violation("blocked", 1, f"{name}: {start}-{end} overlaps a blocked span")
    for (d, start, i), (_, begin, j) in pairwise(day):
        over = start + problem.clients[i].minutes - begin
        if over > 0:
            yield Violation("overlap", over, f"{_name(problem, d, i)} overlaps client {j}")
    if duty.max_visits is not None and len(day) > duty.max_visits:
        over = len(day) - duty.max_visits
        yield Violation("visits a duty", over, f"duty {day[0][0]}: {len(day)} visits")


def _lunch_of(
    problem: Problem, duty: Duty, day: list[Visit], lunch: int | None
) -> Iterator[Violation]:
    """The lunch of a duty with visits."""
    name = f"duty {day[0][0]}"
    if duty.lunch is None:
        if lunch is not None:
            yield Violation("lunch", 1, f"{name}: has a lunch where none is owed")
        return
    if lunch is None:
        yield Violation("lunch", 1, f"{name}: has visits and no lunch")
        return
    end = lunch + duty.lunch.minutes
    if not duty.lunch.earliest <= lunch <= duty.lunch.latest:
        yield Violation("lunch", 1, f"{name}: lunch at {lunch} starts too early or too late")
    if lunch < duty.start or end > duty.end:
        yield Violation("lunch", 1, f"{name}: lunch {lunch}-{end} lies outside the duty")
    busy = [*duty.blocked, *((s, s + problem.clients[i].minutes) for _, s, i in day)]
    if _overlaps((lunch, end), busy):
        yield Violation("lunch", 1, f"{name}: lunch {lunch}-{end} overlaps a visit or a block")


def _travel_of(
    problem: Problem, duty: Duty, day: list[Visit], lunch: int | None
) -> Iterator[Violation]:
    """Minutes between two stops that are neither lunch nor blocked, against the drive."""
    busy = list(duty.blocked)
    if lunch is not None and duty.lunch is not None:
        busy.append((lunch, lunch + duty.lunch.minutes))
    place, free_from = duty.start_node, duty.start
    stops = [(start, problem.clients[i].node, problem.clients[i].minutes) for _, start, i in day]
    for start, node, minutes in [*stops, (duty.end, duty.end_node, 0)]:
        free = sum(not _overlaps((t, t + 1), busy) for t in range(free_from, start))
        drive = int(problem.travel[place, node])
        if drive > free and start >= free_from:  # else they overlap, which is said already
            message = f"duty {day[0][0]}: {drive} min from node {place} to {node}, {free} free"
            yield Violation("travel", drive - free, message)
        place, free_from = node, start + minutes


def _counts(problem: Problem, visits: list[Visit]) -> Iterator[Violation]:
    """How often each client is visited, in the period and within its count windows."""
    for i, client in enumerate(problem.clients):
        seen = sum(j == i for _, _, j in visits)
        if seen < client.min_visits:
            message = f"{seen} visits, at least {client.min_visits} are due"
            yield Violation(f"min_visits:{client.id}", client.min_visits - seen, message)
        if seen > client.max_visits:
            message = f"client {client.id}: {seen} visits, at most {client.max_visits}"
            yield Violation("most visits", seen - client.max_visits, message)
    for window in problem.count_windows:
        seen = sum(
            i == window.client and window.first_day <= problem.duties[d].day <= window.last_day
            for d, _, i in visits
        )
        amount = _missed(seen, window.at_least, window.at_most)
        if amount:
            label = f"count:{problem.clients[window.client].id}"
            span = f"days {window.first_day}-{window.last_day}"
            yield Violation(label, amount, f"{seen} visits on {span}")


def _limits(problem: Problem, visits: list[Visit]) -> Iterator[Violation]:
    """Hard rows, caps and pins."""
    for row in problem.rows:
        total = row_total(row, visits)
        amount = _missed(total, row.at_least, row.at_most)
        if amount and row.price is None:
            message = f"{total} is not within {row.at_least} and {row.at_most}"
            yield Violation(row.label, amount, message)
    for cap in problem.active_caps:
        active = len({i for _, _, i in visits} & set(cap.clients))
        if active > cap.at_most:
            message = f"{active} clients are visited, at most {cap.at_most} may be"
            yield Violation(cap.label, active - cap.at_most, message)
    for pin in problem.pins:
        if (pin.duty, pin.start, pin.client) not in visits:
            label = f"pin:{problem.clients[pin.client].id}"
            yield Violation(label, 1, f"no visit on duty {pin.duty} at {pin.start}")


def _objective(problem: Problem, visits: list[Visit]) -> int:
    total = 0
    for i, client in enumerate(problem.clients):
        seen = sum(j == i for _, _, j in visits)
        total += client.values[min(seen, client.max_visits)]
    for d, duty in enumerate(problem.duties):
        route = [problem.clients[i].node for e, _, i in visits if e == d]
        if route:
            for here, there in pairwise([duty.start_node, *route, duty.end_node]):
                total -= int(problem.travel_cost[here, there])
    for row in problem.rows:
        if row.price is not None:
            total -= row.price * _missed(row_total(row, visits), row.at_least, row.at_most)
    return total


def row_total(row: Row, visits: Iterable[Visit]) -> int:
    """Weight of the visits that a row counts."""
    return sum(row.weights[i] for d, _, i in visits if row.duties is None or d in row.duties)


def _missed(value: int, at_least: int | None, at_most: int | None) -> int:
    """Units by which a value lies outside its limits."""
    if at_least is not None and value < at_least:
        return at_least - value
    if at_most is not None and value > at_most:
        return value - at_most
    return 0


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _name(problem: Problem, duty: int, client: int) -> str:
    return f"duty {duty}, client {problem.clients[client].id}"

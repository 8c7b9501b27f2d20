"""Random days and all their routes, in every order, minute by minute."""

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.problem import Client, Duty, Lunch, Pin, Problem
from models.routes import SCALE

Int64 = NDArray[np.int64]
Small = list[tuple[Problem, Int64, list[set[tuple[int, ...]]]]]


def random_problem(seed: int) -> Problem:
    """A small problem with everything a duty can have."""
    rng = np.random.default_rng(seed)
    clients = int(rng.integers(1, 7))
    nodes = int(rng.integers(max(2, clients - 1), clients + 3))
    travel = rng.integers(0 if seed % 5 == 0 else 1, 30, (nodes, nodes))
    if seed % 3 == 0:
        travel = np.minimum(travel, travel.T)
    cost = travel * 60 if seed % 2 else rng.integers(0, 3000, (nodes, nodes))
    np.fill_diagonal(travel, 0)
    np.fill_diagonal(cost, 0)
    slot = int(rng.choice([1, 1, 5, 15]))
    duties = []
    for day in range(3):
        start = int(rng.integers(470, 500))
        end = start + int(rng.integers(60, 240))
        blocked: list[tuple[int, int]] = []
        if rng.random() < 0.5:
            first = int(rng.integers(start, end - 20))
            blocked.append((first, first + int(rng.integers(1, 20))))
        lunch = None
        if rng.random() < 0.6:
            earliest = int(rng.integers(start, end))
            lunch = Lunch(
                earliest=earliest,
                latest=earliest + int(rng.integers(0, 15)),
                minutes=int(rng.integers(1, 30)),
            )
        duties.append(
            Duty(
                rep=0,
                day=day,
                start_node=int(rng.integers(nodes)),
                end_node=int(rng.integers(nodes)),
                start=start,
                end=end,
                blocked=tuple(blocked),
                lunch=lunch,
                max_visits=int(rng.integers(1, 5)) if rng.random() < 0.4 else None,
            )
        )
    duties.append(duties[0])
    made = []
    for i in range(clients):
        minutes = int(rng.integers(1, 4 if seed % 7 == 0 else 40))
        windows: list[tuple[tuple[int, int], ...]] = []
        for _ in duties[:-1]:
            edges = np.unique(rng.integers(460, 700, 2 * int(rng.integers(1, 3))))
            edges = edges[: len(edges) // 2 * 2]
            open_spans = [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
            if rng.random() < 0.3:
                open_spans = [(400, 800)]
            windows.append(tuple(open_spans) if rng.random() < 0.9 else ())
        windows.append(windows[0])
        made.append(
            Client(
                id=f"c{i}",
                node=int(rng.integers(nodes)),
                minutes=minutes,
                windows=tuple(windows),
                values=(0, 100, 150),
            )
        )
    return Problem(
        name="random",
        travel=travel.astype(np.int64),
        travel_cost=cost.astype(np.int64),
        duties=tuple(duties),
        clients=tuple(made),
        slot=slot,
        pins=pins_for(rng, duties, made),
    )


def pins_for(
    rng: np.random.Generator, duties: list[Duty], clients: list[Client]
) -> tuple[Pin, ...]:
    """Now and then one pin that can hold, off the grid too."""
    if rng.random() < 0.7:
        return ()
    duty, client = duties[1], clients[0]
    for minute in range(duty.start, duty.end):
        if _visit_from(duty, (), client, 1, 1, minute) == minute:
            return (Pin(client=0, duty=1, start=minute),)
    return ()


def _visit_from(
    duty: Duty, lunch: tuple[int, ...], client: Client, d: int, slot: int, minute: int
) -> int | None:
    """Earliest start of a visit from a minute on, minute by minute."""
    for start in range(minute, duty.end - client.minutes + 1):
        inside = any(a <= start and start + client.minutes <= b for a, b in client.windows[d])
        stay = range(start, start + client.minutes)
        if start % slot == 0 and inside and not any(_busy(duty, lunch, t) for t in stay):
            return start
    return None


def _busy(duty: Duty, lunch: tuple[int, ...], minute: int) -> bool:
    return minute in lunch or any(a <= minute < b for a, b in duty.blocked)


def _drive(duty: Duty, lunch: tuple[int, ...], minute: int, minutes: int) -> int:
    while minutes > 0 and minute < duty.end + 60:
        minutes -= not _busy(duty, lunch, minute)
        minute += 1
    return minute if minutes == 0 else duty.end + 60


def feasible_routes(problem: Problem, d: int) -> set[tuple[int, ...]]:
    """All non-empty client sequences that a duty can drive, by trying each minute for lunch."""
    duty = problem.duties[d]
    lunches: list[tuple[int, ...]] = [()]
    if duty.lunch is not None:
        begins = range(duty.lunch.earliest, duty.lunch.latest + 1)
        lunches = [tuple(range(t, t + duty.lunch.minutes)) for t in begins]
        lunches = [
            lunch
            for lunch in lunches
            if duty.start <= lunch[0]
            and lunch[-1] < duty.end
            and not any(_busy(duty, (), t) for t in lunch)
        ]
    pinned = {pin.client: pin.start for pin in problem.pins if pin.duty == d}
    found = set()

    def extend(lunch: tuple[int, ...], route: tuple[int, ...], place: int, minute: int) -> None:
        if (
            route
            and _drive(duty, lunch, minute, int(problem.travel[place, duty.end_node])) <= duty.end
        ):
            found.add(route)
        if duty.max_visits is not None and len(route) >= duty.max_visits:
            return
        for i, client in enumerate(problem.clients):
            if i in route:
                continue
            arrival = _drive(duty, lunch, minute, int(problem.travel[place, client.node]))
            if i in pinned:
                start = _visit_from(duty, lunch, client, d, 1, pinned[i])
                start = pinned[i] if arrival <= pinned[i] and start == pinned[i] else None
            else:
                start = _visit_from(duty, lunch, client, d, problem.slot, arrival)
            if start is not None:
                extend(lunch, (*route, i), client.node, start + client.minutes)

    for lunch in lunches:
        extend(lunch, (), duty.start_node, duty.start)
    return found


def value_of(problem: Problem, d: int, route: tuple[int, ...], prizes: Int64) -> int:
    duty = problem.duties[d]
    places = [duty.start_node, *(problem.clients[i].node for i in route), duty.end_node]
    cost = sum(int(problem.travel_cost[a, b]) for a, b in itertools.pairwise(places))
    return sum(int(prizes[d, i]) for i in route) - cost * SCALE


def random_prizes(problem: Problem, seed: int) -> Int64:
    """Prizes of every size and sign, those of the last duty equal to those of the first."""
    rng = np.random.default_rng(seed + 10_000)
    shape = (len(problem.duties), len(problem.clients))
    sizes = rng.choice([10, 500, 1_500, 4_000, 100_000], shape)
    if seed % 10 == 9:
        sizes[:] = 10**11
    prizes: Int64 = np.rint(rng.uniform(-0.7, 2, shape) * sizes).astype(np.int64) * SCALE
    prizes[-1] = prizes[0]
    return prizes


def cases(count: int) -> Iterator[tuple[Problem, Int64, list[set[tuple[int, ...]]]]]:
    for seed in range(count):
        problem = random_problem(seed)
        routes = [feasible_routes(problem, d) for d in range(len(problem.duties))]
        yield problem, random_prizes(problem, seed), routes


def best_values(problem: Problem, prizes: Int64, routes: list[set[tuple[int, ...]]]) -> list[int]:
    return [
        max([0, *(value_of(problem, d, route, prizes) for route in routes[d])])
        for d in range(len(problem.duties))
    ]

"""Small random problems that use every canonical constraint."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from numpy.random import Generator
from numpy.typing import NDArray

from models.problem import (
    ActiveCap,
    Client,
    CountWindow,
    Duty,
    Lunch,
    Pin,
    Problem,
    Row,
    Span,
)

Ints = NDArray[np.int64]

ALL = frozenset(
    {
        "asymmetric",  # travel differs by direction, and detours may be shorter
        "blocked",
        "caps",
        "count_windows",
        "grid",  # visits start on multiples of 5 or 15
        "lunch",
        "max_visits",
        "min_visits",
        "nodes",  # duties end elsewhere than they start, clients share places
        "pins",
        "rows",
        "same_day",  # several duties on one day
        "shapes",  # values that first rise ever faster, or fall
        "soft",  # some rows have a price
        "spans",  # clients are open in several spans, or closed
    }
)


def random_problem(
    seed: int, *, clients: int = 4, duties: int = 2, features: frozenset[str] = ALL
) -> Problem:
    """One problem a seed; each feature may appear in it, and it need not be feasible."""
    rng = np.random.default_rng(seed)
    chosen = frozenset(name for name in sorted(ALL) if rng.random() < 0.5) & features
    travel, cost = _matrices(rng, clients + 2, chosen)
    slot = int(rng.choice([1, 5, 15])) if "grid" in chosen else 1
    days = np.arange(duties)
    if "same_day" in chosen:
        days = np.sort(rng.integers(0, duties, duties))
    made_duties = tuple(_duty(rng, int(day), clients + 2, chosen) for day in days)
    made_clients = tuple(_client(rng, i, made_duties, chosen) for i in range(clients))
    return Problem(
        name=f"random {seed}",
        travel=travel,
        travel_cost=cost,
        slot=slot,
        duties=made_duties,
        clients=made_clients,
        count_windows=_count_windows(rng, clients, duties) if "count_windows" in chosen else (),
        rows=_rows(rng, clients, duties, chosen) if "rows" in chosen else (),
        active_caps=_caps(rng, clients) if "caps" in chosen else (),
        pins=_pins(rng, made_duties, made_clients) if "pins" in chosen else (),
    )


def problems(
    *, clients: int = 4, duties: int = 2, features: frozenset[str] = ALL
) -> st.SearchStrategy[Problem]:
    """Hypothesis' way to `random_problem`."""
    seeds = st.integers(0, 2**32 - 1)
    return seeds.map(
        lambda seed: random_problem(seed, clients=clients, duties=duties, features=features)
    )


def _matrices(rng: Generator, nodes: int, chosen: frozenset[str]) -> tuple[Ints, Ints]:
    places = rng.integers(0, 40, (nodes, 2))
    travel = np.abs(places[:, None] - places[None]).sum(axis=2) // 2 + 3
    if "asymmetric" in chosen:
        travel = rng.integers(0, 45, (nodes, nodes))
    np.fill_diagonal(travel, 0)
    cost = travel * 70
    if rng.random() < 0.3:
        cost = rng.integers(0, 4000, (nodes, nodes))
    return travel.astype(np.int64), cost.astype(np.int64)


def _duty(rng: Generator, day: int, nodes: int, chosen: frozenset[str]) -> Duty:
    start = int(rng.integers(470, 500))
    end = start + int(rng.integers(150, 360))
    blocked: list[Span] = []
    if "blocked" in chosen:
        edge = start
        for _ in range(int(rng.integers(0, 3))):
            first = edge + int(rng.integers(0, 90))
            last = first + int(rng.integers(1, 40))
            if last <= end:
                blocked.append((first, last))
                edge = last
    lunch = None
    if "lunch" in chosen and rng.random() < 0.7:
        earliest = int(rng.integers(start - 20, end))
        latest = earliest + int(rng.integers(0, 40))
        lunch = Lunch(earliest=earliest, latest=latest, minutes=int(rng.integers(1, 35)))
    elsewhere = "nodes" in chosen
    limited = "max_visits" in chosen and rng.random() < 0.6
    return Duty(
        rep=0,
        day=day,
        start_node=int(rng.integers(nodes)) if elsewhere else 0,
        end_node=int(rng.integers(nodes)) if elsewhere else 0,
        start=start,
        end=end,
        blocked=tuple(blocked),
        lunch=lunch,
        max_visits=int(rng.integers(0, 4)) if limited else None,
    )


def _client(
    rng: Generator, number: int, duties: tuple[Duty, ...], chosen: frozenset[str]
) -> Client:
    most = int(rng.integers(1, 4))
    gains = np.sort(rng.integers(0, 40_000, most))[::-1]
    if "shapes" in chosen:
        gains = rng.integers(-15_000, 40_000, most)
        gains = np.sort(gains) if rng.random() < 0.5 else gains
    owes = "min_visits" in chosen and rng.random() < 0.2
    shared = "nodes" in chosen and rng.random() < 0.4
    return Client(
        id=f"c{number}",
        node=int(rng.integers(number + 2)) if shared else number + 1,
        minutes=int(rng.integers(5, 75)),
        windows=tuple(_spans(rng, duty, chosen) for duty in duties),
        values=(0, *np.cumsum(gains).tolist()),
        min_visits=int(rng.integers(1, most + 1)) if owes else 0,
    )


def _spans(rng: Generator, duty: Duty, chosen: frozenset[str]) -> tuple[Span, ...]:
    if "spans" not in chosen or rng.random() < 0.4:
        return ((duty.start - 30, duty.end + 30),)
    minutes = np.arange(duty.start - 30, duty.end + 30)
    edges = np.sort(rng.choice(minutes, 2 * int(rng.integers(0, 4)), replace=False))
    return tuple((int(a), int(b)) for a, b in edges.reshape(-1, 2))


def _count_windows(rng: Generator, clients: int, duties: int) -> tuple[CountWindow, ...]:
    made = []
    for _ in range(int(rng.integers(1, 4))):
        first = int(rng.integers(0, duties))
        least = int(rng.random() < 0.2)
        unlimited = least and rng.random() < 0.5
        made.append(
            CountWindow(
                client=int(rng.integers(clients)),
                first_day=first,
                last_day=first + int(rng.integers(0, duties)),
                at_least=least,
                at_most=None if unlimited else max(least, int(rng.integers(0, 3))),
            )
        )
    return tuple(made)


def _rows(rng: Generator, clients: int, duties: int, chosen: frozenset[str]) -> tuple[Row, ...]:
    made = []
    for number in range(int(rng.integers(1, 3))):
        kind = rng.random()
        some = rng.choice(duties, int(rng.integers(1, duties + 1)), replace=False)
        least, most = int(rng.integers(-60, 50)), int(rng.integers(0, 90))
        soft = "soft" in chosen and rng.random() < 0.5
        made.append(
            Row(
                label=f"row:{number}",
                weights=tuple(rng.integers(-60, 60, clients).tolist()),
                at_least=least if kind < 0.6 else None,
                at_most=max(least, most) if kind > 0.4 else None,
                price=int(rng.integers(0, 900)) if soft else None,
                duties=tuple(sorted(some.tolist())) if rng.random() < 0.4 else None,
            )
        )
    return tuple(made)


def _caps(rng: Generator, clients: int) -> tuple[ActiveCap, ...]:
    some = rng.choice(clients, int(rng.integers(1, clients + 1)), replace=False)
    return (
        ActiveCap(
            label="cap:0",
            clients=tuple(sorted(some.tolist())),
            at_most=int(rng.integers(0, clients)),
        ),
    )


def _pins(rng: Generator, duties: tuple[Duty, ...], clients: tuple[Client, ...]) -> tuple[Pin, ...]:
    """At most one pin a duty, on the grid or off it, where the client is open."""
    made: dict[int, Pin] = {}
    for _ in range(1 + int(rng.random() < 0.3)):
        i, d = int(rng.integers(len(clients))), int(rng.integers(len(duties)))
        client, duty = clients[i], duties[d]
        starts = [
            start
            for a, b in client.windows[d]
            for start in range(max(a, duty.start + 15), min(b, duty.end - 15) - client.minutes + 1)
            if not any(start < q and p < start + client.minutes for p, q in duty.blocked)
        ]
        if starts:
            made[d] = Pin(client=i, duty=d, start=int(rng.choice(starts)))
    return tuple(made.values())

"""OR-Tools' routing library: parallel insertion, then guided local search, one thread.

A vehicle is a duty on its own clock of minutes; a stop is a node that only its duties may visit,
dropped at the price of its prize; spans are the domain of its start, and a stop with different
spans on different duties is several nodes of which one is visited. Lunch and blocked spans are
break intervals of the vehicle. Guided local search penalises arcs: with its usual coefficient the
penalties never outweigh a prize and nothing moves, so it is larger here.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from models.problem import Span
from planner.bench.peers.clock import DAY
from planner.bench.peers.offer import Offer, Routes

PENALTY = 10.0
"""Coefficient of guided local search, 0.1 by default; 3 and 30 did better than 0.1 and 300."""


@dataclass(frozen=True)
class _Node:
    """A stop on those of its duties on which it has the same spans."""

    stop: int
    place: int
    spans: tuple[Span, ...]
    duties: tuple[int, ...]


def solve(offer: Offer, *, seconds: float, seed: int, variant: int) -> Routes:  # noqa: ARG001 - one signature for all peers
    """Routes after so many seconds."""
    nodes = _nodes(offer)
    depots = sorted({*offer.start, *offer.end})
    index = {place: len(nodes) + n for n, place in enumerate(depots)}
    places = [node.place for node in nodes] + depots
    duties = range(len(offer.problem.duties))
    manager = pywrapcp.RoutingIndexManager(
        len(places),
        len(duties),
        [index[place] for place in offer.start],
        [index[place] for place in offer.end],
    )
    routing = pywrapcp.RoutingModel(manager)
    cents = offer.cents[places][:, places]
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(cents.tolist()))
    _add_days(offer, places, manager, routing)
    _add_stops(offer, nodes, manager, routing)
    found = routing.SolveWithParameters(_parameters(seconds))
    routes: Routes = [[] for _ in duties]
    for d in duties if found is not None else ():
        at = found.Value(routing.NextVar(routing.Start(d)))
        while not routing.IsEnd(at):
            routes[d].append(places[manager.IndexToNode(at)])
            at = found.Value(routing.NextVar(at))
    return routes


def _nodes(offer: Offer) -> list[_Node]:
    nodes = []
    for number, stop in enumerate(offer.stops):
        alike: dict[tuple[Span, ...], list[int]] = {}
        for d in stop.duties:
            alike.setdefault(tuple(offer.spans(stop, d)), []).append(d)
        nodes += [
            _Node(number, stop.client, spans, tuple(duties))
            for spans, duties in alike.items()
            if spans
        ]
    return nodes


def _add_days(
    offer: Offer,
    places: list[int],
    manager: pywrapcp.RoutingIndexManager,
    routing: pywrapcp.RoutingModel,
) -> None:
    """Clock, breaks and most visits of every duty."""
    problem = offer.problem
    clients = problem.clients
    service = [clients[i].minutes if i < len(clients) else 0 for i in places]
    minutes = [
        [service[a] + int(offer.minutes[here, there]) for there in places]
        for a, here in enumerate(places)
    ]
    routing.AddDimension(routing.RegisterTransitMatrix(minutes), DAY, DAY, False, "time")
    time = routing.GetDimensionOrDie("time")
    ones = routing.RegisterUnaryTransitVector([int(i < len(clients)) for i in places])
    most = [len(clients) if duty.max_visits is None else duty.max_visits for duty in problem.duties]
    routing.AddDimensionWithVehicleCapacity(ones, 0, most, True, "visits")
    visit_minutes = [service[manager.IndexToNode(at)] for at in range(routing.Size())]
    interval = routing.solver().FixedDurationIntervalVar
    for d, duty in enumerate(problem.duties):
        time.CumulVar(routing.Start(d)).SetRange(duty.start, duty.end)
        time.CumulVar(routing.End(d)).SetRange(duty.start, duty.end)
        breaks = [interval(a, a, b - a, False, f"blocked {d} {a}") for a, b in duty.blocked]
        if duty.lunch is not None:
            lunch = duty.lunch
            breaks.append(
                interval(lunch.earliest, lunch.latest, lunch.minutes, False, f"lunch {d}")
            )
        time.SetBreakIntervalsOfVehicle(breaks, d, visit_minutes)


def _add_stops(
    offer: Offer,
    nodes: list[_Node],
    manager: pywrapcp.RoutingIndexManager,
    routing: pywrapcp.RoutingModel,
) -> None:
    """Starts, duties and prizes of all stops."""
    time = routing.GetDimensionOrDie("time")
    indices: dict[int, list[int]] = {}
    for n, node in enumerate(nodes):
        at = manager.NodeToIndex(n)
        indices.setdefault(node.stop, []).append(at)
        start = time.CumulVar(at)
        start.SetRange(node.spans[0][0], node.spans[-1][1])
        for (_, close), (opening, _) in pairwise(node.spans):
            start.RemoveInterval(close + 1, opening - 1)
        routing.VehicleVar(at).SetValues([-1, *node.duties])  # -1: not visited
    for number, choices in indices.items():
        routing.AddDisjunction(choices, offer.worth(offer.stops[number]))


def _parameters(seconds: float) -> object:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    strategies = routing_enums_pb2.FirstSolutionStrategy
    parameters.first_solution_strategy = strategies.PARALLEL_CHEAPEST_INSERTION
    heuristics = routing_enums_pb2.LocalSearchMetaheuristic
    parameters.local_search_metaheuristic = heuristics.GUIDED_LOCAL_SEARCH
    parameters.guided_local_search_lambda_coefficient = PENALTY
    parameters.time_limit.FromMilliseconds(round(1000 * seconds))
    return parameters

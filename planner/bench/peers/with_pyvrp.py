"""PyVRP (Wouda, Lan & Kool 2024, doi:10.1287/ijoc.2023.0055): iterated local search, one thread.

A vehicle is a duty on the working clock (`clock`), all days end to end on one axis. A stop whose
client is open throughout its duties is one client with one time window from the first of its days
to the last; other stops are a group of mutually exclusive clients, one for each duty and span.
Prizes and travel costs are in cents; the number of visits a day is a load of 1 each.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyvrp import Model
from pyvrp.stop import MaxRuntime

from planner.bench.peers.clock import DAY, clock_length, on_clock
from planner.bench.peers.offer import Offer, Routes, Stop

NEARLY = 15
"""Minutes by which a client may open later or close earlier than a day needs, and still count
as open throughout; the repair puts it right."""


def solve(offer: Offer, *, seconds: float, seed: int, variant: int) -> Routes:  # noqa: ARG001 - one signature for all peers
    """Routes after so many seconds."""
    problem = offer.problem
    model = Model()
    places = [model.add_location(0, 0) for _ in range(len(offer.minutes))]
    for a, here in enumerate(places):
        for b, there in enumerate(places):
            if a != b:
                model.add_edge(here, there, int(offer.cents[a, b]), int(offer.minutes[a, b]))
    depots = {place: model.add_depot(places[place]) for place in {*offer.start, *offer.end}}
    for d, duty in enumerate(problem.duties):
        model.add_vehicle_type(
            capacity=len(problem.clients) if duty.max_visits is None else duty.max_visits,
            start_depot=depots[offer.start[d]],
            end_depot=depots[offer.end[d]],
            tw_early=d * DAY,
            tw_late=d * DAY + clock_length(duty),
        )
    client_of: list[int] = []
    for stop in offer.stops:
        windows = list(_windows(offer, stop))
        group = model.add_client_group(required=False) if len(windows) > 1 else None
        for early, late in windows:
            model.add_client(
                places[stop.client],
                delivery=1,
                service_duration=problem.clients[stop.client].minutes,
                tw_early=early,
                tw_late=late,
                prize=offer.worth(stop),
                required=False,
                group=group,
            )
            client_of.append(stop.client)
    found = model.solve(MaxRuntime(seconds), seed=seed, display=False, collect_stats=False)
    routes: Routes = [[] for _ in problem.duties]
    for route in found.best.routes():
        visits = [activity.idx for activity in route if activity.is_client()]
        routes[route.vehicle_type()] = [client_of[visit] for visit in visits]
    return routes


def _windows(offer: Offer, stop: Stop) -> Iterator[tuple[int, int]]:
    """Earliest and latest start on the axis: one over all duties, or one a duty and span."""
    on_axis = []
    throughout = True
    for d in stop.duties:
        duty = offer.problem.duties[d]
        minutes = offer.problem.clients[stop.client].minutes
        spans = offer.spans(stop, d)
        first = duty.start + int(offer.minutes[offer.start[d], stop.client])
        last = duty.end - int(offer.minutes[stop.client, offer.end[d]]) - minutes
        throughout &= any(a <= first + NEARLY and b >= last - NEARLY for a, b in spans)
        on_axis += [
            (d * DAY + on_clock(duty, a), d * DAY + on_clock(duty, b + minutes) - minutes)
            for a, b in spans
        ]
    on_axis = [(early, late) for early, late in on_axis if early <= late]
    together = stop.duties == tuple(range(stop.duties[0], stop.duties[-1] + 1))
    if throughout and together and on_axis:
        yield on_axis[0][0], on_axis[-1][1]
    else:
        yield from on_axis

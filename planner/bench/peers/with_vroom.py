"""VROOM: construction heuristics and local search in milliseconds to seconds, one thread a run.

A vehicle is a duty with its shift, all days end to end on one axis; lunch and blocked spans are
breaks; a stop has one time window for each of its duties and spans. VROOM knows no prizes: it
makes the sum of priorities (0 to 100) as large as it can, and only then the drives short.
Priorities are the prizes a minute, or a square root of the minutes, scaled; visits that are due get
100. VROOM stops by itself when it finds nothing better, and is started again with another offer
until the time is up. (Plain prizes, and roots of all these, came out up to 1.5 % worse.)
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import vroom

from planner.bench.peers.clock import DAY
from planner.bench.peers.offer import Offer, Routes

EXPONENTS = (1.0, 0.5)
"""Priority = prize / minutes^exponent, scaled; one exponent a run, in turn."""
FULL = 0.9
"""Quantile of the stops that has priority 100: beyond it all count the same."""
DRIVE = 20
"""Minutes of driving for a visit, by and large."""


def solve(offer: Offer, *, seconds: float, seed: int, variant: int) -> Routes:  # noqa: ARG001 - one signature for all peers
    """Routes of one scaling, after at most so many seconds."""
    problem = offer.problem
    instance = vroom.Input()
    instance.set_durations_matrix("car", offer.minutes)
    for d, duty in enumerate(problem.duties):
        day = d * DAY
        # VROOM takes breaks in their order
        pauses = [(start, start, end - start) for start, end in duty.blocked]
        if duty.lunch is not None:
            pauses.append((duty.lunch.earliest, duty.lunch.latest, duty.lunch.minutes))
        breaks = [
            vroom.Break(100 * d + n, [vroom.TimeWindow(day + first, day + last)], minutes)
            for n, (first, last, minutes) in enumerate(sorted(pauses))
        ]
        instance.add_vehicle(
            vroom.Vehicle(
                d,
                start=offer.start[d],
                end=offer.end[d],
                time_window=(day + duty.start, day + duty.end),
                breaks=breaks,
                max_tasks=len(problem.clients) if duty.max_visits is None else duty.max_visits,
            )
        )
    for number, (stop, priority) in enumerate(
        zip(offer.stops, _priorities(offer, variant), strict=True)
    ):
        windows = [(d * DAY + a, d * DAY + b) for d in stop.duties for a, b in offer.spans(stop, d)]
        instance.add_job(
            vroom.Job(
                number,
                location=stop.client,
                default_service=problem.clients[stop.client].minutes,
                priority=priority,
                time_windows=[vroom.TimeWindow(early, late) for early, late in windows],
            )
        )
    found = instance.solve(5, nb_threads=1, timeout=timedelta(seconds=seconds)).routes
    routes: Routes = [[] for _ in problem.duties]
    visits = found[found["type"] == "job"]
    for duty, number in zip(visits["vehicle_id"], visits["id"], strict=True):
        routes[int(duty)].append(offer.stops[int(number)].client)
    return routes


def _priorities(offer: Offer, variant: int) -> list[int]:
    minutes = np.array([offer.problem.clients[stop.client].minutes for stop in offer.stops])
    prizes = np.array([max(0, stop.prize) for stop in offer.stops])
    worth = prizes / (minutes + DRIVE) ** EXPONENTS[variant % len(EXPONENTS)]
    most = max(float(np.quantile(worth, FULL)), 1e-9)
    scaled = np.clip(np.rint(100 * worth / most), 1, 99)
    return [100 if stop.due else int(p) for stop, p in zip(offer.stops, scaled, strict=True)]

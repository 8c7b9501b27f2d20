"""What can be wrong with a problem: every fault, each with its place in the JSON.

This is the one place where numbers are held against their limits (`models.limits`); problems that
are read and problems that are made in Python pass through it alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from models.limits import (
    CLIENTS,
    DAY,
    DUTIES,
    LARGEST,
    MONEY,
    SCALE,
    WEIGHTS,
    dearest,
    missed_at_most,
)

if TYPE_CHECKING:
    from models.problem import Client, Duty, Pin, Problem, Row

WINDOW_NUMBERS = ("first_day", "last_day", "at_least", "at_most")


def faults_of(problem: Problem) -> list[str]:
    """All faults of a problem; empty when it is valid."""
    faults = list(_matrix_faults(problem))
    for name, count, most in (
        ("clients", len(problem.clients), CLIENTS),
        ("duties", len(problem.duties), DUTIES),
    ):
        if count > most:
            return [f"{name}: must be at most {most}, got {count}"]
    for d, duty in enumerate(problem.duties):
        faults += [f"duties[{d}].{fault}" for fault in _duty_faults(problem, duty)]
    for i, client in enumerate(problem.clients):
        faults += [f"clients[{i}].{fault}" for fault in _client_faults(problem, client)]
    if len({client.id for client in problem.clients}) < len(problem.clients):
        faults.append("clients: two clients share an id")
    faults += _constraint_faults(problem)
    if not faults:  # sums and pins are measured on a problem that is sound in itself
        faults += _sum_faults(problem)
        for p, pin in enumerate(problem.pins):
            faults += [f"pins[{p}]: {fault}" for fault in _pin_faults(problem, pin)]
    return faults


def _matrix_faults(problem: Problem) -> Iterator[str]:
    if not 1 <= problem.slot <= DAY:
        yield f"slot: must be within 1 and {DAY}, got {problem.slot}"
    for name, matrix in (("travel", problem.travel), ("travel_cost", problem.travel_cost)):
        if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
            yield f"{name}: must be square, got shape {matrix.shape}"
            continue
        if not np.issubdtype(matrix.dtype, np.integer):
            yield f"{name}: must hold whole numbers, got {matrix.dtype}"
            continue
        if np.any(matrix < 0):
            row, column = np.argwhere(matrix < 0)[0]
            yield f"{name}[{row}][{column}]: must not be negative"
        most = DAY if name == "travel" else LARGEST
        if np.any(matrix > most):
            row, column = np.argwhere(matrix > most)[0]
            yield f"{name}[{row}][{column}]: must be at most {most}, got {matrix[row, column]}"
    if problem.travel.shape != problem.travel_cost.shape:
        yield "travel_cost: must have the shape of travel"


def _size_faults(numbers: Iterable[tuple[str, int | None]]) -> Iterator[str]:
    """Numbers, by name, that are no whole ones or too large; None is no number."""
    for name, number in numbers:
        if number is None:
            continue
        if isinstance(number, bool) or not isinstance(number, int | np.integer):
            yield f"{name}: must be a whole number, got {number!r}"
        elif not -LARGEST <= number <= LARGEST:
            yield f"{name}: must be within {-LARGEST} and {LARGEST}, got {number}"


def _duty_faults(problem: Problem, duty: Duty) -> Iterator[str]:
    yield from _size_faults((("rep", duty.rep), ("day", duty.day)))
    yield from _size_faults([("max_visits", duty.max_visits)])
    nodes = len(problem.travel)
    for name, node in (("start_node", duty.start_node), ("end_node", duty.end_node)):
        if not 0 <= node < nodes:
            yield f"{name}: no node {node}"
    if not 0 <= duty.start < duty.end <= DAY:
        yield f"end: must be after start, got {duty.start}-{duty.end}"
    last = duty.start
    for start, end in duty.blocked:
        if not last <= start < end <= duty.end:
            yield f"blocked: spans must be sorted, disjoint and inside the duty, got {start}-{end}"
        last = end
    lunch = duty.lunch
    if lunch is not None and not (lunch.minutes > 0 and lunch.earliest <= lunch.latest):
        yield "lunch: must have minutes, and a latest start not before the earliest"
    elif lunch is not None and not 0 <= lunch.earliest <= lunch.latest + lunch.minutes <= DAY:
        yield f"lunch: must lie within 0 and {DAY}"
    if duty.max_visits is not None and duty.max_visits < 0:
        yield f"max_visits: must not be negative, got {duty.max_visits}"


def _client_faults(problem: Problem, client: Client) -> Iterator[str]:
    if not 0 <= client.node < len(problem.travel):
        yield f"node: no node {client.node}"
    if not 1 <= client.minutes <= DAY:
        yield f"minutes: must be within 1 and {DAY}, got {client.minutes}"
    if len(client.windows) != len(problem.duties):
        yield f"windows: one list a duty, got {len(client.windows)} for {len(problem.duties)}"
    for d, spans in enumerate(client.windows):
        last = -1
        for start, end in spans:
            if not last < start < end <= DAY:
                yield f"windows[{d}]: spans must be sorted, apart and not empty, got {start}-{end}"
            last = end
    yield from _size_faults((f"values[{k}]", value) for k, value in enumerate(client.values))
    if not client.values or client.values[0] != 0:
        yield "values: must begin with 0, the worth of no visit"
    if not 0 <= client.min_visits <= client.max_visits:
        yield f"min_visits: must be within 0 and {client.max_visits}, got {client.min_visits}"


def _constraint_faults(problem: Problem) -> Iterator[str]:
    clients, duties = len(problem.clients), len(problem.duties)
    for w, window in enumerate(problem.count_windows):
        if not 0 <= window.client < clients:
            yield f"count_windows[{w}].client: no client {window.client}"
        sizes = [(name, getattr(window, name)) for name in WINDOW_NUMBERS]
        yield from (f"count_windows[{w}].{fault}" for fault in _size_faults(sizes))
        if window.last_day < window.first_day:
            yield f"count_windows[{w}].last_day: is before first_day"
        if window.at_least < 0 or (window.at_most is not None and window.at_most < 0):
            yield f"count_windows[{w}]: limits must not be negative"
    for r, row in enumerate(problem.rows):
        yield from (f"rows[{r}].{fault}" for fault in _size_faults(_numbers_of(row)))
        if len(row.weights) != clients:
            yield f"rows[{r}].weights: one a client, got {len(row.weights)} for {clients}"
        if row.price is not None and row.price < 0:
            yield f"rows[{r}].price: must not be negative, got {row.price}"
        if row.duties is not None and any(not 0 <= d < duties for d in row.duties):
            yield f"rows[{r}].duties: no such duty"
    for c, cap in enumerate(problem.active_caps):
        yield from (
            f"active_caps[{c}].{fault}" for fault in _size_faults([("at_most", cap.at_most)])
        )
        if cap.at_most < 0:
            yield f"active_caps[{c}].at_most: must not be negative, got {cap.at_most}"
        if any(not 0 <= i < clients for i in cap.clients):
            yield f"active_caps[{c}].clients: no such client"
        if len(set(cap.clients)) < len(cap.clients):
            yield f"active_caps[{c}].clients: a client stands twice"
    labels = [row.label for row in problem.rows] + [cap.label for cap in problem.active_caps]
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        yield f"rows, active_caps: the label {label!r} stands twice"


def _numbers_of(row: Row) -> Iterator[tuple[str, int | None]]:
    yield from ((f"weights[{i}]", weight) for i, weight in enumerate(row.weights))
    yield from ((name, getattr(row, name)) for name in ("at_least", "at_most", "price"))


def _sum_faults(problem: Problem) -> Iterator[str]:
    """Sums and products that would leave the engine's types, of numbers fine in themselves.

    A plan's money is what is earned, driven and paid for missing soft rows, each at its most.
    """
    leg = int(problem.travel_cost.max(initial=0))
    if leg * SCALE > dearest(problem):
        yield (
            f"travel_cost: must be at most {dearest(problem) // SCALE} where a duty has room for "
            f"so many visits, got {leg}"
        )
    values = sum(max(abs(int(value)) for value in client.values) for client in problem.clients)
    drives = len(problem.duties) * (len(problem.clients) + 1) * leg
    missed = [sum(missed_at_most(problem, row)) for row in problem.rows]
    penalties = sum(
        int(row.price or 0) * units for row, units in zip(problem.rows, missed, strict=True)
    )
    if values + drives + penalties > MONEY:
        yield (
            f"clients, travel_cost, rows: values ({values}), travel costs ({drives}) and prices of "
            f"what rows can be missed by ({penalties}) must add up to at most {MONEY} cents"
        )
    if sum(missed) > WEIGHTS:
        yield (
            f"rows: weights and limits are too large: rows could be missed by {sum(missed)} units, "
            f"at most {WEIGHTS} can be counted"
        )


def _pin_faults(problem: Problem, pin: Pin) -> Iterator[str]:
    if not 0 <= pin.client < len(problem.clients) or not 0 <= pin.duty < len(problem.duties):
        yield "no such client or duty"
        return
    if sum((p.client, p.duty) == (pin.client, pin.duty) for p in problem.pins) > 1:
        yield "the same client and duty is pinned twice"
    client, duty = problem.clients[pin.client], problem.duties[pin.duty]
    end = pin.start + client.minutes
    if not (duty.start <= pin.start and end <= duty.end):
        yield "lies outside the duty"
    if not any(start <= pin.start and end <= close for start, close in client.windows[pin.duty]):
        yield "lies outside the client's windows"
    if any(pin.start < close and start < end for start, close in duty.blocked):
        yield "overlaps a blocked span"
    if client.max_visits < 1:
        yield "the client takes no visits"

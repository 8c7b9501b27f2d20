"""What neighbouring points of a sweep say about each other: bounds, slopes, the knee."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

import models
from models.problem import ActiveCap, Client, CountWindow, Duty, Row
from planner.domain.frontier import Axis, Knee, Slope, SweepPoint

LEAST_BULGE = 0.02
"""A frontier that rises less above its chord, as a share of the ends' difference, has no knee."""


# ---- which problem is tighter ----------------------------------------------------------------


def is_tighter(tight: models.Problem, loose: models.Problem) -> bool:
    """Whether every plan of one problem is one of the other, and worth no more in it.

    Then a bound of the looser one bounds the tighter one. What is compared is enough for that,
    not necessary: same clients, duties, grid and drives; every value, window and limit of the
    tighter one at least as strict; every row of the looser one a consequence of a row of the
    tighter one; every pin that the looser one does not have on the grid, where a visit without a
    pin may start.
    """
    return (
        tight.slot == loose.slot
        and len(tight.clients) == len(loose.clients)
        and len(tight.duties) == len(loose.duties)
        and bool(np.array_equal(tight.travel, loose.travel))
        and bool((tight.travel_cost >= loose.travel_cost).all())
        and all(map(_tighter_duty, tight.duties, loose.duties))
        and all(map(_tighter_client, tight.clients, loose.clients))
        and set(loose.pins) <= set(tight.pins)
        and all(pin.start % loose.slot == 0 for pin in set(tight.pins) - set(loose.pins))
        and all(_window_kept(window, tight) for window in loose.count_windows)
        and all(_row_kept(row, tight.rows) for row in loose.rows)
        and all(_cap_kept(cap, tight.active_caps) for cap in loose.active_caps)
    )


def _tighter_duty(tight: Duty, loose: Duty) -> bool:
    most = loose.max_visits
    return (
        (tight.day, tight.start_node, tight.end_node, tight.lunch, tight.blocked)
        == (loose.day, loose.start_node, loose.end_node, loose.lunch, loose.blocked)
        and (tight.start, tight.end) == (loose.start, loose.end)
        and (most is None or (tight.max_visits is not None and tight.max_visits <= most))
    )


def _tighter_client(tight: Client, loose: Client) -> bool:
    return (
        (tight.id, tight.node, tight.minutes) == (loose.id, loose.node, loose.minutes)
        and tight.min_visits >= loose.min_visits
        and len(tight.values) <= len(loose.values)
        and all(ours <= theirs for ours, theirs in zip(tight.values, loose.values, strict=False))
        and all(
            all(any(a <= start and end <= b for a, b in theirs) for start, end in ours)
            for ours, theirs in zip(tight.windows, loose.windows, strict=True)
        )
    )


def _window_kept(window: CountWindow, tight: models.Problem) -> bool:
    """Whether a window of the looser problem follows from one of the tighter."""
    own = [other for other in tight.count_windows if other.client == window.client]
    least = window.at_least == 0 or any(
        window.first_day <= other.first_day
        and other.last_day <= window.last_day
        and other.at_least >= window.at_least
        for other in own
    )
    most = window.at_most is None or any(
        other.first_day <= window.first_day
        and window.last_day <= other.last_day
        and other.at_most is not None
        and other.at_most <= window.at_most
        for other in own
    )
    return least and most


def _cap_kept(cap: ActiveCap, tight: Sequence[ActiveCap]) -> bool:
    return any(
        set(cap.clients) <= set(other.clients) and other.at_most <= cap.at_most for other in tight
    )


def _row_kept(row: Row, tight: Sequence[Row]) -> bool:
    """Whether a row of the looser problem follows from one row of the tighter."""
    if row.price is not None:
        return row in tight
    hard = [other for other in tight if other.price is None and other.duties == row.duties]
    least = row.at_least is None or any(
        other.at_least is not None
        and _follows(row.weights, row.at_least, other.weights, other.at_least)
        for other in hard
    )
    most = row.at_most is None or any(
        other.at_most is not None
        and _follows(
            [-w for w in row.weights], -row.at_most, [-w for w in other.weights], -other.at_most
        )
        for other in hard
    )
    return least and most


def _follows(weights: Sequence[int], least: int, given: Sequence[int], given_least: int) -> bool:
    """Whether ``given x >= given_least`` implies ``weights x >= least`` for all ``x >= 0``.

    It does if some ``f >= 0`` has ``f given <= weights`` and ``f given_least >= least`` (Farkas).
    """
    low, high = Fraction(0), None
    for ours, theirs in zip(weights, given, strict=True):
        if theirs > 0:
            high = Fraction(ours, theirs) if high is None else min(high, Fraction(ours, theirs))
        elif theirs < 0:
            low = max(low, Fraction(ours, theirs))
        elif ours < 0:
            return False
    if high is not None and low > high:
        return False
    # the left side is straight in f: one of the ends of its range is best
    ends = [low] if high is None else [low, high]
    if high is None and given_least > 0:
        return True
    return any(f * given_least >= least for f in ends)


# ---- slopes and knees ------------------------------------------------------------------------


def slopes_of(
    axis: Axis, row: Sequence[SweepPoint], tighter: Collection[tuple[str, str]] = ()
) -> Iterator[Slope]:
    """Cents for one natural unit between neighbours that have plans, from the first to the last.

    A slope above 0 is worth that is lost with every unit.

    Parameters
    ----------
    tighter : collection of (str, str)
        Names of neighbours of which the first is proven to be the tighter one (`is_tighter`): it
        brings no more, which proves one end of the interval.
    """
    there = [point for point in row if point.objective_cents is not None]
    for one, two in pairwise(there):
        run = float((two.values[0] - one.values[0]) * axis.natural)
        assert one.objective_cents is not None
        assert two.objective_cents is not None
        lower = upper = None
        if one.bound_cents is not None and two.bound_cents is not None:
            ends = (
                (one.objective_cents - two.bound_cents) / run,
                (one.bound_cents - two.objective_cents) / run,
            )
            lower, upper = min(ends), max(ends)
            falls = ((two.name, one.name) in tighter) - ((one.name, two.name) in tighter)
            if falls * run > 0:
                lower = max(lower, 0.0)
            elif falls * run < 0:
                upper = min(upper, 0.0)
        yield Slope(
            start=one.name,
            end=two.name,
            found=(one.objective_cents - two.objective_cents) / run,
            lower=lower,
            upper=upper,
        )


def knee_of(row: Sequence[SweepPoint]) -> Knee | None:
    """The knee of the points along the first axis; None where they hardly bend."""
    there = [point for point in row if point.objective_cents is not None]
    if len(there) < 3:
        return None
    first, last = there[0], there[-1]
    rise = abs(_objective(last) - _objective(first))
    if not rise:
        return None
    found = max(there[1:-1], key=lambda point: _above(point, first, last, bounds=False))
    distance = _above(found, first, last, bounds=False) / rise
    if distance < LEAST_BULGE:
        return None
    proven = first.bound_cents is not None and last.bound_cents is not None
    certain = proven and _above(found, first, last, bounds=True) > 0
    return Knee(name=found.name, distance=distance, certain=certain)


def _above(point: SweepPoint, first: SweepPoint, last: SweepPoint, *, bounds: bool) -> float:
    """Cents by which a point's plan lies above the chord of the ends' plans, or bounds."""
    ends = [
        end.bound_cents if bounds and end.bound_cents is not None else _objective(end)
        for end in (first, last)
    ]
    share = float((point.values[0] - first.values[0]) / (last.values[0] - first.values[0]))
    return _objective(point) - (ends[0] + share * (ends[1] - ends[0]))


def _objective(point: SweepPoint) -> int:
    assert point.objective_cents is not None
    return point.objective_cents

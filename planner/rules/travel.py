"""Driving takes its time and costs its money.

Every leg, also from and to home, takes its minutes rounded up to whole ones, and costs its
kilometres at the territory's price, rounded to cents (halves to the even one). The minutes
between two visits outside lunch and busy times cover the leg: driving pauses meanwhile.

Canonical: ``travel`` and ``travel_cost`` of the problem; node 0 is the rep's home and node
``n + 1`` the ``n``-th account.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.domain import home_of, limits, to_cents
from planner.rules.draft import Appointment, Draft
from planner.rules.fits import HOME, free_minutes, node_of


def fill(draft: Draft) -> None:
    """Set the legs, and reject appointments that the drive between them makes impossible."""
    legs = draft.territory.travel[draft.rep.id]
    places = (home_of(draft.rep.id), *(account.id for account in draft.accounts))
    order = np.array([legs.index[place] for place in places])
    draft.leg_minutes = np.ceil(legs.minutes[np.ix_(order, order)]).astype(np.int64)
    price = draft.policy.travel.cost_per_km
    km = legs.km[np.ix_(order, order)]
    draft.leg_cents = _all_cents(km, price)
    dearest = int(draft.leg_cents.max(initial=0))
    if dearest > limits.LARGEST_WORTH:
        draft.reject(
            "drive-too-dear",
            f"A drive of {km.max():,.0f} km costs more than {limits.LARGEST_WORTH // 100:,}, and "
            "the search counts no further",
            "Lower travel.cost_per_km, or correct the coordinates or the travel file",
            column="travel.cost_per_km",
            value=price,
        )
    np.fill_diagonal(draft.leg_minutes, 0)
    np.fill_diagonal(draft.leg_cents, 0)
    for day in sorted({pin.day for pin in draft.appointments}):
        _check_day(draft, [pin for pin in draft.appointments if pin.day == day])


def _all_cents(km: NDArray[np.float64], cost_per_km: Decimal) -> NDArray[np.int64]:
    """Cost of every leg, as `leg_cents` has it.

    Binary fractions decide all but those that lie near a half: millions of decimals take minutes.
    """
    about = km * (float(cost_per_km) * 100)
    cents = np.rint(about)
    near = np.abs(np.abs(about - np.floor(about)) - 0.5) <= 1e-9 * (1 + about)
    for place in zip(*np.nonzero(near), strict=True):
        cents[place] = leg_cents(float(km[place]), cost_per_km)
    return cents.astype(np.int64)


def leg_cents(km: float, cost_per_km: Decimal) -> int:
    """Cost of a leg in cents, halves to the even one."""
    return to_cents(Decimal(km) * cost_per_km)


def _check_day(draft: Draft, pins: list[Appointment]) -> None:
    day = pins[0].day
    shift = draft.shifts[day]
    stops = [
        ("home", HOME, shift.start, shift.start),
        *(
            (f"account {pin.account_id}", node_of(draft, pin.account_id, pin.by), *_ends(pin))
            for pin in sorted(pins, key=lambda pin: pin.span)
        ),
        ("home", HOME, shift.end, shift.end),
    ]
    for (name, node, _, left), (next_name, next_node, arrived, _) in pairwise(stops):
        drive = int(draft.leg_minutes[node, next_node])
        spare = free_minutes(draft, day, left, arrived)
        if arrived >= left and spare < drive:
            draft.reject(
                "pin-unreachable",
                f"appointments on {day} leave {spare} minutes to get from {name} to "
                f"{next_name}, and the drive takes {drive}",
                "Move or take back an appointment",
            )


def _ends(pin: Appointment) -> tuple[int, int]:
    return pin.span.start, pin.span.end

"""Travel times of one rep, by the provider that the policy names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from planner.domain import Account, BadInput, Finding, Policy, Rep, TravelTimes, home_of
from planner.travel.matrix import matrix
from planner.travel.straight_line import straight_line

MAX_ACCOUNTS = 2_000
"""Most accounts of one rep: the arrays grow with the square."""


def travel_times(
    rep: Rep, accounts: Sequence[Account], policy: Policy, folder: Path
) -> TravelTimes:
    """Minutes and kilometres between a rep's home and the accounts, unrounded.

    Parameters
    ----------
    rep : Rep
        Whose home is the first place.
    accounts : sequence of Account
        The rep's own.
    policy : Policy
        ``policy.travel`` names the provider.
    folder : Path
        The territory's folder, for a matrix file.

    Raises
    ------
    BadInput
        If the rep has more than `MAX_ACCOUNTS`, the provider is unknown, or the matrix file is
        missing, faulty or lacks a pair.
    """
    if len(accounts) > MAX_ACCOUNTS:
        raise BadInput([_too_many(rep, len(accounts))])
    places = (home_of(rep.id), *(account.id for account in accounts))
    if policy.travel.provider == "matrix":
        minutes, km = matrix(places, policy.travel, folder, rep.id)
    else:
        points = [rep.home, *((account.latitude, account.longitude) for account in accounts)]
        minutes, km = straight_line(np.array(points, dtype=np.float64), policy.travel)
    return TravelTimes(places=places, minutes=minutes, km=km, provider=policy.travel.provider)


def _too_many(rep: Rep, count: int) -> Finding:
    return Finding(
        code="accounts-too-many",
        message=f"Rep {rep.id} has {count:,} accounts; at most {MAX_ACCOUNTS:,} can be planned",
        remedy="Split them among several reps (column rep), or leave some out with "
        "[accounts.where] or within_km.",
        rep=rep.id,
    )

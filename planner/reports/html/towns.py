"""Names of towns, taken from the accounts' own addresses: no gazetteer is shipped or asked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from planner.domain import Account

_NO_TOWN = re.compile(
    r"(suite|ste|unit|floor|fl|room|rm|apt|building|bldg|po box|p\.o\. box|box)\b", re.IGNORECASE
)
_STATE = re.compile(r"[A-Z]{2,3}")


@dataclass(frozen=True, kw_only=True)
class Town:
    """Where accounts with one town in their addresses lie.

    Parameters
    ----------
    latitude, longitude : float
        Medians of its accounts.
    accounts : int
        How many there are.
    """

    name: str
    latitude: float
    longitude: float
    accounts: int


def town_of(address: str) -> str:
    """Town of an address, empty where it does not say.

    The first part after a comma that still has letters without postal codes, without a code of a
    state and without a suite: ``172 Walnut St, Des Moines, IA 50309`` and
    ``Domstr. 1, 50667 Köln, Germany`` name Des Moines and Köln.
    """
    for part in address.split(",")[1:]:
        if _NO_TOWN.match(part.strip()):
            continue
        words = [word for word in part.split() if not any(sign.isdigit() for sign in word)]
        name = " ".join(words)
        if name and any(sign.isalpha() for sign in name) and not _STATE.fullmatch(name):
            return name
    return ""


def usual_town(names: Sequence[str]) -> str:
    """The name that comes most often, of several the first."""
    known = [name for name in names if name]
    return Counter(known).most_common(1)[0][0] if known else ""


def towns_of(accounts: Iterable[Account]) -> tuple[Town, ...]:
    """Towns of accounts, those with most accounts first."""
    places: dict[str, list[Account]] = defaultdict(list)
    for account in accounts:
        if name := town_of(account.address):
            places[name].append(account)
    found = [
        Town(
            name=name,
            latitude=median(one.latitude for one in there),
            longitude=median(one.longitude for one in there),
            accounts=len(there),
        )
        for name, there in places.items()
    ]
    return tuple(sorted(found, key=lambda town: (-town.accounts, town.name)))

"""The list of leads over time: who has a place since when, and who leaves it.

A rep works on at most so many leads at a time (`Policy.max_active_leads`). A lead keeps its place
for 90 days, in which it is qualified or not; then it ages out and rests for 90 days, before it may
take a place again. One that becomes a target or buys, or is no account any more, leaves at once.
Free places go to the leads that a plan visits, those worth most first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from planner.domain import Tier

PLACE_DAYS = 90
REST_DAYS = 90


@dataclass(frozen=True, kw_only=True)
class Place:
    """One lead's time on the list.

    Parameters
    ----------
    left : date or None
        When it left; None while it has its place.
    why : str
        Why it left.
    """

    account_id: str
    added: date
    left: date | None = None
    why: str = ""

    def ages_out(self, days: int = PLACE_DAYS) -> date:
        """First day on which it has had its place for long enough."""
        return self.added + timedelta(days=days)


def aged(
    places: Sequence[Place], tiers: Mapping[str, Tier], today: date, days: int = PLACE_DAYS
) -> tuple[Place, ...]:
    """The list with those marked that leave it by today.

    Parameters
    ----------
    tiers : mapping of str to Tier
        Class of every account now.
    """
    return tuple(_aged(place, tiers.get(place.account_id), today, days) for place in places)


def _aged(place: Place, tier: Tier | None, today: date, days: int) -> Place:
    if place.left is not None:
        return place
    if tier is None:
        return replace(place, left=today, why="is no account any more")
    if tier is not Tier.LEAD:
        return replace(place, left=today, why=f"is {tier.value} now")
    if place.ages_out(days) <= today:
        return replace(place, left=today, why=f"aged out after {days} days")
    return place


def resting(places: Sequence[Place], today: date, days: int = REST_DAYS) -> frozenset[str]:
    """Leads that aged out too lately to take a place again."""
    return frozenset(
        place.account_id
        for place in places
        if place.left is not None
        and place.why.startswith("aged out")
        and (today - place.left).days < days
    )


def filled(
    places: Sequence[Place], candidates: Sequence[str], most: int, today: date
) -> tuple[Place, ...]:
    """The list with free places given to candidates.

    Parameters
    ----------
    candidates : sequence of str
        Ids, the best first; those on the list already keep their place.
    most : int
        Places there are.
    """
    active = {place.account_id for place in places if place.left is None}
    new = [account for account in candidates if account not in active][: max(most - len(active), 0)]
    return (*places, *(Place(account_id=account, added=today) for account in new))

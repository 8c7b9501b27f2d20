"""The list of leads over time: who has a place since when, and who leaves it.

A rep works on at most so many leads at a time (`Policy.max_active_leads`). A lead keeps its place
for a time (`lead_days`), in which it is qualified or not; then it ages out and rests
(`lead_rest_days`), before it may take a place again. One that becomes a target or buys, or is no
account any more, leaves at once. Free places go to the leads that a plan visits, those worth most
first. A plan is bound by the list as it stands on the period's first day (rule `lead-cap`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from planner.domain import LeadPlace, Territory, Tier


def aged(
    places: Sequence[LeadPlace], tiers: Mapping[str, Tier], today: date, days: int
) -> tuple[LeadPlace, ...]:
    """The list with those marked that leave it by today.

    Parameters
    ----------
    tiers : mapping of str to Tier
        Class of every account now.
    """
    return tuple(_aged(place, tiers.get(place.account_id), today, days) for place in places)


def _aged(place: LeadPlace, tier: Tier | None, today: date, days: int) -> LeadPlace:
    if place.left is not None:
        return place
    if tier is None:
        return replace(place, left=today, why="is no account any more")
    if tier is not Tier.LEAD:
        return replace(place, left=today, why=f"is {tier.value} now")
    if place.ages_out(days) <= today:
        return replace(place, left=today, why=f"aged out after {days} days")
    return place


def resting(places: Sequence[LeadPlace], today: date, days: int) -> frozenset[str]:
    """Leads that aged out too lately to take a place again."""
    return frozenset(
        place.account_id
        for place in places
        if place.left is not None
        and place.why.startswith("aged out")
        and (today - place.left).days < days
    )


def filled(
    places: Sequence[LeadPlace], candidates: Sequence[str], most: int, today: date
) -> tuple[LeadPlace, ...]:
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
    return (*places, *(LeadPlace(account_id=account, added=today) for account in new))


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The list as a period begins.

    Parameters
    ----------
    places : tuple of LeadPlace
        All, with those marked that leave by then.
    active : frozenset of str
        Accounts that have a place.
    resting : frozenset of str
        Accounts that aged out too lately to have one again.
    """

    places: tuple[LeadPlace, ...]
    active: frozenset[str]
    resting: frozenset[str]


def standing_of(territory: Territory, tiers: Mapping[str, Tier]) -> Standing:
    """The list of a territory on the first day of its period."""
    policy, today = territory.policy, territory.period.first
    places = aged(territory.lead_list, tiers, today, policy.lead_days)
    active = frozenset(place.account_id for place in places if place.left is None)
    return Standing(
        places=places,
        active=active,
        resting=resting(places, today, policy.lead_rest_days) - active,
    )

"""A rep works on at most so many leads in the period.

A lead counts once, however often it is visited. Leads that have a place on the list as the period
begins (`leads.csv`, aged: `planner.accounts.lead_list`) take it whether they are visited or not,
so that new ones get the places that are left; leads that rest after their time are not visited,
unless a contract, a longest gap or an appointment asks for it. In a plan made anew a lead that was
visited on the days that are over has its place.

Canonical: an active cap, ``leads``, over the clients that are leads without a place, at the places
that are left; no windows for those that rest.
"""

from __future__ import annotations

from models.problem import ActiveCap
from planner.accounts.lead_list import standing_of
from planner.domain import Tier
from planner.rules.draft import Draft
from planner.rules.prices import Unit


def fill(draft: Draft) -> None:
    """Cap the leads, where the rep has more of them than the cap."""
    most = draft.policy.max_active_leads
    leads = [a.id for a in draft.accounts if draft.tiers[a.id] is Tier.LEAD]
    standing = standing_of(draft.territory, draft.tiers)
    for account_id in leads:
        if account_id in standing.resting and not draft.is_fixed(account_id):
            draft.windows[account_id] = dict.fromkeys(draft.days, ())
    if most is None or len(leads) <= most:
        return
    listed = [a for a in leads if a in standing.active or a in draft.past]
    new = [a for a in leads if a not in listed]
    # Both clients of a lead count as one but under a contract, where visits and calls mix: then
    # the lead is active for certain, and takes its place from the start.
    mixed = [a for a in new if a in draft.second_of and draft.owed.get(a)]
    clients = tuple(n for a in new if a not in mixed for n in draft.clients_of(a))
    left = max(0, most - len(listed) - len(mixed))
    draft.caps.append(ActiveCap(label="leads", clients=clients, at_most=left))
    draft.units["leads"] = Unit(rule="lead-cap", name="lead")
    fixed = [account_id for account_id in new if draft.is_fixed(account_id)]
    if fixed and len(fixed) + len(listed) > most:
        on_list = f", {len(listed)} have a place on the list," if listed else ""
        draft.reject(
            "leads-too-many",
            f"rep {draft.rep.id} must visit {len(fixed)} leads ({', '.join(fixed)}){on_list} and "
            f"may work on {most}",
            "Raise max_active, or drop a contract, gap or appointment of a lead"
            + (", or take one off the list" if listed else ""),
            column="leads.max_active",
            value=most,
        )
    elif len(listed) > most:
        draft.reject(
            "leads-list-long",
            f"{len(listed)} leads of rep {draft.rep.id} have a place on the list, and there are "
            f"{most}: none is added",
            "Take some off the list (a date in the column left), or raise max_active",
            column="leads.max_active",
            value=most,
            fatal=False,
        )

"""A rep works on at most so many leads in the period.

A lead counts once, however often it is visited.

Canonical: an active cap, ``leads``, over the clients that are leads.
"""

from __future__ import annotations

from models.problem import ActiveCap
from planner.domain import Tier
from planner.rules.draft import Draft
from planner.rules.prices import Unit


def fill(draft: Draft) -> None:
    """Cap the leads, where the rep has more of them than the cap."""
    most = draft.policy.max_active_leads
    leads = [a.id for a in draft.accounts if draft.tiers[a.id] is Tier.LEAD]
    if most is None or len(leads) <= most:
        return
    # Both clients of a lead count as one but under a contract, where visits and calls mix: then
    # the lead is active for certain, and takes its place from the start.
    mixed = [a for a in leads if a in draft.second_of and draft.owed.get(a)]
    clients = tuple(n for a in leads if a not in mixed for n in draft.clients_of(a))
    left = max(0, most - len(mixed))
    draft.caps.append(ActiveCap(label="leads", clients=clients, at_most=left))
    draft.units["leads"] = Unit(rule="lead-cap", name="lead")
    fixed = [account_id for account_id in leads if draft.is_fixed(account_id)]
    if len(fixed) > most:
        draft.reject(
            "leads-too-many",
            f"rep {draft.rep.id} must visit {len(fixed)} leads ({', '.join(fixed)}) and may work "
            f"on {most}",
            "Raise max_active, or drop a contract, gap or appointment of a lead",
            column="leads.max_active",
            value=most,
        )

"""Which column of a person's own file is which of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.readers.cells import folded

_ALSO_CALLED: Mapping[str, tuple[str, ...]] = {
    "account_id": ("id", "account", "account number", "account no", "account code", "number",
                   "customer id", "customer number", "customer no", "client id", "store", "code"),
    "name": ("account name", "company", "company name", "customer", "customer name",
             "client name", "store name", "business"),
    "latitude": ("lat", "y"),
    "longitude": ("lon", "lng", "long", "x"),
    "rep": ("sales rep", "salesperson", "owner", "account owner", "rep id", "territory"),
    "tier": ("class", "segment", "category", "abc"),
    "revenue_per_year": ("revenue", "annual revenue", "sales", "annual sales", "turnover",
                         "yearly revenue", "sales l12m", "revenue l12m", "billing per year"),
    "potential_per_year": ("potential", "annual potential"),
    "margin": ("gross margin", "profit margin"),
    "win_probability": ("probability", "chance"),
    "visits_per_month_now": ("visits per month", "calls per month"),
    "contract_visits": ("contract", "contracted visits", "agreed visits"),
    "last_visit": ("last visited", "last call", "last contact"),
    "opening_hours": ("hours", "business hours", "open"),
    "visit_minutes": ("visit length", "duration", "minutes"),
    "decision_maker_access": ("access", "decision maker"),
    "address": ("street", "street address"),
    "phone": ("telephone", "phone number"),
    "email": ("e-mail", "mail"),
    "notes": ("remarks", "comment", "comments"),
}  # fmt: skip


def guess_columns(headings: Iterable[str]) -> dict[str, str]:
    """Our names and the headings of the file that mean the same.

    Only headings that say so plainly are taken, our own name first; nothing is guessed from
    what the cells hold. A heading is used once.
    """
    written = {folded(heading): heading for heading in reversed(list(headings)) if heading}
    found: dict[str, str] = {}
    for ours, others in _ALSO_CALLED.items():
        names = (folded(name) for name in (ours, *others))
        heading = next((written[name] for name in names if name in written), None)
        if heading is not None and heading not in found.values():
            found[ours] = heading
    return found

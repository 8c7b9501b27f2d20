"""Headline figures with their goals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from planner.accounts.audit import KEY_GOAL
from planner.domain import Measure, Quota, Territory, Tier, money
from planner.reports.summary import Figures
from planner.reports.words import below_best, hours, percent


@dataclass(frozen=True, kw_only=True)
class Headline:
    """One figure.

    Parameters
    ----------
    note : str
        Its goal or limit, and what else belongs to it.
    kept : bool or None
        Whether it meets its goal; None where it has none.
    """

    label: str
    figure: str
    note: str
    kept: bool | None = None


def headlines(figures: Figures, territory: Territory) -> tuple[Headline, ...]:
    """The figures of a rep, or of the team, that matter most."""
    return tuple(_headlines(figures, territory))


def _headlines(figures: Figures, territory: Territory) -> Iterator[Headline]:
    currency = territory.currency
    profit = territory.policy.measure is Measure.PROFIT
    possible = ""
    if figures.gap is None and figures.bound_cents is not None:
        possible = f"at most {money(figures.bound_cents, currency)} is possible{figures.bound_of}"
    yield Headline(
        label=f"Expected {'profit' if profit else 'revenue'} after driving",
        figure=money(figures.objective_cents or 0, currency),
        note=possible or below_best(figures.gap, figures.bound_of),
    )
    quotas = territory.policy.quotas or (Quota(tiers=(Tier.KEY,), min_share=KEY_GOAL),)
    for quota in quotas:
        yield _quota(figures, quota)
    key = next(one for one in figures.tiers if one.tier is Tier.KEY)
    if key.accounts:
        yield Headline(
            label="Key accounts seen",
            figure=f"{key.visited} of {key.accounts}",
            note=f"in {key.visits:,} visits, {hours(key.minutes)}",
        )
    if figures.contracts:
        yield Headline(
            label="Contracts kept",
            figure=f"{figures.contracts_kept} of {figures.contracts}",
            note="all of them",
            kept=figures.contracts_kept == figures.contracts,
        )
    if figures.leads or figures.leads_left_out:
        yield _leads(figures, territory)
    seen = sum(one.visited for one in figures.tiers)
    accounts = sum(one.accounts for one in figures.tiers)
    yield Headline(
        label="Visits",
        figure=f"{figures.visits:,}",
        note=f"{hours(figures.visit_minutes)} at {seen} of {accounts:,} accounts",
    )
    whole = figures.travel_minutes + figures.visit_minutes
    share = figures.travel_minutes / whole if whole else None
    yield Headline(
        label="Driving",
        figure=hours(figures.travel_minutes),
        note=f"{figures.travel_km:,.0f} km, {money(figures.travel_cents, currency)}, "
        f"{percent(share)} of the time out",
    )


def _quota(figures: Figures, quota: Quota) -> Headline:
    total = sum(one.minutes for one in figures.tiers)
    own = sum(one.minutes for one in figures.tiers if one.tier in quota.tiers)
    goals = [
        f"{words} {float(100 * limit):g} %"
        for words, limit in (("at least", quota.min_share), ("at most", quota.max_share))
        if limit is not None
    ]
    kept = None
    if total:
        share = Fraction(own, total)
        kept = (quota.min_share is None or share >= quota.min_share) and (
            quota.max_share is None or share <= quota.max_share
        )
    names = " and ".join(tier.value for tier in Tier if tier in quota.tiers)
    return Headline(
        label=f"Selling time for {names} accounts",
        figure=percent(own / total if total else None),
        note=" and ".join(goals),
        kept=kept,
    )


def _leads(figures: Figures, territory: Territory) -> Headline:
    most = territory.policy.max_active_leads
    number = len(figures.leads)
    known = number + len(figures.leads_left_out)
    shared = figures.rep is None and len(territory.reps) > 1
    limit = "" if most is None else f", at most {most}{' a rep' if shared else ''}"
    return Headline(
        label="Leads worked on",
        figure=f"{number}",
        note=f"of {known}{limit}",
        kept=None if most is None or shared else number <= most,
    )

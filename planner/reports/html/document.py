"""The report: one page that opens offline, prints, and asks no other place for anything."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from planner.accounts import classify
from planner.accounts.audit import Audit
from planner.accounts.candidates import Advice, Candidate, candidates
from planner.accounts.contracts import ContractStanding, contract_standings
from planner.accounts.ranking import KeyLine, rank_accounts
from planner.accounts.review import review_key_accounts
from planner.domain import Plan, Territory, Tier, TierRule
from planner.domain.comparison import Comparison
from planner.domain.frontier import Frontier
from planner.reports.charts import as_svg
from planner.reports.classes import pareto_chart, pareto_sentence
from planner.reports.curves import tier_chart
from planner.reports.html.audit import AuditPart, audit_part
from planner.reports.html.daylist import list_of
from planner.reports.html.days import RepDay, rep_days
from planner.reports.html.headlines import Headline, headlines
from planner.reports.html.month import grid_of
from planner.reports.html.route_map import Atlas
from planner.reports.html.rows import (
    ContractRow,
    LeadRow,
    LeftOut,
    RuleRow,
    Worth,
    contract_rows,
    lead_rows,
    left_out_groups,
    left_out_rows,
    rule_rows,
    worth_rows,
)
from planner.reports.html.scenarios import comparison_table, frontier_chart
from planner.reports.html.sweep import sweep_part
from planner.reports.html.templating import filled, long_day, text_of
from planner.reports.html.weeks import share_by_week
from planner.reports.summary import Figures, summarize
from planner.reports.words import MONTHS

STYLES = text_of("pieces.css")
"""Looks of the parts, which other pages use too; colours are the page's own variables."""


SHOWN = 6
"""Accounts of one proposal that are named; the rest are counted."""

Proposals = tuple[str, list[Candidate], int]
"""What is proposed, for whom, and for how many more."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a report is made of.

    Parameters
    ----------
    plan, territory : Plan, Territory
        A plan, and what it was made for.
    comparison : Comparison or None
        This plan and others side by side.
    sweep : Frontier or None
        Of the sweep that the plans are points of.
    audit : Audit or None
        Where the time went before.
    left_out : mapping of str to int
        Entries of the past that took no time, by why.
    notes : tuple of str
        What a reader must know before the figures: changed inputs, broken rules.
    """

    plan: Plan
    territory: Territory
    comparison: Comparison | None = None
    sweep: Frontier | None = None
    audit: Audit | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RepPart:
    """One rep's part of the page."""

    number: int
    figures: Figures
    headlines: tuple[Headline, ...]
    weeks: Markup
    month: Markup
    atlas: Markup
    lists: list[Markup]
    days: list[RepDay]
    worth: list[Worth]
    left_out: list[tuple[str, list[LeftOut]]]
    contracts: list[ContractRow]
    leads: list[LeadRow]
    rules: list[RuleRow]

    @property
    def key(self) -> str:
        """What this rep's ids begin with."""
        return f"r{self.number}-"

    @property
    def contracts_priced(self) -> bool:
        """Whether there is an estimate of any contract, one visit fewer."""
        return any(row.price_cents is not None for row in self.contracts)

    @property
    def priced(self) -> bool:
        """Whether it is known of any account what forcing it in costs."""
        return any(row.price_cents is not None for _, rows in self.left_out for row in rows)


def render_report(report: Report) -> str:
    """The page as text; the same report gives the same text.

    Parameters
    ----------
    report : Report
        Plans with the accounts of their territory: names, addresses and home come from there.
    """
    plan, territory = report.plan, report.territory
    summary = summarize(plan, territory)
    standings = contract_standings(territory)
    tiers = classify(territory)
    style = "\n".join([text_of("report.css"), STYLES, *_picked(len(summary.reps), _days(plan))])
    script = text_of("report.js")
    return str(
        filled(
            "report.html.j2",
            report=report,
            plan=plan,
            territory=territory,
            currency=plan.currency,
            period=period_words(plan),
            team=summary.team,
            headlines=headlines(summary.team, territory),
            weeks=share_by_week(plan, territory),
            reps=[
                _rep(report, figures, n, standings, tiers)
                for n, figures in enumerate(summary.reps, start=1)
            ],
            classes=_classes(territory),
            reviews=review_key_accounts(territory, tiers, plan),
            proposals=list(_proposals(territory, tiers)),
            audit=_audit(report),
            scenarios=comparison_table(report.comparison) if report.comparison else None,
            frontier=frontier_chart(report.comparison) if report.comparison else None,
            sweep=sweep_part(report.sweep) if report.sweep else None,
            about=list(_about(plan, territory)),
            style=Markup(style),  # noqa: S704 -- our own files
            script=Markup(script),  # noqa: S704 -- our own file
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


def period_words(plan: Plan) -> str:
    """``December 2026``, or the first and the last day."""
    first, last = plan.first_day, plan.last_day
    whole = first.day == 1 and (last.month, last.year) == (first.month, first.year)
    if whole and (last.toordinal() - first.toordinal()) >= 27:
        return f"{first:%B} {first.year}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} to {long_day(last)}"
    return f"{long_day(first)} to {long_day(last)}"


def _rep(
    report: Report, figures: Figures, number: int, standings: Sequence[ContractStanding],
    tiers: Mapping[str, Tier],
) -> RepPart:  # fmt: skip
    plan, territory, rep = report.plan, report.territory, figures.rep or ""
    days = rep_days(plan, territory, rep)
    visited = [day for day in days if day.stops]
    key = f"r{number}-"
    atlas = Atlas(plan, territory, rep, days, key)
    drawn = [atlas.base(), atlas.all_days(), *(atlas.one_day(day) for day in visited)]
    return RepPart(
        number=number,
        figures=figures,
        headlines=headlines(figures, territory),
        weeks=share_by_week(plan, territory, rep),
        month=grid_of(days, anchor=f"#{key}"),
        atlas=atlas.framed(f"Map of the day routes of {figures.name}", *drawn),
        lists=[list_of(day, plan.currency, id_=f"{key}{day.number}") for day in visited],
        days=visited,
        worth=worth_rows(plan, territory, rep),
        left_out=left_out_groups(left_out_rows(plan, territory, rep), plan.currency),
        contracts=contract_rows(plan, territory, rep, standings),
        leads=lead_rows(plan, territory, rep, tiers),
        rules=rule_rows(plan, rep),
    )


def _days(plan: Plan) -> int:
    return (plan.last_day - plan.first_day).days + 1


def _picked(reps: int, days: int) -> Iterator[str]:
    """Rules of style by which a chosen day, and a chosen rep, is the one that shows."""
    chosen = ",".join(f".vp-days:has([value=d{n}]:checked) g.d{n}" for n in range(1, days + 1))
    yield f"{chosen}{{display:inline}}"
    chosen = ",".join(
        f".vp-days:has([value=d{n}]:checked) article.d{n}" for n in range(1, days + 1)
    )
    yield f"{chosen}{{display:block}}"
    if reps > 1:
        shown = ",".join(f"body:has(#pick-{n}:checked) #rep-{n}" for n in range(1, reps + 1))
        yield f"{shown}{{display:grid}}"


def _classes(territory: Territory) -> Mapping[str, object] | None:
    """Pareto curve and the classes' response curves."""
    policy = territory.policy
    curves = [Markup(as_svg(tier_chart(policy, tier))) for tier in Tier]  # noqa: S704 -- escapes what it draws
    if policy.tier_rule is not TierRule.PARETO:
        return {"sentence": "", "pareto": None, "curves": curves}
    line = KeyLine(
        measure=policy.measure,
        accounts=policy.key_share,
        margin=policy.tiers[Tier.SECONDARY].margin,
    )
    found = rank_accounts(territory.accounts, line)
    return {
        "sentence": pareto_sentence(found, territory.currency),
        "pareto": Markup(as_svg(pareto_chart(found)))  # noqa: S704 -- escapes what it draws
        if found.total
        else None,
        "curves": curves,
    }


def _proposals(territory: Territory, tiers: Mapping[str, Tier]) -> Iterator[Proposals]:
    """Accounts whose class should change, by what is proposed; of many the first."""
    found = candidates(territory, tiers)
    for advice in Advice:
        own = [one for one in found if one.advice is advice]
        if own:
            yield advice.value.capitalize(), own[:SHOWN], max(0, len(own) - SHOWN)


def _audit(report: Report) -> AuditPart | None:
    if report.audit is None:
        return None
    return audit_part(report.audit, report.left_out, report.plan.currency)


def _about(plan: Plan, territory: Territory) -> Iterator[tuple[str, str]]:
    """What the figures rest on."""
    seen = [one.last_visit for one in territory.accounts if one.last_visit]
    newest = f"; the newest last visit in them is of {long_day(max(seen))}" if seen else ""
    yield "Accounts", f"{len(territory.accounts):,}{newest}"
    providers = sorted({travel.provider for travel in territory.travel.values()})
    yield (
        "Travel times",
        f"{', '.join(providers)}; {territory.policy.travel.cost_per_km} {plan.currency} a km",
    )
    yield "Times", f"local, {plan.time_zone}"
    limit = plan.provenance.get("limit", "no limit known")
    version = plan.provenance.get("planner", "of an unknown version")
    yield "Search", f"{limit}, seed {plan.seed}, planner {version}"
    inputs = {
        name.removeprefix("sha256:"): digest
        for name, digest in sorted(plan.provenance.items())
        if name.startswith("sha256:")
    }
    if inputs:
        shown = ", ".join(f"{name} {digest[:8]}" for name, digest in inputs.items())
        yield "Input files (SHA-256)", shown


def _hash(text: str) -> str:
    """Source expression of a text for a Content-Security-Policy (W3C CSP level 3, section 2.3)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

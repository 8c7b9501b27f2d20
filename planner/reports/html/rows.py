"""Rows of a report's tables: accounts, contracts, leads and rules of one rep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planner.accounts.contracts import ContractStanding, interval_words
from planner.accounts.lead_list import standing_of
from planner.domain import Account, Outcome, Plan, RuleReport, Territory, Tier, money
from planner.reports.contracts import agreed_words, due_words
from planner.reports.html.templating import long_day
from planner.reports.words import day


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What the visits of an account are worth.

    Parameters
    ----------
    each : tuple of int
        Cents that each visit adds, in order.
    next_cents : int or None
        What one more would add; None where no more are allowed.
    """

    account: Account
    tier: Tier
    each: tuple[int, ...]
    total: int
    next_cents: int | None


@dataclass(frozen=True, kw_only=True)
class LeadRow:
    """A lead, and since when it has its place on the list; ``new`` with this plan, or none."""

    worth: Worth
    since: str


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """An account without a visit.

    Parameters
    ----------
    first_cents : int or None
        What its first visit would add.
    price_cents : int or None
        What forcing it in would cost.
    """

    account: Account
    tier: Tier
    first_cents: int | None
    price_cents: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContractRow:
    """A contract and the days that keep it."""

    standing: ContractStanding
    tier: Tier
    often: str
    due: str
    agreed: str
    days: str
    planned: int
    price_cents: int | None
    bounds_cents: tuple[int, int] | None


@dataclass(frozen=True, kw_only=True)
class RuleRow:
    """Where the plan stands against a rule, in words."""

    name: str
    actual: str
    limit: str
    unit: str
    looser: str
    price_cents: int | None
    bounds_cents: tuple[int, int] | None


def worth_rows(plan: Plan, territory: Territory, rep: str) -> list[Worth]:
    """Visited accounts of a rep, those worth most first."""
    values: dict[str, list[int]] = defaultdict(list)
    for visit in sorted(plan.visits, key=lambda one: one.start):
        values[visit.account_id].append(visit.value_cents)
    rows = [
        Worth(
            account=territory.account[one.account_id],
            tier=one.tier,
            each=tuple(values[one.account_id]),
            total=one.value_cents,
            next_cents=one.next_visit_cents,
        )
        for one in _outcomes(plan, territory, rep)
        if one.visits
    ]
    return sorted(rows, key=lambda row: (-row.total, row.account.id))


def left_out_rows(plan: Plan, territory: Territory, rep: str) -> list[LeftOut]:
    """Accounts of a rep without a visit, those whose first visit is worth most first."""
    outcomes = {one.account_id: one for one in _outcomes(plan, territory, rep)}
    rows = [
        LeftOut(
            account=territory.account[one.account_id],
            tier=outcomes[one.account_id].tier,
            first_cents=outcomes[one.account_id].next_visit_cents,
            price_cents=one.price_cents,
            reason=one.reason,
        )
        for one in plan.unvisited
        if one.account_id in outcomes
    ]
    return sorted(rows, key=lambda row: (-(row.first_cents or 0), row.account.id))


def left_out_groups(rows: Sequence[LeftOut], currency: str) -> list[tuple[str, list[LeftOut]]]:
    """Accounts left out by their reason, the group with the best account first.

    What an account's first visit adds has a column of its own, and is taken out of the words.
    """
    groups: dict[str, list[LeftOut]] = defaultdict(list)
    for row in rows:
        groups[_shared(row, currency)].append(row)
    return list(groups.items())


def _shared(row: LeftOut, currency: str) -> str:
    """A reason without the account's own first visit: accounts left out alike have one."""
    reason = row.reason
    if row.first_cents is not None:
        first = money(row.first_cents, currency)
        worth = f"worth {first} for its first visit"
        for own in (f"{worth}; ", f"{worth}, and ", f", and this one's first visit {first}"):
            reason = reason.replace(own, "")
    return reason[:1].upper() + reason[1:]


def lead_rows(
    plan: Plan, territory: Territory, rep: str, tiers: Mapping[str, Tier]
) -> list[LeadRow]:
    """Leads of a rep, the chosen ones first."""
    rows = [row for row in worth_rows(plan, territory, rep) if row.tier is Tier.LEAD]
    waiting = [
        Worth(account=row.account, tier=row.tier, each=(), total=0, next_cents=row.first_cents)
        for row in left_out_rows(plan, territory, rep)
        if row.tier is Tier.LEAD
    ]
    standing = standing_of(territory, tiers)
    since = {
        place.account_id: f"since {long_day(place.added)}"
        for place in standing.places
        if place.account_id in standing.active and place.left is None
    }
    return [
        LeadRow(worth=row, since=since.get(row.account.id, "new" if row.each else ""))
        for row in (*rows, *waiting)
    ]


def contract_rows(
    plan: Plan, territory: Territory, rep: str, standings: Sequence[ContractStanding]
) -> list[ContractRow]:
    """Contracts of a rep, in the order of the standings of all contracts."""
    planned: dict[str, list[date]] = defaultdict(list)
    for visit in plan.visits:
        planned[visit.account_id].append(visit.start.date())
    tiers = {one.account_id: one.tier for one in plan.outcomes}
    reports = {one.id: one for one in plan.rules if one.rep == rep}
    mine = [one for one in standings if one.account.rep == rep]
    return [
        ContractRow(
            standing=one,
            tier=tiers.get(one.account.id, Tier.SECONDARY),
            often=interval_words(one.contract),
            due=due_words(one, territory.period),
            agreed=agreed_words(one),
            days=", ".join(day(each) for each in planned[one.account.id]),
            planned=len(planned[one.account.id]),
            price_cents=None if report is None else report.price_cents,
            bounds_cents=None if report is None else report.price_bounds_cents,
        )
        for one, report in ((one, reports.get(f"contract:{one.account.id}")) for one in mine)
    ]


_RULES: Mapping[str, tuple[str, str]] = {
    "leads": ("Leads worked on", "one place more"),
    "contracts": ("Contracts kept", ""),
    "visits-per-day": ("Visits on the busiest day", "one visit more a day"),
    "working-hours": ("Working hours used", "one hour more"),
    "travel": ("Driving", ""),
    "change-budget": ("Promised visits lost", "one more"),
}
"""Name, and what one unit looser is; contracts have a table of their own."""


def rule_rows(plan: Plan, rep: str) -> list[RuleRow]:
    """Rules of a rep's plan that have a figure."""
    return [
        _rule(one) for one in plan.rules if one.rep == rep and not one.id.startswith("contract:")
    ]


def _rule(one: RuleReport) -> RuleRow:
    if one.id.startswith("quota:"):
        tiers = one.id.removeprefix("quota:").removesuffix(":max").replace("+", " and ")
        name, looser = f"Selling time for {tiers} accounts", "one percentage point looser"
        limit_sign = "≤" if one.id.endswith(":max") else "≥"
    else:
        name, looser = _RULES.get(one.id, (one.id, "one unit looser"))
        limit_sign = "≤" if one.id != "contracts" else ""
    unit = "%" if one.unit.startswith("%") else "h" if one.unit.startswith("hours") else ""
    return RuleRow(
        name=name,
        actual=_figure(one.actual, unit),
        limit="" if one.limit is None else f"{limit_sign} {_figure(one.limit, unit)}".strip(),
        unit=one.unit,
        looser="not known" if one.awaits_price else looser if one.price_cents is not None else "",
        price_cents=one.price_cents,
        bounds_cents=one.price_bounds_cents,
    )


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    return f"{value:,.1f}".removesuffix(".0") + (f" {unit}" if unit else "")


def _outcomes(plan: Plan, territory: Territory, rep: str) -> Iterator[Outcome]:
    return (one for one in plan.outcomes if one.rep == rep and one.account_id in territory.account)

"""Rule figures: where the plan says that it stands against each rule, added up anew.

Every quota, the places for leads, contracts, visits a day, hours and driving have a line for each
rep with a plan. A contract's own line is there only where it has a price. Of a price its size
cannot be derived here, nor what is proven of it; that it is a gain, and stands only where a limit
can give way, is checked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from planner.checks.lead_cap import places_of
from planner.checks.stops import (
    Stop,
    WorkingDay,
    days_at_work,
    days_over,
    drive,
    is_over,
    legs,
    reps_with_plan,
    stops_of,
)
from planner.checks.terms import Terms, terms_of
from planner.domain import Breach, Plan, Quota, Rep, RuleReport, Territory, Tier, home_of

RULE = "rule-figures"

ROUNDING = 0.005 + 1e-9
"""Shares and hours are written with two decimals."""

PRICED = ("quota", "leads", "contract")
"""Kinds of rules whose limit may have a price."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """What is to be said of one rule of one rep, unrounded."""

    id: str
    actual: Fraction | None
    limit: Fraction | None
    unit: str

    @property
    def kind(self) -> str:
        """The rule without what it is about: ``quota`` of ``quota:key``."""
        return self.id.partition(":")[0]

    @property
    def always(self) -> bool:
        """Whether the line is there whatever its price."""
        return self.kind != "contract"


def check(territory: Territory, plan: Plan) -> list[Breach]:
    """Compare every line of the plan's rules with the one that is due."""
    planned = reps_with_plan(plan)
    due = {
        (rep.id, line.id): line
        for rep in territory.reps
        if rep.id in planned
        for line in lines_of(territory, plan, rep)
    }
    breaches = [
        Breach(rule=RULE, message=f"rules[{n}].{fault}", rep=report.rep)
        for n, report in enumerate(plan.rules)
        for fault in _faults(report, due.get((report.rep, report.id)))
    ]
    counts = Counter((report.rep, report.id) for report in plan.rules)
    for (rep_id, rule_id), line in due.items():
        count = counts[rep_id, rule_id]
        if count > 1 or (line.always and not count):
            message = f"rules has {count} lines on {rule_id} of {rep_id}, 1 is due"
            breaches.append(Breach(rule=RULE, message=message, rep=rep_id))
    return breaches


def lines_of(territory: Territory, plan: Plan, rep: Rep) -> Iterator[Line]:
    """The lines that are due of one rep."""
    terms = terms_of(territory)
    days = days_at_work(territory, plan, rep)
    later = [s for day in days for s in day.stops if s.account is not None and not s.over]
    past = [stop for day in days_over(territory, plan, rep) for stop in day]
    stops = [*(stop for stop in past if stop.account is not None), *later]
    for quota in territory.policy.quotas:
        yield from _quota(quota, stops, terms)
    most = territory.policy.max_active_leads
    if most is not None:
        active = places_of(territory, rep.id) | {
            stop.visit.account_id
            for stop in later
            if terms[stop.visit.account_id].tier is Tier.LEAD
        }
        yield Line(id="leads", actual=Fraction(len(active)), limit=Fraction(most), unit="leads")
    over = [stop for stop in stops_of(territory, plan) if stop.over]  # whoever made it
    yield from _contracts(territory, rep, [*over, *later], terms)
    yield from _days(territory, plan, rep, days)


def _quota(quota: Quota, stops: list[Stop], terms: dict[str, Terms]) -> Iterator[Line]:
    total = part = Fraction(0)
    for stop in stops:
        minutes = Fraction(stop.end) - Fraction(stop.start)
        total += minutes
        if terms[stop.visit.account_id].tier in quota.tiers:
            part += minutes
    actual = 100 * part / total if total > 0 else None
    for rule_id, share in ((quota.id, quota.min_share), (f"{quota.id}:max", quota.max_share)):
        if share is not None:
            yield Line(id=rule_id, actual=actual, limit=100 * share, unit="% of visit minutes")


def _contracts(
    territory: Territory, rep: Rep, stops: list[Stop], terms: dict[str, Terms]
) -> Iterator[Line]:
    seen = Counter(stop.visit.account_id for stop in stops)
    owed = {
        account.id: due
        for account in territory.accounts_of(rep.id)
        if (due := terms[account.id].due) is not None
    }
    if not owed:
        return
    kept = sum(seen[account_id] == due for account_id, due in owed.items())
    yield Line(
        id="contracts", actual=Fraction(kept), limit=Fraction(len(owed)), unit="contracts kept"
    )
    for account_id, due in owed.items():
        yield Line(
            id=f"contract:{account_id}",
            actual=Fraction(seen[account_id]),
            limit=Fraction(due),
            unit="visits",
        )


def _days(territory: Territory, plan: Plan, rep: Rep, days: list[WorkingDay]) -> Iterator[Line]:
    over = days_over(territory, plan, rep)
    each = [*over, *(day.stops for day in days if not is_over(territory, day.day))]
    busiest = max((sum(not stop.call for stop in stops) for stops in each), default=0)
    most = rep.max_visits_per_day
    yield Line(
        id="visits-per-day",
        actual=Fraction(busiest),
        limit=None if most is None else Fraction(most),
        unit="visits on the busiest day",
    )
    driven = spent = free = Fraction(0)
    for day in days:
        free += sum(Fraction(end) - Fraction(start) for start, end in day.free)
        if not day.stops or is_over(territory, day.day):
            continue
        for start, end in (*(stop.span for stop in day.stops), *day.breaks):
            spent += Fraction(end) - Fraction(start)
        for _, _, place, goal in legs(day):
            leg = drive(territory, rep.id, place, goal)
            driven += leg[0] if leg is not None else 0
    for stops in over:
        home = drive(territory, rep.id, stops[-1].place, home_of(rep.id))
        driven += sum(stop.visit.travel_minutes_before for stop in stops)
        driven += home[0] if home is not None else 0
        spent += sum(Fraction(stop.end) - Fraction(stop.start) for stop in stops)
    spent += sum(
        Fraction((pause.end - pause.start).total_seconds()) / 60
        for pause in plan.breaks
        if pause.rep == rep.id and is_over(territory, pause.start.date())
    )
    yield Line(id="working-hours", actual=(spent + driven) / 60, limit=free / 60, unit="hours")
    yield Line(id="travel", actual=driven / 60, limit=None, unit="hours of driving")


def _faults(report: RuleReport, line: Line | None) -> list[str]:
    """Faults of one line of the plan, each with the key that is wrong."""
    if line is None:
        return [f"id is {report.id!r} of rep {report.rep!r}, and the territory has no such rule"]
    faults = [
        f"{key} is {_shown(said)}, and {_shown(right)} is right ({line.id} of {report.rep})"
        for key, said, right in (
            ("actual", report.actual, line.actual),
            ("limit", report.limit, line.limit),
        )
        if not _agree(said, right)
    ]
    if report.unit != line.unit:
        faults.append(f"unit is {report.unit!r}, and {line.unit!r} is right")
    return faults + _price_faults(report, line) + _bounds_faults(report, line)


def _price_faults(report: RuleReport, line: Line) -> list[str]:
    price = report.price_cents
    if price is None:
        return (
            [] if line.always else ["price_cents is missing, and the line is there for its price"]
        )
    if line.kind not in PRICED or line.limit is None:
        return [f"price_cents is {price}, and {line.id} has no limit with a price"]
    if price < 0 or (price == 0 and not line.always):
        return [f"price_cents is {price}, and a limit that gives way never brings less than it did"]
    return []


def _bounds_faults(report: RuleReport, line: Line) -> list[str]:
    """What cannot be proven of a gain: one of no limit, a loss, or an interval upside down."""
    if report.price_bounds_cents is None:
        return []
    least, most = report.price_bounds_cents
    said = f"price_bounds_cents is {least} to {most}"
    if line.kind not in PRICED or line.limit is None:
        return [f"{said}, and {line.id} has no limit with a price"]
    if not 0 <= least <= most:
        return [f"{said}, and a limit that gives way brings at least 0 and no more than at most"]
    return []


def _agree(said: float | None, right: Fraction | None) -> bool:
    if said is None or right is None:
        return said is None and right is None
    return abs(said - right) <= ROUNDING


def _shown(figure: float | Fraction | None) -> str:
    return "none" if figure is None else f"{float(figure):.10g}"

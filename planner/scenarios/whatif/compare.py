"""Scenarios compared: their figures, what is certain of the difference, and whose visits differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.domain import Plan, RuleReport, Tier
from planner.domain.comparison import ComparedFigure, Comparison, Scenario, Unit, Verdict
from planner.plan import difference
from planner.reports.summary import Figures, TierFigures, summarize

__all__ = ["Comparison", "Scenario", "compare", "verdict_of"]

Figured = Callable[[Figures], float | None]


def compare(base: Scenario, others: Sequence[Scenario]) -> Comparison:
    """Put scenarios side by side.

    Parameters
    ----------
    base : Scenario
        The territory as it is.
    others : sequence of Scenario
        Each other only by what it changes; those without a plan are columns of dashes.
    """
    scenarios = (base, *others)
    verdicts = [
        None if base.plan is None or each.plan is None else verdict_of(base.plan, each.plan)
        for each in others
    ]
    alike = (base.plan is not None, *(verdict is not None for verdict in verdicts))
    return Comparison(
        base=base,
        others=tuple(others),
        figures=tuple(_figures(scenarios, alike)),
        verdicts=tuple(verdicts),
        differences=tuple(
            difference(base.plan, each.plan) if verdict and base.plan and each.plan else None
            for each, verdict in zip(others, verdicts, strict=True)
        ),
    )


def verdict_of(base: Plan, other: Plan) -> Verdict | None:
    """What is certain of the difference of two plans.

    The best plans of both lie between what was found and what is proven to be possible, so their
    difference lies between ``objective - base's bound`` and ``bound - base's objective``. Reps
    whose problems are the same in both differ by nothing, and are left out of both sums.

    Returns
    -------
    Verdict or None
        None where one of them lacks the plan of a rep whom both have.
    """
    ours, theirs = _Intervals.of(base, other), _Intervals.of(other, base)
    if ours is None or theirs is None:
        return None
    return Verdict(
        low_cents=None if ours.bound is None else theirs.objective - ours.bound,
        high_cents=None if theirs.bound is None else theirs.bound - ours.objective,
        shown_cents=other.objective_cents - base.objective_cents,
    )


@dataclass(frozen=True)
class _Intervals:
    """What the reps of a plan bring together who are not the same in another plan."""

    objective: int
    bound: int | None

    @classmethod
    def of(cls, plan: Plan, other: Plan) -> _Intervals | None:
        """Sums; None where a rep has no plan."""
        digests, others = plan.provenance, other.provenance
        planned = {result.rep for result in other.reps if result.objective_cents is not None}
        objective, bounds = 0, []
        for result in plan.reps:
            if result.objective_cents is None:
                return None
            key = f"problem:{result.rep}"
            if key in digests and digests[key] == others.get(key) and result.rep in planned:
                continue
            objective += result.objective_cents
            bounds.append(result.bound_cents)
        known = [bound for bound in bounds if bound is not None]
        return cls(objective, sum(known) if len(known) == len(bounds) else None)


def _figures(scenarios: Sequence[Scenario], alike: tuple[bool, ...]) -> Iterator[ComparedFigure]:
    teams = [
        summarize(each.plan, each.territory).team if each.plan and each.territory else None
        for each in scenarios
    ]

    def row(key: str, label: str, unit: Unit, figure: Figured, better: int = 0) -> ComparedFigure:
        values = tuple(None if team is None else figure(team) for team in teams)
        return ComparedFigure(
            key=key, label=label, unit=unit, values=values, alike=alike, better=better
        )

    money, hours, number = Unit.MONEY, Unit.HOURS, Unit.COUNT
    yield row("objective_cents", "Expected revenue after driving", money,
              lambda t: t.objective_cents, 1)  # fmt: skip
    yield row("bound_cents", "  at most possible", money, lambda t: t.bound_cents)
    yield row("gap", "  at most below the best", Unit.PERCENT,
              lambda t: None if t.gap is None else 100 * t.gap)  # fmt: skip
    yield row("value_cents", "Expected revenue of visits", money, lambda t: t.value_cents, 1)
    yield row("cents_per_hour", "  per selling hour", money, _per_hour, 1)
    yield row("visits", "Visits", number, lambda t: t.visits)
    yield row("visit_hours", "Selling hours", hours, lambda t: t.visit_minutes / 60)
    for tier in Tier:
        if any(_tier(team, tier).accounts for team in teams if team):
            name = f"  {tier.letter} {tier.value}"
            yield row(f"{tier.value}_visits", f"{name}, visits", number, _visits(tier))
            yield row(f"{tier.value}_hours", f"{name}, hours", hours, _hours(tier))
    yield row("travel_hours", "Driving", hours, lambda t: t.travel_minutes / 60, -1)
    yield row("travel_km", "  distance", Unit.KM, lambda t: t.travel_km, -1)
    yield row("accounts", "Accounts", number, lambda t: sum(each.accounts for each in t.tiers))
    yield row("visited", "  visited", number, lambda t: sum(each.visited for each in t.tiers), 1)
    yield row("contracts", "Contracts", number, lambda t: t.contracts)
    yield row("contracts_kept", "  kept", number, lambda t: t.contracts_kept)
    yield row("leads", "Leads worked on", number, lambda t: len(t.leads))
    yield from _prices(scenarios, alike)


def _per_hour(team: Figures) -> float | None:
    return team.value_cents / (team.visit_minutes / 60) if team.visit_minutes else None


def _tier(team: Figures, tier: Tier) -> TierFigures:
    return next(each for each in team.tiers if each.tier is tier)


def _visits(tier: Tier) -> Figured:
    return lambda team: _tier(team, tier).visits


def _hours(tier: Tier) -> Figured:
    return lambda team: _tier(team, tier).minutes / 60


def _prices(scenarios: Sequence[Scenario], alike: tuple[bool, ...]) -> Iterator[ComparedFigure]:
    """Estimates of what one unit looser of each rule brings, all reps together.

    Contracts are one sum. None where it is not known for one of the reps.
    """
    columns = [_priced(each.plan.rules) if each.plan else {} for each in scenarios]
    labels = {label: unit for column in columns for label, (unit, _) in column.items()}
    for label, unit in sorted(labels.items()):
        yield ComparedFigure(
            key=f"price:{label}",
            label=f"Estimated price of {label}, {unit}",
            unit=Unit.MONEY,
            values=tuple(column[label][1] if label in column else None for column in columns),
            alike=alike,
            unknown=frozenset(
                n
                for n, column in enumerate(columns)
                if label in column and column[label][1] is None
            ),
        )


def _priced(rules: Sequence[RuleReport]) -> Mapping[str, tuple[str, int | None]]:
    """Unit and sum of the prices, by rule."""
    found: dict[str, tuple[str, int | None]] = {}
    for rule in rules:
        if rule.price_cents is None and not rule.awaits_price:
            continue
        label, unit = rule.id, f"1 {_singular(rule.unit)}"
        if label.startswith("contract:"):
            label, unit = "contracts", "1 visit"
        _, before = found.get(label, (unit, 0))
        price = rule.price_cents
        found[label] = unit, None if before is None or price is None else before + price
    return found


def _singular(unit: str) -> str:
    return {"leads": "lead", "visits": "visit", "% of visit minutes": "point"}.get(unit, unit)

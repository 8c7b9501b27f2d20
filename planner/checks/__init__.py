"""Independent checks: every rule and every figure of a plan, from the raw territory.

Plain loops over dates, one file a rule, of the same names as the rules. Nothing is shared with
the rules' compiler or the engine, so that an error of theirs shows here. `openings`, `stops`,
`terms` and `worth` hold what several checks need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from planner.checks import (
    busy_times,
    change_budget,
    contracts,
    days_off,
    frozen_days,
    grid,
    known,
    lead_cap,
    lunch,
    once_a_day,
    opening_hours,
    phone,
    pins,
    quota,
    reasons,
    refusals,
    results,
    rule_figures,
    score,
    spacing,
    travel,
    visit_length,
    visits_per_day,
    working_hours,
)
from planner.domain import Breach, Plan, Territory

Check = Callable[[Territory, Plan], list[Breach]]

RULE_CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        module.RULE: module.check
        for module in (
            opening_hours,
            working_hours,
            days_off,
            busy_times,
            lunch,
            travel,
            visits_per_day,
            once_a_day,
            contracts,
            spacing,
            quota,
            lead_cap,
            pins,
            refusals,
            grid,
            visit_length,
            frozen_days,
            change_budget,
            phone,
        )
    }
)
"""One check for each business rule, by the rule's id."""

EXTRA_CHECKS: Mapping[str, Check] = MappingProxyType(
    {module.RULE: module.check for module in (known, score, results, rule_figures, reasons)}
)
"""Checks of the plan itself, which no rule says."""

CHECKS: Mapping[str, Check] = MappingProxyType({**RULE_CHECKS, **EXTRA_CHECKS})
"""All checks by id."""

__all__ = ["CHECKS", "EXTRA_CHECKS", "RULE_CHECKS", "Check", "check_plan"]


def check_plan(territory: Territory, plan: Plan) -> list[Breach]:
    """Check a plan against its territory.

    Parameters
    ----------
    territory : Territory
        What the plan was made from, as it was read.
    plan : Plan
        Any plan, also one that was edited by hand.

    Returns
    -------
    list of Breach
        Every broken rule, in the order of `CHECKS`; empty for a good plan.
    """
    return [breach for check in CHECKS.values() for breach in check(territory, plan)]

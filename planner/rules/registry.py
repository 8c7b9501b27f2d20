"""The rules by id, in the order in which they build on each other."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from planner.rules import (
    busy_times,
    change_budget,
    contracts,
    days_off,
    frozen_days,
    grid,
    lead_cap,
    lunch,
    once_a_day,
    opening_hours,
    phone,
    pins,
    quota,
    refusals,
    spacing,
    travel,
    visit_length,
    visits_per_day,
    working_hours,
)
from planner.rules.draft import Draft


class Rule(Protocol):
    """A file that says a rule."""

    __doc__: str | None

    def fill(self, draft: Draft) -> None:
        """Add what the rule says."""


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "working-hours": working_hours,
        "days-off": days_off,
        "busy-times": busy_times,
        "visit-length": visit_length,
        "grid": grid,
        "opening-hours": opening_hours,
        "frozen-days": frozen_days,
        "lunch": lunch,
        "pins": pins,
        "travel": travel,
        "once-a-day": once_a_day,
        "visits-per-day": visits_per_day,
        "refusals": refusals,
        "contracts": contracts,
        "spacing": spacing,
        "phone": phone,
        "quota": quota,
        "lead-cap": lead_cap,
        "change-budget": change_budget,
    }
)
"""The id is the file's name with hyphens."""

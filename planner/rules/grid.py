"""Visits start on the grid: at multiples of the slot, counted from midnight.

A confirmed appointment starts when it was agreed, on the grid or off it.

Canonical: ``slot`` of the problem.
"""

from __future__ import annotations

from planner.rules.draft import Draft


def fill(draft: Draft) -> None:
    """Set the grid."""
    draft.slot = draft.policy.slot_minutes

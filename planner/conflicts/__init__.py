"""Why a rep has no plan: the rules in conflict, and the cheapest ways out."""

from planner.conflicts.explain import explain_infeasible
from planner.conflicts.probe import Allowance

__all__ = ["Allowance", "explain_infeasible"]

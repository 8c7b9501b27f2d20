"""Plans: made from what the engine found, and written as ``plan.json``."""

from planner.plan.build import Solved, build_plan
from planner.plan.difference import difference
from planner.plan.document import plan_from_json, plan_to_json, read_plan
from planner.plan.identity import keep_uids

__all__ = [
    "Solved",
    "build_plan",
    "difference",
    "keep_uids",
    "plan_from_json",
    "plan_to_json",
    "read_plan",
]

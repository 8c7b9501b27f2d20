"""Plans: made from what the engine found, and written as ``plan.json``."""

from planner.plan.build import Solved, build_plan
from planner.plan.document import plan_from_json, plan_to_json

__all__ = ["Solved", "build_plan", "plan_from_json", "plan_to_json"]

"""Business rules: each file says one rule in words and in the engine's canonical constraints.

A new rule is a file here with ``fill(draft)``, a check of the same name, a test of the same name,
and a line in both registries.
"""

from planner.rules.compile import Compiled, compile_rep
from planner.rules.prices import Unit
from planner.rules.registry import RULES

__all__ = ["RULES", "Compiled", "Unit", "compile_rep"]

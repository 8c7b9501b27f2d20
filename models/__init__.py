"""The engine: day routes of many duties, chosen for the most value, with a proven bound."""

from models.problem import (
    ActiveCap,
    Client,
    CountWindow,
    Duty,
    Lunch,
    Pin,
    Problem,
    ProblemError,
    Row,
)
from models.relief import Relief
from models.solution import (
    PhaseStatistics,
    Progress,
    Result,
    Shortfall,
    Solution,
    Status,
    StopReason,
    solution_from_json,
)
from models.solve import BoundError, solve
from models.warm import kernel_folder, kernels_are_compiled, warm_up

__all__ = [
    "ActiveCap",
    "BoundError",
    "Client",
    "CountWindow",
    "Duty",
    "Lunch",
    "PhaseStatistics",
    "Pin",
    "Problem",
    "ProblemError",
    "Progress",
    "Relief",
    "Result",
    "Row",
    "Shortfall",
    "Solution",
    "Status",
    "StopReason",
    "kernel_folder",
    "kernels_are_compiled",
    "solution_from_json",
    "solve",
    "warm_up",
]

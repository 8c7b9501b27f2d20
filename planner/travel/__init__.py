"""Minutes and kilometres between the places of one rep."""

from planner.travel.matrix import unknown_names
from planner.travel.provider import MAX_ACCOUNTS, travel_times
from planner.travel.straight_line import great_circle_km

__all__ = ["MAX_ACCOUNTS", "great_circle_km", "travel_times", "unknown_names"]

"""A new territory folder: a sample to try, or one around a person's own account list."""

from planner.starter.basics import Basics
from planner.starter.columns import guess_columns
from planner.starter.folder import SAMPLE, Started, refuse_folder_in_use, start_territory
from planner.starter.own_list import OwnList, own_list

__all__ = [
    "SAMPLE",
    "Basics",
    "OwnList",
    "Started",
    "guess_columns",
    "own_list",
    "refuse_folder_in_use",
    "start_territory",
]

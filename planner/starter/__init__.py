"""A new territory folder: a sample to try, or one around a person's own account list."""

from planner.starter.columns import guess_columns
from planner.starter.folder import Started, start_territory

__all__ = ["Started", "guess_columns", "start_territory"]

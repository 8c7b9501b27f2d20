"""Files of people become a `Territory`; what is wrong with them is said all at once."""

from planner.readers.territory import Reading, read_territory

__all__ = ["Reading", "read_territory"]

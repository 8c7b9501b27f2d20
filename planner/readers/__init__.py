"""Files of people become a `Territory`; what is wrong with them is said all at once."""

from planner.domain.comparison import ChangedInput
from planner.readers.overlay import Overlay, overlay_of, read_overlay
from planner.readers.territory import Reading, read_territory

__all__ = ["ChangedInput", "Overlay", "Reading", "overlay_of", "read_overlay", "read_territory"]

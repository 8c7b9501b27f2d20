"""A day with its breaks cut out, for peers that know no breaks; days end to end on one axis.

The *working clock* of a duty counts its minutes outside blocked spans and outside a lunch that is
taken to be in the middle of its span; driving is additive on it. A visit may straddle a break on
this clock: lunch really is flexible, and the few visits over a blocked span are repaired.
"""

from __future__ import annotations

from models.problem import Duty

DAY = 1440
"""Minutes of a day on the axis."""


def on_clock(duty: Duty, minute: int) -> int:
    """Minutes from a duty's start to a minute of its day, without its breaks."""
    breaks = list(duty.blocked)
    if duty.lunch is not None:
        middle = (duty.lunch.earliest + duty.lunch.latest) // 2
        breaks.append((middle, middle + duty.lunch.minutes))
    inside = min(max(minute, duty.start), duty.end)
    return inside - duty.start - sum(max(0, min(inside, end) - start) for start, end in breaks)


def clock_length(duty: Duty) -> int:
    """Minutes of a duty on its working clock."""
    return on_clock(duty, duty.end)

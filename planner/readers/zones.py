"""Time zones by their IANA names."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from planner.readers.wording import nearest, wrong


def known_zone(name: str) -> str:
    """Return the name if there is such a zone; else an error that names the nearest one."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # OSError: the name of a folder of zones
        close = nearest(name, available_timezones(), cutoff=0.6)
        hint = f"Did you mean {close!r}? " if close else ""
        raise wrong(
            "is no time zone", f"{hint}Write an IANA name, for instance America/Chicago."
        ) from None
    return name

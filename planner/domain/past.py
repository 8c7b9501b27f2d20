"""What a rep did: entries of a past calendar, or rows of a list of visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class PastEvent:
    """One meeting that was held.

    Parameters
    ----------
    start, end : datetime
        Aware, in the territory's zone, half-open.
    title, location : str
        Empty where the entry is private.
    uid : str
        Of a calendar's entry.
    account_id : str
        As the entry itself says; empty where it does not.
    emails : tuple of str
        Of attendees other than the rep, in small letters.
    place : tuple of float or None
        Latitude and longitude, where the entry has them.
    drive_minutes : int or None
        The drive before it, where the list says it.
    row : int or None
        Row of a list of visits.
    """

    start: datetime
    end: datetime
    title: str = ""
    location: str = ""
    uid: str = ""
    account_id: str = ""
    emails: tuple[str, ...] = ()
    place: tuple[float, float] | None = None
    private: bool = False
    all_day: bool = False
    drive_minutes: int | None = None
    row: int | None = None

    @property
    def minutes(self) -> int:
        """Length in whole minutes; an entry of whole days has no hours."""
        return 0 if self.all_day else int((self.end - self.start).total_seconds()) // 60

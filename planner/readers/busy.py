"""The rep's own calendar (.ics, RFC 5545): the times that it blocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from planner.domain import UID_DOMAIN, BadInput, BusyChoices, BusyTime, Finding, Period
from planner.readers.calendar_entries import DOUBT, CalendarReader
from planner.readers.calendar_properties import (
    is_cancelled,
    is_elsewhere,
    is_free,
    is_private,
    is_tentative,
    title_of,
)

OWN_UID = f"@{UID_DOMAIN}"
"""End of the UIDs of planned visits, which do not block their own re-planning."""


def read_busy_times(
    content: bytes,
    file: str,
    period: Period,
    rep: str,
    found: list[Finding],
    choices: BusyChoices | None = None,
) -> tuple[BusyTime, ...]:
    """Times of the period that a calendar blocks, in the territory's zone, sorted by start.

    Recurring entries are expanded; whole days last from local midnight to midnight; times
    without a zone are the rep's own. Entries that are free, transparent, cancelled or declined
    by the rep, and the planner's own visits, block nothing. Private entries keep no title.

    Parameters
    ----------
    content : bytes
        The .ics file; one calendar or several.
    file, rep : str
        For messages; every fault belongs to the rep.
    found : list of Finding
        Gets warnings.
    choices : BusyChoices, optional
        What blocks time beyond doubt, and whether a damaged file is read as far as it is whole.

    Raises
    ------
    BadInput
        If the file is cut off, too large, or an entry cannot be understood.
    """
    reader = _BusyReader(file, period, rep, choices or BusyChoices())
    reader.read(content)
    found.extend(reader.warnings)
    if reader.faults:
        raise BadInput(reader.faults)
    return tuple(sorted(set(reader.times), key=lambda b: (b.start, b.end, b.title, b.uncertain)))


class _BusyReader(CalendarReader):
    """Collects the times that entries block."""

    def __init__(self, file: str, period: Period, rep: str, choices: BusyChoices) -> None:
        super().__init__(file, period, rep, me=choices.emails, keep_whole=choices.keep_whole)
        self._choices = choices
        self.times: list[BusyTime] = []

    def take(self, event: Any, start: datetime, end: datetime) -> None:
        """Block the time of an entry, unless it leaves it free."""
        if self._free(event):
            return
        doubt = str(event.get(DOUBT, "")) or ("tentative" if is_tentative(event) else "")
        title = "" if is_private(event) else title_of(event)
        self.times.append(BusyTime(start=start, end=end, title=title, uncertain=doubt))

    def _free(self, event: Any) -> bool:
        """Whether an entry leaves its time free, or is a visit of ours."""
        return (
            is_free(event)
            or is_cancelled(event)
            or (is_elsewhere(event) and not self._choices.elsewhere_blocks)
            or (is_tentative(event) and not self._choices.tentative_blocks)
            or self._i_declined(event)
            or str(event.get("UID", "")).endswith(OWN_UID)
        )

"""The list of leads over time: who has a place since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, kw_only=True)
class LeadPlace:
    """One lead's time on the list.

    Parameters
    ----------
    left : date or None
        When it left; None while it has its place.
    why : str
        Why it left.
    """

    account_id: str
    added: date
    left: date | None = None
    why: str = ""

    def ages_out(self, days: int) -> date:
        """First day on which it has had its place for so many days."""
        return self.added + timedelta(days=days)

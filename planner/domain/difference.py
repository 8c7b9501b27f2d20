"""How two plans of one period differ, visit by visit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.domain.plan import Visit


class Change(StrEnum):
    """What became of a visit."""

    KEPT = "kept"
    SHIFTED = "shifted"
    """Another time on its day."""
    MOVED = "moved"
    """Another day, or another rep."""
    DROPPED = "dropped"
    ADDED = "added"


@dataclass(frozen=True, kw_only=True)
class ChangedVisit:
    """One visit before and after.

    Parameters
    ----------
    before, after : Visit or None
        None where it is added or dropped.
    why : str
        In words.
    """

    change: Change
    before: Visit | None
    after: Visit | None
    why: str

    @property
    def account_id(self) -> str:
        """Whom it is to."""
        visit = self.after or self.before
        assert visit is not None
        return visit.account_id


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Two plans of one period compared.

    Parameters
    ----------
    visits : tuple of ChangedVisit
        Those that are not kept, by rep and time.
    kept : int
        Visits on the same day at the same time.
    gain_cents : int or None
        What the later plan is worth more than what was left of the earlier one; None where that
        could not go on as it was.
    """

    visits: tuple[ChangedVisit, ...]
    kept: int
    gain_cents: int | None

    def of(self, change: Change) -> tuple[ChangedVisit, ...]:
        """The visits that changed in one way."""
        return tuple(visit for visit in self.visits if visit.change is change)

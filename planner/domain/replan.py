"""What a plan that is made anew keeps of the one before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from planner.domain.plan import Visit


@dataclass(frozen=True, kw_only=True)
class Replan:
    """The plan before, seen from some day on.

    Parameters
    ----------
    today : date
        The days up to and including it hold exactly the visits of `history`.
    history : tuple of Visit
        Visits up to today that were made, or will be.
    promised : tuple of Visit
        Later visits of the plan before, as far as they are still possible. One is kept if its
        account is visited on its day, at whatever time.
    most_changes : int or None
        Most promised visits of a rep that may be lost; None sets no limit.
    change_price : int
        Cents that a lost promise costs in the search, and never in the plan's worth.
    """

    today: date
    history: tuple[Visit, ...]
    promised: tuple[Visit, ...]
    most_changes: int | None = None
    change_price: int = 0

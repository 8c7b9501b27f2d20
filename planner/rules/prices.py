"""Natural units of the limits that have a price: from the engine's cents to a manager's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What one unit of a limit means to its readers.

    Parameters
    ----------
    rule : str
        Id of the rule that set the limit, for instance ``quota``.
    name : str
        The natural unit, for instance ``percentage point of visit minutes``.
    scale : int
        Units of the engine's row that make one natural unit, or, with `of_minutes`, one
        natural unit per hundred visit minutes of the plan.
    of_minutes : bool
        Whether the natural unit grows with the visit minutes of the plan. A share ``p/q`` is
        the row ``sum (q [in] - p) minutes >= 0``, so a percentage point of ``M`` minutes is
        ``q M / 100`` of its units.
    """

    rule: str
    name: str
    scale: int = 1
    of_minutes: bool = False

    def price(self, cents_per_row_unit: float, visit_minutes: int) -> int:
        """Estimate for one natural unit in cents, from the engine's for one of its own."""
        units = self.scale * visit_minutes / 100 if self.of_minutes else self.scale
        return round(cents_per_row_unit * units)

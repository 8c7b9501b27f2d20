"""What looser constraints can bring at most: a proof by the multipliers of a bound.

Multipliers that bound a problem bound every looser one too, and the only difference is what the
looser constraints are priced at (see `models.bound`). So the optimum of the looser problem is at
most the bound plus that difference, and the optimum of the problem itself is at least the worth of
the best plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PARTS = 1_000
"""Parts of a cent in which multipliers are whole numbers."""


@dataclass(frozen=True)
class Relief:
    """How much more the best plan can be worth under looser constraints.

    Parameters
    ----------
    slack : int
        Bound that the multipliers prove, less the worth of the best plan found, in cents.
    gains : mapping of str to int
        By label: by how much that bound rises if the constraint is one unit looser, in thousandths
        of a cent. What a unit is, `models.master.prices` says.
    """

    slack: int
    gains: Mapping[str, int]

    def most(self, units: Mapping[str, int]) -> int | None:
        """Upper limit of what the optimum gains, in cents; None where nothing is proven.

        Parameters
        ----------
        units : mapping of str to int
            How many units looser each label is. Rows and caps may be any number of units looser,
            all other constraints one. Of several labels no two may limit the same client's visits.
        """
        if not units.keys() <= self.gains.keys():
            return None
        raised = sum(self.gains[label] * number for label, number in units.items())
        return max(0, self.slack - (-raised // PARTS))

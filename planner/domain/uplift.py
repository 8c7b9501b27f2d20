"""A plan against what would have been done without it, by the same curves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Scored:
    """Some visits, scored by a territory's curves.

    Parameters
    ----------
    value_cents : int
        Expected gain of the visits over none.
    drive_cents, drive_minutes : int
        Of all driving, from home and back.
    visits : float
        In a period of the plan's length.
    accounts : int
        That are visited at least once.
    key_share : float or None
        Key accounts' share of visit minutes; None without visits.
    """

    name: str
    value_cents: int
    drive_cents: int
    drive_minutes: int
    visits: float
    visit_minutes: int
    accounts: int
    key_share: float | None

    @property
    def worth_cents(self) -> int:
        """Expected gain less the cost of driving, as a plan's objective."""
        return self.value_cents - self.drive_cents


@dataclass(frozen=True, kw_only=True)
class Uplift:
    """What a plan is worth more than a baseline.

    Parameters
    ----------
    reps : tuple of str
        Whose visits are compared.
    breaks : tuple of str
        What the baseline does not keep of the rules that the plan keeps, in words.
    assumptions : tuple of str
        What the comparison rests on, in words.
    """

    reps: tuple[str, ...]
    plan: Scored
    baseline: Scored
    breaks: tuple[str, ...]
    assumptions: tuple[str, ...]

    @property
    def gain_cents(self) -> int:
        """Worth of the plan less that of the baseline."""
        return self.plan.worth_cents - self.baseline.worth_cents

    @property
    def share(self) -> float | None:
        """The gain as a share of the baseline's worth; None where that is not above 0."""
        base = self.baseline.worth_cents
        return self.gain_cents / base if base > 0 else None

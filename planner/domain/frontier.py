"""What a territory brings as one or two of its inputs change step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from planner.domain.errors import Finding
from planner.domain.plan import Plan
from planner.domain.territory import Territory


@dataclass(frozen=True, kw_only=True)
class Axis:
    """An input and its values, in order.

    Parameters
    ----------
    key : str
        As ``--set`` names it.
    """

    key: str
    values: tuple[Decimal, ...]

    @property
    def rule(self) -> str:
        """Label of the rule whose limit it is; empty for other inputs."""
        parts = self.key.split(".")
        if parts == ["leads", "max_active"]:
            return "leads"
        if parts[0] != "quota" or len(parts) not in (2, 3):
            return ""
        label = "quota:" + "+".join(sorted(parts[1].split("+")))
        return f"{label}:max" if parts[-1] == "max_share" else label

    @property
    def natural(self) -> Decimal:
        """Natural units of the rule's price in a step of 1: percentage points of a share."""
        return Decimal(100) if self.rule.startswith("quota:") else Decimal(1)


@dataclass(frozen=True, kw_only=True)
class SweepPoint:
    """One value of every axis, and its plan.

    Parameters
    ----------
    name : str
        Of its folder, for instance ``quota.key=0.80``.
    status : str
        As a plan's, or ``bad input``.
    objective_cents : int or None
        Of the best plan known, also if it was found at another point.
    bound_cents : int or None
        No plan is worth more; also as far as a looser point proves it.
    prices : mapping of str to int
        Estimate of what every rule costs per natural unit, all reps together; absent where it is
        not known.
    territory : Territory or None
        What the plan was made for.
    plan_of : str
        Name of the point at which the plan was found, where that is another.
    fault : str
        Why there is no plan.
    """

    values: tuple[Decimal, ...]
    name: str
    status: str
    objective_cents: int | None = None
    bound_cents: int | None = None
    prices: Mapping[str, int] = field(default_factory=dict)
    territory: Territory | None = field(default=None, compare=False, repr=False)
    plan: Plan | None = None
    plan_of: str = ""
    fault: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Slope:
    """What one natural unit costs between two neighbours, in cents: found, and proven between."""

    start: str
    end: str
    found: float
    lower: float | None
    upper: float | None


@dataclass(frozen=True, kw_only=True)
class Knee:
    """The point of a frontier from which on one side costs more than the other gives.

    Of the points between the ends, the one farthest above the straight line (the chord) between
    them, both axes from 0 to 1: Kneedle without smoothing (Satopää, Albrecht, Irwin & Raghavan
    2011, doi:10.1109/ICDCSW.2011.20).

    Parameters
    ----------
    distance : float
        Above the chord, as a share of the ends' difference.
    certain : bool
        Whether its plan lies above the chord of the ends' bounds, too.
    """

    name: str
    distance: float
    certain: bool


@dataclass(frozen=True, kw_only=True)
class Frontier:
    """The points of a sweep.

    Parameters
    ----------
    axes : tuple of Axis
        One or two.
    points : tuple of SweepPoint
        By the second axis, then by the first.
    slopes : tuple of Slope
        Between neighbours along the first axis.
    knees : tuple of Knee
        At most one for each value of the second axis.
    """

    territory: str
    currency: str
    axes: tuple[Axis, ...]
    points: tuple[SweepPoint, ...]
    slopes: tuple[Slope, ...] = ()
    knees: tuple[Knee, ...] = ()

    @property
    def rows(self) -> tuple[tuple[SweepPoint, ...], ...]:
        """The points of each value of the second axis."""
        width = len(self.axes[0].values)
        return tuple(self.points[n : n + width] for n in range(0, len(self.points), width))

"""Scenarios side by side: what a territory would bring if some of its inputs were others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.domain.difference import Difference
from planner.domain.errors import ExitCode, Finding
from planner.domain.plan import Plan
from planner.domain.territory import Territory

BASE = "base"
"""Name of the territory as it is."""


@dataclass(frozen=True, kw_only=True)
class ChangedInput:
    """One changed input, in words.

    Parameters
    ----------
    key : str
        As ``--set`` names it.
    before, after : str
        Values; empty where there is none.
    """

    key: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A territory with some inputs changed, and its plan.

    Parameters
    ----------
    territory : Territory or None
        None where the changed input is bad.
    plan : Plan or None
        None where there is none; `fault` says why.
    changes : tuple of ChangedInput
        What is other than in the territory as it is.
    findings : tuple of Finding
        What was found in the changed input.
    fault : str
        Why there is no plan, in words; empty where there is one.
    exit_code : ExitCode
        What kind of fault it is.
    """

    name: str
    territory: Territory | None
    plan: Plan | None
    changes: tuple[ChangedInput, ...] = ()
    findings: tuple[Finding, ...] = ()
    fault: str = ""
    exit_code: ExitCode = ExitCode.DONE


class Unit(StrEnum):
    """What a figure counts."""

    MONEY = "money"
    """Cents."""
    HOURS = "hours"
    KM = "km"
    COUNT = "count"
    PERCENT = "%"


@dataclass(frozen=True, kw_only=True)
class ComparedFigure:
    """One figure of all scenarios.

    Parameters
    ----------
    key : str
        For programs, for instance ``objective_cents`` or ``key_hours``.
    label : str
        For people.
    better : int
        1 where more is better, -1 where less is, 0 where neither is.
    values : tuple of float or None
        The base first; None where there is none.
    alike : tuple of bool
        Columns that can be compared with the base: both have the plans of all their reps.
    unknown : frozenset of int
        Columns that have a value which is not known.
    """

    key: str
    label: str
    unit: Unit
    values: tuple[float | None, ...]
    alike: tuple[bool, ...]
    better: int = 0
    unknown: frozenset[int] = frozenset()

    @property
    def is_told(self) -> bool:
        """Whether any column has a value, even if it is not known."""
        return bool(self.unknown) or any(value is not None for value in self.values)

    def change(self, column: int) -> float | None:
        """Difference of a column to the base; None where the two cannot be compared."""
        value, base = self.values[column], self.values[0]
        if value is None or base is None or not self.alike[column]:
            return None
        return value - base


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """How much more a scenario brings than the base, as far as it is proven.

    Parameters
    ----------
    low_cents, high_cents : int or None
        The best plans of both differ by at least and at most so much; None where nothing is
        proven on that side.
    shown_cents : int or None
        The difference of the plans that were found; None where one of them is missing.
    """

    low_cents: int | None
    high_cents: int | None
    shown_cents: int | None

    @property
    def certain(self) -> bool:
        """Whether one is proven to bring more: their intervals do not overlap."""
        return self.better or self.worse

    @property
    def better(self) -> bool:
        """Whether the scenario is proven to bring more."""
        return self.low_cents is not None and self.low_cents > 0

    @property
    def worse(self) -> bool:
        """Whether the scenario is proven to bring less."""
        return self.high_cents is not None and self.high_cents < 0

    @property
    def same(self) -> bool:
        """Whether both are proven to bring the same."""
        return self.low_cents == self.high_cents == 0


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Scenarios side by side, the base first.

    Parameters
    ----------
    figures : tuple of ComparedFigure
        One column a scenario.
    verdicts : tuple of Verdict or None
        Of every scenario but the base; None where it or the base lacks the plan of some rep.
    differences : tuple of Difference or None
        Which visits appear, vanish and move from the base's plan to each other one.
    """

    base: Scenario
    others: tuple[Scenario, ...]
    figures: tuple[ComparedFigure, ...]
    verdicts: tuple[Verdict | None, ...]
    differences: tuple[Difference | None, ...]

    @property
    def scenarios(self) -> Sequence[Scenario]:
        """All of them, the base first."""
        return (self.base, *self.others)

    @property
    def currency(self) -> str:
        """Of all money."""
        return self.base.territory.currency if self.base.territory else ""

    def figure(self, key: str) -> ComparedFigure:
        """The figure of a key."""
        return next(figure for figure in self.figures if figure.key == key)

"""What a re-plan starts from: the plan before, the day it is, and what is asked of changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from planner.domain import Cents, Finding, Plan, Territory, to_cents
from planner.plan import plan_to_json, read_plan
from planner.readers.visits_made import read_missed

CHANGE_PRICE = Cents(25_00)
"""What a visit that leaves its day must gain, where the user does not say."""


@dataclass(frozen=True, kw_only=True)
class Morning:
    """What a re-plan starts from.

    Parameters
    ----------
    previous : Plan
        The plan before.
    today : date
        It and the days before stay as they are.
    missed : frozenset of (account id, date)
        Visits of the past that were not made.
    most_changes : int or None
        Most visits of a rep that may leave their day or the plan, besides those that must.
    change_price : int
        Cents that each of them must gain.
    findings : tuple of Finding
        Warnings of the files that it was read from.
    """

    previous: Plan
    today: date
    missed: frozenset[tuple[str, date]] = frozenset()
    most_changes: int | None = None
    change_price: Cents = CHANGE_PRICE
    findings: tuple[Finding, ...] = ()

    @property
    def provenance(self) -> dict[str, str]:
        """What a plan that is made anew from this rests on, besides its inputs."""
        digest = sha256(plan_to_json(self.previous).encode()).hexdigest()
        limit = {} if self.most_changes is None else {"changes": str(self.most_changes)}
        return {"past": str(self.today), "previous": digest, **limit}


def morning_of(
    territory: Territory,
    previous: Path,
    today: date,
    *,
    most_changes: int | None = None,
    price: float | None = None,
    visits: Path | None = None,
) -> Morning:
    """What a re-plan starts from, read from files.

    Parameters
    ----------
    previous : Path
        The plan before.
    price : float, optional
        What a visit must gain by leaving its day, in the territory's currency.
    visits : Path, optional
        A table of what became of past visits.

    Raises
    ------
    BadInput
        If a file cannot be read.
    """
    found: list[Finding] = []
    missed = read_missed(visits, territory.account.keys(), found) if visits else frozenset()
    return Morning(
        previous=read_plan(previous),
        today=today,
        missed=missed | territory.missed,
        most_changes=most_changes,
        change_price=CHANGE_PRICE if price is None else to_cents(str(price)),
        findings=tuple(found),
    )

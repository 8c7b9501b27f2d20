"""The gate: no plan becomes a file, a calendar or a feed unless the checks have passed it.

Whatever writes takes a `CheckedPlan`, and only `checked` makes one: it holds the plan, wherever
it comes from, against the territory as its files are now. Days that were over when the plan was
made anew are facts, of which no rule is asked.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.domain import BadInput, Breach, FailedCheck, Finding, Plan, Territory
from planner.verifying import broken_now

MOST_NAMED = 20
"""Breaches that are named one by one; the rest are counted."""

_SEAL = object()


class CheckedPlan:
    """A plan that keeps every rule of its territory, as `checked` found.

    Attributes
    ----------
    plan, territory : Plan, Territory
        What was checked, against what.
    """

    __slots__ = ("plan", "territory")

    def __init__(self, plan: Plan, territory: Territory, *, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("only planner.gate.checked makes a CheckedPlan")
        self.plan = plan
        self.territory = territory


def checked(territory: Territory, plan: Plan, *, stored: str = "") -> CheckedPlan:
    """Let a plan pass if it keeps every rule.

    Parameters
    ----------
    territory : Territory
        As its files are now.
    stored : str
        Name of the file that the plan was read from; empty if a search has just made it.

    Raises
    ------
    BadInput
        If a stored plan breaks rules, with each of them and the remedy.
    FailedCheck
        If a plan that was just made does, which is a bug.
    """
    breaches = broken_now(territory, plan)
    if not breaches:
        return CheckedPlan(plan, territory, seal=_SEAL)
    if stored:
        raise BadInput(findings_of(breaches, stored))
    raise FailedCheck(
        "the plan breaks rules; this is a bug, and nothing is exported:\n"
        + "\n".join(f"  {breach.rule}: {breach.message}" for breach in breaches)
    )


def findings_of(breaches: Sequence[Breach], stored: str) -> list[Finding]:
    """Say what a stored plan breaks, and what to do about it."""
    remedy = (
        "Plan the rest anew: planner plan DIR --previous "
        f"{stored} --from DAY, DAY being the last one that is over"
    )
    found = [
        Finding(
            code="plan-breaks-rule",
            message=f"The plan breaks the rule {breach.rule}: {breach.message}",
            remedy=remedy,
            file=stored,
            column=breach.rule,
            rep=breach.rep,
        )
        for breach in breaches[:MOST_NAMED]
    ]
    left = len(breaches) - len(found)
    if left:
        found.append(
            Finding(
                code="plan-breaks-rule",
                message=f"The plan breaks rules in {left} more places",
                remedy="planner verify names them all",
                file=stored,
            )
        )
    return found

"""Why a rep has no plan that keeps all rules, and what would have to give way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class ConflictingRule:
    """A rule that takes part in a conflict.

    Parameters
    ----------
    rule : str
        Id of the rule, for instance ``contracts``, or a quota's own, ``quota:key``.
    says : str
        What it asks for, in words with figures.
    accounts : tuple of str
        The accounts whose part of the rule the conflict needs; empty where all of it counts.
    needed : bool
        Whether there is a plan without it, found by solving.
    """

    rule: str
    says: str
    accounts: tuple[str, ...] = ()
    needed: bool = True


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """A change after which there is a plan, found by solving and checked.

    Parameters
    ----------
    rule : str
        Id of the rule that gives way.
    change : str
        What to do, in words: ``Lower quota:key from 80 % to 71 %``.
    accounts : tuple of str
        The accounts that it concerns; empty where it concerns all.
    objective_cents : int
        Expected gain less travel cost of the best plan found with it.
    visits : int
        In that plan.
    proven_least : bool
        Whether a smaller change of the kind is proven not to be enough.
    """

    rule: str
    change: str
    accounts: tuple[str, ...] = ()
    objective_cents: int
    visits: int
    proven_least: bool = False


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Rules that no plan of a rep keeps together, which is proven.

    Parameters
    ----------
    rules : tuple of ConflictingRule
        They are infeasible in the working time that there is, whatever the other rules say.
    nearest : tuple of str
        What the plan that misses least falls short of, in words.
    ways_out : tuple of WayOut
        Those worth most first.
    tried_all : bool
        False where time ran out before every way out was tried.
    """

    rep: str
    rules: tuple[ConflictingRule, ...]
    nearest: tuple[str, ...] = ()
    ways_out: tuple[WayOut, ...] = ()
    tried_all: bool = True

    @property
    def minimal(self) -> bool:
        """Whether there is a plan without each one of the rules, as found by solving."""
        return all(rule.needed for rule in self.rules)

    def __str__(self) -> str:
        rules = " and ".join(rule.rule for rule in self.rules)
        said = (
            f"{rules} cannot be kept together" if len(self.rules) > 1 else f"{rules} cannot be kept"
        )
        ways = "; ".join(way.change for way in self.ways_out)
        return f"{said}, which is proven" + (f"; ways out: {ways}" if ways else "")

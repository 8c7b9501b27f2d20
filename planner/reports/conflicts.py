"""Rules in conflict and ways out, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from planner.domain import money
from planner.domain.conflict import Conflict, ConflictingRule
from planner.reports.words import count

MOST_NAMES = 10
MOST_WAYS = 8


def conflict_lines(conflict: Conflict, currency: str) -> Iterator[str]:
    """Lines about one rep: the rules, what the nearest plan misses, the ways out."""
    several = len(conflict.rules) > 1
    yield f"{conflict.rep}: {_verdict(conflict)}"
    width = max((len(rule.rule) for rule in conflict.rules), default=0)
    for rule in conflict.rules:
        yield f"  {rule.rule:{width}}  {rule.says}{_names(rule)}"
    if several and conflict.minimal:
        yield "  Each was left out in turn: without it there is a plan for the others."
    elif not conflict.minimal:
        kept = " and ".join(rule.rule for rule in conflict.rules if not rule.needed)
        yield f"  It is not known whether the conflict needs {kept}: time was up."
    if conflict.nearest:
        yield f"  The nearest plan found falls short of: {'; '.join(conflict.nearest)}."
    if conflict.ways_out:
        yield "  Ways out, each shown by a plan that keeps all other rules; worth most first:"
    else:
        yield "  No single change that was tried leads to a plan."
    for number, way in enumerate(conflict.ways_out[:MOST_WAYS], start=1):
        least = "; the next smaller step will not do, which is proven" if way.proven_least else ""
        worth = f"a plan worth {money(way.objective_cents, currency)}"
        yield f"  {number}. {way.change}: {worth}, {count(way.visits, 'visit')}{least}"
    if not conflict.tried_all:
        yield "  Time was up before all ways were tried: more --seconds may show more."


def _verdict(conflict: Conflict) -> str:
    together = " together" if len(conflict.rules) > 1 else ""
    return f"no plan keeps these rules{together} in the working time that there is"


def _names(rule: ConflictingRule) -> str:
    """The accounts of a rule that is about few; of many, all count by and large."""
    few = 0 < len(rule.accounts) <= MOST_NAMES
    return f"; those of {', '.join(rule.accounts)} are enough for it" if few else ""

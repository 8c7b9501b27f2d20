"""Explanations in words and figures, as the planning process hands them to the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from planner.domain import Territory
from planner.domain.explanation import CountWorth, Explanation, Forced, PlanExplanation
from planner.reports.explain import Shown, explanation_lines
from planner.reports.words import count

Words = dict[str, Any]


def account_words(found: Explanation, territory: Territory) -> Words:
    """One account: what is said of it, and rows of its tables."""
    shown = Shown(territory)
    let_in = bool(found.reason) and found.forced is not None and found.forced.price.found_cents != 0
    return {
        "kind": "account",
        "title": found.name,
        "account": found.account_id,
        "tier": str(found.tier),
        "blocks": _blocks(explanation_lines(found, territory)),
        "counts": [_count(each, shown) for each in found.counts],
        "standings": [
            {
                "rule": each.rule,
                "says": each.says,
                "binds": each.binds,
                "price": shown.money(each.price_cents) if each.price_cents else "",
            }
            for each in found.standings
        ],
        "changes": [
            {
                "rule": each.rule,
                "change": each.change,
                "plan": shown.money(each.objective_cents),
                "visits": count(each.visits, "visit"),
                "least": each.smaller_tried,
            }
            for each in found.changes
        ],
        "left_out": let_in,
        "tried_all": found.tried_all,
    }


def plan_words(found: PlanExplanation, territory: Territory) -> Words:
    """A plan: its costliest rules, and the accounts that nearly got in."""
    shown = Shown(territory)
    return {
        "kind": "plan",
        "title": "The plan",
        "blocks": _blocks(line for basis in found.bases for line in shown.basis(basis)),
        "several": len(found.bases) > 1,
        "rules": [
            {
                "rule": each.rule,
                "rep": territory.rep[each.rep].name,
                "most": f"{shown.money(each.price_cents)} {each.unit}",
                "looser": each.looser or "-",
                "gain": shown.found(each.gain),
                "between": "" if each.gain is None else shown.interval(each.gain),
            }
            for each in found.rules
        ],
        "misses": [
            {
                "account": each.account_id,
                "name": each.name,
                "tier": str(each.tier),
                "value": shown.money(each.value_cents),
                "cost": shown.found(each.forced.price),
                "between": shown.interval(each.forced.price),
                "exchange": _exchange(each.forced, shown),
            }
            for each in found.misses
        ],
        "left_out": count(found.left_out, "account"),
        "tried_all": found.tried_all,
    }


def _count(each: CountWorth, shown: Shown) -> Mapping[str, Any]:
    return {
        "visits": each.visits,
        "planned": each.planned,
        "worth": shown.money(each.value_cents),
        "last": shown.money(each.next_cents) if each.visits else "",
        "cost": "as planned" if each.planned else shown.found(each.price),
        "between": "" if each.price is None else shown.interval(each.price),
        "exchange": _exchange(each, shown),
    }


def _exchange(each: CountWorth | Forced, shown: Shown) -> list[str]:
    """Who loses visits, and who gets more, by name."""
    return [
        f"{words} {shown.names(accounts)}"
        for words, accounts in (("fewer of", each.goes_out), ("more of", each.comes_in))
        if accounts
    ]


def _blocks(lines: Iterable[str]) -> list[list[str]]:
    """Lines by paragraph: an empty line parts them; indented ones belong to the line before."""
    blocks: list[list[str]] = []
    new = True
    for line in lines:
        if not line.strip():
            new = True
        elif new or not line.startswith(" "):
            blocks.append([line.strip()])
            new = False
        else:
            blocks[-1].append(line.strip())
    return blocks

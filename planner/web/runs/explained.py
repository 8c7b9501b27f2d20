"""Explanations in words and figures: made by the planning process, kept in a file, shown."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from planner.domain import Territory, Tier
from planner.domain.explanation import CountWorth, Explanation, Forced, PlanExplanation
from planner.reports.explain import Shown, can_be_let_in, explanation_lines
from planner.reports.words import count
from planner.web.folder.picture import OUT

EXPLAINED = f"{OUT}/explained.json"
"""The latest explanation."""


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True)


class CountWords(_Words):
    """An account visited so often, and what it costs."""

    visits: int
    planned: bool
    worth: str
    last: str
    cost: str
    between: str
    exchange: tuple[str, ...]


class StandingWords(_Words):
    """A rule about an account."""

    rule: str
    says: str
    binds: bool
    price: str


class ChangeWords(_Words):
    """A smallest change that lets an account in."""

    rule: str
    change: str
    plan: str
    visits: str
    least: bool


class AccountWords(_Words):
    """One account: what is said of it, in paragraphs of lines, and rows of its tables.

    Parameters
    ----------
    let_in : bool
        Whether it is left out and could be let in: what that takes is shown, too.
    """

    kind: Literal["account"] = "account"
    title: str
    account: str
    blocks: tuple[tuple[str, ...], ...]
    counts: tuple[CountWords, ...]
    standings: tuple[StandingWords, ...]
    changes: tuple[ChangeWords, ...]
    let_in: bool
    tried_all: bool


class RuleWords(_Words):
    """A rule, and what it brings to loosen it."""

    rule: str
    rep: str
    estimate: str = Field(validation_alias=AliasChoices("estimate", "most"))
    """Kept answers of before call it most."""
    looser: str
    gain: str
    between: str


class MissWords(_Words):
    """An account that nearly got in."""

    account: str
    name: str
    tier: Tier
    value: str
    cost: str
    between: str
    exchange: tuple[str, ...]


class PlanWords(_Words):
    """A plan: its costliest rules, and the accounts that nearly got in."""

    kind: Literal["plan"] = "plan"
    title: str = "The plan"
    account: None = None
    blocks: tuple[tuple[str, ...], ...]
    several: bool
    rules: tuple[RuleWords, ...]
    misses: tuple[MissWords, ...]
    left_out: str
    tried_all: bool


class Explained(_Words):
    """An explanation, and the version of the plan that it explains."""

    plan: str
    words: AccountWords | PlanWords = Field(discriminator="kind")


def kept_explanation(folder: Path) -> Explained | str | None:
    """The latest explanation; why it cannot be shown; or None where there is none."""
    try:
        return Explained.model_validate_json((folder / EXPLAINED).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        return f"{EXPLAINED} cannot be read ({str(error).splitlines()[0]})"


def account_words(found: Explanation, territory: Territory) -> AccountWords:
    """One account in words."""
    shown = Shown(territory)
    return AccountWords(
        title=found.name,
        account=found.account_id,
        blocks=_blocks(explanation_lines(found, territory)),
        counts=tuple(_count(each, shown) for each in found.counts),
        standings=tuple(
            StandingWords(
                rule=each.rule,
                says=each.says,
                binds=each.binds,
                price=shown.money(each.price_cents) if each.price_cents else "",
            )
            for each in found.standings
        ),
        changes=tuple(
            ChangeWords(
                rule=each.rule,
                change=each.change,
                plan=shown.money(each.objective_cents),
                visits=count(each.visits, "visit"),
                least=each.smaller_tried,
            )
            for each in found.changes
        ),
        let_in=can_be_let_in(found),
        tried_all=found.tried_all,
    )


def plan_words(found: PlanExplanation, territory: Territory) -> PlanWords:
    """A plan in words."""
    shown = Shown(territory)
    return PlanWords(
        blocks=_blocks(line for basis in found.bases for line in shown.basis(basis)),
        several=len(found.bases) > 1,
        rules=tuple(
            RuleWords(
                rule=each.rule,
                rep=territory.rep[each.rep].name,
                estimate=f"{shown.money(each.price_cents)} {each.unit}",
                looser=each.looser or "-",
                gain=shown.found(each.gain),
                between="" if each.gain is None else shown.interval(each.gain),
            )
            for each in found.rules
        ),
        misses=tuple(
            MissWords(
                account=each.account_id,
                name=shown.miss(each),
                tier=each.tier,
                value=shown.money(each.value_cents),
                cost=shown.found(each.forced.price),
                between=shown.interval(each.forced.price),
                exchange=_exchange(each.forced, shown),
            )
            for each in found.misses
        ),
        left_out=count(found.left_out, "account"),
        tried_all=found.tried_all,
    )


def _count(each: CountWorth, shown: Shown) -> CountWords:
    return CountWords(
        visits=each.visits,
        planned=each.planned,
        worth=shown.money(each.value_cents),
        last=shown.money(each.next_cents) if each.visits else "",
        cost="as planned" if each.planned else shown.found(each.price),
        between="" if each.price is None else shown.interval(each.price),
        exchange=_exchange(each, shown),
    )


def _exchange(each: CountWorth | Forced, shown: Shown) -> tuple[str, ...]:
    """Who loses visits, and who gets more, by name."""
    return tuple(
        f"{words} {shown.names(accounts)}"
        for words, accounts in (("fewer of", each.goes_out), ("more of", each.comes_in))
        if accounts
    )


def _blocks(lines: Iterable[str]) -> tuple[tuple[str, ...], ...]:
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
    return tuple(map(tuple, blocks))

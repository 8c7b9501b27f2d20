"""An explanation on the page: paragraphs and tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from planner.web.folder.picture import PLAN, version_of
from planner.web.page import controls
from planner.web.runs.explained import (
    EXPLAINED,
    AccountWords,
    ChangeWords,
    Explained,
    PlanWords,
)


def show_answer(kept: Explained, folder: Path) -> None:
    """Fill a place with an explanation; first with what speaks against it."""
    words = kept.words
    with controls.box("section", "card", aria_label="Answer"):
        controls.text("h2", words.title)
        if kept.plan != version_of(folder, PLAN):
            controls.text("p", "The plan is another one since: ask again.", "notice-bar")
        for block in words.blocks:
            controls.text("p", block[0])
            if block[1:]:
                with controls.box("ul"):
                    for line in block[1:]:
                        controls.text("li", line)
        if not words.tried_all:
            late = "Time was up before all was tried: a longer search may show more."
            controls.text("p", late, "notice-bar")
        controls.text("p", f"From {EXPLAINED}.", "dim small")
    if isinstance(words, PlanWords):
        _rules(words)
        _misses(words)
        return
    _counts(words)
    _standings(words)
    if words.let_in:
        _changes(words.changes)


def _counts(answer: AccountWords) -> None:
    with controls.box("section", "card pinned", aria_label="Numbers of visits"):
        controls.text("h2", "By visits in the period")
        heads = (">Visits", ">Worth", ">Last visit", ">Costs the plan", ">Proven between")
        with controls.table("By visits", *heads, "Instead"):
            for row in answer.counts:
                with controls.box("tr", "planned" if row.planned else ""):
                    controls.text("td", str(row.visits), "right")
                    _figures(row.worth, row.last, row.cost, row.between)
                    _lines(row.exchange)


def _standings(answer: AccountWords) -> None:
    with controls.box("section", "card", aria_label="Rules"):
        controls.text("h2", "Rules about it")
        if not answer.standings:
            controls.text("p", "None.", "dim")
            return
        binding = "keeps it out" if answer.let_in else "keeps one more out"
        with controls.table("Rules about it", "Rule", "Says", "One visit more", ">Estimate"):
            for row in answer.standings:
                with controls.box("tr"):
                    controls.text("td", row.rule, "nowrap")
                    controls.text("td", row.says, "wordy")
                    with controls.box("td", "nowrap"):
                        if row.binds:
                            controls.text("span", binding, "badge binds")
                    controls.text("td", row.price, "right")


def _changes(changes: Sequence[ChangeWords]) -> None:
    with controls.box("section", "card", aria_label="Smallest changes"):
        controls.text("h2", "The smallest changes that let it in")
        if not changes:
            controls.text("p", "No single change that was tried lets it in.", "dim")
            return
        controls.text("p", "Each is shown by a plan that was found.", "dim")
        heads = ("Rule", "Change", ">A plan worth", ">With it", "")
        with controls.table("Smallest changes", *heads):
            for row in changes:
                with controls.box("tr"):
                    controls.text("td", row.rule)
                    controls.text("td", row.change, "wordy")
                    _figures(row.plan, row.visits)
                    controls.text("td", "" if row.least else "smaller ones were not tried", "dim")


def _rules(answer: PlanWords) -> None:
    with controls.box("section", "card", aria_label="Costliest rules"):
        controls.text("h2", "Costliest rules")
        if not answer.rules:
            controls.text("p", "No rule is estimated to cost anything.", "dim")
            return
        rep = ("Rep",) if answer.several else ()
        heads = (">Gain per unit relaxed (estimate)", "Tried", ">Brings", ">Proven between")
        with controls.table("Costliest rules", "Rule", *rep, *heads):
            for row in answer.rules:
                with controls.box("tr"):
                    controls.text("td", row.rule)
                    if answer.several:
                        controls.text("td", row.rep)
                    controls.text("td", row.estimate, "right")
                    controls.text("td", row.looser)
                    _figures(row.gain, row.between)


def _misses(answer: PlanWords) -> None:
    with controls.box("section", "card", aria_label="Nearest misses"):
        controls.text("h2", f"Nearest misses, of {answer.left_out} left out")
        if not answer.misses:
            late = "Time was up before one was looked for."
            none = "No account is left out that could be visited."
            controls.text("p", none if answer.tried_all else late, "dim")
            return
        heads = (">First visit", ">Forcing it costs", ">Proven between")
        with controls.table("Nearest misses", "Account", "Class", *heads, "Instead"):
            for row in answer.misses:
                with controls.box("tr"):
                    with controls.box("td"):
                        controls.link(row.name, f"?{urlencode({'account': row.account})}")
                    controls.tier_cell(row.tier)
                    _figures(row.value, row.cost, row.between)
                    _lines(row.exchange)


def _figures(*cells: str) -> None:
    for words in cells:
        controls.text("td", words, "right nowrap")


def _lines(lines: Sequence[str]) -> None:
    with controls.box("td", "wordy" if lines else ""):
        for line in lines:
            controls.text("div", line, "small")

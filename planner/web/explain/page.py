"""Explain: why an account is in or out, what it would cost otherwise, and what rules cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

from nicegui import ui

from planner.domain import Territory, Tier
from planner.web.page import controls
from planner.web.page.frame import Page, View
from planner.web.page.messages import failure, findings_list
from planner.web.page.welcome import welcome
from planner.web.planning.page import LIMITS, TICK_SECONDS, USUAL
from planner.web.runs.run import DONE, Run

Row = Mapping[str, Any]
_NAMES = "account-names"


async def build(view: View) -> None:
    """Fill the page."""
    ui.add_head_html('<link rel="stylesheet" href="/static/scenarios.css">')
    territory = view.picture.territory
    if view.picture.empty:
        welcome(view)
    elif territory is None:
        with controls.box("section", "card", aria_label="Errors"):
            controls.text("h2", "The input cannot be planned as it is")
            findings_list(view.picture.findings)
            controls.link("Correct it on the Data page", "/data", "button primary")
    else:
        _Explain(view, view.picture.planned or territory).build()


class _Explain:
    """The page of one tab; the explanation under way is shared by all."""

    def __init__(self, view: View, territory: Territory) -> None:
        self.view, self.territory = view, territory
        self.limit = USUAL
        asked = view.asked.get("account", "")
        self.account = asked if asked in territory.account else ""
        self._drawn: tuple[object, ...] = ()
        run = view.workspace.run
        other = run is not None and run.answer.get("account") != self.account
        self._earlier = run if self.account and other else None
        """Not this page's question: its answer is not shown."""

    def build(self) -> None:
        """Fill the page."""
        with controls.box("section", "card", aria_label="Question"):
            controls.text(
                "p", "Why is an account in the plan, or left out of it? Every price is shown by a "
                "search of its own, with the interval that is proven.", "dim",
            )  # fmt: skip
            if self.view.picture.plan is None:
                controls.text("p", "There is no plan yet: one is made for the answer.", "dim")
            with controls.box("form", "row", aria_label="Ask about an account") as form:
                self.field = controls.entry(
                    "Account: name or id", self.account, self._name, list=_NAMES, size="32",
                    autocomplete="off",
                )  # fmt: skip
                self.ask = controls.text("button", "Explain", "button primary", type="submit")
                self.whole = controls.button("Costliest rules, nearest misses", self._ask_plan)
                self.stop = controls.button("Stop and keep the answer", self.view.workspace.stop)
                usual = {USUAL: "Usual", **LIMITS}
                controls.choice("Search for", usual, USUAL, self._choose)
            form.on(
                "submit", self._ask_account,
                js_handler="(event) => { event.preventDefault(); "
                "emit(event.target.querySelector('input').value); }",
            )  # fmt: skip
            controls.markup(_names(self.territory))
            self.live = controls.box("div", "live")
            self.failed = controls.box("div", "", role="alert")
        self.answer = controls.box("div", "answer")
        self._show()
        ui.timer(TICK_SECONDS, self._show)

    def _name(self, account: str) -> None:
        self.account = account

    def _choose(self, limit: str) -> None:
        self.limit = limit if limit in LIMITS else USUAL

    async def _ask_account(self, event: object) -> None:
        self.account = str(getattr(event, "args", "")).strip()
        if self.account:
            await self._begin(self.account)
            state = urlencode({"account": self.account})
            ui.run_javascript(f"history.replaceState(null, '', '{PAGE.path}?{state}')")
        else:
            ui.notify("Choose an account first.", type="warning")

    async def _ask_plan(self) -> None:
        await self._begin(None)

    async def _begin(self, account: str | None) -> None:
        async def begin() -> None:
            seconds = None if self.limit == USUAL else float(self.limit)
            self.view.workspace.begin("explain", seconds, account=account)

        await self.view.attempt(begin)
        self._show()

    def _show(self) -> None:
        run = self.view.workspace.run
        fits = run is not None and run.errand == "explain" and run is not self._earlier
        mine = run if fits else None
        running = run is not None and run.running
        state = (
            running, run and run.stopping, run and run.state, run and run.words, run and run.begun,
            round(run.seconds) if run and running else 0,
        )  # fmt: skip
        if state == self._drawn:
            return
        self._drawn = state
        self.stop.set_visibility(bool(mine and running))
        for button in (self.ask, self.whole):
            controls.disabled(button, running)
        self.live.clear()
        self.failed.clear()
        if running and run is not None:
            self._draw(run, mine=mine is not None)
        elif mine is not None and mine.state == DONE:
            self._answer(mine.answer)
        elif mine is not None:
            self.answer.clear()
            with self.failed, controls.box("div", "card"):
                failure(mine.answer, self.view.currency)

    def _draw(self, run: Run, *, mine: bool) -> None:
        with self.live:
            if not mine:
                words = "Another run is under way: a question can be asked after it."
                controls.text("p", words, "dim")
                return
            words = "Stopping, with what is known" if run.stopping else run.words or "Reading"
            controls.text("p", f"{words}. {run.seconds:.0f} s.", "run-words")
            bar = controls.box("progress", aria_label="Time of the search")
            if run.limit:
                bar.props["value"] = min(1.0, run.seconds / run.limit)

    def _answer(self, answer: Row) -> None:
        self.answer.clear()
        with self.answer:
            with controls.box("section", "card", aria_label="Answer"):
                controls.text("h2", answer["title"])
                for block in answer["blocks"]:
                    controls.text("p", block[0])
                    if block[1:]:
                        with controls.box("ul"):
                            for line in block[1:]:
                                controls.text("li", line)
                if not answer["tried_all"]:
                    words = "Time was up before all was tried: a longer search may show more."
                    controls.text("p", words, "notice-bar")
            if answer["kind"] == "account":
                _account(answer)
            else:
                _plan(answer)


def _account(answer: Row) -> None:
    with controls.box("section", "card pinned", aria_label="Numbers of visits"):
        controls.text("h2", "By visits in the period")
        heads = (
            ">Visits",
            ">Worth",
            ">Last visit",
            ">Costs the plan",
            ">Proven between",
            "Instead",
        )
        with controls.table("By visits", *heads):
            for row in answer["counts"]:
                with controls.box("tr", "planned" if row["planned"] else ""):
                    controls.text("td", str(row["visits"]), "right")
                    for key in ("worth", "last", "cost", "between"):
                        controls.text("td", row[key], "right nowrap")
                    _lines(row["exchange"])
    with controls.box("section", "card", aria_label="Rules"):
        controls.text("h2", "Rules about it")
        if not answer["standings"]:
            controls.text("p", "None.", "dim")
        else:
            with controls.table("Rules about it", "Rule", "Says", "One visit more", ">Price"):
                for row in answer["standings"]:
                    with controls.box("tr"):
                        controls.text("td", row["rule"], "nowrap")
                        controls.text("td", row["says"], "wordy")
                        with controls.box("td", "nowrap"):
                            if row["binds"]:
                                controls.text(
                                    "span",
                                    "keeps it out" if answer["left_out"] else "keeps one more out",
                                    "badge binds",
                                )
                        controls.text("td", row["price"], "right")
    if answer["left_out"]:
        with controls.box("section", "card", aria_label="Smallest changes"):
            controls.text("h2", "The smallest changes that let it in")
            _changes(answer["changes"])


def _changes(changes: Sequence[Row]) -> None:
    if not changes:
        controls.text("p", "No single change that was tried lets it in.", "dim")
        return
    controls.text("p", "Each is shown by a plan that was found.", "dim")
    heads = ("Rule", "Change", ">A plan worth", ">With it", "")
    with controls.table("Smallest changes", *heads):
        for row in changes:
            with controls.box("tr"):
                controls.text("td", row["rule"])
                controls.text("td", row["change"], "wordy")
                controls.text("td", row["plan"], "right")
                controls.text("td", row["visits"], "right nowrap")
                controls.text("td", "" if row["least"] else "smaller ones were not tried", "dim")


def _plan(answer: Row) -> None:
    with controls.box("section", "card", aria_label="Costliest rules"):
        controls.text("h2", "Costliest rules")
        if not answer["rules"]:
            controls.text("p", "No rule has a price: loosening one brings nothing.", "dim")
        else:
            rep = ("Rep",) if answer["several"] else ()
            heads = (
                "Rule",
                *rep,
                ">One unit looser, at most",
                "Tried",
                ">Brings",
                ">Proven between",
            )
            with controls.table("Costliest rules", *heads):
                for row in answer["rules"]:
                    with controls.box("tr"):
                        controls.text("td", row["rule"])
                        if rep:
                            controls.text("td", row["rep"])
                        controls.text("td", row["most"], "right")
                        controls.text("td", row["looser"])
                        controls.text("td", row["gain"], "right nowrap")
                        controls.text("td", row["between"], "right nowrap")
    with controls.box("section", "card", aria_label="Nearest misses"):
        controls.text("h2", f"Nearest misses, of {answer['left_out']} left out")
        if not answer["misses"]:
            late = "Time was up before one was looked for."
            none = "No account is left out that could be visited."
            controls.text("p", none if answer["tried_all"] else late, "dim")
            return
        heads = (
            "Account",
            "Class",
            ">First visit",
            ">Forcing it costs",
            ">Proven between",
            "Instead",
        )
        with controls.table("Nearest misses", *heads):
            for row in answer["misses"]:
                with controls.box("tr"):
                    with controls.box("td"):
                        address = f"{PAGE.path}?{urlencode({'account': row['account']})}"
                        controls.link(row["name"], address)
                    controls.tier_cell(Tier(row["tier"]))
                    for key in ("value", "cost", "between"):
                        controls.text("td", row[key], "right nowrap")
                    _lines(row["exchange"])


def _lines(lines: Sequence[str]) -> None:
    with controls.box("td", "wordy" if lines else ""):
        for line in lines:
            controls.text("div", line, "small")


def _names(territory: Territory) -> str:
    """All accounts to choose from, as a list that the browser filters; names are escaped."""
    options = "".join(
        f'<option value="{escape(each.id)}">{escape(each.name)}</option>'
        for each in territory.accounts
    )
    return f'<datalist id="{_NAMES}">{options}</datalist>'


PAGE = Page(path="/explain", title="Explain", build=build)

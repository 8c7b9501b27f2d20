"""Explain: why an account is in or out, what it would cost otherwise, and what rules cost."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from nicegui import ui
from nicegui.events import GenericEventArguments

from planner.domain import Territory
from planner.web.explain.answer import show_answer
from planner.web.page import controls
from planner.web.page.frame import Page, View
from planner.web.page.runs import RunPart, show_progress
from planner.web.page.states import territory_or_why
from planner.web.runs.explained import kept_explanation
from planner.web.runs.run import DONE, Run

PATH = "/explain"
_NAMES = "account-names"


async def build(view: View) -> None:
    """Fill the page."""
    ui.add_head_html('<link rel="stylesheet" href="/static/scenarios.css">')
    territory = territory_or_why(view)
    if territory is not None:
        _Explain(view, view.picture.planned or territory).build()


class _Explain(RunPart):
    """The page of one tab; the explanation under way is shared by all."""

    stopping = "Stop and keep the answer"

    def __init__(self, view: View, territory: Territory) -> None:
        super().__init__(view, ("explain",))
        self.territory = territory
        asked = view.asked.get("account", "")
        self.account = asked if asked in territory.account else ""

    def build(self) -> None:
        """Fill the page."""
        with controls.box("section", "card", aria_label="Question"):
            controls.text(
                "p", "Why is an account in the plan, or left out of it? Every price is shown by a "
                "search of its own, with the interval that is proven.", "dim",
            )  # fmt: skip
            if self.view.picture.plan is None:
                controls.text("p", "There is no plan yet: one is made for the answer.", "dim")
            self._form()
            self.place()
        self.answer = controls.box("div", "answer")
        self._show_kept(self.account)
        self.follow()

    def _form(self) -> None:
        period = self.territory.period
        with controls.box("form", "row", aria_label="Ask about an account") as form:
            controls.entry(
                "Account: name or id", self.account, self._name, list=_NAMES, size="32",
                name="account", autocomplete="off",
            )  # fmt: skip
            controls.entry(
                "On a day, too (optional)", "", lambda _: None, kind="date", name="day",
                min=period.first.isoformat(), max=period.last.isoformat(),
            )  # fmt: skip
            self.ask = controls.text("button", "Explain", "button primary", type="submit")
            self.whole = controls.button("Costliest rules, nearest misses", self._ask_plan)
            self.tools()
        form.on(
            "submit", self._ask_account,
            js_handler="(event) => { event.preventDefault(); "
            "emit(Object.fromEntries(new FormData(event.target))); }",
        )  # fmt: skip
        controls.markup(_names(self.territory), "unseen")

    def _name(self, account: str) -> None:
        self.account = account

    async def _ask_account(self, event: GenericEventArguments) -> None:
        self.account = str(event.args["account"]).strip()
        if self.account:
            day = str(event.args["day"]) or None
            await self.begin("explain", self.seconds, account=self.account, day=day)
            state = urlencode({"account": self.account})
            ui.run_javascript(f"history.replaceState(null, '', '{PATH}?{state}')")
        else:
            ui.notify("Choose an account first.", type="warning")

    async def _ask_plan(self) -> None:
        await self.begin("explain", self.seconds, account=None)

    def switch(self, *, off: bool) -> None:
        """Nothing is asked while a run is under way."""
        for button in (self.ask, self.whole):
            controls.disabled(button, off)

    def draw(self, run: Run) -> None:
        """What is being searched for."""
        show_progress(
            run, "Stopping, with what is known" if run.stopping else run.words or "Reading"
        )

    def ended(self) -> None:
        """Show the answer, whoever asked."""
        self.answer.clear()
        if self.run is not None and self.run.state == DONE:
            self._show_kept("")

    def _show_kept(self, account: str) -> None:
        """The latest answer, if it is about this account, or the page about none."""
        kept = kept_explanation(self.view.workspace.folder)
        with self.answer:
            if isinstance(kept, str):
                controls.text("p", kept, "notice-bar bad")
            elif kept is not None and (not account or kept.words.account == account):
                show_answer(kept, self.view.workspace.folder)


def _names(territory: Territory) -> str:
    """All accounts to choose from, as a list that the browser filters; names are escaped."""
    options = "".join(
        f'<option value="{escape(each.id)}">{escape(each.name)}</option>'
        for each in territory.accounts
    )
    return f'<datalist id="{_NAMES}">{options}</datalist>'


PAGE = Page(path=PATH, title="Explain", build=build)

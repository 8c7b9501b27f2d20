"""What-if: a scenario from sliders and settings, a comparison of several, and the frontier."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from nicegui import ui

from planner.domain import Territory, money
from planner.reports.words import count
from planner.web.page import controls
from planner.web.page.frame import Page, View
from planner.web.page.runs import RunPart, show_progress
from planner.web.page.states import territory_or_why
from planner.web.runs.run import Run
from planner.web.scenarios.drafts import Draft, saved_overlays
from planner.web.scenarios.kept import kept_comparison, kept_sweep
from planner.web.whatif.form import PATH, Form
from planner.web.whatif.results import show_comparison, show_sweep
from planner.web.whatif.sweep_form import SweepForm

STATES = {"waiting": "waits", "searching": "searches", "done": "done", "failed": "failed"}


async def build(view: View) -> None:
    """Fill the page."""
    ui.add_head_html('<link rel="stylesheet" href="/static/scenarios.css">')
    territory = territory_or_why(view)
    if territory is not None:
        await _WhatIf(view, territory).build()


class _WhatIf(RunPart):
    """The page of one tab; what waits for its comparison is shared by all tabs."""

    def __init__(self, view: View, territory: Territory) -> None:
        super().__init__(view, ("whatif", "sweep"))
        self.territory = territory
        self.until_certain = False
        self._queued: tuple[Draft, ...] | None = None

    async def build(self) -> None:
        """Fill the page."""
        form = Form(self.view, self.territory, self._add, self._draw_queue)
        await form.build()
        with controls.box("section", "card", aria_label="Comparison"):
            controls.text("h2", "Scenarios to compare")
            self.listed = controls.box("div", "queue")
            with controls.box("div", "row"):
                self.compare = controls.button("Compare", self._compare, "primary")
                self.every = controls.button("Add all saved scenarios", self._add_saved)
                self.tools(each=" each")
                controls.tick("Search on until it is certain who is better", self._tick)
            self.place()
        self.compared = controls.box("section", "card", aria_label="Result of the comparison")
        with controls.box("section", "card", aria_label="Sweep"):
            self.sweep = SweepForm(form.knobs, self._sweep)
            self.sweep.build()
            self.frontier = controls.box("div", "frontier-part")
        self._show_kept()
        self.follow()

    # ---- what is to be compared --------------------------------------------------------------

    async def _add(self, draft: Draft) -> bool:
        """Take a scenario into the comparison, unless its name is taken; whether it was."""

        async def add() -> None:
            self.view.workspace.queue.add(draft)

        done = await self.view.attempt(add)
        self.show()
        return done

    async def _add_saved(self) -> None:
        queue = self.view.workspace.queue
        there = {draft.name for draft in queue.drafts}
        saved = [
            Draft(name=file.removesuffix(".toml"), files=(file,))
            for file in saved_overlays(self.view.workspace.folder)
        ]

        async def add() -> None:
            queue.add(*(draft for draft in saved if draft.name not in there))

        await self.view.attempt(add)
        self.show()

    def _remove(self, draft: Draft) -> None:
        self.view.workspace.queue.remove(draft)
        self.show()

    def _draw_queue(self) -> None:
        queue = self.view.workspace.queue
        self._queued = queue.drafts
        waiting = len(queue.drafts)
        words = f"Compare {count(waiting, 'scenario')} with how it is" if waiting else "Compare"
        self.compare.set_text(words)
        self._switch_compare()
        saved = saved_overlays(self.view.workspace.folder)
        self.every.set_visibility(bool(saved))
        self.listed.clear()
        with self.listed:
            if queue.trouble:
                controls.text("p", queue.trouble, "notice-bar bad")
            if not queue.drafts:
                controls.text(
                    "p", "None yet: change something above and add it"
                    + (", or add the saved ones." if saved else "."), "dim",
                )  # fmt: skip
                return
            with controls.box("ul", "drafts"):
                for draft in queue.drafts:
                    self._draw_draft(draft)

    def _draw_draft(self, draft: Draft) -> None:
        with controls.box("li"):
            with controls.box("div", "grow"):
                controls.text("strong", draft.name)
                parts = [f"whatif/{file}" for file in draft.files]
                said = ", ".join([*parts, *draft.settings])
                if said != draft.name:
                    controls.text("div", said, "dim small")
            controls.text("span", "compared" if draft.compared else "not run", "badge")
            controls.button(
                "Remove", partial(self._remove, draft), "quiet", aria_label=f"Remove {draft.name}"
            )

    # ---- runs --------------------------------------------------------------------------------

    def _tick(self, ticked: bool) -> None:
        self.until_certain = ticked

    async def _compare(self) -> None:
        async def compare() -> None:
            searches = len(self.view.workspace.queue.drafts) + 1
            limit = self._limit(searches)
            self.view.workspace.compare(limit, until_certain=self.until_certain)

        await self.view.attempt(compare)
        self.show()

    async def _sweep(self, axes: Sequence[str], points: int) -> None:
        await self.begin("sweep", self._limit(points), axes=axes)

    def _limit(self, searches: int) -> float | None:
        """Seconds of so many searches; None where work limits them."""
        usual = self.view.workspace.settings
        if self.seconds is None and usual.work is not None:
            return None
        return searches * (self.seconds or usual.seconds)

    def show(self) -> None:
        """Show how it stands, where it has changed."""
        if self._queued != self.view.workspace.queue.drafts:
            self._draw_queue()
        super().show()

    def switch(self, *, off: bool) -> None:
        """Nothing begins while a run is under way."""
        self._switch_compare()
        self.sweep.disable(off)

    def _switch_compare(self) -> None:
        run = self.view.workspace.run
        running = run is not None and run.running
        controls.disabled(self.compare, running or not self.view.workspace.queue.drafts)

    def ended(self) -> None:
        """Show what the files say now."""
        self._show_kept()

    def draw(self, run: Run) -> None:
        """One row a scenario, or the points that are reached."""
        words = "Stopping, the best so far is kept" if run.stopping else run.words
        show_progress(run, words or "Preparing")
        scenarios: dict[str, list[Any]] = {}
        for search in run.reps:
            scenarios.setdefault(search["rep"].rpartition("/")[0], []).append(search)
        if not scenarios:
            return
        with controls.table("Scenarios", "Scenario", "State", ">Best so far", ">At most"):
            for name, searches in scenarios.items():
                with controls.box("tr"):
                    controls.text("td", name)
                    controls.text("td", _state(searches))
                    for key in ("objective", "bound"):
                        controls.text("td", self._sum(searches, key), "right")

    def _sum(self, searches: list[Any], key: str) -> str:
        known = [search[key] for search in searches if search[key] is not None]
        return money(sum(known), self.view.currency) if len(known) == len(searches) else "-"

    def _show_kept(self) -> None:
        """What the files say, whoever wrote them."""
        folder = self.view.workspace.folder
        self.compared.clear()
        with self.compared:
            show_comparison(kept_comparison(folder))
        self.frontier.clear()
        with self.frontier:
            show_sweep(kept_sweep(folder))


def _state(searches: list[Any]) -> str:
    states = {search["state"] for search in searches}
    if len(states) == 1:
        return STATES[states.pop()]
    done = sum(search["state"] in ("done", "failed") for search in searches)
    return f"{done} of {count(len(searches), 'rep')} done"


PAGE = Page(path=PATH, title="What-if", build=build)

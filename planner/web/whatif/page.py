"""What-if: a scenario from sliders and settings, a comparison of several, and the frontier."""

from __future__ import annotations

from functools import partial
from typing import Any

from nicegui import ui

from planner.domain import BadInput, Finding, Territory, money
from planner.reports.words import count
from planner.web.page import controls
from planner.web.page.frame import Page, View
from planner.web.page.messages import failure, findings_list
from planner.web.page.welcome import welcome
from planner.web.planning.page import LIMITS, TICK_SECONDS, USUAL
from planner.web.runs.run import DONE, Run
from planner.web.scenarios.drafts import Draft, saved_overlays
from planner.web.scenarios.kept import kept_comparison, kept_sweep
from planner.web.whatif.form import PATH, Form
from planner.web.whatif.results import show_comparison, show_sweep
from planner.web.whatif.sweep_form import SweepForm

STATES = {"waiting": "waits", "searching": "searches", "done": "done", "failed": "failed"}


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
        await _WhatIf(view, territory).build()


class _WhatIf:
    """The page of one tab; what waits for its comparison is shared by all tabs."""

    def __init__(self, view: View, territory: Territory) -> None:
        self.view, self.territory = view, territory
        self.limit = USUAL
        self._drawn: tuple[object, ...] = ()
        self._queued: tuple[Draft, ...] | None = None
        self._was_running = self._run is not None and self._run.running

    @property
    def _run(self) -> Run | None:
        return self.view.workspace.run

    async def build(self) -> None:
        """Fill the page."""
        form = Form(self.view, self.territory, self._add, self._draw_queue)
        await form.build()
        with controls.box("section", "card", aria_label="Comparison"):
            controls.text("h2", "Scenarios to compare")
            self.queue = controls.box("div", "queue")
            with controls.box("div", "row"):
                self.compare = controls.button("Compare", self._compare, "primary")
                self.every = controls.button("Add all saved scenarios", self._add_saved)
                self.stop = controls.button("Stop and keep the best", self.view.workspace.stop)
                usual = {USUAL: "Usual", **{key: f"{w} each" for key, w in LIMITS.items()}}
                controls.choice("Search for", usual, USUAL, self._choose)
            self.live = controls.box("div", "live")
            self.failed = controls.box("div", "", role="alert")
        self.compared = controls.box("section", "card", aria_label="Result of the comparison")
        with controls.box("section", "card", aria_label="Sweep"):
            self.sweep = SweepForm(form.knobs, self._sweep)
            self.sweep.build()
            self.frontier = controls.box("div", "frontier-part")
        self._show_kept()
        self._show()
        ui.timer(TICK_SECONDS, self._show)

    # ---- what is to be compared --------------------------------------------------------------

    async def _add(self, draft: Draft) -> bool:
        """Take a scenario into the comparison, unless its name is taken; whether it was."""

        async def add() -> None:
            drafts = self.view.workspace.drafts
            if draft.name in ("base", *(each.name for each in drafts)):
                raise BadInput([_name_taken(draft.name)])
            drafts.append(draft)

        done = await self.view.attempt(add)
        self._show()
        return done

    def _add_saved(self) -> None:
        drafts = self.view.workspace.drafts
        there = {draft.name for draft in drafts}
        for file in saved_overlays(self.view.workspace.folder):
            name = file.removesuffix(".toml")
            if name not in there:
                drafts.append(Draft(name=name, files=(file,)))
        self._show()

    def _remove(self, draft: Draft) -> None:
        drafts = self.view.workspace.drafts
        drafts[:] = [each for each in drafts if each != draft]
        self._show()

    def _draw_queue(self) -> None:
        drafts = tuple(self.view.workspace.drafts)
        self._queued = drafts
        saved = saved_overlays(self.view.workspace.folder)
        self.every.set_visibility(bool(saved))
        self.queue.clear()
        with self.queue:
            if not drafts:
                controls.text(
                    "p", "None yet: change something above and add it"
                    + (", or add the saved ones." if saved else "."), "dim",
                )  # fmt: skip
                return
            with controls.box("ul", "drafts"):
                for draft in drafts:
                    with controls.box("li"):
                        with controls.box("div", "grow"):
                            controls.text("strong", draft.name)
                            parts = [f"whatif/{file}" for file in draft.files]
                            said = ", ".join([*parts, *draft.settings])
                            if said != draft.name:
                                controls.text("div", said, "dim small")
                        controls.button(
                            "Remove", partial(self._remove, draft), "quiet",
                            aria_label=f"Remove {draft.name}",
                        )  # fmt: skip

    # ---- runs --------------------------------------------------------------------------------

    def _choose(self, limit: str) -> None:
        self.limit = limit if limit in LIMITS else USUAL

    async def _compare(self) -> None:
        drafts = self.view.workspace.drafts
        if drafts:
            scenarios = [draft.document() for draft in drafts]
            await self._begin("whatif", len(drafts) + 1, scenarios=scenarios)

    async def _sweep(self, axis: str, points: int) -> None:
        await self._begin("sweep", points, axis=axis)

    async def _begin(self, errand: str, searches: int, **more: Any) -> None:
        settings = self.view.workspace.settings
        each = settings.seconds if self.limit == USUAL else float(self.limit)
        by_work = self.limit == USUAL and settings.work is not None

        async def begin() -> None:
            self.view.workspace.begin(errand, None if by_work else each * searches, **more)

        await self.view.attempt(begin)
        self._show()

    def _show(self) -> None:
        run = self._run
        mine = run if run is not None and run.errand in ("whatif", "sweep") else None
        running = run is not None and run.running
        if self._was_running and not running:
            self._show_kept()
        self._was_running = running
        if self._queued != tuple(self.view.workspace.drafts):
            self._draw_queue()
        state = (
            running, len(self.view.workspace.drafts), run and run.stopping, run and run.state,
            run and run.words, run and len(run.samples), mine and mine.errand,
            round(run.seconds) if run and running else 0,
        )  # fmt: skip
        if state == self._drawn:
            return
        self._drawn = state
        self.stop.set_visibility(bool(mine and running))
        controls.disabled(self.compare, running or not self.view.workspace.drafts)
        self.sweep.disable(running)
        waiting = len(self.view.workspace.drafts)
        words = f"Compare {count(waiting, 'scenario')} with how it is" if waiting else "Compare"
        self.compare.set_text(words)
        self.live.clear()
        self.failed.clear()
        if mine is not None and running:
            self._draw(mine)
        elif running:
            with self.live:
                controls.text("p", "Another run is under way: this one can begin after it.", "dim")
        elif mine is not None and mine.state != DONE:
            with self.failed, controls.box("div", "card"):
                failure(mine.answer, self.view.currency)

    def _draw(self, run: Run) -> None:
        """A run as it goes: one row a scenario, or the points that are reached."""
        with self.live:
            words = "Stopping, the best so far is kept" if run.stopping else run.words
            controls.text("p", f"{words or 'Preparing'}. {run.seconds:.0f} s.", "run-words")
            bar = controls.box("progress", aria_label="Time of the search")
            if run.limit:
                bar.props["value"] = min(1.0, run.seconds / run.limit)
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


def _name_taken(name: str) -> Finding:
    return Finding(
        code="overlay-name",
        message="A scenario of this name is to be compared already",
        remedy="Give this one another name.",
        value=name,
    )


PAGE = Page(path=PATH, title="What-if", build=build)

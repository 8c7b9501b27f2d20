"""Plan: run it, watch it, and see what it is worth and what each rule costs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from nicegui import ui

from planner.reports.words import count
from planner.web.page import controls
from planner.web.page.frame import Page, View, reload, run_words
from planner.web.page.messages import failure, findings_list
from planner.web.page.welcome import welcome
from planner.web.planning.figures import show_plan
from planner.web.planning.live_chart import live_chart
from planner.web.runs.run import DONE, Run

LIMITS = {"10": "10 seconds", "30": "30 seconds", "120": "2 minutes", "600": "10 minutes"}
USUAL = "usual"
TICK_SECONDS = 0.4


async def build(view: View) -> None:
    """Fill the page."""
    if view.picture.empty:
        welcome(view)
        return
    _Runner(view).build()
    picture = view.picture
    if picture.territory is None:
        with controls.box("section", "card", aria_label="Errors"):
            controls.text("h2", "The input cannot be planned as it is")
            findings_list(picture.findings)
            controls.link("Correct it on the Data page", "/data", "button primary")
    if picture.plan_trouble:
        controls.text("p", picture.plan_trouble, "notice-bar bad")
    if picture.plan is not None and picture.planned is not None:
        show_plan(picture, picture.plan, picture.planned)


class _Runner:
    """Begins, shows and stops the run that all tabs share."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.limit = USUAL
        self._drawn: tuple[object, ...] = ()
        self._was_running = self._run is not None and self._run.running

    @property
    def _run(self) -> Run | None:
        run = self.view.workspace.run
        return run if run is not None and run.makes_plan else None

    def build(self) -> None:
        """Fill the card of the run."""
        with controls.box("section", "card", aria_label="Run"):
            with controls.box("div", "row"):
                self._controls()
            self.live = controls.box("div")
            self.failed = controls.box("div", "", role="alert")
        self._show()
        ui.timer(TICK_SECONDS, self._show)

    def _controls(self) -> None:
        picture, settings = self.view.picture, self.view.workspace.settings
        usual = (
            f"{settings.work} units of work" if settings.work else f"{settings.seconds:g} seconds"
        )
        options = {USUAL: f"{usual} (usual)", **LIMITS}
        self.begin = [
            controls.button("Plan anew" if picture.plan else "Plan", self._plan, "primary")
        ]
        if picture.plan:
            self.begin.append(controls.button("Re-plan the rest", self._replan))
        self.stop = controls.button("Stop and keep the best", self.view.workspace.stop)
        controls.choice("Search for", options, USUAL, self._choose)
        possible = picture.territory is not None
        for button in self.begin:
            controls.disabled(button, not possible)
        if picture.plan:
            controls.text(
                "p", "“Re-plan” keeps what is past and promised, and changes only what gains.",
                "dim",
            )  # fmt: skip

    def _choose(self, limit: str) -> None:
        self.limit = limit if limit in LIMITS else USUAL

    async def _plan(self) -> None:
        await self.view.attempt(self._begun("plan"))

    async def _replan(self) -> None:
        today = (await self.view.workspace.today()).isoformat()
        await self.view.attempt(self._begun("replan", today=today))

    def _begun(self, errand: str, **more: str) -> Callable[[], Awaitable[None]]:
        seconds = None if self.limit == USUAL else float(self.limit)

        async def begin() -> None:
            self.view.workspace.begin(errand, seconds, **more)
            self._show()

        return begin

    def _show(self) -> None:
        run = self._run
        running = run is not None and run.running
        if self._was_running and not running and run is not None and run.state == DONE:
            reload()
        self._was_running = running
        self.stop.set_visibility(running)
        state = (
            running, run and run.stopping, run and len(run.samples), run and run.state,
            round(run.seconds) if run and running else 0,
        )  # fmt: skip
        if state == self._drawn:
            return
        self._drawn = state
        for button in self.begin:
            controls.disabled(button, running or self.view.picture.territory is None)
        self.live.clear()
        self.failed.clear()
        if run is None:
            self._say_idle()
        elif running:
            self._draw(run)
        elif run.state != DONE:
            with self.failed, controls.box("div", "card"):
                failure(run.answer, self.view.currency)
        else:
            self._draw(run)

    def _say_idle(self) -> None:
        if self.view.picture.plan is None and self.view.picture.territory is not None:
            with self.live:
                known = self.view.picture.territory
                controls.text(
                    "p", f"No plan yet for {known.period}: {count(len(known.accounts), 'account')} "
                    f"and {count(len(known.reps), 'rep')} are ready.",
                )  # fmt: skip

    def _draw(self, run: Run) -> None:
        with self.live:
            words = run_words(run, self.view.currency) if run.running else _ended_words(run)
            controls.text("p", f"{words}. {run.seconds:.0f} s.", "run-words")
            if run.running:
                bar = controls.box("progress", aria_label="Time of the search")
                if run.limit:
                    bar.props["value"] = min(1.0, run.seconds / run.limit)
            end = max(run.seconds, run.limit or 0) if run.running else run.seconds
            if run.last.objective is not None:
                controls.markup(live_chart(run.samples, end, self.view.currency))
            searched = [rep for rep in run.reps if rep["state"] != "done"]
            if run.running and len(run.reps) > 1:
                controls.text(
                    "p", f"{len(run.reps) - len(searched)} of {len(run.reps)} reps are done.", "dim"
                )


def _ended_words(run: Run) -> str:
    changed = run.answer.get("changed")
    more = f", {count(changed, 'visit')} changed" if changed is not None else ""
    return f"Done: {count(run.answer.get('visits', 0), 'visit')}{more}"


PAGE = Page(path="/plan", title="Plan", build=build)

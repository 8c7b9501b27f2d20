"""Plan: run it, watch it, and see what it is worth and what each rule costs."""

from __future__ import annotations

from planner.reports.words import count
from planner.web.page import controls
from planner.web.page.frame import Page, View, reload, run_words
from planner.web.page.runs import RunPart, show_progress
from planner.web.page.states import faulty
from planner.web.page.welcome import welcome
from planner.web.planning.figures import show_plan
from planner.web.planning.live_chart import live_chart
from planner.web.runs.run import DONE, MAKING_PLANS, Run


async def build(view: View) -> None:
    """Fill the page."""
    picture = view.picture
    if picture.empty:
        welcome(view)
        return
    _Planning(view).build()
    if picture.territory is None:
        faulty(view)
    if picture.plan_trouble:
        controls.text("p", picture.plan_trouble, "notice-bar bad")
    if picture.plan is not None and picture.planned is not None:
        show_plan(picture, picture.plan, picture.planned)


class _Planning(RunPart):
    """Begins, shows and stops the run that all tabs share."""

    def __init__(self, view: View) -> None:
        super().__init__(view, MAKING_PLANS)

    def build(self) -> None:
        """Fill the card of the run."""
        picture, settings = self.view.picture, self.view.workspace.settings
        work = settings.work
        usual = (
            f"{settings.seconds:g} seconds" if work is None else f"{count(work, 'unit')} of work"
        )
        with controls.box("section", "card", aria_label="Run"):
            with controls.box("div", "row"):
                words = "Plan anew" if picture.plan else "Plan"
                self.buttons = [controls.button(words, self._plan, "primary")]
                if picture.plan:
                    self.buttons.append(controls.button("Re-plan the rest", self._replan))
                self.tools(f"{usual} (usual)")
            if picture.plan:
                controls.text(
                    "p", "“Re-plan” keeps what is past and promised, and changes only what gains.",
                    "dim",
                )  # fmt: skip
            self.place()
        self.follow()

    async def _plan(self) -> None:
        await self.begin("plan", self.seconds)

    async def _replan(self) -> None:
        today = (await self.view.workspace.today()).isoformat()
        await self.begin("replan", self.seconds, today=today)

    def switch(self, *, off: bool) -> None:
        """Nothing begins while a run is under way, or where nothing can be planned."""
        for button in self.buttons:
            controls.disabled(button, off or self.view.picture.territory is None)

    def ended(self) -> None:
        """Show the new plan."""
        if self.run is not None and self.run.state == DONE:
            reload()

    def draw(self, run: Run) -> None:
        """The best plan and the bound so far."""
        show_progress(run, run_words(run, self.view.currency))
        self._chart(run, run.limit or 0)
        if len(run.reps) > 1:
            done = sum(rep["state"] == "done" for rep in run.reps)
            controls.text("p", f"{done} of {len(run.reps)} reps are done.", "dim")

    def rest(self, run: Run | None) -> None:
        """How the latest run ended, or what is ready for the first."""
        known = self.view.picture.territory
        if run is not None:
            show_progress(run, _ended_words(run))
            self._chart(run, 0)
        elif self.view.picture.plan is None and known is not None:
            controls.text(
                "p", f"No plan yet for {known.period}: {count(len(known.accounts), 'account')} "
                f"and {count(len(known.reps), 'rep')} are ready.",
            )  # fmt: skip

    def _chart(self, run: Run, end: float) -> None:
        if run.last.objective is not None:
            controls.markup(live_chart(run.samples, run.seconds, end, self.view.currency))


def _ended_words(run: Run) -> str:
    changed = run.answer.get("changed")
    more = f", {count(changed, 'visit')} changed" if changed is not None else ""
    broken = run.answer.get("broken") or ()
    named = f". The plan before broke rules, and was planned around: {'; '.join(broken)}"
    done = f"Done: {count(run.answer.get('visits', 0), 'visit')}{more}"
    return done + (named if broken else "")


PAGE = Page(path="/plan", title="Plan", build=build)

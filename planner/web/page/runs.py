"""Where a page begins its own runs, and shows how the one under way goes and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nicegui import ui

from planner.web.page import controls
from planner.web.page.frame import View
from planner.web.page.messages import failure
from planner.web.runs.run import DONE, Run

LIMITS = {"10": "10 seconds", "30": "30 seconds", "120": "2 minutes", "600": "10 minutes"}
USUAL = "usual"
TICK_SECONDS = 0.4


class RunPart:
    """The part of a page that is about runs: its own, shared by all tabs, and others.

    A page's own class says what it draws: see `draw`, `rest`, `ended` and `switch`.

    Parameters
    ----------
    errands : sequence of str
        Which runs are the page's own.
    """

    stopping = "Stop and keep the best"
    """On the button that ends a run."""

    def __init__(self, view: View, errands: Sequence[str]) -> None:
        self.view, self.errands = view, errands
        self.limit = USUAL
        self._drawn: tuple[object, ...] | None = None
        self._was_running = self.run is not None and self.run.running

    @property
    def run(self) -> Run | None:
        """The latest run, if it is one of the page's own."""
        run = self.view.workspace.run
        return run if run is not None and run.errand in self.errands else None

    @property
    def seconds(self) -> float | None:
        """How long a run may take; None as it is usual."""
        return None if self.limit == USUAL else float(self.limit)

    def draw(self, run: Run) -> None:
        """Fill the place while one of the page's own runs is under way."""

    def rest(self, run: Run | None) -> None:
        """Fill the place after one of them was done, or before the first."""

    def ended(self) -> None:
        """Called when any run ends that was under way as the page was open."""

    def switch(self, *, off: bool) -> None:
        """Switch the controls that begin runs off or on."""

    def tools(self, usual: str = "Usual", each: str = "") -> None:
        """The controls of every run: stop it, and how long it may search."""
        self.stop = controls.button(self.stopping, self._stop)
        limits = {key: f"{words}{each}" for key, words in LIMITS.items()}
        controls.choice("Search for", {USUAL: usual, **limits}, USUAL, self._choose)

    def place(self) -> None:
        """Where runs are shown; call it when all else of the page is there."""
        self.live = controls.box("div", "live")
        self.failed = controls.box("div", "", role="alert")

    def follow(self) -> None:
        """Show how it stands, from now on."""
        self.show()
        ui.timer(TICK_SECONDS, self.show)

    async def begin(self, errand: str, seconds: float | None, **more: Any) -> None:
        """Begin a run, or say why it cannot be."""

        async def begin() -> None:
            self.view.workspace.begin(errand, seconds, **more)

        await self.view.attempt(begin)
        self.show()

    def show(self) -> None:
        """Show how it stands, where it has changed."""
        run, mine = self.view.workspace.run, self.run
        running = run is not None and run.running
        if self._was_running and not running:
            self.ended()
        self._was_running = running
        state = () if run is None else (
            run.begun, run.state, run.stopping, run.words, len(run.samples),
            round(run.seconds) if running else 0,
        )  # fmt: skip
        if state == self._drawn:
            return
        self._drawn = state
        self.stop.set_visibility(mine is not None and running)
        self.switch(off=running)
        self.live.clear()
        self.failed.clear()
        if mine is not None and not running and mine.state != DONE:
            with self.failed, controls.box("div", "card"):
                failure(mine.answer, self.view.currency)
            return
        with self.live:
            if not running:
                self.rest(mine)
            elif mine is not None:
                self.draw(mine)
            else:
                words = "Another run is under way: this one can begin after it."
                controls.text("p", words, "dim")

    def _stop(self) -> None:
        self.view.workspace.stop()
        self.show()

    def _choose(self, limit: str) -> None:
        self.limit = limit if limit in LIMITS else USUAL


def show_progress(run: Run, words: str) -> None:
    """A run's words, its seconds, and of how many."""
    controls.text("p", f"{words}. {run.seconds:.0f} s.", "run-words")
    if run.running:
        bar = controls.box("progress", aria_label="Time of the search")
        if run.limit:
            bar.props["value"] = min(1.0, run.seconds / run.limit)

"""What every page has around it: navigation, the run under way, undo and the theme."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from planner.domain import PlannerError, money
from planner.reports.html import STYLES
from planner.reports.words import below_best
from planner.web.entrance.login import LOGOUT_PATH
from planner.web.folder.changing import ChangedMeanwhile
from planner.web.folder.picture import Picture
from planner.web.page import controls
from planner.web.page.messages import ask_about_conflict, tell_error
from planner.web.runs.run import Run
from planner.web.workspace import Workspace

THEME_COOKIE = "planner_theme"
THEMES = {"auto": "Theme: system", "light": "Theme: light", "dark": "Theme: dark"}
_DARK: Mapping[str, bool | None] = {"auto": None, "light": False, "dark": True}
TICK_SECONDS = 0.4


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of the app.

    Parameters
    ----------
    path, title : str
        Where it is, and what it is called.
    build : callable
        Fills it; called anew for every tab.
    """

    path: str
    title: str
    build: Callable[[View], Awaitable[None]]


@dataclass
class View:
    """One tab on one page.

    Parameters
    ----------
    picture : Picture
        The folder as this tab shows it; what it writes is compared with this.
    asked, cookies : mapping of str to str
        The address's query, and what the browser remembers.
    """

    workspace: Workspace
    picture: Picture
    page: Page
    asked: Mapping[str, str]
    cookies: Mapping[str, str]
    show_undo: Callable[[], None] = lambda: None

    @property
    def currency(self) -> str:
        """Currency of all amounts."""
        known = self.picture.planned or self.picture.territory
        return known.currency if known else "USD"

    async def attempt(
        self,
        deed: Callable[[], Awaitable[Any]],
        said: str = "",
        insist: Callable[[], Any] | None = None,
    ) -> bool:
        """Do something, or show in words why it could not be done; whether it could."""
        try:
            await deed()
        except ChangedMeanwhile as error:
            ask_about_conflict(error, insist)
            return False
        except (PlannerError, OSError) as error:
            tell_error(error)
            return False
        if said:
            ui.notify(said, type="positive")
        return True


def reload() -> None:
    """Show the page anew, as the folder is now."""
    ui.navigate.reload()


@contextmanager
def frame(view: View, pages: Sequence[Page]) -> Iterator[None]:
    """Everything around a page's own content."""
    theme = view.cookies.get(THEME_COOKIE, "auto")
    ui.dark_mode(_DARK.get(theme))
    ui.add_head_html('<link rel="stylesheet" href="/static/planner.css">')
    ui.add_css(STYLES)
    ui.add_head_html('<script src="/static/planner.js" defer></script>')
    with ui.header().classes("top"):
        controls.link("Skip to the content", "#content", "skip")
        controls.link("planner", "/", "brand", aria_label="planner, start page")
        with controls.box("nav", "pages", aria_label="Pages"):
            for page in pages:
                here = page.path == view.page.path
                link = controls.link(page.title, page.path, "here" if here else "")
                if here:
                    link.props["aria-current"] = "page"
        _Status(view)
        view.show_undo = _Undo(view).show
        controls.choice(
            "Theme", THEMES, theme if theme in THEMES else "auto", _choose_theme, hidden=True
        )
        if view.workspace.settings.login:
            with controls.box("form", "", method="post", action=LOGOUT_PATH):
                controls.text("button", "Log out", "button quiet", type="submit")
    with controls.box("div", "page", id="content", tabindex="-1"):
        controls.text("h1", view.page.title)
        yield


def _choose_theme(theme: str) -> None:
    if theme in THEMES:
        ui.run_javascript(
            f"document.cookie='{THEME_COOKIE}={theme};path=/;max-age=31536000;samesite=strict';"
            "location.reload()"
        )


class _Status:
    """The run under way, told on every page; and that the folder was changed elsewhere."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.words = controls.text("span", "", "status", role="status")
        self.stop = controls.button("Stop", self._stop, "quiet")
        self.fresh = controls.button("Changed elsewhere: load anew", reload, "notice")
        self.fresh.set_visibility(False)
        self.stop.set_visibility(False)
        self._seen: Run | None = None
        ui.timer(TICK_SECONDS, self._tick)

    async def _stop(self) -> None:
        self.view.workspace.stop()
        await self._tick()

    async def _tick(self) -> None:
        run = self.view.workspace.run
        running = run is not None and run.running
        self.words.set_text(run_words(run, self.view.currency) if run and running else "")
        self.stop.set_visibility(bool(running and run and not run.stopping))
        if not running:
            now = await self.view.workspace.picture()
            self.fresh.set_visibility(now.versions != self.view.picture.versions)


def run_words(run: Run, currency: str) -> str:
    """Where a run stands: ``Planning, $45,210, at most 3.1 % below the best possible``."""
    if run.stopping:
        return "Stopping, the best plan so far is kept" if run.makes_plan else "Stopping"
    if not run.makes_plan:
        return run.words or "Searching"
    last = run.last
    if last.objective is None:
        return "Planning, no plan yet"
    worth = money(last.objective, currency)
    if run.lacking:
        return f"Planning, {worth} from {len(run.reps) - run.lacking} of {len(run.reps)} reps"
    return f"Planning, {worth}" + (f", {below_best(last.gap)}" if last.gap is not None else "")


class _Undo:
    """The button that takes the latest change back."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.button = controls.button("Undo", self._undo, "quiet undo")
        self.show()

    def show(self) -> None:
        """Say what would be taken back."""
        undoable = self.view.workspace.undoable
        words = f"Undo: {undoable[-1].words}" if undoable else "Undo: nothing to undo"
        self.button.props["aria-label"] = self.button.props["title"] = words
        controls.disabled(self.button, not undoable)

    async def _undo(self) -> None:
        if await self.view.attempt(self.view.workspace.undo):
            reload()

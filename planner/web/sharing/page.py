"""Downloads: the plan's files, and the addresses that calendar programs subscribe to."""

from __future__ import annotations

from nicegui import ui

from planner.domain import Plan, Territory
from planner.exporting import PLAN_FILE, VISITS_FILE
from planner.web.feeds import FEEDS_PATH
from planner.web.page import controls
from planner.web.page.frame import Page, View
from planner.web.page.messages import Dialog
from planner.web.page.states import plan_or_why
from planner.web.sharing.downloads import (
    DOWNLOADS_PATH,
    REPORT_FILE,
    XLSX_FILE,
    ZIP_FILE,
    written_files,
)


async def build(view: View) -> None:
    """Fill the page."""
    shown = plan_or_why(view)
    if shown is not None:
        _files(view)
        _Feeds(view, *shown).build()


def _files(view: View) -> None:
    files = written_files(view.workspace.folder, view.picture)
    calendars = [name for name in files if name.endswith(".ics")]
    with controls.box("section", "card", aria_label="Files"):
        controls.text("h2", "Take it away")
        if view.picture.stale:
            changed = ", ".join(view.picture.stale)
            controls.text("p", f"Made before {changed} changed: plan again first.", "notice-bar")
        with controls.box("div", "row"):
            _download(ZIP_FILE, "Everything (.zip)", "primary")
            _download(REPORT_FILE, "Report to read, send and print (.html)")
            _download(XLSX_FILE, "Visits for Excel (.xlsx)")
            _download(VISITS_FILE, "Visits (.csv)")
            _download(PLAN_FILE, "The plan (.json)")
        controls.text("h3", "Calendars to import")
        controls.text(
            "p", "One file a rep, for Outlook, Google, Apple and Thunderbird. Files of changes "
            "hold only what is new since the last export.", "dim",
        )  # fmt: skip
        with controls.box("div", "row"):
            for name in calendars:
                _download(name, name)


def _download(name: str, words: str, kind: str = "") -> None:
    controls.link(words, f"{DOWNLOADS_PATH}/{name}", f"button {kind}", download=name)


class _Feeds:
    """Addresses to subscribe to, one a rep; each can be made anew or taken away."""

    def __init__(self, view: View, plan: Plan, territory: Territory) -> None:
        self.view, self.feeds = view, view.workspace.feeds
        planned = {result.rep for result in plan.reps if result.objective_cents is not None}
        self.reps = [rep for rep in territory.reps if rep.id in planned]
        headers = ui.context.client.request.headers
        self.base = f"{ui.context.client.request.url.scheme}://{headers.get('host', '')}"

    def build(self) -> None:
        """Fill the card."""
        with controls.box("section", "card", aria_label="Calendars to subscribe to"):
            controls.text("h2", "Calendars to subscribe to")
            controls.text(
                "p", "A calendar program that knows a rep's address shows the visits as they are "
                "re-planned. Whoever has the address can read it, so it says only who, when and "
                "where; a new address makes the old one worthless.", "dim",
            )  # fmt: skip
            if not self.view.workspace.settings.beyond_loopback:
                controls.text(
                    "p", "Only programs on this computer reach it as it is served now.", "dim"
                )
            self.rows = controls.box("div")
        self._show()

    def _show(self) -> None:
        secrets = self.feeds.keys().feeds
        self.rows.clear()
        with self.rows, controls.box("table", "plain"), controls.box("tbody"):
            for rep in self.reps:
                with controls.box("tr"):
                    controls.text("th", rep.name, scope="row")
                    secret = secrets.get(rep.id)
                    with controls.box("td"):
                        if secret is None:
                            controls.text("span", "not shared", "dim")
                        else:
                            address = f"{self.base}{FEEDS_PATH}/{secret}.ics"
                            controls.box(
                                "input", "address", value=address, readonly="readonly",
                                aria_label=f"Address of {rep.name}", data_feed=rep.id,
                            )  # fmt: skip
                    with controls.box("td", "right"), controls.box("div", "row"):
                        self._buttons(rep.id, rep.name, secret)

    def _buttons(self, rep: str, name: str, secret: str | None) -> None:
        def renew() -> None:
            self.feeds.renew(rep)
            self._show()

        def revoke() -> None:
            self.feeds.revoke(rep)
            self._show()

        if secret is None:
            controls.button("Share", renew, aria_label=f"Share the calendar of {name}")
            return
        controls.button(
            "New address", lambda: _sure("The old address stops working at once.", renew),
            aria_label=f"New address for {name}",
        )  # fmt: skip
        controls.button(
            "Stop sharing", lambda: _sure("Whoever subscribed sees no more changes.", revoke),
            aria_label=f"Stop sharing the calendar of {name}",
        )  # fmt: skip


def _sure(words: str, deed: controls.Handler) -> None:
    with Dialog("Are you sure?") as opened:
        controls.text("p", words)

        def do() -> None:
            opened.close()
            deed()

        with controls.box("div", "row"):
            controls.button("Yes", do, "primary")
            controls.button("No", opened.close)
    opened.open()


PAGE = Page(path="/downloads", title="Downloads", build=build)

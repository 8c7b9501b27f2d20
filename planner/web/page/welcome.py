"""The first visit: an empty folder becomes a territory, from a sample or from a person's list."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from nicegui import ui

from planner.starter import start_territory
from planner.web.page import controls
from planner.web.page.frame import View
from planner.web.workspace import Workspace

TIME_ZONE, HOLIDAYS = "America/Chicago", "US-IA"


def welcome(view: View) -> None:
    """Fill a page that has nothing to show yet."""
    with controls.box("section", "card empty"):
        controls.text("h2", "Nothing is here yet")
        controls.text(
            "p",
            "See how it works with a sample: a rep, accounts around Des Moines, and a month to "
            "plan. Or begin with your own account list.",
        )

        async def sample() -> None:
            if await view.attempt(lambda: begin_here(view.workspace)):
                view.workspace.begin("plan")
                ui.navigate.to("/plan")

        with controls.box("div", "row"):
            controls.button("Plan a sample", sample, "primary")
        list_upload(view, "Begin with my list (.csv or .xlsx)")


def list_upload(view: View, label: str) -> None:
    """A field that takes in an account list."""
    seen = view.picture.versions.get(view.picture.account_file, "")
    with controls.box("label", "field filebox"):
        controls.text("span", label)
        controls.box(
            "input", "", type="file", accept=".csv,.xlsx,.txt", data_upload="/upload/accounts",
            data_seen=seen,
        )  # fmt: skip


async def begin_here(workspace: Workspace, source: bytes | None = None) -> None:
    """Make the folder a territory, with the next month to plan; can be undone."""
    today = workspace.settings.today_in(ZoneInfo(TIME_ZONE))
    year, month = divmod(today.year * 12 + today.month, 12)
    name = workspace.folder.name
    files = await asyncio.to_thread(_starter_files, name, f"{year}-{month + 1:02d}", source)
    await workspace.change("a new territory", files, {})


def _starter_files(name: str, month: str, source: bytes | None) -> Mapping[str, bytes]:
    """Files of a new territory, by name."""
    with tempfile.TemporaryDirectory() as beside:
        own = None
        if source is not None:
            own = Path(beside) / ("list.xlsx" if source.startswith(b"PK") else "list.csv")
            own.write_bytes(source)
        made = Path(beside) / "new" / (name or "territory")
        started = start_territory(
            made, month=month, time_zone=TIME_ZONE, holidays=HOLIDAYS, source=own
        )
        return {each: (made / each).read_bytes() for each in started.files}

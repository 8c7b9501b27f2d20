"""The first visit: an empty folder becomes a territory, from a sample or from a person's list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from planner.domain import BadInput, Finding
from planner.web.page import controls
from planner.web.page.beginning import ask_where
from planner.web.page.frame import View, reload
from planner.web.page.messages import tell_error
from planner.web.page.starting import begin_here


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
    """A field that takes in an account list, once on a page."""
    seen = view.picture.versions.get(view.picture.account_file, "")
    with controls.box("label", "field filebox"):
        controls.text("span", label)
        controls.box(
            "input", "", type="file", accept=".csv,.xlsx,.txt", data_upload="/upload/accounts",
            data_seen=seen,
        )  # fmt: skip
    ui.on("uploaded", lambda event: _uploaded(view, event))


def _uploaded(view: View, event: GenericEventArguments) -> None:
    said: Mapping[str, Any] = event.args
    own = view.workspace.own_list
    if said["said"] == "done":
        reload()
    elif said["said"] == "asked" and own is not None:
        ask_where(view, own)
    else:
        findings = [Finding(**each) for each in said.get("findings", ())]
        words = str(said.get("message", "Send the list again")).strip()
        tell_error(BadInput(findings or [Finding(code="upload", message=words, remedy="")]))

"""What a page says when something is wrong: dialogs, findings, rules in conflict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any

from nicegui import ui

from planner.domain import BadInput, Finding, PlannerError, money
from planner.reports.words import count
from planner.web.folder.changing import ChangedMeanwhile
from planner.web.page import controls

MOST_SHOWN = 50


class Dialog:
    """A dialog with a heading: fill it in a ``with`` statement, then open it.

    Parameters
    ----------
    title : str
        Also its name for screen readers.
    """

    def __init__(self, title: str) -> None:
        self._dialog = ui.dialog()
        self._dialog.props["aria-label"] = title
        with self._dialog:
            self._body = controls.box("div", "dialog")
        with self._body:
            controls.text("h2", title)

    def __enter__(self) -> Dialog:
        self._body.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._body.__exit__(kind, error, trace)

    def open(self) -> None:
        """Show it; the keyboard stays inside until it is closed."""
        self._dialog.open()

    def close(self) -> None:
        """Hide it."""
        self._dialog.close()

    def clear(self) -> None:
        """Empty it."""
        self._body.clear()


def tell_error(error: PlannerError | OSError) -> None:
    """A dialog that says what is wrong and what to do about it."""
    with Dialog("It was not done") as opened:
        if isinstance(error, BadInput):
            findings_list(error.findings)
        else:
            controls.text("p", str(error))
        controls.button("Close", opened.close, "primary")
    opened.open()


def ask_about_conflict(error: ChangedMeanwhile, insist: Callable[[], Any] | None = None) -> None:
    """Two have changed one file: nothing is written until the person has chosen.

    Parameters
    ----------
    insist : callable, optional
        Makes the same change in the file as it is now.
    """
    with Dialog("Changed meanwhile") as opened:
        controls.text("p", f"{error}. Nothing of yours was written yet.")

        async def on_top() -> None:
            opened.close()
            assert insist is not None
            await insist()

        with controls.box("div", "row"):
            controls.button("Load their change", ui.navigate.reload, "primary")
            if insist is not None:
                controls.button("Make my change on top of theirs", on_top)
            controls.button("Do nothing", opened.close)
    opened.open()


def findings_list(findings: Iterable[Finding]) -> None:
    """Errors and warnings, each with its place and remedy."""
    found = list(findings)
    with controls.box("ul", "findings"):
        for finding in found[:MOST_SHOWN]:
            with controls.box("li", "error" if finding.fatal else "warning"):
                controls.text("span", "Error" if finding.fatal else "Note", "badge")
                with controls.box("div"):
                    shown = f" (got “{finding.value}”)" if finding.value else ""
                    controls.text("div", f"{finding.message}{shown}.".replace("..", "."))
                    place = f"{finding.place}: " if finding.place else ""
                    controls.text("div", f"{place}{finding.remedy}", "dim")
        if len(found) > MOST_SHOWN:
            controls.text("li", f"and {len(found) - MOST_SHOWN:,} more")


def failure(answer: Mapping[str, Any], currency: str) -> None:
    """Why a run ended without a plan, as the planning process said it."""
    status = answer.get("status", "")
    if answer.get("findings"):
        controls.text("h2", "The input cannot be planned as it is")
        findings_list(Finding(**finding) for finding in answer["findings"])
        controls.link("Go to the data", "/data", "button")
    elif answer.get("conflicts"):
        controls.text("h2", "No plan keeps all rules, and this is proven")
        for conflict in answer["conflicts"]:
            _conflict(conflict, currency)
    elif status == "nothing-found":
        controls.text("h2", "No plan was found in the time given")
        controls.text("p", answer["message"])
        controls.text("p", "Give it more time, or loosen a rule.", "dim")
    else:
        controls.text("h2", "The run failed")
        controls.text("p", answer.get("message", ""))
    controls.text("p", "The plan before it, if there was one, is untouched.", "dim")


def _conflict(conflict: Mapping[str, Any], currency: str) -> None:
    controls.text("h3", f"Rep {conflict['rep']}: these rules cannot be kept together")
    with controls.box("ul"):
        for rule in conflict["rules"]:
            controls.text("li", f"{rule['rule']}: {rule['says']}")
    if conflict["nearest"]:
        controls.text("p", f"The nearest plan falls short of: {'; '.join(conflict['nearest'])}.")
    ways: Sequence[Mapping[str, Any]] = conflict["ways_out"]
    if not ways:
        controls.text("p", "No single change that was tried leads to a plan.")
        return
    controls.text("h3", "Ways out, each shown by a plan that keeps all other rules")
    with controls.box("ol"):
        for way in ways:
            worth = money(way["objective_cents"], currency)
            controls.text(
                "li", f"{way['change']}: a plan worth {worth}, {count(way['visits'], 'visit')}"
            )

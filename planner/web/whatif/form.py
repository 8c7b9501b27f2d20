"""The What-if page's form: sliders, free settings and saved scenarios become one scenario."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial
from urllib.parse import urlencode

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from planner.domain import BadInput, Territory
from planner.reports.words import count
from planner.web.folder.picture import version_of
from planner.web.page import controls
from planner.web.page.frame import View
from planner.web.page.messages import Dialog, findings_list
from planner.web.scenarios.drafts import (
    Draft,
    Knob,
    knobs_of,
    number_of,
    overlay_file,
    overlay_of_draft,
    read_draft,
    saved_overlays,
    split_settings,
)
from planner.web.scenarios.overlay_text import overlay_text

PATH = "/whatif"
_FOLLOW = "(event) => { event.target.nextElementSibling.value = event.target.value; }"

Queue = Callable[[Draft], Awaitable[bool]]


def address_of(settings: list[str], files: list[str] | None = None) -> str:
    """Address at which the page's form is filled with these changes."""
    asked = {"set": "\n".join(settings), "with": "\n".join(files or [])}
    return f"{PATH}?{urlencode({key: text for key, text in asked.items() if text})}"


class Form:
    """What is changed, as one tab has it; the address remembers it.

    Parameters
    ----------
    queue : callable
        Takes a scenario into the comparison; whether it did.
    saved : callable
        Called when a scenario was saved.
    """

    def __init__(
        self, view: View, territory: Territory, queue: Queue, saved: Callable[[], None]
    ) -> None:
        self.view, self.folder = view, view.workspace.folder
        self.queue, self.saved = queue, saved
        self.knobs = tuple(knobs_of(territory))
        settings = [line for line in view.asked.get("set", "").split("\n") if line.strip()]
        self.values, self.rows = split_settings(settings, self.knobs)
        there = saved_overlays(self.folder)
        self.files = [name for name in view.asked.get("with", "").split("\n") if name in there]
        self.name = ""
        self._turn = 0

    @property
    def draft(self) -> Draft:
        """The form as a scenario."""
        settings = [k.setting(self.values[k.key]) for k in self.knobs if k.key in self.values]
        settings += [row.strip() for row in self.rows if row.strip()]
        stems = [name.removesuffix(".toml") for name in self.files]
        name = self.name.strip() or ", ".join([*stems, *settings])
        return Draft(name=name, settings=tuple(settings), files=tuple(self.files))

    @property
    def _empty(self) -> bool:
        return not self.draft.settings and not self.files

    async def build(self) -> None:
        """Fill the card."""
        with controls.box("section", "card", aria_label="Scenario"):
            controls.text("h2", "A scenario: what would be different?")
            self.fields = controls.box("div", "knobs")
            self.others = controls.box("div", "others")
            self.said = controls.box("div", "said", role="status")
            with controls.box("div", "row"):
                self.named = controls.entry("Name of the scenario", "", self._call, size="32")
                self.buttons = [
                    controls.button("Add to the comparison", self._add, "primary"),
                    controls.button("Save as a file", self._save),
                    controls.button("Back to how it is", self._reset, "quiet"),
                ]
        self._draw()
        await self._check()

    def _draw(self) -> None:
        self.fields.clear()
        with self.fields:
            for knob in self.knobs:
                self._knob(knob)
        self.rows = [row for row in self.rows if row.strip()]
        self.others.clear()
        with self.others:
            self._free_rows()
            self._saved_ones()

    def _knob(self, knob: Knob) -> None:
        name = f"{knob.label} ({knob.unit})" if knob.unit else knob.label
        with controls.box("div", "knob") as holder:
            controls.text("span", name, "name", aria_hidden="true")
            with controls.box("div", "turn"):
                slider = controls.box(
                    "input", "", type="range", min=str(knob.low), max=str(knob.high),
                    step=str(knob.step), aria_label=f"{name}, slider",
                )  # fmt: skip
                number = controls.box(
                    "input", "", type="number", min="0", step="any", aria_label=name,
                    placeholder="no limit" if knob.now is None else "",
                )  # fmt: skip
            note = controls.text("span", "", "note")
        parts = _Knob(holder, slider, number, note)
        slider.on("input", js_handler=_FOLLOW)
        for control in (slider, number):
            control.on("change", partial(self._turned, knob, parts), js_handler=controls.VALUE)
        parts.show(knob, self.values.get(knob.key))

    async def _turned(self, knob: Knob, parts: _Knob, event: object) -> None:
        value = number_of(str(getattr(event, "args", "")))
        if value is None or value == knob.now:
            self.values.pop(knob.key, None)
        else:
            self.values[knob.key] = value
        parts.show(knob, self.values.get(knob.key))
        await self._check()

    def _free_rows(self) -> None:
        with controls.box("div", "part"):
            controls.text("h3", "Any other input")
            controls.text(
                "p", "As --set of the command line takes it, for instance travel.cost_per_km=+10% "
                "or rep.*.max_visits_per_day=+1.", "dim small",
            )  # fmt: skip
            self.lines = controls.box("div", "lines")
        self.rows = [*self.rows, ""]
        for place in range(len(self.rows)):
            self._row(place)

    def _row(self, place: int) -> None:
        with self.lines:
            controls.entry(
                f"Setting {place + 1}", self.rows[place], partial(self._type, place),
                placeholder="key=value", spellcheck="false", autocomplete="off",
            )  # fmt: skip

    async def _type(self, place: int, text: str) -> None:
        self.rows[place] = text
        if place == len(self.rows) - 1 and text.strip():
            self.rows.append("")
            self._row(place + 1)
        await self._check()

    def _saved_ones(self) -> None:
        names = saved_overlays(self.folder)
        with controls.box("fieldset", "part"):
            controls.text("legend", "With saved scenarios")
            if not names:
                controls.text("p", "None is saved yet in the folder whatif.", "dim small")
            for name in names:
                controls.tick(
                    name.removesuffix(".toml"), partial(self._tick, name),
                    ticked=name in self.files,
                )  # fmt: skip

    async def _tick(self, name: str, ticked: bool) -> None:
        self.files = [each for each in self.files if each != name]
        if ticked:
            self.files.append(name)
        await self._check()

    def _call(self, name: str) -> None:
        self.name = name

    async def _check(self) -> None:
        """Say what the form changes, or what is wrong with it."""
        self._turn += 1
        turn, draft = self._turn, self.draft
        ui.run_javascript(
            "history.replaceState(null, '', "
            f"'{address_of(list(draft.settings), list(draft.files))}')"
        )
        for button in self.buttons:
            controls.disabled(button, self._empty)
        self.named.props["placeholder"] = draft.name or "a word or two"
        self.named.update()
        if self._empty:
            self.said.clear()
            with self.said:
                controls.text("p", "Nothing is changed yet.", "dim")
            return
        try:
            reading = await asyncio.to_thread(read_draft, self.folder, draft)
        except BadInput as bad:
            if turn == self._turn:
                self.said.clear()
                with self.said:
                    controls.text("h3", "It cannot be planned like this")
                    findings_list(bad.findings)
            return
        if turn != self._turn:
            return
        self.said.clear()
        with self.said:
            if not reading.changes:
                controls.text("p", "These settings are what the territory says already.", "dim")
                return
            controls.text("h3", f"{count(len(reading.changes), 'change')} to the territory")
            with controls.box("ul", "changes"):
                for change in reading.changes:
                    before, after = change.before or "nothing", change.after or "nothing"
                    controls.text("li", f"{change.key}: {before} → {after}")

    async def _add(self) -> None:
        draft = self.draft

        async def add() -> None:
            await asyncio.to_thread(read_draft, self.folder, draft)

        if not self._empty and await self.view.attempt(add) and await self.queue(draft):
            ui.notify(f"Added: {draft.name}", type="positive")

    async def _save(self) -> None:
        if self._empty:
            return
        draft = self.draft
        file = overlay_file(draft.name)
        version = await asyncio.to_thread(version_of, self.folder, file)
        if not version:
            await self._write(draft, file, version)
            return
        with Dialog("This scenario exists already") as opened:
            controls.text("p", f"{file} is there. Replace it by what the form says?")

            async def replace_it() -> None:
                opened.close()
                await self._write(draft, file, version)

            with controls.box("div", "row"):
                controls.button("Replace it", replace_it, "primary")
                controls.button("Keep it", opened.close)
        opened.open()

    async def _write(self, draft: Draft, file: str, version: str) -> None:
        async def write() -> None:
            await asyncio.to_thread(read_draft, self.folder, draft)
            overlay = await asyncio.to_thread(overlay_of_draft, self.folder, draft)
            content = overlay_text(overlay, draft.name).encode()
            await self.view.workspace.change(f"{file} saved", {file: content}, {file: version})

        if await self.view.attempt(write, f"Saved as {file}"):
            self.view.show_undo()
            self._draw()
            self.saved()

    async def _reset(self) -> None:
        self.values, self.rows, self.files = {}, [], []
        self._draw()
        await self._check()


class _Knob:
    """The elements of one slider with its number."""

    def __init__(
        self, holder: Element, slider: Element, number: Element, note: TextElement
    ) -> None:
        self.holder, self.slider, self.number, self.note = holder, slider, number, note

    def show(self, knob: Knob, changed: Decimal | None) -> None:
        """The value; and, where it is not the territory's, what that is."""
        value = knob.now if changed is None else changed
        self.number.props["value"] = "" if value is None else f"{value:f}"
        self.slider.props["value"] = str(knob.high) if value is None else f"{value:f}"
        self.number.update()
        self.slider.update()
        self.holder.classes(
            add="" if changed is None else "changed", remove="changed" if changed is None else ""
        )
        words = f"as it is: {knob.words}" if changed is None else f"changed, was {knob.words}"
        self.note.set_text(words)

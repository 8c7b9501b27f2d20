"""One input step by step: the part of the What-if page that asks for a frontier."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from planner.domain import BadInput
from planner.scenarios.sweep import axis_of
from planner.web.page import controls
from planner.web.page.messages import findings_list
from planner.web.scenarios.drafts import Knob

Begin = Callable[[str, int], Awaitable[None]]
OTHER = "other"


class SweepForm:
    """Which input is swept, and over which values.

    Parameters
    ----------
    begin : callable
        Takes the axis as the command line has it, and its number of points.
    """

    def __init__(self, knobs: Sequence[Knob], begin: Begin) -> None:
        self.knobs = {knob.key: knob for knob in knobs}
        self.begin = begin
        self.key = next(iter(self.knobs), OTHER)

    def build(self) -> None:
        """Fill the place."""
        controls.text("h2", "The frontier: one input step by step")
        with controls.box("form", "row", aria_label="Sweep") as form:
            names = {key: knob.label for key, knob in self.knobs.items()}
            controls.choice("Input", {**names, OTHER: "Another"}, self.key, self._choose)
            self.axis = controls.entry(
                "Key and values", self._usual(), self._write, size="34", required="required",
                spellcheck="false", autocomplete="off",
            )  # fmt: skip
            self.start = controls.text("button", "Sweep", "button", type="submit")
        form.on("submit", self._submit, js_handler="(event) => { event.preventDefault(); emit(); }")
        controls.text(
            "p", "Values are first:last:step, or a list with commas; shares are from 0 to 1.",
            "dim small",
        )  # fmt: skip
        self.wrong = controls.box("div", "", role="alert")
        self.text = self._usual()

    def disable(self, off: bool) -> None:
        """Switch the button off while something runs."""
        controls.disabled(self.start, off)

    def _usual(self) -> str:
        """Five values around what the territory has."""
        knob = self.knobs.get(self.key)
        if knob is None:
            return ""
        middle = knob.high / 2 if knob.now is None else knob.now
        step = max(knob.step, knob.step * int((knob.high - knob.low) / knob.step / 10))
        first = max(knob.low, min(middle - 2 * step, knob.high - 4 * step))
        parts = [knob.setting(value).partition("=")[2] for value in (first, first + 4 * step, step)]
        return f"{knob.key}={':'.join(parts)}"

    def _choose(self, key: str) -> None:
        self.key = key
        self._write(self._usual())
        self.axis.props["value"] = self.text
        self.axis.update()

    def _write(self, text: str) -> None:
        self.text = text

    async def _submit(self) -> None:
        self.wrong.clear()
        try:
            points = len(axis_of(self.text).values)
        except BadInput as bad:
            with self.wrong:
                findings_list(bad.findings)
            return
        await self.begin(self.text, points)

"""Inputs step by step: the part of the What-if page that asks for a frontier."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from math import prod

from planner.domain import BadInput
from planner.scenarios.sweep.axes import axis_of
from planner.web.page import controls
from planner.web.page.messages import findings_list
from planner.web.scenarios.drafts import Knob

Begin = Callable[[Sequence[str], int], Awaitable[None]]
OTHER = "other"


class SweepForm:
    """Which inputs are swept, and over which values.

    Parameters
    ----------
    begin : callable
        Takes one axis or two as the command line has them, and their number of points.
    """

    def __init__(self, knobs: Sequence[Knob], begin: Begin) -> None:
        self.knobs = {knob.key: knob for knob in knobs}
        self.begin = begin
        self.first = self._usual(next(iter(self.knobs), OTHER))
        self.second = ""

    def build(self) -> None:
        """Fill the place."""
        controls.text("h2", "The frontier: one input or two, step by step")
        with controls.box("form", "row", aria_label="Sweep") as form:
            names = {key: knob.label for key, knob in self.knobs.items()}
            first = next(iter(self.knobs), OTHER)
            controls.choice("Input", {**names, OTHER: "Another"}, first, self._choose)
            plain = {"spellcheck": "false", "autocomplete": "off"}
            self.field = controls.entry(
                "Key and values", self.first, self._write_first, size="34", required="required",
                **plain,
            )  # fmt: skip
            controls.entry(
                "For each of these, too (optional)", "", self._write_second, size="26",
                placeholder="key=values", **plain,
            )  # fmt: skip
            self.start = controls.text("button", "Sweep", "button", type="submit")
        form.on("submit", self._submit, js_handler="(event) => { event.preventDefault(); emit(); }")
        controls.text(
            "p", "Values are first:last:step, or a list with commas; shares are from 0 to 1.",
            "dim small",
        )  # fmt: skip
        self.wrong = controls.box("div", "", role="alert")

    def disable(self, off: bool) -> None:
        """Switch the button off while something runs."""
        controls.disabled(self.start, off)

    def _usual(self, key: str) -> str:
        """Five values around what the territory has."""
        knob = self.knobs.get(key)
        if knob is None:
            return ""
        middle = knob.high / 2 if knob.now is None else knob.now
        step = max(knob.step, knob.step * int((knob.high - knob.low) / knob.step / 10))
        first = max(knob.low, min(middle - 2 * step, knob.high - 4 * step))
        parts = [knob.setting(value).partition("=")[2] for value in (first, first + 4 * step, step)]
        return f"{knob.key}={':'.join(parts)}"

    def _choose(self, key: str) -> None:
        self.first = self._usual(key)
        self.field.props["value"] = self.first
        self.field.update()

    def _write_first(self, text: str) -> None:
        self.first = text

    def _write_second(self, text: str) -> None:
        self.second = text.strip()

    async def _submit(self) -> None:
        self.wrong.clear()
        texts = [text for text in (self.first, self.second) if text]
        try:
            points = prod(len(axis_of(text).values) for text in texts)
        except BadInput as bad:
            with self.wrong:
                findings_list(bad.findings)
            return
        await self.begin(texts, points)

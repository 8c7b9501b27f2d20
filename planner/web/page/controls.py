"""The browser's own controls: reachable by keyboard and named for screen readers as they are.

Text is always text here: nothing that a person wrote is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.text_element import TextElement

from planner.domain import Tier

Handler = Callable[..., Any]
VALUE = "(event) => emit(event.target.value)"


def text(tag: str, words: str, classes: str = "", **attributes: str) -> TextElement:
    """An element with words in it."""
    element = TextElement(tag=tag, text=words).classes(classes)
    _describe(element, attributes)
    return element


def box(tag: str = "div", classes: str = "", **attributes: str) -> Element:
    """An element to put others into."""
    element = ui.element(tag).classes(classes)
    _describe(element, attributes)
    return element


def markup(content: str, classes: str = "") -> ui.html:
    """HTML or SVG of our own making, in which every text has been escaped."""
    return ui.html(content, sanitize=False).classes(classes)


def button(words: str, on_click: Handler, classes: str = "", **attributes: str) -> TextElement:
    """A button; ``primary`` and ``quiet`` are classes of it."""
    element = text("button", words, f"button {classes}", type="button", **attributes)
    element.on("click", on_click)
    return element


def link(words: str, address: str, classes: str = "", **attributes: str) -> TextElement:
    """A link to a page or a file of ours."""
    return text("a", words, classes, href=address, **attributes)


def choice(
    label: str, options: Mapping[str, str], value: str, on_change: Handler, *, hidden: bool = False
) -> Element:
    """A list to choose from; options are words by value."""
    with box("label", "field"):
        text("span", label, "unseen" if hidden else "")
        select = box("select")
        for key, words in options.items():
            with select:
                option = text("option", words, value=key)
                if key == value:
                    option.props["selected"] = True
    select.on("change", lambda event: on_change(event.args), js_handler=VALUE)
    return select


def entry(
    label: str, value: str, on_change: Handler, *, kind: str = "text", **attributes: str
) -> Element:
    """A field to type into; `kind` is HTML's, for instance ``number`` or ``date``."""
    with box("label", "field"):
        text("span", label)
        element = box("input", "", type=kind, **attributes)
        # As an attribute ("^"), not a property: a page that is drawn anew while somebody types
        # would put a property's value back.
        element.props["^value"] = value
    element.on("change", lambda event: on_change(event.args), js_handler=VALUE)
    return element


def tick(label: str, on_change: Handler, *, ticked: bool = False) -> None:
    """A box to tick."""
    with box("label", "tick"):
        element = box("input", "", type="checkbox")
        text("span", label)
    if ticked:
        element.props["checked"] = True
    element.on(
        "change", lambda event: on_change(event.args),
        js_handler="(event) => emit(event.target.checked)",
    )  # fmt: skip


@contextmanager
def table(label: str, *columns: str) -> Iterator[None]:
    """A table's body under its headings, which scrolls where the screen is narrow.

    Parameters
    ----------
    columns : str
        Headings; those that begin with ``>`` are of numbers, to the right.
    """
    scroll = box("div", "scroll", tabindex="0", role="group", aria_label=label)
    with scroll, box("table", "plain"):
        with box("thead"), box("tr"):
            for words in columns:
                side = "right" if words.startswith(">") else ""
                if words:
                    text("th", words.removeprefix(">"), side, scope="col")
                else:
                    box("td")
        with box("tbody"):
            yield


def tier_cell(tier: Tier) -> None:
    """A table's cell with a class: its letter beside its colour, and its name."""
    with box("td", "nowrap"):
        text("span", tier.letter, f"tier {tier}")
        text("span", f" {tier}")


def disabled(element: Element, off: bool) -> None:
    """Switch a control off or on."""
    if off:
        element.props["disabled"] = True
    else:
        element.props.pop("disabled", None)
    element.update()


def _describe(element: Element, attributes: Mapping[str, str]) -> None:
    for name, value in attributes.items():
        element.props[name.replace("_", "-")] = value

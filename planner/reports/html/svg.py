"""SVG elements as safe text: every value and every child that is not markup is escaped."""

from __future__ import annotations

from markupsafe import Markup, escape


def element(name: str, *children: object, **attributes: object) -> Markup:
    """One element.

    Parameters
    ----------
    name : str
        Its tag.
    children : object
        Markup stays, all else is escaped as text.
    attributes : object
        ``class_`` is ``class``, other underscores are hyphens; None leaves one out. Numbers are
        written with one decimal at most.
    """
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), number(value))
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(escape(child) for child in children)
    if not inside:
        return Markup("<{}{}/>").format(name, written)
    return Markup("<{}{}>{}</{}>").format(name, written, inside, name)


def number(value: object) -> object:
    """A fraction with one decimal at most; anything else as it is."""
    return f"{round(value, 1) + 0.0:g}" if isinstance(value, float) else value

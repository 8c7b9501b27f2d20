"""SVG elements as safe text: every value and every child that is not markup is escaped."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_PLAIN = re.compile(r"[\w#.,:()+-]+", re.ASCII)
"""Values that HTML lets stand without quotes (WHATWG HTML, 13.1.2.3); half a page is of these."""


def element(name: str, *children: object, **attributes: object) -> Markup:
    """One element of an HTML page.

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
        Markup(" {}={}").format(key.rstrip("_").replace("_", "-"), _quoted(number(value)))
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(escape(child) for child in children)
    if not inside:
        return Markup("<{}{} />").format(name, written)
    return Markup("<{}{}>{}</{}>").format(name, written, inside, name)


def _quoted(value: object) -> Markup:
    text = str(value)
    return Markup(text) if _PLAIN.fullmatch(text) else Markup('"{}"').format(text)  # noqa: S704 -- letters, digits and a few signs, none of which ends a value


def number(value: object) -> object:
    """A fraction with one decimal at most; anything else as it is."""
    return f"{round(value, 1) + 0.0:g}" if isinstance(value, float) else value

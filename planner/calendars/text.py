"""Texts as calendar programs take them: no control characters, short enough, escaped rightly."""

from __future__ import annotations

import re
import unicodedata

from icalendar import vText

SUMMARY_UNITS = 255
"""Outlook cuts a title there, in UTF-16 units (MS-OXCICAL 2.1.3.1.1.20.24)."""

_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# C0 and C1 controls but tab and newline, lone surrogates, and what no text may hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_CUT = "\N{HORIZONTAL ELLIPSIS}"
_JOINERS = "\u200d\ufe0e\ufe0f"
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class Text(vText):
    r"""A TEXT value (RFC 5545, section 3.3.11) that comes back as it was.

    icalendar takes a backslash before a capital N for a line break, so that a note about
    ``C:\New`` would come back as two lines.
    """

    def to_ical(self) -> bytes:
        """Escape the value."""
        return self.translate(_ESCAPES).encode()


def lines(text: str, units: int | None = None) -> Text:
    """Several lines of text: all line breaks alike, no control characters but tabs.

    Parameters
    ----------
    text : str
        As the user wrote it.
    units : int, optional
        Most UTF-16 units; longer texts are cut.
    """
    clean = _FORBIDDEN.sub(_REPLACEMENT, _BREAKS.sub("\n", text))
    return Text(clean if units is None else cut(clean, units))


def line(text: str, units: int | None = None) -> Text:
    """One line of text: line breaks and tabs become single blanks, as do runs of blanks."""
    return lines(" ".join(lines(text).split()), units)


def parameter(text: str) -> str:
    r"""A text as a parameter's value: icalendar writes quotes and line breaks by RFC 6868.

    Parameters know no backslash escapes (RFC 5545, section 3.2), but ical.js reads ``\n`` in
    them as a line break, so that a slash stands for a backslash.
    """
    return text.replace("\\", "/")


def cut(text: str, units: int) -> str:
    """Text of at most so many UTF-16 units, cut at a character and marked where it was cut.

    A character is kept whole with the accents and joiners behind it.
    """
    if _units(text) <= units:
        return text
    room = units - _units(_CUT)
    end = 0
    for letter in text:
        room -= _units(letter)
        if room < 0:
            break
        end += 1
    while end > 0 and (_continues(text[end]) or text[end - 1] in _JOINERS):
        end -= 1
    return text[:end].rstrip() + _CUT


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _continues(letter: str) -> bool:
    """Whether a letter belongs to the one before it."""
    return unicodedata.combining(letter) > 0 or letter in _JOINERS

"""Text that a spreadsheet would compute, written so that it does not, and read back as it was.

A spreadsheet takes a cell of a CSV file for a formula by its first sign, quoted or not (OWASP, "CSV
Injection"). An apostrophe before it makes the cell a text.
"""

from __future__ import annotations

import re

_COMPUTED = re.compile(
    "'*[\t\r\n]"
    "|['\"\\s\u200b\ufeff]*[=+@\N{MINUS SIGN}\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
    "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}-]"
)
"""What a formula begins with, also behind blanks and quotation marks that a program may drop."""
_PLAIN = re.compile(r"-(\d+([.,]\d+)?)?", re.ASCII)
"""A negative number, and a lone dash: neither computes anything.

A number with a plus is none of them: a phone number would lose its sign.
"""


def is_computed(text: str) -> bool:
    """Returns True if a spreadsheet might take the text for a formula."""
    return bool(_COMPUTED.match(text)) and not _PLAIN.fullmatch(text)


def harmless(text: str) -> str:
    """Text that no spreadsheet computes: an apostrophe goes before what looks like a formula.

    Also before apostrophes that stand before one of those, so that `original` is certain.
    """
    return f"'{text}" if is_computed(text) else text


def original(text: str) -> str:
    """Text that was made harmless, as it was."""
    return text[1:] if text.startswith("'") and is_computed(text) else text

"""What an entry of a calendar says of itself (.ics, RFC 5545)."""

from __future__ import annotations

import re
from typing import Any

_MAIL = re.compile(r"[^\s<>:\"]+@[^\s<>:\"]+")


def is_private(event: Any) -> bool:
    """Whether an entry's title is its owner's alone."""
    return _said(event, "CLASS") in ("PRIVATE", "CONFIDENTIAL")


def is_cancelled(event: Any) -> bool:
    """Whether an entry takes place no more."""
    return _said(event, "STATUS") == "CANCELLED"


def is_tentative(event: Any) -> bool:
    """Whether an entry is not certain yet."""
    return "TENTATIVE" in (_said(event, "STATUS"), _shown_as(event))


def is_free(event: Any) -> bool:
    """Whether an entry leaves its time free: a note or a reminder."""
    return _said(event, "TRANSP") == "TRANSPARENT" or _shown_as(event) == "FREE"


def is_elsewhere(event: Any) -> bool:
    """Whether the owner works during an entry, at another place."""
    return _shown_as(event) == "WORKINGELSEWHERE"


def _shown_as(event: Any) -> str:
    """How Outlook shows the time: FREE, TENTATIVE, BUSY, OOF or WORKINGELSEWHERE (MS-OXCICAL)."""
    return _said(event, "X-MICROSOFT-CDO-BUSYSTATUS")


def _said(event: Any, name: str) -> str:
    return str(event.get(name, "")).upper()


def title_of(event: Any) -> str:
    """Title of an entry, cut to what a message can hold."""
    return str(event.get("SUMMARY", "")).strip()[:200]


def address_of(value: Any) -> str:
    """The e-mail address of an attendee or organizer, folded to lower case; empty without one."""
    found = _MAIL.search(re.sub("^mailto:", "", str(value), flags=re.IGNORECASE))
    return found.group().casefold() if found else ""


def answers_of(event: Any) -> list[tuple[str, str]]:
    """Address and answer (PARTSTAT) of everybody who is invited (RFC 5545, 3.2.12)."""
    return [
        (address_of(each), str(each.params.get("PARTSTAT", "")).upper())
        for each in listed(event.get("ATTENDEE"))
    ]


def listed(value: Any) -> list[Any]:
    """The values of a property that may stand once, several times, or not at all."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]

"""Ids of calendar entries: the same for the same visit, whenever and wherever it is planned."""

from __future__ import annotations

import json
from uuid import UUID, uuid5

UID_DOMAIN = "visits.planner"
"""What the ids of all our calendar entries end with: our own visits are known by it."""

_NAMESPACE = UUID("7c0d1d0e-3b0f-5c5f-9a6e-6f3f3a1f5a11")


def stable_uid(*parts: str | int) -> str:
    """Id made of what an entry is, never of when it is: 36 letters, ``@`` and our domain.

    A version 5 UUID (RFC 9562, section 5.5) of the parts. No two lists of parts are written
    alike, so that ``("a", "bc")`` and ``("ab", "c")`` differ.

    Parameters
    ----------
    parts : str or int
        For a visit: the period, the account's id and the visit's ordinal.
    """
    name = json.dumps([str(part) for part in parts])
    return f"{uuid5(_NAMESPACE, name)}@{UID_DOMAIN}"

"""A calendar on a server, as publishing sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from planner.domain import PlannerError


class ServerTrouble(PlannerError):  # noqa: N818 - named as users read it
    """A server that cannot be reached, lets nobody in, or fails; the message says which."""


class ChangedOnServer(PlannerError):  # noqa: N818 - as above
    """An entry is no longer as it was read: it was changed on the server."""


@dataclass(frozen=True, kw_only=True)
class Remote:
    """One entry on the server.

    Parameters
    ----------
    uid, etag : str
        The ETag is empty where the server gives none.
    content : bytes
        The resource: a VCALENDAR with this entry.
    resource : object
        What the server's client library knows it by.
    """

    uid: str
    etag: str
    content: bytes
    resource: Any = None


class Server(Protocol):
    """A calendar that entries are put into; all methods raise `ServerTrouble`."""

    def entries(self, suffix: str = "") -> Mapping[str, Remote]:
        """Entries whose UID ends so, by UID."""

    def create(self, uid: str, content: bytes) -> str:
        """Put a new entry, or raise `ChangedOnServer` if there is one; its ETag."""

    def update(self, remote: Remote, content: bytes) -> str:
        """Replace an entry, or raise `ChangedOnServer`; its new ETag."""

    def delete(self, remote: Remote) -> None:
        """Delete an entry, or raise `ChangedOnServer`."""

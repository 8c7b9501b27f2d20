"""A calendar on a CalDAV server (RFC 4791), one of our entries a resource.

Every change is made on the condition that the entry is still as it was read (its ETag), so that
nothing that the rep does meanwhile is overwritten.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from caldav.davclient import DAVClient
from caldav.lib import error as dav

from planner.calendars.remote import ChangedOnServer, Remote, ServerTrouble
from planner.domain import PlannerError

TIMEOUT_SECONDS = 30
"""Seconds that the server may stay silent."""
T = TypeVar("T")

logging.getLogger("caldav").addHandler(logging.NullHandler())
logging.getLogger("caldav").propagate = False  # it logs tracebacks of answers that are none


class RemoteCalendar:
    """One calendar collection; all methods raise `ServerTrouble`."""

    def __init__(self, calendar: Any) -> None:
        self._calendar = calendar

    def entries(self, suffix: str = "") -> Mapping[str, Remote]:
        """Entries whose UID ends so, by UID."""

        def read() -> dict[str, Remote]:
            found: dict[str, Remote] = {}
            for resource in self._calendar.get_events():
                uid = str(resource.icalendar_component.get("UID", ""))
                if uid.endswith(suffix):
                    found[uid] = Remote(
                        uid=uid,
                        etag=resource.etag or "",
                        content=_bytes(resource.data),
                        resource=resource,
                    )
            return found

        return _spoken(read)

    def text(self) -> bytes:
        """The whole calendar: the resources one after the other."""
        return b"".join(remote.content for _, remote in sorted(self.entries().items()))

    def create(self, uid: str, content: bytes) -> str:
        """Put a new entry; its ETag.

        Raises
        ------
        ChangedOnServer
            If there is one of this UID already.
        """

        def put() -> str:
            url = self._calendar.url.join(f"{uid.partition('@')[0]}.ics")
            headers = {"Content-Type": "text/calendar; charset=utf-8", "If-None-Match": "*"}
            answer = self._calendar.client.put(str(url), content.decode(), headers)
            if answer.status in (409, 412):
                raise ChangedOnServer(f"{uid} is on the server already")
            if answer.status not in (200, 201, 204):
                raise ServerTrouble(f"the server answered {answer.status} to a new visit")
            if "html" in str(answer.headers.get("Content-Type", "")).lower():
                raise ServerTrouble(_NO_CALDAV)
            return str(answer.headers.get("ETag", ""))

        return _spoken(put)

    def update(self, remote: Remote, content: bytes) -> str:
        """Replace an entry if it is still as it was read; its new ETag.

        Raises
        ------
        ChangedOnServer
            If it is not.
        """

        def put() -> str:
            remote.resource.save(raw_data=content, precondition="etag", increase_seqno=False)
            return remote.resource.etag or ""

        return _spoken(put)

    def delete(self, remote: Remote) -> None:
        """Delete an entry if it is still as it was read.

        Raises
        ------
        ChangedOnServer
            If it is not.
        """
        _spoken(lambda: remote.resource.delete(if_match=bool(remote.etag)))


@contextmanager
def open_calendar(url: str, user: str, password: str | None) -> Iterator[RemoteCalendar]:
    """The calendar at an address.

    Raises
    ------
    ServerTrouble
        If it cannot be opened.
    """
    client = _spoken(
        lambda: DAVClient(
            url=url, username=user or None, password=password, timeout=TIMEOUT_SECONDS
        )
    )
    with client:
        calendar = _spoken(lambda: client.calendar(url=url))  # type: ignore[no-untyped-call] # caldav leaves it untyped
        yield RemoteCalendar(calendar)


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data


_NO_CALDAV = (
    "what answers at this address is no CalDAV calendar: a web page, or an answer that cannot be "
    "read. Check the address; calendar programs show it in the calendar's settings"
)


def _spoken(act: Callable[[], T]) -> T:
    """What the server answers; its errors in words, without the address's user and password."""
    try:
        return act()
    except PlannerError:
        raise
    except dav.AuthorizationError:
        raise ServerTrouble(
            "the CalDAV server lets nobody in with this name and password"
        ) from None
    except (dav.ETagMismatchError, dav.ConsistencyError):
        raise ChangedOnServer("the entry was changed on the server meanwhile") from None
    except dav.NotFoundError:
        raise ServerTrouble("there is no calendar at this address") from None
    except dav.DAVError as error:
        raise ServerTrouble(f"the CalDAV server failed: {type(error).__name__}") from None
    except NotImplementedError:
        raise ServerTrouble(
            "the CalDAV server asks for a way to log in that is not known here; "
            "a name and password must be enough"
        ) from None
    except OSError as error:  # requests' and niquests' errors are
        raise ServerTrouble(
            f"the CalDAV server cannot be reached: {type(error).__name__}"
        ) from None
    except Exception:  # whatever a server answers: its parsers fail in many ways
        raise ServerTrouble(_NO_CALDAV) from None

"""Calendars to subscribe to: one secret address a rep, cheap to ask for again and again.

The bytes are kept until the plan's file changes, and whoever has them already is told so (RFC
9110, section 13): fifty programs that poll cost one look at a file's time each. A plan that breaks
rules is not served: the calendar stays what it was, or is said to be away for a while.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from planner.domain import PlannerError
from planner.exporting import calendar_of, exported_in
from planner.files.recovery import recover
from planner.gate import CheckedPlan, checked
from planner.plan import read_plan
from planner.readers import read_territory
from planner.underway.syncing import month_of
from planner.web.entrance.keys import (
    KEYS_FILE,
    Keys,
    read_keys,
    with_feed,
    without_feed,
    write_keys,
)
from planner.web.folder.own import own_locked
from planner.web.folder.picture import OUT, PLAN, stamp_of

FEEDS_PATH, SUFFIX = "/feeds", ".ics"
AWAY = "This calendar is not available now: its plan cannot be used and has to be made anew.\n"
HEADERS = {"cache-control": "private, no-cache", "x-robots-tag": "noindex"}


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A rep's calendar as it is served.

    Parameters
    ----------
    made : datetime
        When the plan was written, whole seconds of UTC.
    """

    content: bytes
    etag: str
    made: datetime


class Feeds:
    """The feeds of a territory; addresses are in the folder's own file, contents here.

    Parameters
    ----------
    folder : Path
        The territory.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._keys: tuple[int, Keys] | None = None
        self._read: tuple[int, CheckedPlan] | None = None
        self._made: dict[str, tuple[int, Feed]] = {}
        self._making = asyncio.Lock()

    def keys(self) -> Keys:
        """The secrets, read anew if their file has changed."""
        stamp = stamp_of(self.folder / KEYS_FILE)
        if self._keys is None or self._keys[0] != stamp:
            self._keys = stamp, read_keys(self.folder)
        return self._keys[1]

    def renew(self, rep: str) -> str:
        """A new secret for a rep; the old address stops working at once."""
        with own_locked(self.folder):
            write_keys(self.folder, with_feed(read_keys(self.folder), rep))
        return self.keys().feeds[rep]

    def revoke(self, rep: str) -> None:
        """No feed for a rep any more."""
        with own_locked(self.folder):
            write_keys(self.folder, without_feed(read_keys(self.folder), rep))

    async def answer(self, request: Request) -> Response:
        """Answer to a GET or HEAD of ``/feeds/<secret>.ics``, and of all below ``/feeds``."""
        name = request.path_params["name"]
        secret = name.removesuffix(SUFFIX)
        rep = self.keys().rep_of(secret) if name.endswith(SUFFIX) else None
        feed = await self._feed(rep) if rep is not None else None
        if rep is not None and feed is None and (self.folder / PLAN).exists():
            return PlainTextResponse(
                AWAY, status_code=503, headers={**HEADERS, "retry-after": "3600"}
            )
        if feed is None:  # no plan yet looks like no such feed: an address tells nothing
            return PlainTextResponse("No such calendar.\n", status_code=404, headers=HEADERS)
        headers = {
            **HEADERS,
            "etag": feed.etag,
            "last-modified": format_datetime(feed.made, usegmt=True),
        }
        if _has_it(request, feed):
            return Response(status_code=304, headers=headers)
        return Response(feed.content, headers=headers, media_type="text/calendar")

    async def _feed(self, rep: str) -> Feed | None:
        stamp = stamp_of(self.folder / PLAN)
        async with self._making:  # fifty that ask at once make it once
            known = self._made.get(rep)
            if known is not None and known[0] == stamp:
                return known[1]
            try:
                content = await asyncio.to_thread(self._content, rep, stamp)
            except (PlannerError, OSError):
                # the last one that was good, while there is a plan at all
                return known[1] if known is not None and stamp else None
            feed = Feed(
                content=content,
                etag=f'"{hashlib.sha256(content).hexdigest()[:32]}"',
                made=datetime.fromtimestamp(stamp // 10**9, UTC),
            )
            self._made[rep] = stamp, feed
            return feed

    def _content(self, rep: str, stamp: int) -> bytes:
        """A rep's calendar; the files are read once for all reps of a plan."""
        recover(self.folder)
        if self._read is None or self._read[0] != stamp:
            plan = read_plan(self.folder / PLAN, PLAN)
            month = month_of(plan)
            reading = read_territory(self.folder, month=month, tolerate_rep_faults=True)
            self._read = stamp, checked(reading.territory, plan, stored=PLAN)
        return calendar_of(self._read[1], rep, exported_in(self.folder / OUT)).feed


def _has_it(request: Request, feed: Feed) -> bool:
    """Whether whoever asks has the feed as it is; an ETag goes before a date (RFC 9110, 13.2.2)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or feed.etag in known
    since = request.headers.get("if-modified-since")
    try:
        return since is not None and parsedate_to_datetime(since) >= feed.made
    except (TypeError, ValueError):
        return False

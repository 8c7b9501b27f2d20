"""The page that asks for the password: plain HTML, since nothing of the app is sent before it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import escape
from math import ceil

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from planner.web.entrance.guard import int_of
from planner.web.entrance.keys import Keys
from planner.web.entrance.login import (
    COOKIE,
    LOGIN_PATH,
    SESSION_SECONDS,
    Attempts,
    Sessions,
    agrees,
)

MOST_BYTES = 4096
"""Largest form that is read."""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Log in to planner</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; display: grid; place-items: center;
 min-height: 90vh }}
form {{ display: grid; gap: .75rem; width: min(20rem, 90vw) }}
input, button {{ font: inherit; padding: .5rem .75rem }}
</style></head><body><main><form method="post" action="{path}">
<h1>planner</h1><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required
 autofocus><button>Log in</button><p role="alert">{said}</p></form></main></body></html>
"""


class Entrance:
    """Lets in who knows the password.

    Parameters
    ----------
    keys : callable
        Reads the folder's secrets.
    """

    def __init__(self, keys: Callable[[], Keys], sessions: Sessions) -> None:
        self.keys, self.sessions = keys, sessions
        self.attempts = Attempts()

    async def show(self, _request: Request) -> Response:
        """The form."""
        return _page("")

    async def enter(self, request: Request) -> Response:
        """Check a password; wrong ones make the next wait."""
        if int_of(request.headers.get("content-length")) > MOST_BYTES:
            return _page("This password is wrong.", 401)
        form = await request.form(max_files=0, max_fields=2, max_part_size=MOST_BYTES)
        address = request.client.host if request.client else ""
        wait = self.attempts.wait_of(address)
        if wait:
            said = f"Too many wrong passwords: try again in {ceil(wait / 60)} minutes."
            return _page(said, 429, {"retry-after": str(ceil(wait))})
        # Counted at once and before it is checked, so that many at a time count as many.
        self.attempts.note(address)
        known = self.keys().password
        if not known or not await asyncio.to_thread(agrees, known, str(form.get("password", ""))):
            return _page("This password is wrong.", 401)
        self.attempts.forgive(address)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(
            COOKIE, self.sessions.begin(), max_age=int(SESSION_SECONDS), httponly=True,
            samesite="strict", secure=request.url.scheme == "https",
        )  # fmt: skip
        return answer

    async def leave(self, request: Request) -> Response:
        """Log out."""
        self.sessions.end(request.cookies.get(COOKIE))
        answer = RedirectResponse(LOGIN_PATH, status_code=303)
        answer.delete_cookie(COOKIE)
        return answer


def _page(said: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    content = _PAGE.format(path=LOGIN_PATH, said=escape(said))
    return HTMLResponse(
        content, status_code=status, headers={**(headers or {}), "cache-control": "no-store"}
    )

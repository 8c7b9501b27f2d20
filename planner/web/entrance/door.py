"""The door: nothing of the app is answered, and no websocket stays open, without a session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from http.cookies import CookieError, SimpleCookie

from planner.web.entrance.guard import App, Message, Receive, Scope, Send, headers_of, refuse
from planner.web.entrance.login import COOKIE, LOGIN_PATH, LOGOUT_PATH, Sessions

FEEDS_PREFIX = "/feeds/"
"""What needs no session besides the login: a feed's address is a secret of its own."""
LOOK_SECONDS = 1.0
"""How often an open websocket is asked whether its session still holds."""


class Door:
    """ASGI middleware: without a session there is the login, and what needs none.

    A session that ends takes its open websockets with it.

    Parameters
    ----------
    app : callable
        What lies behind it.
    sessions : Sessions
        Who may pass.
    """

    def __init__(self, app: App, sessions: Sessions) -> None:
        self.app, self.sessions = app, sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or send it to the login."""
        kind = scope["type"]
        if kind not in ("http", "websocket") or (kind == "http" and _is_open(scope["path"])):
            await self.app(scope, receive, send)
            return
        secret = cookie_of(headers_of(scope).get("cookie", ""))
        if self.sessions.valid(secret):
            await self._within(scope, receive, send, partial(self.sessions.valid, secret))
        elif kind == "http" and scope["method"] == "GET" and _wants_page(scope):
            await _to_login(send)
        else:
            await refuse(scope, receive, send, 401, "Log in first.")

    async def _within(
        self, scope: Scope, receive: Receive, send: Send, holds: Callable[[], bool]
    ) -> None:
        """Pass on what belongs to a session, for as long as it holds."""
        if scope["type"] == "websocket":
            socket = _Socket(receive, send, holds)
            await self.app(scope, socket.receive, socket.send)
            return
        refused = False

        async def answer(message: Message) -> None:
            # A request may wait long for its answer, as those of polling browsers do.
            nonlocal refused
            if message["type"] == "http.response.start" and not holds():
                refused = True
                await refuse(scope, receive, send, 401, "Log in first.")
            if not refused:
                await send(message)

        leaves = scope["path"] == LOGOUT_PATH  # its own answer is the last one of a session
        await self.app(scope, receive, send if leaves else answer)


class _Socket:
    """A websocket that closes when its session ends, whoever of the two sides speaks next."""

    def __init__(self, receive: Receive, send: Send, holds: Callable[[], bool]) -> None:
        self._receive, self._send, self._holds = receive, send, holds
        self._closed = False

    async def receive(self) -> Message:
        """The browser's next message, or that it is gone once the session has ended."""
        waiting = asyncio.ensure_future(self._receive())
        try:
            while True:
                await asyncio.wait({waiting}, timeout=LOOK_SECONDS)
                if not self._holds():
                    await self._close()
                    return {"type": "websocket.disconnect", "code": 1008}
                if waiting.done():
                    return waiting.result()
        finally:
            waiting.cancel()

    async def send(self, message: Message) -> None:
        """Tell the browser something, unless the session has ended."""
        if not self._closed and self._holds():
            await self._send(message)

    async def _close(self) -> None:
        if not self._closed:
            self._closed = True
            await self._send({"type": "websocket.close", "code": 1008, "reason": "Log in first."})


def _is_open(path: str) -> bool:
    return path == LOGIN_PATH or path.startswith(FEEDS_PREFIX)


def cookie_of(header: str) -> str | None:
    """The session's secret in a Cookie header."""
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None


def _wants_page(scope: Scope) -> bool:
    return "text/html" in headers_of(scope).get("accept", "")


async def _to_login(send: Send) -> None:
    headers = [(b"location", LOGIN_PATH.encode()), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})

"""What every request must pass before the app sees it: the host asked for, its origin, its size.

A page of another site can make a browser send requests here. It is refused by three facts that a
browser does not let it forge: ``Host`` (a name that was rebound to this address is not ours),
``Origin`` (of every post and every websocket) and ``Sec-Fetch-Site``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from planner.web.settings import LOOPBACK_NAMES, Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

FORWARDED = frozenset(
    {"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"}
)
"""Headers by which a server in front tells of itself: whoever asks may be on any machine."""

HEADERS = {
    # Vue compiles NiceGUI's templates in the browser, which needs 'unsafe-eval'; everything else
    # comes from here, so that nothing is loaded from or sent to any other host.
    "content-security-policy": "default-src 'self'; script-src 'self' 'unsafe-inline' "
    "'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' "
    "data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # With "no-referrer" a browser sends "Origin: null" with every form, the login's too.
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """ASGI middleware around the whole app.

    Parameters
    ----------
    app : callable
        What is guarded.
    settings : Settings
        Names that are ours, and the largest upload.
    """

    def __init__(self, app: App, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = headers_of(scope)
        refusal = self.refusal(scope, headers)
        if refusal:
            await refuse(scope, receive, send, *refusal)
        elif scope["type"] == "websocket":
            await self.app(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    def refusal(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """Status and words of why a request is refused; None lets it pass."""
        host = headers.get("host", "")
        if not self.is_ours(host):
            return 421, "This server does not go by that name."
        if not self.settings.login and FORWARDED & headers.keys():
            return 403, (
                "Another server passes requests on to this one, which asks for no password. "
                "Start it with --password-file FILE, and with --name HOST for its public name."
            )
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        origin = headers.get("origin")
        if changes and origin is not None and urlsplit(origin).netloc != host:
            return 403, "Pages of other sites may not use this server."
        if changes and headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            return 403, "Pages of other sites may not use this server."
        if int_of(headers.get("content-length")) > self.settings.most_bytes:
            return 413, f"Files of at most {self.settings.most_bytes // 1_000_000} MB are taken."
        return None

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names this server.

        An address cannot be rebound as a name can, so beyond loopback every address will do.
        """
        try:
            parts = urlsplit(f"//{host}")
            name, _ = parts.hostname or "", parts.port
        except ValueError:
            return False
        if not self.settings.beyond_loopback:
            return name in LOOPBACK_NAMES or name in self.settings.names
        if name in {*LOOPBACK_NAMES, self.settings.host, *self.settings.names}:
            return True
        try:
            return bool(ip_address(name))
        except ValueError:
            return False

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken, begun, over = 0, False, False

        async def counted() -> Message:
            nonlocal taken, over
            message = await receive()
            taken += len(message.get("body", b""))
            over = taken > self.settings.most_bytes
            return {"type": "http.disconnect"} if over else message

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if over and not begun:
                return  # whatever the app makes of a body that is cut off
            if message["type"] == "http.response.start":
                begun = True
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *((n.encode(), v.encode()) for n, v in HEADERS.items()
                      if n.encode() not in present),
                ]  # fmt: skip
            await send(message)

        try:
            await self.app(scope, counted, with_headers)
        except Exception:  # of any kind, since the body that the app was reading was cut off
            if not over:
                raise
        if over and not begun:
            await refuse(scope, receive, send, 413, "The file is too large.")


def headers_of(scope: Scope) -> Mapping[str, str]:
    """Headers by lower-case name; of doubled ones the last."""
    return {name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in scope["headers"]}  # fmt: skip


def int_of(text: str | None) -> int:
    """A header's number; 0 where it is none."""
    return int(text) if text and text.isdecimal() else 0


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, words: str) -> None:
    """Answer with a status and a line of text; a websocket is closed before it opens."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": words})
        return
    body = f"{words}\n".encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", str(len(body)).encode()),
                (b"connection", b"close"),
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})

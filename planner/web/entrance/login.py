"""The login: one password, hashed with Argon2id; sessions; a limit on attempts.

A session's cookie is a random secret that is known here by its SHA-256 alone. Wrong passwords of
one address wait, and so do those of all addresses together, so that many machines guess no faster
than a person who mistypes now and then notices.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from planner.web.entrance.guard import App, Receive, Scope, Send, headers_of, refuse

COOKIE = "planner_session"
LOGIN_PATH = "/login"
OPEN_PREFIXES = ("/feeds/",)
"""What needs no session: a feed's address is a secret of its own."""

LEAST_LETTERS = 10
SESSION_SECONDS = 12 * 3600.0
WINDOW_SECONDS = 300.0
MOST_OF_ADDRESS = 5
MOST_OF_ALL = 50
"""Wrong passwords within the window, from one address and from all."""

_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """Argon2id hash with the library's recommended cost, and a salt of its own."""
    return _HASHER.hash(password)


def agrees(known: str, password: str) -> bool:
    """Whether a password is the one that was hashed."""
    try:
        return _HASHER.verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


@dataclass
class Attempts:
    """Wrong passwords of late.

    Parameters
    ----------
    now : callable
        Seconds of a clock that only goes forward.
    """

    now: Callable[[], float] = time.monotonic
    wrong: deque[tuple[float, str]] = field(default_factory=deque)

    def wait_of(self, address: str) -> float:
        """Seconds until an address may try again; 0 if it may now."""
        since = self.now() - WINDOW_SECONDS
        while self.wrong and self.wrong[0][0] <= since:
            self.wrong.popleft()
        own = [at for at, one in self.wrong if one == address]
        waits = [0.0]
        if len(own) >= MOST_OF_ADDRESS:
            waits.append(own[-MOST_OF_ADDRESS] - since)
        if len(self.wrong) >= MOST_OF_ALL:
            waits.append(self.wrong[-MOST_OF_ALL][0] - since)
        return max(waits)

    def note(self, address: str) -> None:
        """A password came from an address, wrong until it is found right."""
        self.wrong.append((self.now(), address))

    def forgive(self, address: str) -> None:
        """The latest password of an address was right."""
        latest = next((each for each in reversed(self.wrong) if each[1] == address), None)
        if latest is not None:
            self.wrong.remove(latest)


@dataclass
class Sessions:
    """Who is logged in, by the digest of the cookie's secret."""

    now: Callable[[], float] = time.monotonic
    ends: dict[str, float] = field(default_factory=dict)

    def begin(self) -> str:
        """A new session's secret."""
        now = self.now()
        self.ends = {digest: end for digest, end in self.ends.items() if end > now}
        secret = secrets.token_urlsafe(32)
        self.ends[_digest(secret)] = now + SESSION_SECONDS
        return secret

    def valid(self, secret: str | None) -> bool:
        """Whether a cookie's secret is of a session that has not ended."""
        return bool(secret) and self.ends.get(_digest(secret or ""), 0.0) > self.now()

    def end(self, secret: str | None) -> None:
        """Log out."""
        self.ends.pop(_digest(secret or ""), None)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class Door:
    """ASGI middleware: without a session there is the login, and what needs none.

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
        if scope["type"] not in ("http", "websocket") or self._may_pass(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "GET" and _wants_page(scope):
            await _to_login(send)
        else:
            await refuse(scope, receive, send, 401, "Log in first.")

    def _may_pass(self, scope: Scope) -> bool:
        path: str = scope["path"]
        if scope["type"] == "http" and (path == LOGIN_PATH or path.startswith(OPEN_PREFIXES)):
            return True
        return self.sessions.valid(cookie_of(headers_of(scope).get("cookie", "")))


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

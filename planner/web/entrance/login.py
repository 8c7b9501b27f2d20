"""The login: one password, hashed with Argon2id; sessions; a limit on attempts.

A session's cookie is a random secret that is known here by its SHA-256 alone. Wrong passwords of
one address wait, and so do those of all addresses together, so that many machines guess no faster
than a person who mistypes now and then notices.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

COOKIE = "planner_session"
LOGIN_PATH, LOGOUT_PATH = "/login", "/logout"

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
    """Who is logged in, by the digest of the cookie's secret.

    Parameters
    ----------
    now : callable
        Seconds of a clock that only goes forward.
    password : callable
        Hash of the password that holds now. A session ends when it is no longer the one that
        opened it.
    """

    now: Callable[[], float] = time.monotonic
    password: Callable[[], str] = str
    opened: dict[str, _Session] = field(default_factory=dict)

    def begin(self) -> str:
        """A new session's secret."""
        now = self.now()
        self.opened = {digest: one for digest, one in self.opened.items() if one.end > now}
        secret = secrets.token_urlsafe(32)
        self.opened[_digest(secret)] = _Session(now + SESSION_SECONDS, self.password())
        return secret

    def valid(self, secret: str | None) -> bool:
        """Returns True if a cookie's secret is of a session that has not ended."""
        session = self.opened.get(_digest(secret or ""))
        return session is not None and session.end > self.now() and self._same_password(session)

    def end(self, secret: str | None) -> None:
        """Log out."""
        self.opened.pop(_digest(secret or ""), None)

    def _same_password(self, session: _Session) -> bool:
        return hmac.compare_digest(session.password.encode(), self.password().encode())


@dataclass(frozen=True)
class _Session:
    """When a session ends, and the password's hash that opened it."""

    end: float
    password: str


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

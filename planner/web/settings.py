"""What whoever starts the server decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from ipaddress import ip_address
from zoneinfo import ZoneInfo

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How the app is served.

    Parameters
    ----------
    host, port : str, int
        Where it listens.
    names : frozenset of str
        Names by which browsers may ask for it besides addresses; loopback's own always.
    login : bool
        True if it asks for the password.
    today : date or None
        Up to and with this day plans stay as they are; None is the day of the clock.
    seconds, work : float or None, int or None
        Limit of a run that the page offers; work makes runs repeatable, for tests.
    price_work : int
        Limit of the search behind a price.
    workers : int
        Processes of a run.
    most_bytes : int
        Largest upload.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    names: frozenset[str] = frozenset()
    login: bool = False
    today: date | None = None
    seconds: float = 30.0
    work: int | None = None
    price_work: int = 1
    workers: int = 2
    most_bytes: int = 20_000_000

    @property
    def beyond_loopback(self) -> bool:
        """Whether other machines can reach it."""
        return not is_loopback(self.host)

    @property
    def exposed(self) -> bool:
        """Returns True if others may reach it: by its address, or through a server before it."""
        return self.beyond_loopback or bool(self.names)

    def today_in(self, zone: ZoneInfo) -> date:
        """The day that counts as today."""
        return self.today or datetime.now(zone).date()


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this machine's own."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

"""The server's log, in which no address ever stands: those of feeds are secrets.

Libraries log the addresses of pages that do not exist, and one letter too many makes a feed's
address such a page. So whatever is written passes a formatter that takes addresses out.
"""

from __future__ import annotations

import logging
import re

_ADDRESS = re.compile(r"(?:https?|wss?)://\S+|[A-Za-z0-9_%-]{24,}")


class WithoutAddresses(logging.Formatter):
    """Formats records, their tracebacks included, without addresses or long secrets."""

    def format(self, record: logging.LogRecord) -> str:
        """The text of a record."""
        return _ADDRESS.sub("[address]", super().format(record))


def log_without_addresses() -> None:
    """Send warnings and errors of every library to stderr, without addresses."""
    handler = logging.StreamHandler()
    handler.setFormatter(WithoutAddresses("%(levelname)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)

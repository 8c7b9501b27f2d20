"""Files of a territory: read once, and what was read is remembered by its SHA-256."""

from __future__ import annotations

import hashlib
from pathlib import Path

from planner.domain import BadInput, Finding

SETTINGS_FILE = "territory.toml"
ACCOUNT_FILES = ("accounts.csv", "accounts.xlsx")
MAX_BYTES = 100_000_000


class Sources:
    """The files in a folder, by the names that the user wrote.

    Parameters
    ----------
    folder : Path
        Names are relative to it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hashes: dict[str, str] = {}

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        try:
            return (self.folder / name).is_file()
        except (OSError, ValueError):
            return False

    def account_file(self, named: str | None) -> str:
        """Name of the account list: as the settings say, or else the usual one that is there."""
        return named or next(filter(self.exists, ACCOUNT_FILES), ACCOUNT_FILES[0])

    def read(
        self,
        name: str,
        *,
        remedy: str,
        column: str = "",
        rep: str | None = None,
        at_most: int = MAX_BYTES,
    ) -> bytes:
        """Content of a file.

        Parameters
        ----------
        name : str
            Relative to the folder, or absolute.
        remedy : str
            What to do if it cannot be read.
        column : str
            Key of the settings that names the file.
        rep : str or None
            Whose plan alone its faults spoil.
        at_most : int
            Bytes; larger files are not even opened.

        Raises
        ------
        BadInput
            If the file is missing, too large or cannot be read.
        """
        path = self.folder / name
        try:
            size = path.stat().st_size
            if size > at_most:
                raise _unread(
                    name,
                    f"The file is larger than {at_most // 1_000_000} MB ({size:,} bytes)",
                    "Keep only what is needed for the period.",
                    column,
                    rep,
                )
            content = path.read_bytes()
        except (OSError, ValueError) as error:
            words = getattr(error, "strerror", None) or str(error)
            raise _unread(name, f"The file cannot be read: {words}", remedy, column, rep) from None
        self.hashes[name] = hashlib.sha256(content).hexdigest()
        return content


def _unread(name: str, message: str, remedy: str, column: str, rep: str | None) -> BadInput:
    return BadInput(
        [
            Finding(
                code="file-unreadable",
                message=message,
                remedy=remedy,
                file=name,
                column=column,
                rep=rep,
            )
        ]
    )

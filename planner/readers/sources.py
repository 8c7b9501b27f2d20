"""Files of a territory: read once, and what was read is remembered by its SHA-256."""

from __future__ import annotations

import hashlib
from pathlib import Path

from planner.files.budgets import MAX_FILE_BYTES
from planner.files.opening import read_file

SETTINGS_FILE = "territory.toml"
ACCOUNT_FILES = ("accounts.csv", "accounts.xlsx")


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
        at_most: int = MAX_FILE_BYTES,
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
            If the file is missing, no regular file, too large or cannot be read.
        """
        content = read_file(
            self.folder / name, name=name, at_most=at_most, remedy=remedy, column=column, rep=rep
        )
        self.hashes[name] = hashlib.sha256(content).hexdigest()
        return content

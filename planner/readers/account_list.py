"""The account list of a territory as a file: which one it is, and which column is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.files.tables import Table, parse_table
from planner.readers.columns import find_columns
from planner.readers.sources import SETTINGS_FILE, Sources
from planner.readers.toml_file import parse_settings

_REMEDY = "Make it readable."


@dataclass(frozen=True, kw_only=True)
class AccountList:
    """A list as it stands, for those who write into it.

    Parameters
    ----------
    file : str
        Its name, relative to the territory's folder.
    headings : mapping of str to str
        What it calls those of our columns that it has.
    """

    file: str
    content: bytes
    table: Table
    headings: Mapping[str, str]


def account_list(folder: Path) -> AccountList:
    """The list of a territory that was read without fault.

    Raises
    ------
    BadInput
        If it, or the settings, cannot be read.
    """
    sources = Sources(folder)
    text = sources.read(SETTINGS_FILE, remedy=_REMEDY)
    settings, _ = parse_settings(text, SETTINGS_FILE, [])
    file = sources.account_file(settings.accounts.file)
    content = sources.read(file, remedy=_REMEDY)
    table = parse_table(content, file)
    columns = find_columns(table, settings.accounts, SETTINGS_FILE, [])
    return AccountList(file=file, content=content, table=table, headings=columns.headings)

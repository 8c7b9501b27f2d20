"""A person's own account list, as a territory is begun with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.files.tables import Table, parse_table
from planner.readers.account_row import REQUIRED
from planner.starter.columns import guess_columns
from planner.starter.guesses import Guesses, guess_from

LONE_REP = "r1"
"""Id of the rep of a list that names none."""


@dataclass(frozen=True, kw_only=True)
class OwnList:
    """A list, which of its columns is which, and where its accounts are.

    Parameters
    ----------
    content : bytes
        As it is: it is copied unchanged.
    columns : mapping of str to str
        Our names and the headings that mean the same.
    reps : tuple of str
        In the order in which the list names them.
    guesses : Guesses
        To be confirmed.
    """

    content: bytes
    table: Table
    columns: Mapping[str, str]
    reps: tuple[str, ...]
    guesses: Guesses

    @property
    def missing(self) -> tuple[str, ...]:
        """Required columns that no heading names."""
        return tuple(name for name in REQUIRED if name not in self.columns)

    @property
    def suffix(self) -> str:
        """Ending of the file's name: ``.xlsx`` or ``.csv``."""
        return ".xlsx" if self.content.startswith(b"PK") else ".csv"


def own_list(content: bytes, name: str) -> OwnList:
    """Read a list.

    Raises
    ------
    BadInput
        If it is no table.
    """
    table = parse_table(content, name)
    columns = guess_columns(table.headings)
    reps = _reps_named(table, columns) or (LONE_REP,)
    return OwnList(
        content=content,
        table=table,
        columns=columns,
        reps=reps,
        guesses=guess_from(table, columns, reps),
    )


def _reps_named(table: Table, columns: Mapping[str, str]) -> tuple[str, ...]:
    if "rep" not in columns:
        return ()
    at = table.headings.index(columns["rep"])
    return tuple(dict.fromkeys(cells[at] for _, cells in table.rows if cells[at]))

"""What a file names and nothing here knows: columns that are not read, accounts that are none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from planner.domain import Finding, Rep
from planner.files.tables import Table
from planner.readers.cells import folded
from planner.readers.sources import ACCOUNT_FILES, Sources
from planner.readers.wording import AN_ID, did_you_mean, nearest

_SHOWN = 8
"""Columns that a warning names."""
_ACCOUNTS_SHOWN = 5
"""Accounts that have a warning each."""
_ALIKE = 0.8


def unread_columns(
    table: Table, read: Collection[str], free: Sequence[str], remedy: str
) -> list[Finding]:
    """One warning that names all columns that are not read; nothing where there are none.

    Parameters
    ----------
    read : collection of str
        Headings that are read; capitals count as small letters.
    free : sequence of str
        Our columns that the table does not have: one of them may have been meant.
    remedy : str
        What to do where a column matters.
    """
    ours = {heading.casefold() for heading in read}
    unread = [h for h in dict.fromkeys(table.headings) if h and h.casefold() not in ours]
    if not unread:
        return []
    meant = {each: near for each in unread if (near := alike(each, free))}
    # What may be one of ours comes first, so that it is among those that are shown.
    unread.sort(key=lambda each: each not in meant)
    more = f" and {len(unread) - _SHOWN:,} more" if len(unread) > _SHOWN else ""
    columns = "1 column is" if len(unread) == 1 else f"{len(unread):,} columns are"
    questions = [f"Is {each!r} meant to be {near!r}?" for each, near in meant.items()]
    return [
        Finding(
            code="column-unknown",
            message=f"{columns} not read: {', '.join(unread[:_SHOWN])}{more}",
            remedy=" ".join([*questions[:_SHOWN], remedy]),
            file=table.file,
            row=1,
            fatal=False,
        )
    ]


def alike(heading: str, columns: Collection[str]) -> str | None:
    """The one of our columns that a heading looks like; None where it looks like none."""
    return nearest(folded(heading).replace(" ", "_"), columns, cutoff=_ALIKE)


@dataclass(frozen=True, kw_only=True)
class KnownAccounts:
    """Accounts that other files may speak of.

    Parameters
    ----------
    planned : collection of str
        Ids of the accounts that are planned.
    listed : collection of str
        Ids in the account list, also of rows that are left out of the plan.
    dropped : collection of str
        Ids that an overlay drops: that they are not planned was asked for.
    """

    planned: Collection[str]
    listed: Collection[str] = ()
    dropped: Collection[str] = ()

    def has(self, written: str) -> bool:
        """Whether an id is that of an account that is planned, or that is meant not to be."""
        return written in self.planned or written in self.dropped

    def trouble(self, written: str) -> tuple[str, str]:
        """What is wrong with an id that is of neither, and the remedy."""
        if written in self.listed:
            return "This account is in the list and left out of the plan", "See above why."
        return "No account has this id", did_you_mean(written, self.planned, otherwise=AN_ID)


def unknown_accounts(
    written: Mapping[str, Sequence[tuple[int | None, str]]],
    known: KnownAccounts,
    *,
    file: str,
    code: str,
    effect: str,
) -> list[Finding]:
    """Warnings of the accounts that a file names in vain: one each, and one for all after some.

    Parameters
    ----------
    written : mapping of str to sequence of (int or None, str)
        Rows or lines, and column or key, where each id is named.
    effect : str
        What that means, in a half-sentence.
    """

    def warning(message: str, remedy: str, account: str) -> Finding:
        row, column = written[account][0]
        return Finding(
            code=code, message=f"{message}: {effect}", remedy=remedy, file=file, row=row,
            column=column, value=account[:100], fatal=False,
        )  # fmt: skip

    vain = [account for account in written if not known.has(account)]
    found = []
    for account in vain[:_ACCOUNTS_SHOWN]:
        message, remedy = known.trouble(account)
        more = len(written[account]) - 1
        also = f" (and it is named {more:,} times more)" if more else ""
        found.append(warning(message + also, remedy, account))
    if rest := vain[_ACCOUNTS_SHOWN:]:
        message = f"{len(rest):,} more ids are of no account that is planned"
        found.append(warning(message, AN_ID, rest[0]))
    return found


def unread_files(
    sources: Sources, account_file: str | None, reps: Collection[Rep], settings_file: str
) -> list[Finding]:
    """Warnings of account lists and calendars in the folder that nothing reads.

    Parameters
    ----------
    account_file : str or None
        The list that the settings name: others are known not to be read.
    reps : collection of Rep
        A calendar is theirs if its name is their id.
    """
    first, *others = [name for name in ACCOUNT_FILES if sources.exists(name)] or [""]
    found = [
        _unread_file(name, f"This list is not read: the accounts are from {first}",
                     f"Delete it, or name it with file = under [accounts] in {settings_file}.")
        for name in others
        if account_file is None
    ]  # fmt: skip
    return found + [
        _unread_file(
            name,
            f"This calendar is not read: rep {rep.id} has no calendar in {settings_file}",
            f'Add calendar = "{name}" to the rep, or delete the file.',
        )
        for rep in reps
        if rep.calendar is None and sources.exists(name := f"calendars/{rep.id}.ics")
    ]


def _unread_file(file: str, message: str, remedy: str) -> Finding:
    return Finding(code="file-unread", message=message, remedy=remedy, file=file, fatal=False)

"""Errors with a code, a place, a value and a remedy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from planner.domain.conflict import Conflict


class ExitCode(IntEnum):
    """What a command's exit code says."""

    DONE = 0
    BAD_INPUT = 1
    USAGE = 2
    FAILED_CHECK = 3
    INFEASIBLE = 4
    NOTHING_FOUND = 5


_OF_LINES = (".toml", ".ics", ".json")
"""Files that are text: what a table calls a row is a line of theirs."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One problem of the input.

    Parameters
    ----------
    code : str
        Stable, for instance ``account-duplicate``; the README lists them.
    message : str
        What is wrong, in a sentence without its full stop.
    remedy : str
        What to do about it.
    file : str
        The file, as the user named it; empty where no file is to blame.
    row : int or None
        Row of a table (1 is the heading) or line of a text file.
    column : str
        Column of a table, or key of a TOML file (``rep[1].hours``).
    value : str
        The offending value, as it was read.
    rep : str or None
        The only rep whose plan it spoils; None where it spoils all.
    fatal : bool
        False for a warning: the plan is made all the same.
    """

    code: str
    message: str
    remedy: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    rep: str | None = None
    fatal: bool = True

    @property
    def place(self) -> str:
        """File, row or line, and column in one string."""
        parts = [self.file]
        if self.row is not None:
            word = "line" if self.file.lower().endswith(_OF_LINES) else "row"
            parts.append(f"{word} {self.row}")
        if self.column:
            parts.append(self.column)
        return ", ".join(part for part in parts if part)

    def __str__(self) -> str:
        shown = f" (got {self.value!r})" if self.value else ""
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}{shown}. {self.remedy} [{self.code}]"


class PlannerError(Exception):
    """An error that a command reports in words; never a traceback."""

    exit_code: ExitCode = ExitCode.BAD_INPUT


class BadInput(PlannerError):  # noqa: N818 - named as users read it
    """Input that cannot be planned, with everything that is wrong with it.

    Parameters
    ----------
    findings : iterable of Finding
        All of them, in the order of the files.
    """

    exit_code = ExitCode.BAD_INPUT

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: Sequence[Finding] = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


class Infeasible(PlannerError):  # noqa: N818 - as above
    """No plan keeps all rules, and this is proven.

    Parameters
    ----------
    conflicts : iterable of Conflict
        Of every rep, as far as they are known.
    """

    exit_code = ExitCode.INFEASIBLE

    def __init__(self, message: str, conflicts: Iterable[Conflict] = ()) -> None:
        self.conflicts: Sequence[Conflict] = tuple(conflicts)
        super().__init__(message)


class NothingFound(PlannerError):  # noqa: N818 - as above
    """No plan that keeps all rules was found in the time given."""

    exit_code = ExitCode.NOTHING_FOUND


class FailedCheck(PlannerError):  # noqa: N818 - as above
    """A plan that breaks a rule: a bug, and nothing is exported."""

    exit_code = ExitCode.FAILED_CHECK


class Crashed(PlannerError):  # noqa: N818 - as above
    """A search that broke off by a bug; its own error is the cause."""

    exit_code = ExitCode.FAILED_CHECK

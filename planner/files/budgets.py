"""Budgets: how much a file may hold, and how much may become of it when it is read.

A file's size alone says little: a line of a calendar makes millions of occurrences, and a small
workbook unpacks to gigabytes. So what is made is counted, before it is made wherever that is
possible. Together these numbers keep reading any one file within about two seconds and 300 MB,
and whoever goes beyond them gets a sentence with the file, the place and a remedy.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from planner.domain import Finding

MAX_FILE_BYTES = 30_000_000
"""Bytes of any file, unless a smaller limit stands below."""

MAX_ROWS = 200_000
"""Filled rows of a table."""
MAX_COLUMNS = 1_000
"""Columns of a table."""
MAX_CELLS = 2_000_000
"""Cells of a table, empty ones within its rows included."""
MAX_SHEET_CELLS = 600_000
"""Cells of a sheet of Excel, which take longer to read."""
MAX_CELL_LETTERS = 32_767
"""Letters of a cell, as many as Excel allows."""
MAX_ROW_NUMBER = 1_048_576
"""Number of the last row that a sheet of Excel has."""
MAX_UNPACKED_BYTES = 60_000_000
"""Bytes of the parts of a workbook that are read, unpacked."""
MAX_PARTS = 1_000
"""Parts (files) within a workbook."""
MAX_STRINGS = 500_000
"""Different texts of a workbook."""

MAX_TOML_BYTES = 1_000_000
"""Bytes of a TOML file: settings, overlays, changes by hand."""
MAX_DEPTH = 32
"""Levels of tables and lists within one another, in TOML and JSON."""
MAX_TOML_KEYS = 40_000
"""Keys and values of a TOML file."""

MAX_JSON_VALUES = 5_000_000
"""Values of a JSON file."""
MAX_PROBLEM_BYTES = 100_000_000
"""Bytes of a problem.json: two matrices of 2,000 clients, and their hours on 92 days."""
MAX_PROBLEM_VALUES = 15_000_000
"""Values of a problem.json."""
MAX_PROBLEM_CONTAINERS = 1_500_000
"""Objects and lists of a problem.json."""
MAX_JSON_CONTAINERS = 300_000
"""Objects and lists of a JSON file."""
MAX_PLAN_ENTRIES = 50_000
"""Visits, or accounts without one, of a plan."""

MAX_CALENDAR_BYTES = 20_000_000
"""Bytes of a calendar."""
MAX_CALENDAR_ENTRIES = 100_000
"""Entries of a calendar, of all years."""
MAX_CALENDAR_LINES = 40_000
"""Lines, and dates in lists, of those entries of a calendar that may touch the period."""
MAX_CALENDAR_LETTERS = 5_000_000
"""Letters of those entries."""
MAX_ZONE_WORK = 3_000_000
"""Times of a calendar's entries, times the changes of the clock in a zone that it defines."""
MAX_SERIES_STEPS = 250_000
"""Occurrences of all series of a calendar from their starts on, whether they are kept or not."""
MAX_OCCURRENCES = 10_000
"""Occurrences of all series of a calendar that may touch the period."""
MAX_ENTRY_DAYS = 3_660
"""Days that an entry of a calendar may last."""
MAX_REPEATED_DAYS = 366
"""Days that each occurrence of a series may last."""

MAX_REPS = 500
"""Reps of a territory."""
MAX_HOURS_LETTERS = 255
"""Letters of opening hours, as many as OpenStreetMap allows."""
MAX_FINDINGS = 1_000
"""Faults of one file that are told; after twice as many it is read no further."""


def too_many(found: list[Finding], since: int, file: str) -> bool:
    """Whether a file has brought as many faults as anybody reads; the list then says so.

    Warnings stop nothing: beyond those that anybody reads they are counted.

    Parameters
    ----------
    found : list of Finding
        Gets the last one, that the rest of the file was not looked at.
    since : int
        Length of the list before the file was read.
    file : str
        Its name, for the message.
    """
    if len(found) - since < 2 * MAX_FINDINGS:
        return False
    fatal = [finding for finding in found[since:] if finding.fatal]
    if len(fatal) >= MAX_FINDINGS:
        found[since:] = [*fatal[:MAX_FINDINGS], _more_faults(file)]
        return True
    others = [finding for finding in found[since:] if not finding.fatal]
    found[since:] = [*fatal, *others[: MAX_FINDINGS // 2], _more_warnings(file)]
    return False


def first_of(findings: Iterable[Finding], file: str) -> list[Finding]:
    """As many of a file's faults as anybody reads; the last then says that there are more."""
    kept = list(islice(findings, MAX_FINDINGS + 1))
    return kept if len(kept) <= MAX_FINDINGS else [*kept[:-1], _more_faults(file)]


def _more_faults(file: str) -> Finding:
    return Finding(
        code="faults-many",
        message=f"There are more than {MAX_FINDINGS:,} faults, and the rest was not looked at",
        remedy="Correct these first, then check again.",
        file=file,
    )


def _more_warnings(file: str) -> Finding:
    return Finding(
        code="warnings-many",
        message=f"There are more than {MAX_FINDINGS:,} warnings, and not all are shown",
        remedy="Look at these first, then check again.",
        file=file,
        fatal=False,
    )
